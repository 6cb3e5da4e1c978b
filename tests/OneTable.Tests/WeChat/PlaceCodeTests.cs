using OneTable.Services.Data;

namespace OneTable.Tests.WeChat;

/// <summary>A code for every grid and building: scanned, it is the place of what is reported without one.</summary>
[Collection(Street.Name)]
public sealed class PlaceCodeTests(Street street)
{
    const string Grid = "420199001001003";

    [Fact]
    public async Task Codes_of_a_grid_are_made_once_and_printed_on_pages_of_their_own()
    {
        var desk = await street.ConsoleAsync("community");
        var made = (await desk.PostAsync("/api/console/codes", new { division = Grid })).GetProperty("made").GetInt32();
        var urls = Urls();
        Assert.Equal(made, (await desk.PostAsync("/api/console/codes", new { division = Grid })).GetProperty("made").GetInt32());
        Assert.Equal(urls, Urls());
        var codes = (await desk.GetJsonAsync("/api/console/codes?division=" + Grid)).EnumerateArray().ToList();
        Assert.Equal(made, codes.Count);
        Assert.Contains(codes, c => c.Text("scene") == Grid);
        Assert.Contains(codes, c => c.Text("name")!.EndsWith('栋'));
        var sheet = await desk.GetStringAsync("/api/console/codes/sheet?division=" + Grid);
        Assert.Equal(made, System.Text.RegularExpressions.Regex.Count(sheet, "<section>"));
        Assert.Contains("用微信扫一扫", sheet);
        Assert.DoesNotContain("http://", sheet.Replace("http://www.w3.org", ""));
        Assert.Contains("image/jpeg;base64", await desk.GetStringAsync($"/api/console/codes/sheet?division={Grid}&mini=true"));
        await (await street.ConsoleAsync("grid")).GetAsync("/api/console/codes?division=" + Grid).RefusedAsync(404, "not_found");

        string Urls() => street.Db.Read(tx => string.Join(' ', tx.Query<string>("SELECT url FROM place_codes WHERE grid_code = @Grid ORDER BY scene", new { Grid })));
    }

    [Theory]
    [InlineData("subscribe")]
    [InlineData("scan")]
    public async Task Who_scans_a_buildings_code_reports_from_there_until_another_place_is_said(string how)
    {
        await (await street.ConsoleAsync("community")).PostAsync("/api/console/codes", new { division = Grid });
        var (scene, place) = street.Db.Read(tx => tx.Query<(string, string)>("SELECT scene, CONCAT(estate, building, '栋') FROM place_codes WHERE grid_code = @Grid AND estate <> '' ORDER BY scene LIMIT 1", new { Grid }).Single());
        var phone = street.NewResident();
        Assert.Contains($"您扫的是{place}的码", await phone.PushAsync(new { openid = phone.Openid, type = how, key = scene }));
        await phone.SayAsync("灯坏了，不亮了");
        Assert.Equal((Grid, place), Case(phone));
        Assert.Equal("grid3", Work.WorkerOf(street, Number(phone)));
        var other = street.NewResident();
        await other.PushAsync(new { openid = other.Openid, type = how, key = Grid });
        await other.SendPlaceAsync(30.55, 114.36);
        await other.SayAsync("灯坏了，不亮了");
        Assert.NotEqual(Grid, Case(other).Grid);
    }

    [Fact]
    public async Task A_mini_programs_code_does_the_same_and_a_strange_one_is_refused()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        await me.PostAsJsonAsync("/api/mini/place", new { scene = "b1" }).RefusedAsync(400, "bad_code");
        Assert.EndsWith("第三网格", (await me.PostAsync("/api/mini/place", new { scene = Grid })).Text("place"));
        var number = (await me.PostAsync("/api/mini/cases", new { key = "k", kind = "complaint", content = "灯坏了，不亮了" })).Text("number")!;
        Assert.Equal("grid3", Work.WorkerOf(street, number));
    }

    [Fact]
    public async Task A_link_opens_one_case_without_its_words_until_it_is_taken_back()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        var number = (await me.PostAsync("/api/mini/cases", new { key = "k", kind = "complaint", content = "楼上半夜吵，教师新村1栋" })).Text("number")!;
        var desk = await street.ConsoleAsync("street");
        var made = await desk.PostAsync($"/api/console/cases/{number}/link", new { });
        Assert.StartsWith("https://wxaurl.cn/", made.Text("wechat"));
        var token = made.Text("url")!.Split("?t=")[1];
        Assert.Equal(43, token.Length);
        var seen = await street.Http.GetJsonAsync("/api/mini/links/" + token);
        Assert.Equal(number, seen.Text("number"));
        Assert.DoesNotContain("半夜", seen.ToString());
        Assert.Equal(0, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM open_links WHERE token_hash = @token", new { token })));
        await street.Http.GetAsync("/api/mini/links/" + token[..^1] + (token[^1] == 'A' ? 'B' : 'A')).RefusedAsync(404, "not_found");
        await street.Http.GetAsync("/api/mini/cases/" + number).RefusedAsync(401, "sign_in_needed");
        Assert.Equal(1, (await (await desk.DeleteAsync($"/api/console/cases/{number}/link")).JsonAsync()).GetProperty("ended").GetInt32());
        await street.Http.GetAsync("/api/mini/links/" + token).RefusedAsync(404, "not_found");
        var later = (await desk.PostAsync($"/api/console/cases/{number}/link", new { })).Text("url")!.Split("?t=")[1];
        await street.Db.WriteAsync(tx => tx.Run("UPDATE open_links SET expires_at = @p0 WHERE subject = @p1", tx.Now, number));
        await street.Http.GetAsync("/api/mini/links/" + later).RefusedAsync(404, "not_found");
    }

    string Number(Phone phone) => street.Db.Read(tx => tx.Value<string>("SELECT number FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @p0)", phone.Openid))!;
    (string Grid, string? Place) Case(Phone phone) => street.Db.Read(tx => tx.Query<(string, string?)>("SELECT division_code, place FROM cases WHERE number = @number", new { number = Number(phone) }).Single());
}
