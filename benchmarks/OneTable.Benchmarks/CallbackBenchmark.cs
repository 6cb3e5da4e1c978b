using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using OneTable.BotGateway;

namespace OneTable.Benchmarks;

/// <summary>
/// A safe-mode text message: verified, decrypted, stored durably once, answered by the bot, encrypted. The real host beside a
/// constant answer that reads the same bodies whole, in turn, under the same load; then over a slow disk beside one transaction a message.
/// </summary>
static class CallbackBenchmark
{
    const int Rounds = 5, SlowRounds = 3, MessagesPerRound = 330_000;
    static readonly TimeSpan roundTime = TimeSpan.FromSeconds(5), warmUpTime = TimeSpan.FromSeconds(3), slowTime = TimeSpan.FromSeconds(6);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("onetable-bench-").FullName;
        try
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
            await using var gateway = await StartGatewayAsync(folder);
            var file = Path.Combine(folder, "requests.txt");
            var address = gateway.Urls.First();
            var (ours, constant, inTurn) = (new Uri(address + "/wechat/mp"), new Uri(address + "/constant"), new Uri(address + "/transaction"));
            Pushes.Write(file, 0, MessagesPerRound / 2, repeated: true);
            await Wrk.PostAsync(ours, file, warmUpTime);
            await Wrk.PostAsync(constant, file, warmUpTime);
            var rounds = new List<(Wrk Ours, Wrk Repeated, Wrk Constant)>();
            for (var round = 1; round <= Rounds; round++)
            {
                Pushes.Write(file, 2 * round, MessagesPerRound, repeated: false);
                var distinct = await MeasureAsync("distinct", ours, file);
                var other = await MeasureAsync("constant", constant, file);
                Pushes.Write(file, 2 * round + 1, MessagesPerRound, repeated: true);
                rounds.Add((distinct, await MeasureAsync("10 % repeated", ours, file), other));
            }
            Figure("callback.rps", Median(rounds.Select(m => m.Ours.Rps)), "0");
            Figure("callback.p99_ms", Median(rounds.Select(m => m.Ours.P99Ms)), "0.0");
            Figure("callback.vs_constant", Median(rounds.Select(m => m.Ours.Rps / m.Constant.Rps)), "0.000");
            Figure("callback.repeated_vs_constant", Median(rounds.Select(m => m.Repeated.Rps / m.Constant.Rps)), "0.000");
            await SlowDiskAsync(gateway, file, ours, inTurn);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task SlowDiskAsync(WebApplication gateway, string file, Uri ours, Uri inTurn)
    {
        SlowDisk.Begin(gateway);
        var slow = new List<(Wrk Ours, Wrk InTurn)>();
        for (var round = 1; round <= SlowRounds; round++)
        {
            Pushes.Write(file, 20 + round, MessagesPerRound / 2, repeated: false);
            slow.Add((await MeasureAsync("slow disk", ours, file, slowTime), await MeasureAsync("slow disk, a transaction each", inTurn, file, slowTime)));
        }
        Figure("callback.slowdisk_p99_ms", Median(slow.Select(m => m.Ours.P99Ms)), "0.0");
        Figure("callback.slowdisk_vs_tx", Median(slow.Select(m => m.Ours.Rps / m.InTurn.Rps)), "0.0");
    }

    static async Task<Wrk> MeasureAsync(string what, Uri address, string file, TimeSpan? time = null)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var run = await Wrk.PostAsync(address, file, time ?? roundTime);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var answers = run.Rps * (time ?? roundTime).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {run.Rps:0}/s, p99 {run.P99Ms:0.0} ms, {cpu.TotalMicroseconds / answers:0.0} us of CPU each; bad {run.Bad}"));
        if (run.Bad > 0) throw new InvalidOperationException("some answers were not 200");
        if (what != "constant" && answers > File.ReadLines(file).Count()) throw new InvalidOperationException("messages ran out and were repeated: prepare more");
        return run;
    }

    static async Task<WebApplication> StartGatewayAsync(string folder)
    {
        var app = Gateway.Build(new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:5180", ["urls"] = "http://127.0.0.1:5180", ["Data:Folder"] = folder, ["Logging:LogLevel:Default"] = "Warning",
        }, app =>
        {
            Pushes.MapConstant(app);
            SlowDisk.MapInTurn(app, folder);
        });
        await Start.PrepareAsync(app.Services, Console.WriteLine);
        await app.StartAsync();
        return app;
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    static void Figure(string name, double value, string format) => Console.WriteLine($"figure {name} {value.ToString(format, CultureInfo.InvariantCulture)}");
}
