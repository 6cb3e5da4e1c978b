using OneTable.BotGateway.Bot;
using OneTable.BotGateway.WeChat;
using OneTable.Services.Accounts;
using OneTable.Services.Approvals;
using OneTable.Services.Data;
using OneTable.Services.HandOvers;
using OneTable.Services.Notices;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Registry.Import;
using OneTable.Services.Residents;
using OneTable.Services.Scenarios;
using OneTable.Services.Tables.Filling;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.OwnForms;
using OneTable.Services.Tables.Reports;
using OneTable.Services.Tables.Returning;
using Quartz;

namespace OneTable.BotGateway.Jobs;

/// <summary>
/// All scheduled work on one page: name, when (Beijing time), what. Each firing is a row of runs, unique by job and time,
/// so of many instances one does it. Odd minutes on purpose: jobs should not start together.
/// </summary>
static class Schedule
{
    public sealed record Entry(string Name, string Cron, Func<IServiceProvider, DateTimeOffset, CancellationToken, Task<object?>> Work,
        bool EveryMinute = false);

    public static readonly IReadOnlyList<Entry> All =
    [
        new("remind_eligible_people", "0 17 2 * * ?", async (services, at, ct) =>
            await services.GetRequiredService<ScenarioRun>().RunAsync(DateOnly.FromDateTime(at.ToOffset(BeijingTime.Offset).DateTime), null, "系统", stop: ct)),
        // A night that was missed while no host ran is made up for in the day, and at the start.
        new("catch_up_nights", "37 * * * * ?", async (services, at, ct) =>
            await services.GetRequiredService<ScenarioRun>().CatchUpAsync(at.ToOffset(BeijingTime.Offset).DateTime, ct), EveryMinute: true),
        new("find_duplicates", "0 23 1 * * ?", async (services, at, ct) =>
        {
            var (db, runAt) = (services.GetRequiredService<Database>(), at.ToUnixTimeMilliseconds());
            var (_, run) = await db.WriteAsync(tx => DuplicateScan.Claim(tx, runAt, "系统", null));
            return run is null ? null : await services.GetRequiredService<DuplicateScan>().RunAsync(run, runAt, null, ct);
        }),
        new("open_abandoned_drafts", "13 * * * * ?", async (services, at, ct) =>
            new { opened = await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<Reports>().OpenAbandoned) }, EveryMinute: true),
        new("take_up_late_pushes", "43 * * * * ?", async (services, at, ct) => new { done = await services.GetRequiredService<LatePushes>().TakeUpAsync() }, EveryMinute: true),
        new("empty_taken_back", "23 * * * * ?", async (services, at, ct) => new { emptied = await services.GetRequiredService<KeptPushes>().EmptyAsync(ct) }, EveryMinute: true),
        new("forget_pushes", "0 59 3 * * ?", async (services, at, ct) => new { forgotten = await services.GetRequiredService<KeptPushes>().SweepAsync(ct) }),
        new("remind_talks", "47 * * * * ?", async (services, at, ct) =>
            await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<HandOverDesk>().Sweep) is var (reminded, escalated, ended)
                ? new { reminded, escalated, ended } : null, EveryMinute: true),
        new("go_on_with_imports", "29 * * * * ?", async (services, at, ct) =>
            new { goneOn = await services.GetRequiredService<Console.ImportEndpoints.Work>().GoOnAsync() }, EveryMinute: true),
        new("forget_imported_files", "0 53 3 * * ?", async (services, at, ct) => new { forgotten = await services.GetRequiredService<ImportFiles>().SweepAsync() }),
        new("forget_fills", "0 51 * * * ?", async (services, at, ct) => new { forgotten = await services.GetRequiredService<FillDesk>().SweepAsync() }),
        new("forget_returns", "0 49 3 * * ?", async (services, at, ct) => new { forgotten = await services.GetRequiredService<ReturnDesk>().SweepAsync() }),
        new("forget_forms", "0 57 3 * * ?", async (services, at, ct) => new { forgotten = await services.GetRequiredService<FormDesk>().SweepAsync() }),
        new("remind_due_reports", "0 11 7 * * ?", async (services, at, ct) =>
            new { toDos = await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<ReportReminders>().Remind) }),
        new("sweep_accounts", "0 43 3 * * ?", async (services, at, ct) =>
            new { swept = await services.GetRequiredService<Database>().WriteAsync(tx => AccountHealth.Sweep(tx) + NoticeDesk.SweepReceipts(tx)) }),
        new("sweep_ended_sessions", "0 41 3 * * ?", async (services, at, ct) =>
        {
            await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<Sessions>().Sweep);
            await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<OpenLinks>().Sweep);
            return null;
        }),
        new("end_proxies", "0 31 * * * ?", async (services, at, ct) =>
            new { ended = await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<Proxies>().EndOver) }),
        new("forget_bind_codes", "0 43 3 * * ?", async (services, at, ct) =>
        {
            await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<BindCodes>().Sweep);
            return null;
        }),
        new("remind_forms", "0 11 9 * * ?", async (services, at, ct) =>
            new { told = await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<OwnFormDesk>().RemindDue) }),
        new("go_on_with_claims", "0 19 * * * ?", async (services, at, ct) =>
            new { wentOn = await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<ClaimDesk>().Sweep) }),
        new("sweep_compared_lists", "0 7 4 * * ?", async (services, at, ct) =>
            new { swept = await services.GetRequiredService<Database>().WriteAsync(Comparisons.SweepEnded) }),
    ];

    public static void AddSchedule(this IServiceCollection services)
    {
        services.AddQuartz(quartz =>
        {
            foreach (var entry in All)
            {
                var key = new JobKey(entry.Name);
                quartz.AddJob<ScheduledWork>(job => job.WithIdentity(key));
                quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity(entry.Name)
                    .WithCronSchedule(entry.Cron, cron => cron.InTimeZone(beijing)));
            }
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    static readonly TimeZoneInfo beijing = TimeZoneInfo.CreateCustomTimeZone("Beijing", BeijingTime.Offset, "Beijing", "Beijing");
}
