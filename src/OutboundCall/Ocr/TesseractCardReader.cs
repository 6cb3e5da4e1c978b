using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using OneTable.Services;
using OneTable.Services.Cards;

namespace OneTable.OutboundCall.Ocr;

/// <summary>
/// Debian's tesseract as a child process: the photo goes in and the words come out through pipes, nothing is written to disk and nothing
/// leaves the machine. Time, memory, output and the number at once are limited.
/// </summary>
public sealed class TesseractCardReader : ICardReader
{
    const int AtOnceMax = 2, WaitingMax = 8, TextMax = 64 * 1024;
    const string MemoryMax = "--as=2147483648", ProcessorSecondsMax = "--cpu=30", Limiter = "/usr/bin/prlimit";
    static readonly TimeSpan timeout = TimeSpan.FromSeconds(25);
    static readonly string[] folders = ["/usr/bin", "/usr/local/bin"];

    readonly SemaphoreSlim lanes = new(AtOnceMax);
    int waiting;

    public string Name => "本机识别";

    /// <summary>Where the program lies, null where it is not installed; the words it knows come with tesseract-ocr-chi-sim.</summary>
    public static string? Program => folders.Select(f => Path.Combine(f, "tesseract")).FirstOrDefault(File.Exists);

    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string kind, byte[] photo, string mediaType, CancellationToken ct)
    {
        var program = Program ?? throw new ReaderAway("tesseract is not installed (Debian: apt-get install tesseract-ocr tesseract-ocr-chi-sim)");
        try
        {
            if (Interlocked.Increment(ref waiting) > WaitingMax) throw new ReaderAway("too many photos at once");
            await lanes.WaitAsync(ct);
            try { return CardText.Read(kind, await RunAsync(program, photo, ct)); }
            finally { lanes.Release(); }
        }
        finally { Interlocked.Decrement(ref waiting); }
    }

    /// <summary>One block of words: a card's lines stand below each other.</summary>
    static async Task<string> RunAsync(string program, byte[] photo, CancellationToken ct)
    {
        string[] read = ["stdin", "stdout", "-l", "chi_sim", "--psm", "6"];
        var start = File.Exists(Limiter) ? new ProcessStartInfo(Limiter, [MemoryMax, ProcessorSecondsMax, program, .. read]) : new ProcessStartInfo(program, read);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.StandardOutputEncoding) = (true, true, true, Encoding.UTF8);
        start.Environment["OMP_THREAD_LIMIT"] = "1"; // its threads wait for each other on few cores
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            var words = ReadAsync(process.StandardOutput, deadline.Token);
            var said = ReadAsync(process.StandardError, deadline.Token);
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(photo, deadline.Token);
                process.StandardInput.Close();
            }
            catch (IOException) { } // it has seen enough, or ended; its exit code says which
            await process.WaitForExitAsync(deadline.Token);
            await said;
            return process.ExitCode == 0 ? await words : throw new Refusal("photo_unreadable", "这张照片读不了，请换个角度再拍一张。");
        }
        catch (Win32Exception e) { throw new ReaderAway(e.Message); }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested) { throw new Refusal("photo_unreadable", "这张照片太难认，请靠近一点再拍一张。"); }
        finally { End(process); }
    }

    static async Task<string> ReadAsync(StreamReader from, CancellationToken ct)
    {
        var (kept, buffer) = (new StringBuilder(), new char[4096]);
        for (int n; (n = await from.ReadAsync(buffer, ct)) > 0;)
            if (kept.Length < TextMax) kept.Append(buffer, 0, n);
        return kept.ToString();
    }

    static void End(Process process)
    {
        try { if (!process.HasExited) process.Kill(entireProcessTree: true); }
        catch (InvalidOperationException) { } // it never began, or has just ended
    }
}
