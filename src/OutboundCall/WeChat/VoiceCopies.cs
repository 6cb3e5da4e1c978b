using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Files;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// Makes of every voice that WeChat sends (AMR, which no browser plays) an MP3 beside it, once, by Debian's ffmpeg as a child process: in and
/// out through pipes, with limits of time, memory and length. A voice whose copy is not there yet is simply found again.
/// </summary>
public sealed class VoiceCopies(Database db, FileStore files, ILogger<VoiceCopies> log) : BackgroundService
{
    const int AtOnceMax = 8, CopyBytesMax = 4 << 20, CopyBytesMin = 256; // a head without a sound in it is shorter
    const string MemoryMax = "--as=2147483648", ProcessorSecondsMax = "--cpu=30", Limiter = "/usr/bin/prlimit";
    static readonly TimeSpan pause = TimeSpan.FromSeconds(1), timeout = TimeSpan.FromSeconds(30);
    static readonly string[] folders = ["/usr/bin", "/usr/local/bin"];
    // Without the head that says how long it is: a pipe cannot go back to write it.
    static readonly string[] asMp3 = ["-nostdin", "-v", "error", "-f", "amr", "-i", "pipe:0", "-ac", "1", "-b:a", "32k", "-write_xing", "0", "-fs", $"{CopyBytesMax}", "-f", "mp3", "pipe:1"];

    /// <summary>Where the program lies; null where it is not installed (Debian: apt-get install ffmpeg).</summary>
    public static string? Program { get; } = folders.Select(f => Path.Combine(f, "ffmpeg")).FirstOrDefault(File.Exists);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await Task.Yield();
        if (Program is null) return;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                foreach (var voice in db.Read(tx => FileStore.Unheard(tx, AtOnceMax))) await CopyAsync(voice, stopping);
                await Task.Delay(pause, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                log.LogWarning("Voices could not be copied: {Error}", e.Message);
                await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task CopyAsync(long voice, CancellationToken ct)
    {
        var copy = 0L;
        try
        {
            if (files.Find(voice) is { } found && await ConvertAsync(await File.ReadAllBytesAsync(found.Path, ct), ct) is { Length: > 0 } mp3) copy = (await files.KeepAsync(mp3, ct)).Id;
        }
        catch (Exception e) when (e is Refusal or IOException or Win32Exception)
        {
            log.LogWarning("Voice {Id} has no copy: {Error}", voice, e.Message);
        }
        await db.WriteAsync(tx => FileStore.Heard(tx, voice, copy));
    }

    /// <summary>Null where it is no voice.</summary>
    static async Task<byte[]?> ConvertAsync(byte[] amr, CancellationToken ct)
    {
        var start = File.Exists(Limiter) ? new ProcessStartInfo(Limiter, [MemoryMax, ProcessorSecondsMax, Program!, .. asMp3]) : new ProcessStartInfo(Program!, asMp3);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            var heard = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(heard, deadline.Token);
            var said = process.StandardError.ReadToEndAsync(deadline.Token);
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(amr, deadline.Token);
                process.StandardInput.Close();
            }
            catch (IOException) { } // it has heard enough, or ended; its exit code says which
            await process.WaitForExitAsync(deadline.Token);
            await Task.WhenAll(reading, said);
            return process.ExitCode == 0 && heard.Length >= CopyBytesMin ? heard.ToArray() : null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested) { return null; }
        finally
        {
            try { if (!process.HasExited) process.Kill(entireProcessTree: true); }
            catch (InvalidOperationException) { } // it never began, or has just ended
        }
    }
}
