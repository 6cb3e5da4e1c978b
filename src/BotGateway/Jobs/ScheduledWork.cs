using System.Diagnostics.Metrics;
using OneTable.Services.Data;
using OneTable.Services.Runs;
using Quartz;

namespace OneTable.BotGateway.Jobs;

/// <summary>The one Quartz job: takes the run's row, does the work of the page, writes down how it ended.</summary>
[DisallowConcurrentExecution]
sealed class ScheduledWork(IServiceProvider services, Database db, TimeProvider time, ILogger<ScheduledWork> log, IMeterFactory meters) : IJob
{
    /// <summary>These runs do not beat; the long ones among them hold runs of their own that do.</summary>
    static readonly TimeSpan silentMax = TimeSpan.FromHours(1);

    readonly Counter<long> ended = meters.Create("OneTable").CreateCounter<long>("onetable_job_runs",
        description: "Scheduled runs by job and end");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct)
    {
        var entry = Schedule.All.Single(e => e.Name == context.JobDetail.Key.Name);
        var at = entry.EveryMinute ? time.GetUtcNow() : context.ScheduledFireTimeUtc ?? time.GetUtcNow();
        if (entry.EveryMinute)
        {
            // Idempotent sweeps leave no row each minute; their own compare-and-set keeps two hosts apart.
            await entry.Work(services, at, ct);
            return;
        }
        var (_, run) = await db.WriteAsync(tx => HeldRun.Claim(tx, entry.Name, at.ToUnixTimeMilliseconds(), "系统", silentMax, waited: true));
        if (run is null) return;
        try
        {
            await EndAsync(entry, run, RunState.Done, await entry.Work(services, at, ct));
        }
        catch (Exception e)
        {
            log.LogError(e, "The job {Job} failed", entry.Name);
            await EndAsync(entry, run, RunState.Failed, new { error = e.Message });
        }
    }

    async Task EndAsync(Schedule.Entry entry, HeldRun run, string state, object? result)
    {
        await db.WriteAsync(tx => run.End(tx, state, result));
        ended.Add(1, new("job", entry.Name), new KeyValuePair<string, object?>("state", state));
    }
}
