using System.Diagnostics;

namespace OneTable.Tests.Host;

/// <summary>
/// Waits for a state, never for a time. What does not come ends a run that would otherwise hang, and proves nothing else: one long
/// patience for all, so that no slow or busy machine runs into it.
/// </summary>
static class Wait
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    static readonly TimeSpan look = TimeSpan.FromMilliseconds(25);

    public static void Until(Func<bool> state, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!state())
        {
            if (watch.Elapsed > Patience) throw new TimeoutException($"waited {Patience.TotalSeconds} s in vain until {what}");
            Thread.Sleep(look);
        }
    }

    public static async Task<T> ForAsync<T>(Func<Task<T?>> look, string what) where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } found) return found;
            if (watch.Elapsed > Patience) throw new TimeoutException($"waited {Patience.TotalSeconds} s in vain for {what}");
            await Task.Delay(Wait.look);
        }
    }

    /// <summary>How much longer than that time this machine, busy as it is, takes for a wait of it and a file on its disk: what is measured beside it is not to blame for that.</summary>
    public static async Task<TimeSpan> LatenessAsync(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        await Task.Delay(time);
        var file = Path.GetTempFileName();
        await using (var stream = new FileStream(file, FileMode.Create))
        {
            stream.WriteByte(1);
            stream.Flush(flushToDisk: true);
        }
        File.Delete(file);
        return watch.Elapsed - time;
    }
}
