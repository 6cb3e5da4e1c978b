namespace OneTable.Tests.Console;

/// <summary>地址库 through the console's API: scope, rights, limits, and the way from a moved case to the next one.</summary>
[Collection(Street.Name)]
public sealed class AddressTests(Street street)
{
    const string Root = "/api/console/addresses", Community = "420199001001", Elsewhere = "420199001003";

    [Fact]
    public async Task The_tree_of_the_own_community_is_counted_and_another_one_is_not_there()
    {
        var desk = await street.ConsoleAsync("community");
        var estates = (await desk.GetJsonAsync($"{Root}/estates?division={Community}")).EnumerateArray().ToList();
        Assert.Contains(estates, e => e.Text("name") == "东园小区");
        var people = street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM people WHERE living_grid LIKE '420199001001%' AND living_address_id IS NOT NULL AND died_on IS NULL"));
        Assert.Equal(people, estates.Sum(e => e.GetProperty("people").GetInt32()));
        var building = (await desk.GetJsonAsync($"{Root}/buildings?division={Community}&estate=教师新村"))[0];
        Assert.Equal(building.GetProperty("homes").GetInt32(),
            (await desk.GetJsonAsync($"{Root}/rooms?division={Community}&estate=教师新村&building={building.Text("name")}")).GetArrayLength());
        foreach (var url in new[] { "estates", "buildings", "rooms", "names", "try" })
            await desk.GetAsync($"{Root}/{url}?division={Elsewhere}&community={Elsewhere}&text=x").RefusedAsync(404, "not_found");
        await (await street.ConsoleAsync("street")).GetAsync(Root + "/estates").RefusedAsync(400, "community_needed");
    }

    [Fact]
    public async Task A_grid_worker_looks_and_does_not_change()
    {
        var desk = await street.ConsoleAsync("grid");
        Assert.NotEqual(0, (await desk.GetJsonAsync(Root + "/estates")).GetArrayLength());
        await desk.PostAsJsonAsync(Root + "/buildings", new { estate = "新楼", gridCode = "420199001001001", from = 1, to = 1, units = 1, floors = 1, doors = 1 }).RefusedAsync(403, "forbidden");
        await desk.PostAsJsonAsync(Root + "/names", new { name = "老楼" }).RefusedAsync(403, "forbidden");
        await desk.DeleteAsync(Root + "/names/1").RefusedAsync(403, "forbidden");
    }

    [Theory]
    [InlineData("buildings", """{"estate":"x","gridCode":"420199001001001","from":1,"to":1,"units":1,"floors":1,"doors":1}""", "bad_name")]
    [InlineData("buildings", """{"estate":"新楼","gridCode":"420199001001001","from":1,"to":300,"units":9,"floors":30,"doors":9}""", "too_many_rooms")]
    [InlineData("buildings", """{"estate":"新楼","gridCode":"420199001001001","from":3,"to":1,"units":1,"floors":1,"doors":1}""", "bad_number")]
    [InlineData("buildings", """{"estate":"新楼","gridCode":"420199001001","from":1,"to":1,"units":1,"floors":1,"doors":1}""", "bad_grid")]
    [InlineData("names", """{"name":"老楼","kind":"nickname"}""", "bad_kind")]
    [InlineData("names", """{"name":"老","kind":"alias","community":"420199001001","estate":"东园小区"}""", "bad_name")]
    [InlineData("names", """{"name":"老楼","kind":"alias","community":"420199001001","estate":"没有的小区"}""", "bad_target")]
    [InlineData("names", """{"name":"老楼","kind":"alias","community":"420199001001","addressId":"x"}""", "bad_target")]
    [InlineData("names", """{"name":"老楼","kind":"landmark","community":"420199001001"}""", "bad_target")]
    public async Task What_cannot_be_is_refused_in_words(string url, string body, string code)
    {
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsync($"{Root}/{url}", new StringContent(body, null, "application/json")).RefusedAsync(400, code);
        await desk.GetAsync($"{Root}/try?text={new string('东', 500)}").RefusedAsync(400, "too_long");
    }

    [Fact]
    public async Task What_lies_elsewhere_is_said_to_be_there_and_not_shown()
    {
        var reading = await (await street.ConsoleAsync("community")).GetJsonAsync($"{Root}/try?text=银杏家园1栋1单元101");
        Assert.True(reading.GetProperty("elsewhere").GetBoolean());
        Assert.Null(reading.Text("match"));
        Assert.Empty(reading.List("candidates"));
    }

    [Fact]
    public async Task A_case_moved_to_another_grid_teaches_where_its_words_are()
    {
        var desk = await street.ConsoleAsync("community");
        var phone = street.NewResident();
        await phone.SayAsync("老锅炉房门口有人倒建筑垃圾");
        string Newest() => street.Db.Read(tx => tx.Value<string>("SELECT number FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @p0) ORDER BY number DESC LIMIT 1", phone.Openid))!;
        var worker = street.Db.Read(tx => tx.Value<string>("SELECT id FROM staff WHERE user_name = 'grid3'"));
        await desk.PostAsync($"/api/console/cases/{Newest()}/assign", new { staffId = worker, reason = "在三网格" });

        var reading = await desk.GetJsonAsync($"{Root}/try?text=老锅炉房门口又有垃圾");
        Assert.Equal("420199001001003", reading.GetProperty("match").Text("gridCode"));
        Assert.Contains("改派事项时认过", reading.GetProperty("match").Text("why"));
        var learned = (await desk.GetJsonAsync(Root + "/names")).EnumerateArray().Single(n => n.Text("target")!.EndsWith("第三网格") && n.Text("name")!.StartsWith("老锅炉房"));
        Assert.Equal("correction", learned.Text("kind"));
        Assert.Equal(HttpStatusCode.NoContent, (await desk.DeleteAsync($"{Root}/names/{learned.Text("id")}")).StatusCode);
        await desk.DeleteAsync($"{Root}/names/{learned.Text("id")}").RefusedAsync(404, "not_found");
        Assert.Null((await desk.GetJsonAsync($"{Root}/try?text=老锅炉房门口又有垃圾")).Text("match"));
    }
}
