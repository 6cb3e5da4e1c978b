using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;

namespace OneTable.Tests.Scenarios;

/// <summary>What the night does about those it found, and what it takes back.</summary>
public sealed class NightActTests
{
    const string Tuesday = "2026-12-01T10:00:00+08:00";
    static readonly DateOnly today = new(2026, 12, 1);
    static readonly Origin origin = new("测试", "测试");

    [Fact]
    public Task What_holds_no_more_takes_its_visit_and_its_waiting_notice_along() => Street.AtAsync(Tuesday, async small =>
    {
        await RunAsync(small, today, "allowance80");
        var (person, todo) = small.Db.Read(tx => tx.First<(long, long)>("""
            SELECT f.person_id, f.todo_id FROM findings f JOIN todos t ON t.id = f.todo_id AND t.state IN ('open', 'planned')
            WHERE f.scenario = 'allowance80' AND (SELECT COUNT(*) FROM findings o WHERE o.todo_id = f.todo_id) = 1 ORDER BY f.id LIMIT 1
            """));
        await Wait.ForAsync(() => Task.FromResult(Count(small, $"notices WHERE person_id = {person} AND state = 'waiting'") == 0 ? "" : null), "its notice is on no rung any more");
        await small.Db.WriteAsync(tx => tx.Run("UPDATE notices SET state = 'waiting' WHERE person_id = @p0", person));
        await WriteAsync(small, person, ("享受待遇", small.Get<FieldCatalog>().Find("享受待遇")!.CodeSet!.CodeOf("高龄津贴")));
        await RunAsync(small, today.AddDays(1), null);
        Assert.Equal("已在享受高龄津贴", small.Db.Read(tx => tx.Value<string>("SELECT left_why FROM findings WHERE person_id = @p0 AND scenario = 'allowance80'", person)));
        Assert.Equal("cancelled", small.Db.Read(tx => tx.Value<string>("SELECT state FROM todos WHERE id = @p0", todo)));
        Assert.Equal("dropped", small.Db.Read(tx => tx.Value<string>("SELECT state FROM notices WHERE person_id = @p0 AND matter = 'allowance80'", person)));

        // The tag was a mistake: found again, visited again, told only once.
        await WriteAsync(small, person, ("享受待遇", null));
        await RunAsync(small, today.AddDays(2), null);
        Assert.Equal(1, Count(small, $"findings WHERE person_id = {person} AND scenario = 'allowance80' AND left_on IS NULL AND todo_id <> {todo}"));
        Assert.Equal(1, Count(small, $"notices WHERE person_id = {person} AND matter = 'allowance80'"));
    });

    [Fact]
    public Task A_household_that_mourns_is_found_and_told_later() => Street.AtAsync(Tuesday, async small =>
    {
        var liu = small.Db.Read(tx => tx.Value<long>("SELECT person_id FROM residents WHERE mp_openid = 'resident-liu'"));
        var home = small.Db.Read(tx => tx.Value<long>("SELECT living_household_id FROM people WHERE id = @p0", liu));
        var gone = await WriteAsync(small, null, ("姓名", "已故的人"), ("证件类型", "01"), ("人口类别", "1"), ("人员状态", "3"), ("去世日期", "2026-11-28"), ("居住户", $"{home}"));
        await RunAsync(small, today, "allowance80");
        Assert.Equal(1, Count(small, $"findings WHERE person_id = {liu} AND scenario = 'allowance80' AND left_on IS NULL AND acted_at IS NULL"));
        Assert.Equal(0, Count(small, $"notices WHERE person_id = {liu}"));
        for (var day = 1; day <= 6; day++) await RunAsync(small, today.AddDays(day), null);
        Assert.Equal(1, Count(small, $"findings WHERE person_id = {liu} AND scenario = 'allowance80' AND acted_at IS NOT NULL"));
        Assert.NotEqual(0, gone);
    });

