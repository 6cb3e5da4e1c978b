using System.Collections.Concurrent;
using System.Diagnostics;

namespace OneTable.Tests.Host;

/// <summary>A program that a test started in a process of its own and ends with itself; its last lines are kept for the message of a failure.</summary>
sealed class OwnProcess : IDisposable
{
    const int LinesMax = 60;
    readonly Process process;
    readonly ConcurrentQueue<string> lines = new();

    public OwnProcess(string program, IEnumerable<string> args, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        AppDomain.CurrentDomain.ProcessExit += EndWithRun; // also where a test broke before it could dispose of it
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasEnded => process.HasExited;
    public string Output => string.Join('\n', lines);

    /// <summary>Where a program lies, or null where it is not installed.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/bin", "/usr/sbin", "/usr/local/bin"])
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Wait.Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    void Keep(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (lines.Count > LinesMax) lines.TryDequeue(out _);
    }

    void EndWithRun(object? sender, EventArgs e) => Dispose();

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndWithRun;
        if (!process.HasExited) Kill();
        process.Dispose();
    }
}
