namespace OneTable.Tests.Cases;

/// <summary>What a person can send, however long or wrong, is taken or refused; never a fault.</summary>
[Collection(Street.Name)]
public sealed class InputTests(Street street)
{
    static readonly string endless = new('长', 3000);

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01")]
    [InlineData("2026-02-30")]
    public async Task A_day_off_the_calendar_is_refused(string date) =>
        await (await street.ConsoleAsync("street")).GetAsync("/api/console/scenarios/allowance80/preview?date=" + date).RefusedAsync(400, "bad_date");

    [Fact]
    public async Task A_reveal_without_a_field_is_refused()
    {
        var console = await street.ConsoleAsync("street");
        var person = (await console.GetJsonAsync("/api/console/people?q=刘桂英")).List("items")[0].Text("id");
        await console.PostAsJsonAsync($"/api/console/people/{person}/reveal", new { purpose = "上门走访" }).RefusedAsync(400, "unknown_field");
        await console.PostAsJsonAsync($"/api/console/people/{person}/reveal", new { field = "联系电话" }).RefusedAsync(400, "unknown_purpose");
    }

    [Fact]
    public async Task A_rota_names_a_community_and_its_people()
    {
        var console = await street.ConsoleAsync("street");
        const string community = "420199001001";
        await PutAsync(console, new { communityCode = community, shift = "day" }).RefusedAsync(400, "bad_duty");
        await PutAsync(console, new { communityCode = community, shift = "day", staffIds = new[] { "x" } }).RefusedAsync(400, "bad_duty");
        await PutAsync(console, new { shift = "day", staffIds = new[] { "1" } }).RefusedAsync(400, "bad_duty");
        await PutAsync(await street.ConsoleAsync("grid"), new { communityCode = community, shift = "day" }).RefusedAsync(403, "forbidden");
    }

    static Task<HttpResponseMessage> PutAsync(HttpClient console, object duties) => console.PutAsJsonAsync("/api/console/settings/duties", duties);

    [Fact]
    public async Task Long_words_of_a_worker_are_kept_as_far_as_there_is_room()
    {
        var (resident, number) = await ReportAsync();
        var (worker, todo) = await Work.FindAsync(street, number);
        await worker.PostAsJsonAsync(todo + "/partner", new { unit = "物业公司", dueAt = long.MaxValue }).RefusedAsync(400, "due_too_late");
        await worker.PostAsync(todo + "/contact", new { words = endless });
        await worker.PostAsJsonAsync(todo + "/handback", new { reason = endless });
        var console = await street.ConsoleAsync("street");
        await console.PostAsync($"/api/console/cases/{number}/assign", new { staffId = await GridAsync(console), reason = endless });
        for (var i = 0; i < 6; i++) await resident.PostAsync($"/api/mini/cases/{number}/words", new { text = endless[..2000] });
        Assert.InRange((await resident.GetJsonAsync("/api/mini/cases/" + number)).Text("content")!.Length, 2000, 8000);
    }

    async Task<(HttpClient Resident, string Number)> ReportAsync()
    {
        var resident = await street.NewResident().OpenMiniProgramAsync();
        var report = new { key = $"{Guid.NewGuid()}", kind = "complaint", content = "水厂宿舍1栋门口积水" };
        return (resident, (await resident.PostAsync("/api/mini/cases", report)).Text("number")!);
    }

    static async Task<string?> GridAsync(HttpClient console) =>
        (await console.GetJsonAsync("/api/console/staff")).EnumerateArray().First(s => s.Text("post") == "10").Text("id");

    [Fact]
    public async Task Ten_photos_at_once_are_refused()
    {
        var (resident, number) = await ReportAsync();
        var files = Enumerable.Range(1, 10).Select(i => $"{i}");
        await resident.PostAsJsonAsync($"/api/mini/cases/{number}/words", new { text = "还有", files }).RefusedAsync(400, "too_many_photos");
    }

    [Fact]
    public async Task A_worker_who_left_is_a_resident_from_the_next_request()
    {
        var worker = await street.PhoneOf("staff-grid16").OpenMiniProgramAsync();
        await worker.GetJsonAsync("/api/mini/todos");
        await SetActiveAsync(0);
        try { await worker.GetAsync("/api/mini/todos").RefusedAsync(403, "forbidden"); }
        finally { await SetActiveAsync(1); }
    }

    Task SetActiveAsync(int active) => street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET active = @p0 WHERE user_name = 'grid16'", active));
}
