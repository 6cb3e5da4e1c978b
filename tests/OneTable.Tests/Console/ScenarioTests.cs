using OneTable.Services.Scenarios;

namespace OneTable.Tests.Console;

/// <summary>智慧场景 on a street of its own: who is found, what is made of it, and that it is made once.</summary>
[Collection(Street.Name)]
public sealed class ScenarioTests(Street street)
{
    const string Tuesday = "2026-12-01T10:00:00+08:00";

    [Fact]
    public async Task A_scenario_says_what_it_asks_and_whom_it_would_find()
    {
        var desk = await street.ConsoleAsync("community");
        var scenario = (await desk.GetJsonAsync("/api/console/scenarios")).EnumerateArray().Single(s => s.Text("name") == "allowance80");
        Assert.Contains("本地户籍", scenario.Text("sentence"));
        var preview = await desk.GetJsonAsync("/api/console/scenarios/allowance80/preview");
        var liu = preview.List("eligible").First(p => p.Text("name") == "刘桂英" && p.Text("turnsOn") == "2026-12-10");
        Assert.Contains("本地户籍", liu.Text("why"));
        Assert.Equal("79", liu.Text("age"));
        var there = await (await street.ConsoleAsync("grid9")).GetJsonAsync("/api/console/scenarios/allowance80/preview");
        Assert.DoesNotContain(there.List("eligible"), p => p.Text("personId") == liu.Text("personId"));
        await desk.GetAsync("/api/console/scenarios/allowance80/preview?date=1.12.").RefusedAsync(400, "bad_date");
    }

    [Fact]
    public async Task A_grid_worker_may_look_but_not_run() =>
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync("/api/console/scenarios/allowance80/run", new { }).RefusedAsync(403, "forbidden");

    [Fact]
    public async Task What_is_not_there_cannot_run() =>
        await (await street.ConsoleAsync("street")).PostAsJsonAsync("/api/console/scenarios/nothing/run", new { }).RefusedAsync(404, "not_found");