    [Fact]
    public Task A_reminder_whose_day_went_by_in_missed_nights_is_found_and_not_sent() => Street.AtAsync(Tuesday, async small =>
    {
        await RunAsync(small, today, null);
        var id = await NewAsync(small, ("出生日期", today.AddDays(40).AddYears(-65).Iso()));
        await RunAsync(small, today.AddDays(50), null);
        var (left, why) = small.Db.Read(tx => tx.First<(string, string)>("SELECT left_on, left_why FROM findings WHERE scenario = 'card65' AND person_id = @id", new { id }));
        Assert.Equal((today.AddDays(41).Iso(), "过了时候"), (left, why));
        Assert.Equal(0, Count(small, $"notices WHERE person_id = {id} AND matter = 'card65'"));
        Assert.Equal(0, Count(small, $"todos WHERE person_id = {id} AND scenario = 'card65'"));
    });

    [Fact]
    public Task A_weather_alarm_is_called_for_a_day_and_a_division() => Street.AtAsync(Tuesday, async small =>
    {
        var desk = await ConsoleDesk.SignInAsync(small.Address, "community");
        await desk.PostAsJsonAsync("/api/console/scenarios/weather/call", new { }).RefusedAsync(400, "words_needed");
        await desk.PostAsJsonAsync("/api/console/scenarios/card65/call", new { words = "很冷" }).RefusedAsync(400, "not_called");
        await (await small.ConsoleAsync("grid")).PostAsJsonAsync("/api/console/scenarios/weather/call", new { words = "很冷" }).RefusedAsync(403, "forbidden");
        await RunAsync(small, today, null);
        Assert.Equal(0, Count(small, "findings WHERE scenario = 'weather'"));
        var seen = await desk.GetJsonAsync("/api/console/scenarios/weather/preview"); // whom it would find is shown before
        var called = await desk.PostAsync("/api/console/scenarios/weather/call", new { words = "很冷" });
        Assert.True(called.GetProperty("eligible").GetInt32() > 0);
        Assert.Equal(called.GetProperty("eligible").GetInt32(), seen.GetProperty("total").GetInt32());
        Assert.Equal(0, Count(small, "findings WHERE scenario = 'weather' AND division_code NOT LIKE '420199001001%'"));
        Assert.True(Count(small, "notices WHERE matter = 'weather' AND text LIKE '%很冷%'") > 0);
        await RunAsync(small, today.AddDays(1), null);
        Assert.Equal(0, Count(small, "findings WHERE scenario = 'weather' AND left_on IS NULL"));
        await (await small.ConsoleAsync("street")).PostAsync("/api/console/scenarios/weather/switch", new { on = false, reason = "预警解除了" });
        await desk.PostAsJsonAsync("/api/console/scenarios/weather/call", new { words = "有大风" }).RefusedAsync(409, "switched_off");
        Assert.Equal(0, Count(small, "scenario_calls WHERE words = '有大风'"));
    });

    [Fact]
    public Task The_list_to_plan_shows_how_long_it_takes_and_a_secretary_changes_it() => Street.AtAsync(Tuesday, async small =>
    {
        await small.Db.WriteAsync(tx =>
        {
            var ids = tx.Query<long>("SELECT id FROM people WHERE living_grid = '420199001001003' ORDER BY id LIMIT 60").ToList();
            tx.Execute("UPDATE people SET status = '1', birth_date = '1946-12-15', registered_here = 1, registered_community = '420199001001', living_household_id = NULL WHERE id IN @ids", new { ids });
            tx.Execute("DELETE FROM tags WHERE field = '享受待遇' AND subject_id IN @ids", new { ids });
        });
        await RunAsync(small, today, null);
        var desk = await ConsoleDesk.SignInAsync(small.Address, "community");
        var plan = await desk.GetJsonAsync("/api/console/plan");
        var worker = plan.List("workers").First(w => w.GetProperty("waiting").GetInt32() > 2);
        Assert.Equal((worker.GetProperty("waiting").GetInt32() + 9) / 10, worker.GetProperty("days").GetInt32());
        Assert.InRange(plan.List("workers").Max(w => w.GetProperty("today").GetInt32()), 1, 10);
        var list = await desk.GetJsonAsync($"/api/console/plan/{worker.Text("staffId")}?size=100");
        var last = list.List("items")[^1].Text("id");
        await desk.PostAsJsonAsync($"/api/console/plan/visits/{last}/first", new { });
        Assert.Equal(last, (await desk.GetJsonAsync($"/api/console/plan/{worker.Text("staffId")}")).List("items")[0].Text("id"));
        await desk.PostAsJsonAsync($"/api/console/plan/visits/{last}/aside", new { reason = " " }).RefusedAsync(400, "words_needed");
        Assert.True((await desk.PostAsJsonAsync($"/api/console/plan/visits/{last}/aside", new { reason = "人在外地过冬" })).IsSuccessStatusCode);
        Assert.Contains("人在外地过冬", (await desk.GetJsonAsync($"/api/console/plan/{worker.Text("staffId")}?state=aside")).List("items")[0].Text("result"));
        await desk.PostAsJsonAsync($"/api/console/plan/visits/{last}/first", new { }).RefusedAsync(409, "settled_already");
        Assert.True((await desk.PostAsJsonAsync($"/api/console/plan/visits/{last}/back", new { })).IsSuccessStatusCode);
        var other = (await desk.GetJsonAsync("/api/console/staff?division=420199001001")).EnumerateArray().First(s => s.Text("post") == "08").Text("id");
        Assert.True((await desk.PostAsJsonAsync($"/api/console/plan/visits/{last}/give", new { staffId = other })).IsSuccessStatusCode);
        Assert.Contains((await desk.GetJsonAsync($"/api/console/plan/{other}?size=100")).List("items"), v => v.Text("id") == last);
        await (await ConsoleDesk.SignInAsync(small.Address, "grid9")).PostAsJsonAsync($"/api/console/plan/visits/{last}/first", new { }).RefusedAsync(403, "forbidden");
    });

