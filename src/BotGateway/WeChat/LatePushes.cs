using System.Security.Cryptography;
using System.Text;
using OneTable.BotGateway.Bot;
using OneTable.Services.Data;

namespace OneTable.BotGateway.WeChat;

/// <summary>
/// Pushes to which "success" had to be said before they were done: each is a sealed file until then, so that no word is lost
/// with the process. What a host left behind is taken up by any that shares the folder; the push's key keeps that to once.
/// </summary>
public sealed class LatePushes(ResidentBot bot, Seal seal, Settings settings, ILogger<LatePushes> log)
{
    const int WaitingMax = 5_000, FailedMax = 20;
    const string Unreadable = ".unreadable", Begun = ".begun";
    static readonly TimeSpan leftAfter = TimeSpan.FromMinutes(1);
    readonly string folder = Path.Combine(settings.Folder, "late");
    int waiting;

    /// <summary>On disk when the task ends; the file goes when the work is done.</summary>
    public async Task KeepAsync(InboundMessage message, byte[] body, Task work)
    {
        var file = Path.Combine(folder, $"{message.App}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.DedupKey)))}");
        try
        {
            if (Interlocked.Increment(ref waiting) > WaitingMax) throw new IOException("too many pushes wait for the database");
            await WriteAsync(file, seal.Close(Convert.ToBase64String(body))!);
        }
        catch
        {
            Interlocked.Decrement(ref waiting);
            throw;
        }
        _ = ForgetAsync(file, work);
    }

    /// <summary>Under its name only when it is whole: a host may die in the middle.</summary>
    async Task WriteAsync(string file, string text)
    {
        Directory.CreateDirectory(folder);
        var begun = $"{file}.{Guid.NewGuid():N}{Begun}";
        await using (var stream = new FileStream(begun, FileMode.CreateNew, FileAccess.Write))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(begun, file, overwrite: true);
    }

    async Task ForgetAsync(string file, Task work)
    {
        try
        {
            await work;
            File.Delete(file);
        }
        catch (Exception e)
        {
            log.LogError(e, "A push to which success was said could not be done; it is tried again");
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Does what was left behind, by a host that died or by work that failed; how many.</summary>
    public async Task<int> TakeUpAsync()
    {
        if (!Directory.Exists(folder)) return 0;
        var (done, failed) = (0, 0);
        var files = Directory.EnumerateFiles(folder).Where(f => !f.EndsWith(Unreadable) && !f.EndsWith(Begun)).Select(f => (Path: f, At: File.GetLastWriteTimeUtc(f)));
        foreach (var (file, _) in files.Where(f => DateTime.UtcNow - f.At > leftAfter).OrderBy(f => f.At).ToList())
            if (await TakeUpAsync(file)) done++;
            else if (++failed == FailedMax) break; // the database is away: the next turn tries again
        return done;
    }

    /// <summary>One that cannot be read (sealed by a key that was taken away, half written) is put aside for a person; one that fails waits for the next turn.</summary>
    async Task<bool> TakeUpAsync(string file)
    {
        try
        {
            var app = Enum.Parse<App>(Path.GetFileName(file).Split('-')[0]);
            var body = Convert.FromBase64String(seal.Open(await File.ReadAllTextAsync(file))!);
            await bot.AnswerAsync(InboundMessage.Parse(body, app)!, body, Attempt.WithoutReply);
            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            log.LogError("A push in the folder late cannot be read: {Error}", e.GetType().Name);
            File.Move(file, file + Unreadable, overwrite: true);
        }
        catch (Exception e)
        {
            log.LogError(e, "A push to which success was said could not be done; it is tried again");
            if (File.Exists(file)) File.SetLastWriteTimeUtc(file, DateTime.UtcNow); // behind the others
        }
        return false;
    }
}
