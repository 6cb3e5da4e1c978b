using System.Data.Common;
using System.Threading.Channels;
using OneTable.Services.Accounts;
using OneTable.Services.Data;

namespace OneTable.BotGateway.Http;

/// <summary>
/// Writes down every few seconds what the counters of the WeChat accounts gained, by day, and what else happened with the accounts:
/// so operators see all instances together, and the same numbers as /metrics.
/// </summary>
sealed class KeptCounts(Database db, MetricsText metrics, AccountLog log, ILogger<KeptCounts> logger) : BackgroundService
{
    const string Names = "onetable_wechat_";
    static readonly TimeSpan every = TimeSpan.FromSeconds(5);
    readonly Dictionary<(string, string), long> written = [];

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(every, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await WriteAsync();
        }
    }

    /// <summary>Adds what is new; what cannot be written now is written the next time.</summary>
    internal async Task WriteAsync()
    {
        var now = metrics.Counters(Names).ToList();
        var more = now.Select(c => new DayCount(c.Name, c.Tags, c.Total - written.GetValueOrDefault((c.Name, c.Tags)))).Where(c => c.Total > 0).ToList();
        if (more.Count == 0 && log.IsQuiet) return;
        try
        {
            await db.WriteAsync(tx => log.Write(tx, more));
            foreach (var count in now) written[(count.Name, count.Tags)] = count.Total;
        }
        catch (Exception e) when (e is DbException or ObjectDisposedException or ChannelClosedException) // the last two: the host ends
        {
            logger.LogWarning("Counts could not be written: {Error}", e.GetType().Name);
        }
    }
}
