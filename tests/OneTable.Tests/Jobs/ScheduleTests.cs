using OneTable.Services.Residents;
using OneTable.Services.Registry.Import;
using Quartz;

namespace OneTable.Tests.Jobs;

/// <summary>The schedule's own jobs, fired by the scheduler itself.</summary>
[Collection(Street.Name)]
public sealed class ScheduleTests(Street street)
{
    static async Task FireAsync(Street of, string job)
    {
        var scheduler = await of.Get<ISchedulerFactory>().GetScheduler();
        await scheduler.TriggerJob(new JobKey(job));
    }

    [Fact]
    public async Task Every_job_has_a_time_in_Beijing()
    {
        var scheduler = await street.Get<ISchedulerFactory>().GetScheduler();
        foreach (var job in new[] { "remind_eligible_people", "catch_up_nights", "open_abandoned_drafts", "remind_talks", "sweep_ended_sessions", "sweep_accounts", "find_duplicates", "sweep_compared_lists", "forget_imported_files", "forget_forms", "forget_returns", "forget_fills", "forget_bind_codes", "end_proxies", "remind_forms", "go_on_with_imports", "remind_due_reports", "go_on_with_claims", "take_up_late_pushes", "empty_taken_back", "forget_pushes" })
        {
            var cron = Assert.IsAssignableFrom<ICronTrigger>((await scheduler.GetTriggersOfJob(new JobKey(job))).Single());
            Assert.Equal(TimeSpan.FromHours(8), cron.TimeZone.BaseUtcOffset);
        }
    }

    [Fact]
    public Task remind_eligible_people_runs_the_scenarios_and_is_written_down() => Street.AtAsync("2026-12-01T02:17:00+08:00", async small =>
    {
        await FireAsync(small, "remind_eligible_people");
        var state = await Wait.ForAsync(() => Task.FromResult(small.Db.Read(tx => tx.Value<string>("SELECT state FROM runs WHERE job = 'remind_eligible_people' AND state <> 'running'"))), "the end of the run");
        Assert.Equal("done", state);
        Assert.True(small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM todos WHERE scenario = 'allowance80'")) > 0);
    });

    [Fact]
    public async Task open_abandoned_drafts_makes_a_case_of_a_photo_without_words()
    {
        var (photo, place) = (street.NewResident(), street.NewResident());
        await photo.SendPhotoAsync();
        await place.SendPlaceAsync(30.55, 114.36);
        await street.Db.WriteAsync(tx => tx.Run("UPDATE conversations SET sweep_at = 1 WHERE openid = @p0 OR openid = @p1", photo.Openid, place.Openid));
        await FireAsync(street, "open_abandoned_drafts");
        var content = await Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => tx.Value<string>(
            "SELECT content FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @p0)", photo.Openid))), "the case");
        Assert.Contains("只发了照片", content);
        Assert.Equal("", street.Db.Read(tx => street.Get<Conversations>().Get(tx, place.Openid)).State);
        Assert.Contains("您最近没有", await place.SayAsync("进度"));
    }

    [Fact]
    public async Task go_on_with_imports_brings_in_what_a_host_left_and_gives_up_a_try()
    {
        var desk = new Registry.ImportingDesk(street);
        string[] numbers = [Registry.ImportingDesk.Number(), Registry.ImportingDesk.Number()];
        var batches = new List<JsonElement>();
        foreach (var number in numbers)
        {
            var batch = await desk.TakeAsync(Sheets.Xlsx.Of([["姓名", "身份证号"], ["接着导", number]]));
            var job = batches.Count == 0 ? ImportRun.JobOf(long.Parse(batch.Text("id")!), dry: false) : ImportRun.JobOf(long.Parse(batch.Text("id")!), dry: true);
            await street.Db.WriteAsync(tx =>
            {
                var (_, run) = OneTable.Services.Runs.HeldRun.Claim(tx, job, batch.GetProperty("createdAt").GetInt64(), "赵国平", TimeSpan.FromSeconds(30), waited: false, "420199001001");
                run!.Release(tx);
                ImportBatch.Set(tx, long.Parse(batch.Text("id")!), ImportState.Running, 1);
                if (batches.Count == 0) tx.Run("UPDATE imports SET dry = 0 WHERE id = @p0", long.Parse(batch.Text("id")!));
            });
            batches.Add(batch);
        }
        await FireAsync(street, "go_on_with_imports");
        var me = await desk.Desk;
        await Wait.ForAsync(async () => (await me.GetJsonAsync("/api/console/imports/" + batches[0].Text("id"))).Text("state") == "done" ? "" : null, "the end of the import");
        Assert.NotNull(await desk.PersonAsync(numbers[0]));
        await Wait.ForAsync(async () => (await me.GetJsonAsync("/api/console/imports/" + batches[1].Text("id"))).Text("state") == "ready" ? "" : null, "the end of the try");
        Assert.Null(await desk.PersonAsync(numbers[1]));
    }

    [Fact]
    public Task remind_due_reports_tells_who_answers_for_a_table_some_days_before() => Street.AtAsync("2026-12-23T07:11:00+08:00", async small =>
    {
        await FireAsync(small, "remind_due_reports");
        var clerk = await small.ConsoleAsync("line");
        var todo = await Wait.ForAsync(async () => (await clerk.GetJsonAsync("/api/console/todos?size=100")).List("items")
            .Where(t => t.Text("title")!.Contains("12月25日前上报") && t.Text("workerName") is { } name && small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM staff WHERE user_name = 'line' AND name = @name", new { name })) == 1)
            .Select(t => t.Text("detail")).FirstOrDefault(), "the reminder");
        Assert.Contains("高龄津贴名册", todo);
        var report = await clerk.PostAsync("/api/console/reports/zero", new { table = "T01", sure = true });
        Assert.True(report.GetProperty("inTime").GetBoolean());
        await FireAsync(small, "remind_due_reports");
        await Wait.ForAsync(() => Task.FromResult(small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM runs WHERE job = 'remind_due_reports' AND state = 'done'")) == 2 ? "" : null), "the second run");
        Assert.Equal(0, small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM (SELECT staff_id FROM todos WHERE kind = 'report' GROUP BY staff_id, due_at HAVING COUNT(*) > 1) doubled")));
    });

    [Fact]
    public async Task sweep_ended_sessions_forgets_what_is_over()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        await street.Db.WriteAsync(tx => tx.Run("INSERT INTO sessions (token_hash, resident_id, created_at, expires_at) VALUES ('ended', 1, 0, 1)"));
        await FireAsync(street, "sweep_ended_sessions");
        await Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM sessions WHERE token_hash = 'ended'")) == 0 ? "" : null), "the end of the session");
        await me.GetJsonAsync("/api/mini/me");
    }
}
