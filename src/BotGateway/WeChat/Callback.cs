using System.Buffers;
using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.Metrics;
using System.Text;
using OneTable.BotGateway.Bot;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Data;
using OneTable.Services.Notices;

namespace OneTable.BotGateway.WeChat;

/// <summary>Where the platform verifies one of our accounts (GET) and pushes what people do in it (POST).</summary>
public sealed class Callback(PushAccount account, ResidentBot bot, LatePushes late, Settings settings, MiniProgramSettings mini, TimeProvider time, ILogger<Callback> log, IMeterFactory meters)
{
    /// <summary>The platform hangs up after five seconds.</summary>
    public static readonly TimeSpan InTime = TimeSpan.FromSeconds(4);
    const int BodyMax = 64 * 1024, LogPauseMs = 60_000;

    readonly Envelope envelope = new(account);
    readonly KeyValuePair<string, object?> app = new("app", account.App == App.Account ? "mp" : "mini");
    readonly Counter<long> pushes = meters.Create("OneTable").CreateCounter<long>("onetable_wechat_pushes", description: "Pushes of the platform, by what became of them");
    readonly ConcurrentDictionary<string, long> logged = new();

    public Task HandleAsync(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method)) return Receive(http);
        if (HttpMethods.IsGet(http.Request.Method)) return Verify(http);
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    /// <summary>The echo must be byte for byte what was sent; it is not encrypted for these accounts.</summary>
    Task Verify(HttpContext http)
    {
        var query = PushQuery.Of(http);
        if (!envelope.IsSigned(query)) return RefuseAsync(http, StatusCodes.Status403Forbidden, Envelope.BadSignature);
        http.Response.ContentType = "text/plain";
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(query.Echo)).AsTask();
    }

    async Task Receive(HttpContext http)
    {
        if (await ReadAsync(http) is not { } body)
        {
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, "too_large");
            return;
        }
        var query = PushQuery.Of(http);
        var push = envelope.Open(query, body);
        if (push.Message is not { } message)
        {
            await RefuseAsync(http, push.Refusal == Envelope.BadBody ? StatusCodes.Status400BadRequest : StatusCodes.Status403Forbidden, push.Refusal);
            return;
        }
        try
        {
            var answer = await AnswerAsync(message, push.Body);
            Count(answer.Name, bot.TypeOf(message));
            if (answer.Reply is not { } reply)
            {
                http.Response.ContentType = "text/plain";
                await WriteAsync(http, "success");
                return;
            }
            var said = PageLinks.Tappable(Choices.Tappable(reply), mini.AppId, $"{settings.PublicAddress ?? $"{http.Request.Scheme}://{http.Request.Host}"}/m/#/");
            http.Response.ContentType = "application/xml; charset=utf-8";
            await WriteAsync(http, envelope.Close(message, push.Encrypted, said, query.Nonce, time.GetUtcNow()));
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            log.LogError(e, "A push could not be taken; the platform will try it again");
            await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, "not_taken");
        }
    }

    /// <summary>
    /// What is not done in time is answered with "success" once it is safe from a crash; its answer then comes by itself. So is what the
    /// database could not take: three attempts in ten seconds are soon over, and it may be away for longer.
    /// </summary>
    async Task<Answered> AnswerAsync(InboundMessage message, byte[] body)
    {
        var attempt = account.App == App.Account ? new Attempt() : Attempt.WithoutReply;
        var work = bot.AnswerAsync(message, body, attempt);
        try
        {
            return await work.WaitAsync(InTime);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            if (!attempt.End()) return await work; // it is being written to disk at this moment
            await late.KeepAsync(message, body, work);
            return Answered.Late;
        }
        catch (DbException)
        {
            await late.KeepAsync(message, body, work);
            return Answered.Late;
        }
    }

    /// <summary>Straight into the connection's buffer, without a copy in between.</summary>
    static Task WriteAsync(HttpContext http, params ReadOnlySpan<string> parts)
    {
        var length = 0;
        var writer = http.Response.BodyWriter;
        foreach (var part in parts) length += Encoding.UTF8.GetByteCount(part);
        http.Response.ContentLength = length;
        foreach (var part in parts) Encoding.UTF8.GetBytes(part, writer);
        return writer.FlushAsync().AsTask();
    }

    static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > BodyMax) return null;
        var buffer = ArrayPool<byte>.Shared.Rent(BodyMax + 1);
        try
        {
            var length = 0;
            while (length <= BodyMax && await http.Request.Body.ReadAsync(buffer.AsMemory(length, BodyMax + 1 - length)) is var read and > 0) length += read;
            return length > BodyMax ? null : buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    void Count(string outcome, string type = "") => pushes.Add(1, new("outcome", outcome), app, new("type", type));

    /// <summary>Counted and named, its content never logged, nothing stored.</summary>
    async Task RefuseAsync(HttpContext http, int status, string why)
    {
        Count(why);
        var now = time.UnixMs();
        if (now - logged.GetValueOrDefault(why) >= LogPauseMs)
        {
            logged[why] = now; // a flood of them must not fill the log; all are counted
            log.LogWarning("A push was refused with {Status}: {Why}", status, why);
        }
        await Results.Problem(statusCode: status, title: why, extensions: new Dictionary<string, object?> { ["code"] = why }).ExecuteAsync(http);
    }
}
