using OneTable.Services.Residents;

namespace OneTable.Tests.Faults;

/// <summary>A worker closes one case while the resident is telling of the next.</summary>
[Collection(Street.Name)]
public sealed class InterruptedReportTests(Street street)
{
    [Fact]
    public async Task The_place_that_was_sent_is_not_lost()
    {
        var phone = street.NewResident();
        await phone.SendPlaceAsync(30.55, 114.36);
        await street.Db.WriteAsync(tx => street.Get<Conversations>().AskAboutResult(tx, street.Get<ResidentBook>().ByMpOpenid(tx, phone.Openid)!.Id, "TS2611300001"));
        await phone.SayAsync("楼道门口有垃圾散落一地没有人来收");

        var lat = street.Db.Read(tx => tx.First<double?>(
            "SELECT c.lat FROM cases c JOIN residents r ON r.id = c.resident_id WHERE r.mp_openid = @Openid", new { phone.Openid }));
        Assert.Equal(30.55, lat);
    }
}
