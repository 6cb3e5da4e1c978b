using System.Globalization;

namespace OneTable.Tests.Cases;

/// <summary>A photo, a place and words become one case, and what becomes of the photo.</summary>
[Collection(Street.Name)]
public sealed class PhotoTests(Street street)
{
    [Theory]
    [InlineData("photo place words")]
    [InlineData("photo words place")]
    [InlineData("place photo words")]
    [InlineData("place words photo")]
    [InlineData("words photo place")]
    [InlineData("words place photo")]
    public async Task A_photo_a_place_and_words_in_any_order_make_one_case_of_that_grid(string order)
    {
        var phone = street.NewResident();
        foreach (var part in order.Split(' '))
            _ = part switch
            {
                "photo" => await phone.SendPhotoAsync(),
                "place" => await phone.SendPlaceAsync(30.546, 114.36, "机械厂俱乐部门口"),
                _ => await phone.SayAsync("垃圾房门口有垃圾散落"),
            };
        var case_ = await StoredAsync(phone);
        Assert.Equal("grid3", Work.WorkerOf(street, case_.Text("number")!));
        Assert.Equal("机械厂俱乐部门口", case_.Text("place"));
        Assert.Equal("垃圾房门口有垃圾散落", case_.Text("content"));
        var shown = await street.Http.GetAsync(case_.List("photos").Single().Text("url"));
        Assert.Equal("image/jpeg", shown.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Nine_photos_are_in_the_case_and_the_tenth_is_refused_kindly()
    {
        var phone = street.NewResident();
        for (var i = 1; i <= 9; i++) Assert.Contains($"{i}张", await phone.SendPhotoAsync());
        Assert.Contains("照片九张够了", await phone.SendPhotoAsync());
        await phone.SayAsync("楼下垃圾成堆，散落一地");
        Assert.Equal(9, (await StoredAsync(phone, 9)).List("photos").Count);
    }

    [Fact]
    public async Task A_voice_is_kept_with_its_case()
    {
        var phone = street.NewResident();
        await phone.SendVoiceAsync();
        var voice = (await StoredAsync(phone)).List("photos").Single();
        Assert.Equal("voice", voice.Text("kind"));
        Assert.Equal("audio/amr", (await street.Http.GetAsync(voice.Text("download"))).Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData(100, "这个打不开")]
    [InlineData(10 * 1024 * 1024 + 1, "这张太大了")]
    public async Task A_photo_that_cannot_be_kept_is_said_so_and_the_case_lives(int bytes, string said)
    {
        var phone = street.NewResident();
        var data = new byte[bytes];
        if (bytes > 1000) Photos.Jpeg().CopyTo(data, 0);
        else System.Text.Encoding.UTF8.GetBytes("<html>no photo</html>").CopyTo(data, 0);
        await phone.SayAsync("楼道的灯坏了，不亮");
        await phone.PushAsync(new { openid = phone.Openid, type = "image", data = Convert.ToBase64String(data) });
        Assert.NotEmpty(await phone.ReadsAsync(bytes > 1000 ? said : "打不开"));
        var case_ = await OfAsync(phone);
        Assert.Equal("open", case_.Text("state"));
        Assert.Equal("refused", case_.List("photos").Single().Text("state"));
    }

    [Fact]
    public async Task A_place_sent_while_another_case_is_closed_is_kept()
    {
        for (var round = 0; round < 6; round++)
        {
            var phone = street.NewResident();
            await phone.SendPlaceAsync(30.55, 114.36);
            await phone.SayAsync("楼道灯坏了好几天");
            var first = (await OfAsync(phone)).Text("number")!;
            await Task.WhenAll(Work.CloseAsync(street, first, "换好了"), phone.SendPlaceAsync(30.546, 114.36));
            await phone.SayAsync("垃圾房门口有垃圾散落");
            Assert.Equal("grid3", street.Db.Read(tx => tx.Value<string>(
                "SELECT s.user_name FROM cases c JOIN staff s ON s.id = c.staff_id WHERE c.resident_id = (SELECT id FROM residents WHERE mp_openid = @p0) AND c.number <> @p1", phone.Openid, first)));
        }
    }

    [Fact]
    public async Task A_place_that_is_nowhere_on_earth_is_said_so()
    {
        var phone = street.NewResident();
        Assert.Contains("没找着", await phone.SendPlaceAsync(123, 456));
    }

    async Task<JsonElement> OfAsync(Phone phone)
    {
        var number = street.Db.Read(tx => tx.Value<string>("SELECT number FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @p0)", phone.Openid))!;
        return (await (await street.ConsoleAsync("district")).GetJsonAsync("/api/console/cases/" + number)).GetProperty("case");
    }

    /// <summary>The one case of that resident, once its files are fetched.</summary>
    async Task<JsonElement> StoredAsync(Phone phone, int files = 1)
    {
        Assert.Equal(1, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @openid)", new { openid = phone.Openid })));
        var found = await Wait.ForAsync<object>(async () => await OfAsync(phone) is var c && c.List("photos").Count(p => p.Text("state") == "stored") == files ? c : null,
            files.ToString(CultureInfo.InvariantCulture) + " files in the case");
        return (JsonElement)found;
    }
}
