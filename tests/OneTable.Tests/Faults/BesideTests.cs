using System.Diagnostics;
using Xunit.Abstractions;

namespace OneTable.Tests.Faults;

/// <summary>A verb works beside a serving host, on the same database, while that host is busy.</summary>
public sealed class BesideTests(ITestOutputHelper output)
{
    const int PushMaxMs = 5_000; // the platform gives up then

    [Fact]
    public async Task Scenarios_run_beside_a_host_under_load()
    {
        using var world = new World();
        using var gateway = new GatewayProcess(world, people: 2_000);
        await world.StartAsync(gateway.Callback);
        gateway.Start();
        await gateway.ReadyAsync();

        var slowest = TimeSpan.Zero;
        var taken = 0;
        using var verb = gateway.Run("scenarios", "run", "--date", "2026-12-01", "--json");
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async n =>
        {
            for (var said = 1; !verb.HasEnded; said++)
            {
                var watch = Stopwatch.StartNew();
                var message = World.Message($"busy-{n}", "text");
                message["content"] = $"busy-{n} 第 {said} 回说：楼道门口有垃圾散落一地";
                Assert.NotNull(await world.PushAsync(message));
                Interlocked.Increment(ref taken);
                lock (world) slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            }
        }));

        output.WriteLine($"{taken} messages beside it, the slowest {slowest.TotalMilliseconds:0} ms: {verb.Output}");
        Assert.Equal(0, await verb.EndAsync());
        Assert.True(slowest.TotalMilliseconds < PushMaxMs, $"a push waited {slowest.TotalSeconds:0.0} s");
        Assert.Equal(taken, gateway.Database.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM cases")));
        Assert.True(gateway.Database.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM todos WHERE kind = 'visit'")) > 0);
    }
}
