using OneTable.Services.Data;
using OneTable.Services.Notices;

namespace OneTable.Tests.Registry;

/// <summary>F05: one tap stops notices, a person confirms, the family is left in peace, no benefit is stopped by a machine.</summary>
[Collection(Street.Name)]
public sealed class DeathTests(Street street)
{
    static async Task<string> ReportAsync(HttpClient desk, long id) =>
        (await desk.PostAsync($"/api/console/people/{id}/death", new { heardFrom = "邻居", note = "门口有花圈" })).Text("id")!;

    /// <summary>The state of a notice to this person, and when its first send may go.</summary>
    /// <summary>What became of a notice when it was opened, before anybody could send it.</summary>
    Task<(string State, string? Why, long? NotBefore)> TellAsync(long id, string matter)
    {
        var key = $"{matter}:{Guid.NewGuid():N}";
        return street.Db.WriteAsync(tx =>
        {
            street.Get<NoticeDesk>().Open(tx, new(key, matter, id, null, null, Neighbour.Grid, "allowance80", new Dictionary<string, string> { ["name"] = "王", ["worker"] = "李", ["tel"] = "027" }));
            return tx.Query<(string, string?, long?)>("""
                SELECT n.state, n.why, (SELECT MIN(o.next_attempt_at) FROM outbox o WHERE o.notice_id = n.id) FROM notices n WHERE n.dedup_key = @key
                """, new { key }).Single();
        });
    }

    [Fact]
    public async Task A_tap_stops_notices_and_only_the_secretary_or_a_social_worker_decides()
    {
        var id = await Neighbour.NewAsync(street, "去世甲", facts: [("联系电话", "19944440001"), ("电话归属", "1"), ("享受待遇", "1")]);
        var (grid, line) = (await street.ConsoleAsync("grid"), await street.ConsoleAsync("line"));
        await grid.PostAsJsonAsync($"/api/console/people/{id}/death", new { heardFrom = "听说" }).RefusedAsync(400, "source_needed");
        var death = await ReportAsync(grid, id);
        await grid.PostAsJsonAsync($"/api/console/people/{id}/death", new { heardFrom = "家属" }).RefusedAsync(409, "in_hand");
        Assert.Equal("疑似去世待核", (await Neighbour.FieldsAsync(grid, id))["人员状态"].Text("value"));
        Assert.Equal("dropped", (await TellAsync(id, "allowance80")).State);
        await grid.PostAsJsonAsync($"/api/console/deaths/{death}/confirm", new { diedOn = "2026-11-30" }).RefusedAsync(403, "forbidden");
        await line.PostAsJsonAsync($"/api/console/deaths/{death}/confirm", new { diedOn = "2027-11-30" }).RefusedAsync(400, "bad_date");
        await (await street.ConsoleAsync("line3")).PostAsJsonAsync($"/api/console/deaths/{death}/confirm", new { diedOn = "2026-11-30" }).RefusedAsync(404, "not_found");
        await line.PostAsync($"/api/console/deaths/{death}/confirm", new { diedOn = "2026-11-30" });
        var fields = await Neighbour.FieldsAsync(line, id);
        Assert.Equal(("去世", "2026-11-30"), (fields["人员状态"].Text("value"), fields["去世日期"].Text("value")));
        Assert.Contains("享受待遇", fields.Keys); // a person stops it, by a to-do
        Assert.Contains("系统不会自己停发", street.Db.Read(tx => tx.Value<string>("SELECT detail FROM todos WHERE title = @p0", "办停待遇：去世甲")));
        await line.PostAsJsonAsync($"/api/console/deaths/{death}/withdraw", new { }).RefusedAsync(409, "settled_already");
    }

    [Fact]
    public async Task Taken_back_the_person_is_as_before()
    {
        var id = await Neighbour.NewAsync(street, "去世乙", facts: [("人员状态", "10"), ("联系电话", "19944440002"), ("电话归属", "1")]);
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsync($"/api/console/deaths/{await ReportAsync(desk, id)}/withdraw", new { });
        Assert.Equal("住养老机构", (await Neighbour.FieldsAsync(desk, id))["人员状态"].Text("value"));
        Assert.Equal("waiting", (await TellAsync(id, "allowance80")).State);
        await ReportAsync(desk, id); // heard again
    }

    [Fact]
    public async Task The_family_hears_from_nobody_for_seven_days_except_in_an_emergency()
    {
        var gone = await Neighbour.NewAsync(street, "去世丙");
        var wife = await Neighbour.NewAsync(street, "家人丙", facts: [("联系电话", "19944440003"), ("电话归属", "1")]);
        var stranger = await Neighbour.NewAsync(street, "旁人丙", facts: [("联系电话", "19944440004"), ("电话归属", "1")]);
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsync($"/api/console/people/{gone}/household", new { action = "make", kind = "living" });
        await desk.PostAsync($"/api/console/people/{wife}/household", new { action = "join", kind = "living", withId = $"{gone}", relation = "妻" });
        var death = await ReportAsync(desk, gone);
        long Days(long? at) => (at!.Value - street.Db.Time.UnixMs()) / 86_400_000;
        Assert.InRange(Days((await TellAsync(wife, "allowance80")).NotBefore), 6, 7);
        Assert.InRange(Days((await TellAsync(wife, NoticeDesk.Emergency)).NotBefore), 0, 0);
        Assert.InRange(Days((await TellAsync(stranger, "allowance80")).NotBefore), 0, 0);
        var todo = (await desk.GetJsonAsync("/api/console/todos?size=100")).List("items").Single(t => t.Text("title") == "核实疑似去世：去世丙");
        var contact = (await desk.GetJsonAsync($"/api/console/people/{gone}")).GetProperty("death").Text("contact");
        Assert.Equal(contact, todo.Text("workerName"));
        await desk.PostAsync($"/api/console/deaths/{death}/withdraw", new { });
        Assert.InRange(Days((await TellAsync(wife, "card65")).NotBefore), 0, 0);
    }
}