    [Fact]
    public Task A_run_makes_visits_and_notices_once_and_tells_by_WeChat_or_SMS() => Street.AtAsync(Tuesday, async small =>
    {
        var desk = await small.ConsoleAsync("street");
        var run = await FinishedAsync(desk, await desk.PostAsync("/api/console/scenarios/allowance80/run", new { }));
        Assert.Equal("done", run.Text("state"));
        Assert.Equal("梁静", run.Text("actor"));
        var (visits, notices) = (Count(small, "todos"), Count(small, "notices"));
        Assert.True(visits > 0 && notices > 0);

        await small.PhoneOf("resident-liu").ReadsAsync("您快满80岁了");
        Assert.DoesNotContain("您快满80岁了", await small.Http.GetStringAsync("/sandbox/sms/19900000080"));
        await Wait.ForAsync(async () => (await desk.GetJsonAsync("/api/console/notices?state=waiting")).Text("total") == "0" ? "" : null, "all notices told");
        var told = small.Db.Read(tx => tx.Query<string>("SELECT channel FROM notices WHERE state = 'told'").ToList());
        Assert.Equal(1, told.Count(c => c.StartsWith("wechat", StringComparison.Ordinal)));
        Assert.Equal(small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM outbox WHERE channel = 'sms' AND state IN ('accepted', 'delivered')")), told.Count(c => c == "sms"));

        var again = await FinishedAsync(desk, await desk.PostAsync("/api/console/scenarios/allowance80/run", new { }));
        Assert.Equal(run.Text("id"), again.Text("id"));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => small.Get<ScenarioRun>().RunAsync(new(2026, 12, 1), null, "测试")));
        Assert.Equal(visits, Count(small, "todos WHERE scenario = 'allowance80'"));
        Assert.Equal(notices, Count(small, "notices WHERE matter = 'allowance80'"));

        await small.Get<ScenarioRun>().RunAsync(new(2026, 12, 2), "allowance80", "测试");
        Assert.Equal(1, small.Db.Read(tx => tx.Count<int>(
            "SELECT COUNT(*) FROM notices WHERE matter = 'allowance80' AND person_id = (SELECT person_id FROM residents WHERE mp_openid = 'resident-liu')")));
    });

    [Fact]
    public Task Two_runs_at_the_same_time_do_it_once() => Street.AtAsync(Tuesday, async small =>
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => small.Get<ScenarioRun>().RunAsync(new(2026, 12, 1), "allowance80", "测试"))));
        Assert.Equal(2, results.Sum(r => r.Already));
        Assert.Equal(0, small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM (SELECT person_id FROM notices GROUP BY person_id, matter HAVING COUNT(*) > 1) twice")));
    });

    [Fact]
    public Task A_secretary_s_run_visits_the_own_community_only_and_leaves_the_night_its_own() => Street.AtAsync(Tuesday, async small =>
    {
        var secretary = await ConsoleDesk.SignInAsync(small.Address, "community");
        var expected = (await secretary.GetJsonAsync("/api/console/scenarios/allowance80/preview")).GetProperty("total").GetInt32();
        Assert.True(expected > 0);
        await secretary.PostAsync("/api/console/scenarios/allowance80/run", new { date = "2026-12-01" });
        var told = await Wait.ForAsync(() => Task.FromResult(Notices(small, "420199001001") is var n && n == expected ? "told" : null), "the own people to be told");
        Assert.Equal("told", told);
        Assert.Equal(expected, Notices(small, "420199001"));
        await small.Get<ScenarioRun>().RunAsync(new(2026, 12, 1), "allowance80", "测试");
        Assert.Equal(expected, Notices(small, "420199001001"));
        Assert.True(Notices(small, "420199001") > expected);
    });

    static int Notices(Street street, string division) => street.Db.Read(tx => tx.Count<int>(
        "SELECT COUNT(*) FROM notices WHERE matter = 'allowance80' AND division_code >= @division AND division_code < @to", new { division, to = division + ":" }));

    [Fact]
    public Task A_worker_gets_at_most_ten_new_visits_a_day_and_a_household_one() => Street.AtAsync(Tuesday, async small =>
    {
        // Thirty of one grid turn 80 soon, two of them in one household.
        await small.Db.WriteAsync(tx =>
        {
            var ids = tx.Query<long>("SELECT id FROM people WHERE living_grid = '420199001001003' AND status = '1' ORDER BY id LIMIT 60").ToList();
            if (ids.Count < 20) ids = [.. tx.Query<long>("SELECT id FROM people WHERE living_grid = '420199001001003' ORDER BY id LIMIT 60")];
            foreach (var id in ids)
                tx.Run("UPDATE people SET birth_date = '1946-12-15', registered_here = 1, registered_community = '420199001001' WHERE id = @p0", id);
            tx.Execute("DELETE FROM tags WHERE field = '享受待遇' AND subject_id IN @ids", new { ids });
        });
        var result = await small.Get<ScenarioRun>().RunAsync(new(2026, 12, 1), "allowance80", "测试");
        var worker = await small.WorkerAsync("grid3");
        var list = await worker.GetJsonAsync("/api/mini/todos");
        Assert.Equal(10, list.List("todos").Count);
        Assert.True(list.GetProperty("counts").GetProperty("planned").GetInt32() > 0);
        Assert.True(result.Joined > 0);
        Assert.Equal(0, small.Db.Read(tx => tx.Count<int>("""
            SELECT COUNT(*) FROM (SELECT household_id FROM todos WHERE kind = 'visit' AND household_id IS NOT NULL AND state <> 'cancelled' GROUP BY household_id HAVING COUNT(*) > 1) twice
            """)));

        var planned = (await worker.GetJsonAsync("/api/mini/todos?state=planned")).List("todos")[0];
        Assert.Equal("open", (await worker.PostAsync($"/api/mini/todos/{planned.Text("id")}/plan", new { day = "2026-12-02" })).Text("state"));
        var visit = list.List("todos")[0].Text("id");
        await worker.PostAsJsonAsync($"/api/mini/todos/{visit}/done", new { result = "" }).RefusedAsync(400, "words_needed");
        await worker.PostAsJsonAsync($"/api/mini/todos/{visit}/handback", new { reason = "x" }).RefusedAsync(400, "not_a_case");
        Assert.Equal("done", (await worker.PostAsync($"/api/mini/todos/{visit}/done", new { result = "材料都拍了" })).Text("state"));
        await small.Get<ScenarioRun>().RunAsync(new(2026, 12, 1), "card65", "测试");
        Assert.InRange(small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM todos WHERE planned_day = '2026-12-01' AND staff_id = (SELECT id FROM staff WHERE user_name = 'grid3')")), 1, 10);
    });

    [Fact]
    public Task Calling_somebody_of_the_own_grid_is_one_tap_and_is_logged() => Street.AtAsync(Tuesday, async small =>
    {
        await small.Get<ScenarioRun>().RunAsync(new(2026, 12, 1), "allowance80", "测试");
        var worker = await small.WorkerAsync("grid");
        var liu = (await worker.GetJsonAsync("/api/mini/todos")).List("todos").First(t => t.Text("title")!.Contains("刘桂英"));
        Assert.Equal("199****0080", liu.GetProperty("person").Text("phoneMasked"));
        Assert.Equal("19900000080", (await worker.PostAsync($"/api/mini/todos/{liu.Text("id")}/call", new { })).Text("phone"));
        Assert.Equal(1, small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM reveals WHERE purpose = '打电话联系' AND staff_id = (SELECT id FROM staff WHERE user_name = 'grid')")));
    });

    [Fact]
    public Task Nobody_hears_of_it_who_died_or_whose_household_mourns() => Street.AtAsync(Tuesday, async small =>
    {
        await small.Db.WriteAsync(tx => tx.Run("UPDATE people SET status = '3', died_on = '2026-11-28' WHERE id = (SELECT person_id FROM residents WHERE mp_openid = 'resident-wang')"));
        await small.Db.WriteAsync(tx => tx.Run("UPDATE people SET status = '2' WHERE id = (SELECT person_id FROM residents WHERE mp_openid = 'resident-liu')"));
        await small.Get<ScenarioRun>().RunAsync(new(2026, 12, 1), "allowance80", "测试");
        Assert.Equal(0, small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM notices n JOIN people p ON p.id = n.person_id WHERE p.status IN ('2', '3')")));
    });

    static int Count(Street of, string from) => of.Db.Read(tx => tx.Count<int>($"SELECT COUNT(*) FROM {from}"));

    static async Task<JsonElement> FinishedAsync(HttpClient desk, JsonElement run) => (JsonElement)await Wait.ForAsync<object>(async () =>
        await desk.GetJsonAsync("/api/console/runs/" + run.Text("id")) is var now && now.Text("state") != "running" ? now : null, "the end of the run");
}
