using System.Diagnostics;

namespace OneTable.Tests.Host;

/// <summary>Waits for a state, never for a time.</summary>
static class Wait
{
    static readonly TimeSpan look = TimeSpan.FromMilliseconds(25);

    public static void Until(Func<bool> state, TimeSpan atMost, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!state())
        {
            if (watch.Elapsed > atMost) throw new TimeoutException($"waited {atMost.TotalSeconds} s in vain until {what}");
            Thread.Sleep(look);
        }
    }

    public static async Task<T> ForAsync<T>(Func<Task<T?>> look, string what, double seconds = 20) where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } found) return found;
            if (watch.Elapsed.TotalSeconds > seconds) throw new TimeoutException($"waited {seconds} s in vain for {what}");
            await Task.Delay(Wait.look);
        }
    }
}
