using OneTable.BotGateway.Bot;
using OneTable.Services.Data;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Residents;
using OneTable.Services.Scenarios;
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
        new("open_abandoned_drafts", "13 * * * * ?", async (services, at, ct) =>
            new { opened = await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<Reports>().OpenAbandoned) }, EveryMinute: true),
        new("sweep_ended_sessions", "0 41 3 * * ?", async (services, at, ct) =>
        {
            await services.GetRequiredService<Database>().WriteAsync(services.GetRequiredService<Sessions>().Sweep);
            return null;
        }),
        new("sweep_compared_lists", "0 53 3 * * ?", async (services, at, ct) =>
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
