using System.Buffers;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using OneTable.BotGateway.Bot;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Notices;

namespace OneTable.BotGateway.WeChat;

/// <summary>/wechat/mp: where the platform verifies us (GET) and pushes what residents do (POST).</summary>
public sealed class Callback(ResidentBot bot, Settings settings, MiniProgramSettings mini, TimeProvider time, ILogger<Callback> log, IMeterFactory meters)
{
    const int BodyMax = 64 * 1024;

    readonly MessageCrypt crypt = new(settings.Token, settings.EncodingAesKey, settings.AppId);
    readonly Counter<long> pushes = meters.Create("OneTable").CreateCounter<long>("onetable_wechat_pushes", description: "Pushes of the platform, by what became of them");

    public Task HandleAsync(HttpContext http)
    {
        if (HttpMethods.IsPost(http.Request.Method)) return Receive(http);
        if (HttpMethods.IsGet(http.Request.Method)) return Verify(http);
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    /// <summary>The echo must be byte for byte what was sent; it is not encrypted for an official account.</summary>
    async Task Verify(HttpContext http)
    {
        var query = PushQuery.Of(http);
        if (!crypt.IsSigned(query.Signature, query.Timestamp, query.Nonce))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "bad_signature");
            return;
        }
        http.Response.ContentType = "text/plain";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(query.Echo));
    }

    async Task Receive(HttpContext http)
    {
        var body = await ReadAsync(http);
        if (body is null)
        {
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, "too_large");
            return;
        }
        var query = PushQuery.Of(http);
        var (plain, refusal) = settings.SafeMode ? Open(query, body) : OpenPlain(query, body);
        if (plain is null)
        {
            await RefuseAsync(http, refusal == "bad_xml" ? StatusCodes.Status400BadRequest : StatusCodes.Status403Forbidden, refusal);
            return;
        }
        if (InboundMessage.Parse(plain) is not { Openid: { Length: > 0 and <= 64 } } message || message.Type.Length == 0)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "bad_xml");
            return;
        }
        var reply = await bot.AnswerAsync(message, plain);
        pushes.Add(1, new KeyValuePair<string, object?>("outcome", reply is null ? "kept" : "answered"));
        await AnswerAsync(http, message, reply, query.Nonce);
    }

    /// <summary>Safe mode is a setting: only msg_signature over the encrypted body lets a push in, and it must be meant for us.</summary>
    (byte[]? Plain, string Refusal) Open(PushQuery query, byte[] body)
    {
        if (InboundMessage.Parse(body) is not { } outer) return (null, "bad_xml");
        if (outer["Encrypt"] is not { Length: > 0 } encrypted
            || !crypt.IsSigned(query.MsgSignature, query.Timestamp, query.Nonce, encrypted))
            return (null, "bad_signature");
        return crypt.Decrypt(encrypted) is { } plain ? (plain, "") : (null, "not_for_us");
    }

    (byte[]? Plain, string Refusal) OpenPlain(PushQuery query, byte[] body) =>
        crypt.IsSigned(query.Signature, query.Timestamp, query.Nonce) ? (body, "") : (null, "bad_signature");

    Task AnswerAsync(HttpContext http, InboundMessage message, string? reply, string nonce)
    {
        if (reply is null)
        {
            http.Response.ContentType = "text/plain";
            return WriteAsync(http, "success");
        }
        var said = PageLinks.Tappable(Choices.Tappable(reply), mini.AppId, $"{settings.PublicAddress ?? $"{http.Request.Scheme}://{http.Request.Host}"}/m/#/");
        var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var xml = $"<xml><ToUserName><![CDATA[{message.Openid}]]></ToUserName><FromUserName><![CDATA[{message.To}]]></FromUserName>"
            + $"<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{said.Replace("]]>", "]]]]><![CDATA[>")}]]></Content></xml>";
        http.Response.ContentType = "application/xml; charset=utf-8";
        if (!settings.SafeMode) return WriteAsync(http, xml);
        var encrypted = crypt.Encrypt(xml);
        return WriteAsync(http, "<xml><Encrypt><![CDATA[", encrypted, "]]></Encrypt><MsgSignature><![CDATA[", crypt.Sign(now, nonce, encrypted),
            "]]></MsgSignature><TimeStamp>", now, "</TimeStamp><Nonce><![CDATA[", nonce, "]]></Nonce></xml>");
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

    /// <summary>Counted and named, its content never logged, nothing stored.</summary>
    async Task RefuseAsync(HttpContext http, int status, string why)
    {
        pushes.Add(1, new KeyValuePair<string, object?>("outcome", why));
        log.LogWarning("A push was refused with {Status}: {Why}", status, why);
        await Results.Problem(statusCode: status, title: why, extensions: new Dictionary<string, object?> { ["code"] = why }).ExecuteAsync(http);
    }
}
