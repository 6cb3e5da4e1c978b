using System.Diagnostics.Metrics;
using OneTable.Services.Runs;
using Quartz;

namespace OneTable.BotGateway.Jobs;

/// <summary>The one Quartz job: takes the run's row, does the work of the page, writes down how it ended.</summary>
[DisallowConcurrentExecution]
sealed class ScheduledWork(IServiceProvider services, RunLog runs, TimeProvider time, ILogger<ScheduledWork> log, IMeterFactory meters) : IJob
{
    readonly Counter<long> ended = meters.Create("OneTable").CreateCounter<long>("onetable_job_runs", description: "Scheduled runs by job and end");

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
        if (await runs.BeginAsync(entry.Name, at.ToUnixTimeMilliseconds(), "系统") is not { } id) return;
        try
        {
            await runs.EndAsync(id, await entry.Work(services, at, ct));
            ended.Add(1, new("job", entry.Name), new KeyValuePair<string, object?>("state", RunLog.Ended));
        }
        catch (Exception e)
        {
            log.LogError(e, "The job {Job} failed", entry.Name);
            await runs.EndAsync(id, new { error = e.Message }, RunLog.Failed);
            ended.Add(1, new("job", entry.Name), new KeyValuePair<string, object?>("state", RunLog.Failed));
        }
    }
}
