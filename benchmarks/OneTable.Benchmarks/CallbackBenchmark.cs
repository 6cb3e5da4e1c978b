using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OneTable.BotGateway;
using OneTable.BotGateway.Bot;
using OneTable.BotGateway.WeChat;
using OneTable.Sandbox;

namespace OneTable.Benchmarks;

/// <summary>
/// A safe-mode text message: verified, decrypted, stored durably once, answered by the bot, encrypted. The real host beside a
/// constant answer that reads the same bodies whole, in turn, under the same load; every message is another one.
/// </summary>
static class CallbackBenchmark
{
    const int Rounds = 3, Residents = 20_000, MessagesPerRound = 440_000, ConstantLength = 888;
    static readonly TimeSpan roundTime = TimeSpan.FromSeconds(8), warmUpTime = TimeSpan.FromSeconds(3);
    static readonly string[] texts = ["你好", "进度", "谢谢", "在吗"];

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("onetable-bench-").FullName;
        try
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
            await using var gateway = await StartGatewayAsync(folder);
            var ours = new Uri(gateway.Urls.First() + "/wechat/mp");
            var theirs = new Uri(gateway.Urls.First() + "/constant");
            var file = Path.Combine(folder, "requests.txt");
            WriteRequests(file, 0, MessagesPerRound / 2);
            await Wrk.PostAsync(ours, file, warmUpTime);
            await Wrk.PostAsync(theirs, file, warmUpTime);
            var measured = new List<(Wrk Ours, Wrk Constant)>();
            for (var round = 1; round <= Rounds; round++)
            {
                WriteRequests(file, round, MessagesPerRound);
                var cpu = Process.GetCurrentProcess().TotalProcessorTime;
                var callback = await Wrk.PostAsync(ours, file, roundTime);
                var callbackCpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
                measured.Add((callback, await Wrk.PostAsync(theirs, file, roundTime)));
                var constantCpu = Process.GetCurrentProcess().TotalProcessorTime - cpu - callbackCpu;
                var (mine, other) = measured[^1];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"round {round}: callback {mine.Rps:0}/s, p99 {mine.P99Ms:0.0} ms, {CpuUs(callbackCpu, mine):0.0} us of CPU each; "
                    + $"constant {other.Rps:0}/s, {CpuUs(constantCpu, other):0.0} us each; bad {mine.Bad + other.Bad}"));
                if (mine.Bad + other.Bad > 0) throw new InvalidOperationException("some answers were not 200");
                if (mine.Rps * roundTime.TotalSeconds > MessagesPerRound) throw new InvalidOperationException("messages ran out and were repeated: prepare more");
            }
            Figure("callback.rps", Median(measured.Select(m => m.Ours.Rps)), "0");
            Figure("callback.p99_ms", Median(measured.Select(m => m.Ours.P99Ms)), "0.0");
            Figure("callback.vs_constant", Median(measured.Select(m => m.Ours.Rps / m.Constant.Rps)), "0.000");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<WebApplication> StartGatewayAsync(string folder)
    {
        var app = Gateway.Build(new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:5180", ["urls"] = "http://127.0.0.1:5180", ["Data:Folder"] = folder, ["Logging:LogLevel:Default"] = "Warning",
        }, MapConstant);
        await Start.PrepareAsync(app.Services, Console.WriteLine);
        await app.StartAsync();
        return app;
    }

    /// <summary>On the same host, before all else: reads the body whole, answers a constant as long as our encrypted answers to these texts are on average.</summary>
    static void MapConstant(WebApplication app)
    {
        var answer = Encoding.ASCII.GetBytes(new string('x', ConstantLength));
        app.Map("/constant", constant => constant.Run(async http =>
        {
            var body = ArrayPool<byte>.Shared.Rent(64 * 1024); // as the callback reads it
            var length = 0;
            while (await http.Request.Body.ReadAsync(body.AsMemory(length)) is var read and > 0) length += read;
            ArrayPool<byte>.Shared.Return(body);
            http.Response.ContentType = "application/xml; charset=utf-8";
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer);
        }));
    }

    static void WriteRequests(string file, int round, int count)
    {
        var crypt = new MessageCrypt(SandboxOptions.Token, SandboxOptions.EncodingAESKey, SandboxOptions.AppId);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var lines = new string[count];
        Parallel.For(0, count, i =>
        {
            var openid = $"bench-{i % Residents:000000}-aaaaaaaaaaaaaaa";
            var xml = $"<xml><ToUserName><![CDATA[{SandboxOptions.GhId}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName><CreateTime>{now}</CreateTime>"
                + $"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{texts[i % texts.Length]}]]></Content><MsgId>{round * 10_000_000L + i + 1}</MsgId></xml>";
            var encrypted = crypt.Encrypt(xml);
            var nonce = i.ToString(CultureInfo.InvariantCulture);
            lines[i] = $"signature={crypt.Sign(now, nonce)}&timestamp={now}&nonce={nonce}&openid={openid}&encrypt_type=aes&msg_signature={crypt.Sign(now, nonce, encrypted)} "
                + $"<xml><ToUserName><![CDATA[{SandboxOptions.GhId}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>";
        });
        File.WriteAllLines(file, lines);
    }

    static double CpuUs(TimeSpan cpu, Wrk run) => cpu.TotalMicroseconds / (run.Rps * roundTime.TotalSeconds);

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    static void Figure(string name, double value, string format) => Console.WriteLine($"figure {name} {value.ToString(format, CultureInfo.InvariantCulture)}");
}