    [Fact]
    public Task Impossible_facts_and_a_broken_file_stop_nobody_else() => Street.AtAsync(Tuesday, async small =>
    {
        var ids = small.Db.Read(tx => tx.Query<long>("SELECT id FROM people ORDER BY id LIMIT 3").ToList());
        await RunAsync(small, today, null);
        await small.Db.WriteAsync(tx =>
        {
            foreach (var (id, day) in ids.Zip((string[])["2999-01-01", "9999-12-31", "1946-13-45"]))
            {
                tx.Run("UPDATE people SET birth_date = @p1 WHERE id = @p0", id, day);
                tx.Changed("person", id);
            }
            Contents.Edit(tx, ScenarioList.Kind, "card65", "id: SC03\ntitle: 坏的\ncondition: {field: 没有这个字段, op: filled}\n", "测试");
        });
        var result = await small.Get<ScenarioRun>().RunAsync(today.AddDays(1), null, "测试");
        Assert.Equal(3, result.Skipped);
        Assert.Equal(0, Count(small, $"findings WHERE person_id IN ({string.Join(',', ids)}) AND left_on IS NULL"));
        Assert.True(result.Eligible > 0);
    });

    [Fact]
    public Task A_night_that_no_host_ran_is_made_up_for_once() => Street.AtAsync("2026-12-01T00:30:00+08:00", async small => // when the host itself makes up for none
    {
        var run = small.Get<ScenarioRun>();
        Assert.Null(await run.CatchUpAsync(new(2026, 12, 1, 10, 0, 0), default)); // there was no night before
        await RunAsync(small, today.AddDays(-3), null);
        Assert.Null(await run.CatchUpAsync(new(2026, 12, 1, 2, 0, 0), default)); // the night itself is still to come
        Assert.NotNull(await run.CatchUpAsync(new(2026, 12, 1, 10, 0, 0), default));
        Assert.Null(await run.CatchUpAsync(new(2026, 12, 1, 10, 1, 0), default));
    });

    static Task RunAsync(Street street, DateOnly day, string? name) => street.Get<ScenarioRun>().RunAsync(day, name, "测试");

    static Task<long> NewAsync(Street street, params (string Field, string? Value)[] facts) => WriteAsync(street, null,
        [("姓名", "新来的人"), ("证件类型", "01"), ("人口类别", "1"), ("人员状态", "1"), ("现住网格", "420199001001001"), .. facts]);

    static Task<long> WriteAsync(Street street, long? id, params (string Field, string? Value)[] facts) =>
        street.Db.WriteAsync(tx => street.Get<People>().Write(tx, id, facts.ToDictionary(f => f.Field, f => f.Value), origin));

    static int Count(Street street, string from) => street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM " + from));
}
