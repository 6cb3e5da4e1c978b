using System.Diagnostics;
using Xunit.Abstractions;

namespace OneTable.Tests.Faults;

/// <summary>The gateway is killed at any point, over and over, while residents, workers and the night's scenarios go on.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    const int Kills = 24, AnswersMax = 60, MomentMaxMs = 40, StartMaxMs = 900;

    [Fact]
    public async Task No_accepted_message_is_lost_and_nothing_happens_twice()
    {
        var seed = Seed.Of(20261122);
        output.WriteLine($"seed {seed}");
        using var world = new World();
        using var gateway = new GatewayProcess(world);
        await world.StartAsync(gateway.Callback);
        gateway.Start();
        await gateway.ReadyAsync();

        var watch = Stopwatch.StartNew();
        var crowd = new Crowd(world, gateway);
        var people = crowd.BeginAsync(seed, residents: 12, apps: 3, workers: 8);
        var nights = Task.Run(() => NightsAsync(gateway, new Random(seed)));
        await KillAsync(gateway, crowd, new Random(seed));
        output.WriteLine($"{Kills} kills in {watch.Elapsed.TotalSeconds:0.0} s");
        crowd.Stop();
        await people;
        await nights;
        gateway.Kill();
        gateway.PassLease(); // photos are held twice as long as other things
        gateway.Start();
        await gateway.ReadyAsync();

        var found = new Findings(world, gateway, crowd);
        await found.SettleAsync();
        output.WriteLine($"settled after {watch.Elapsed.TotalSeconds:0.0} s: {crowd.Said.Count} said, {crowd.Reports.Count} reported, {crowd.Closed} closed");
        await found.CheckAsync();
    }

    /// <summary>A kill comes after some answers and a moment more, so that it falls anywhere; one in five falls into the start itself.</summary>
    static async Task KillAsync(GatewayProcess gateway, Crowd crowd, Random random)
    {
        for (var kill = 1; kill <= Kills; kill++)
        {
            if (random.Next(5) == 0) await Task.Delay(random.Next(StartMaxMs));
            else
            {
                await crowd.AfterAsync(random.Next(1, AnswersMax));
                await Task.Delay(random.Next(MomentMaxMs));
            }
            gateway.Kill();
            gateway.Start();
        }
        await gateway.ReadyAsync();
    }

    /// <summary>The night's work of some days by the verb, which is killed now and then as well, until each day is done.</summary>
    static async Task NightsAsync(GatewayProcess gateway, Random random)
    {
        for (var day = 1; day <= 3; day++)
            for (var done = false; !done;)
            {
                using var verb = gateway.Run("scenarios", "run", "--date", $"2026-12-0{day}", "--json");
                if (random.Next(3) == 0)
                {
                    await Task.Delay(random.Next(2_000));
                    verb.Kill();
                }
                else
                {
                    done = await verb.EndAsync() == 0;
                    if (!done) throw new InvalidOperationException("scenarios run failed: " + verb.Output);
                }
            }
    }
}
