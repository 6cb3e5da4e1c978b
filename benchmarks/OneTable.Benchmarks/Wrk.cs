using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OneTable.Benchmarks;

/// <summary>What one run of wrk measured.</summary>
/// <param name="Rps">Answers a second.</param>
/// <param name="P99Ms">99th percentile of the latency, ms.</param>
/// <param name="Bad">Answers that were not 2xx, and socket errors.</param>
sealed partial record Wrk(double Rps, double P99Ms, long Bad)
{
    public const int Connections = 64, Threads = 2;

    /// <summary>Posts the prepared requests: each line of the file is a query and a body, taken once, in turn, by the threads.</summary>
    const string Script = """
        local thread_count = 0
        function setup(thread) thread:set("id", thread_count); thread_count = thread_count + 1 end
        function init(args)
          requests = {}
          local n = 0
          for line in io.lines(args[1]) do
            if n % tonumber(args[2]) == id then
              local at = line:find(" ", 1, true)
              requests[#requests + 1] = wrk.format("POST", wrk.path .. "?" .. line:sub(1, at - 1), { ["Content-Type"] = "text/xml" }, line:sub(at + 1))
            end
            n = n + 1
          end
          next_one = 0
        end
        function request()
          next_one = next_one % #requests + 1
          return requests[next_one]
        end
        """;

    public static async Task<Wrk> PostAsync(Uri address, string requestsFile, TimeSpan time)
    {
        var script = Path.ChangeExtension(requestsFile, ".lua");
        await File.WriteAllTextAsync(script, Script);
        using var process = Process.Start(new ProcessStartInfo("wrk",
            ["-t", $"{Threads}", "-c", $"{Connections}", "-d", $"{time.TotalSeconds}s", "--latency", "-s", script, address.ToString(), "--", requestsFile, $"{Threads}"])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("wrk could not be started");
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (!RpsForm().IsMatch(text)) throw new InvalidOperationException("wrk said: " + text);
        return new(double.Parse(RpsForm().Match(text).Groups[1].Value, CultureInfo.InvariantCulture), Ms(P99Form().Match(text).Groups[1].Value),
            Counts(BadForm().Match(text)) + Counts(ErrorForm().Match(text)));
    }

    static long Counts(Match match) => match.Groups.Values.Skip(1).Where(g => g.Success).Sum(g => long.Parse(g.ValueSpan, CultureInfo.InvariantCulture));

    static double Ms(string text)
    {
        var unit = text.TrimStart("0123456789.".ToCharArray());
        var value = double.Parse(text[..^unit.Length], CultureInfo.InvariantCulture);
        return unit switch { "us" => value / 1000, "ms" => value, _ => value * 1000 };
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex RpsForm();

    [GeneratedRegex(@"99%\s+([\d.]+(?:us|ms|s))")]
    private static partial Regex P99Form();

    [GeneratedRegex(@"Non-2xx or 3xx responses:\s+(\d+)")]
    private static partial Regex BadForm();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex ErrorForm();
}
