using OneTable.BotGateway.Bot;
using OneTable.BotGateway.WeChat;

namespace OneTable.Tests.Bot;

/// <summary>What reaches us at the same moment; on MySQL each write has a transaction of its own.</summary>
[Collection(Street.Name)]
public sealed class AtOnceTests(Street street)
{
    const int Residents = 12;

    [Fact]
    public Task A_photo_and_a_place_sent_at_once_are_both_in_the_case() =>
        Task.WhenAll(Enumerable.Range(0, Residents).Select(async _ =>
        {
            var phone = street.NewResident();
            await phone.FollowAsync();
            await Task.WhenAll(phone.SendPhotoAsync(), phone.SendPlaceAsync(30.55, 114.36), phone.SendPhotoAsync());
            var reply = await phone.SayAsync("垃圾房门口有垃圾散落");
            Assert.Contains("TS", reply);
            Assert.Equal(1, Count("SELECT COUNT(*) FROM cases c JOIN residents r ON r.id = c.resident_id WHERE r.mp_openid = @openid AND c.lat IS NOT NULL", phone));
            Assert.Equal(2, Count("SELECT COUNT(*) FROM case_files WHERE openid = @openid AND case_id IS NOT NULL", phone));
        }));

    [Fact]
    public async Task A_draft_left_behind_becomes_one_case_whoever_sweeps()
    {
        var phones = Enumerable.Range(0, Residents).Select(_ => street.NewResident()).ToList();
        await Task.WhenAll(phones.Select(p => p.SendPhotoAsync()));
        foreach (var phone in phones)
            await street.Db.WriteAsync(tx => tx.Run("UPDATE conversations SET sweep_at = 1 WHERE openid = @p0", phone.Openid));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => street.Db.WriteAsync(street.Get<Reports>().OpenAbandoned)));
        foreach (var phone in phones)
            Assert.Equal(1, Count("SELECT COUNT(*) FROM cases c JOIN residents r ON r.id = c.resident_id WHERE r.mp_openid = @openid", phone));
    }

    long Count(string sql, Phone phone) => street.Db.Read(tx => tx.Count<long>(sql, new { openid = phone.Openid }));
}
