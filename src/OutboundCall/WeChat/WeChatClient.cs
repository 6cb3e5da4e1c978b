using OneTable.Services;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>A photo or voice as it came from WeChat.</summary>
public sealed record Media(byte[] Bytes, string MediaType);

/// <summary>Who opened the mini-program. The session key stays here: nothing needs it.</summary>
public sealed record MiniUser(string Openid, string? Unionid);

/// <summary>WeChat's server API, as far as OneTable uses it.</summary>
public sealed class WeChatClient(WeChatWire wire, AccountApis accounts, AccountGate gate, MiniProgramSettings mini)
{
    public const int MediaBytesMax = 12 << 20;
    static readonly TimeSpan mediaTimeout = TimeSpan.FromSeconds(60), ocrTimeout = TimeSpan.FromSeconds(20);
    const int CustomTextMax = 680; // 2,048 bytes of UTF-8

    /// <summary>A customer message; only in the window a resident's own action opened.</summary>
    public Task<SendResult> SendCustomAsync(string openId, string text, CancellationToken ct) => SendAsync("/cgi-bin/message/custom/send",
        new { touser = openId, msgtype = "text", text = new { content = Services.Notices.Texts.Cut(text, CustomTextMax) } }, ct);

    /// <summary>A photo as a customer message: its bytes first, then the message that shows them.</summary>
    public async Task<SendResult> SendPhotoAsync(string openId, byte[] bytes, string mediaType, CancellationToken ct)
    {
        try
        {
            var reply = await CallAsync(token => new HttpRequestMessage(HttpMethod.Post, Url($"/cgi-bin/media/upload?access_token={WeChatWire.Query(token)}&type=image"))
            {
                Content = PhotoForm("media", bytes, mediaType),
            }, Wire.JsonBytesMax, mediaTimeout, ct);
            return reply.Json() is { } answer && answer.TryGetProperty("media_id", out var id) && id.GetString() is { Length: > 0 } media
                ? await SendAsync("/cgi-bin/message/custom/send", new { touser = openId, msgtype = "image", image = new { media_id = media } }, ct)
                : new SendResult(Outcome.Retry, "no_media_id");
        }
        catch (CallFault fault) when (fault.Result.Outcome == Outcome.Unknown)
        {
            return fault.Result with { Outcome = Outcome.Retry }; // an upload shows nothing to anybody: it may be done again
        }
        catch (CallFault fault)
        {
            return fault.Result;
        }
    }

    static MultipartFormDataContent PhotoForm(string name, byte[] bytes, string mediaType)
    {
        var photo = new ByteArrayContent(bytes) { Headers = { { "Content-Type", mediaType } } };
        // WeChat reads only quoted names and looks at the file's ending.
        photo.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{name}\"; filename=\"photo.{mediaType.Split('/')[1]}\"");
        return new MultipartFormDataContent { photo };
    }

    /// <summary>What lies behind a media id; a film is answered with the address where it lies. A <see cref="CallFault"/> says why not.</summary>
    /// <param name="ofMini">Sent to the mini-program: each account gives out its own only.</param>
    public async Task<Media> GetMediaAsync(string mediaId, bool ofMini, CancellationToken ct)
    {
        var account = ofMini ? accounts.Mini : accounts.Mp;
        var reply = await account.CallAsync(token => new HttpRequestMessage(HttpMethod.Get,
            account.Url($"/cgi-bin/media/get?access_token={WeChatWire.Query(token)}&media_id={WeChatWire.Query(mediaId)}")), MediaBytesMax, mediaTimeout, ct);
        if (reply.Json() is { } answer && answer.TryGetProperty("video_url", out var at))
            reply = Uri.TryCreate(at.ToString(), UriKind.Absolute, out var film) && film is { Scheme: "http" or "https" }
                ? await wire.AskAsync(new HttpRequestMessage(HttpMethod.Get, film), MediaBytesMax, mediaTimeout, ct)
                : throw new CallFault(new SendResult(Outcome.PermanentContent, "bad_video_url"));
        return new Media(reply.Body, reply.MediaType);
    }

    /// <summary>The unionid of a follower, empty where the account shares none; a <see cref="CallFault"/> says why not.</summary>
    public async Task<string> GetUnionidAsync(string openId, CancellationToken ct)
    {
        var reply = await CallAsync(token => new HttpRequestMessage(HttpMethod.Get,
            Url($"/cgi-bin/user/info?access_token={WeChatWire.Query(token)}&openid={WeChatWire.Query(openId)}&lang=zh_CN")), Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
        return reply.Json() is { } user && user.TryGetProperty("unionid", out var union) ? union.GetString() ?? "" : "";
    }

    /// <summary>What WeChat reads on the photo of a card (idcard, bizlicense); a <see cref="CallFault"/> says why not.</summary>
    public async Task<System.Text.Json.JsonElement> ReadCardAsync(string card, byte[] photo, string mediaType, CancellationToken ct)
    {
        var reply = await CallAsync(token => new HttpRequestMessage(HttpMethod.Post, Url($"/cv/ocr/{card}?type=photo&access_token={WeChatWire.Query(token)}"))
        {
            Content = PhotoForm("img", photo, mediaType),
        }, Wire.JsonBytesMax, ocrTimeout, ct);
        return reply.Json() ?? throw new CallFault(new SendResult(Outcome.Unknown, "no_json"));
    }

    /// <summary>Turns the mini-program's login code, good once and for five minutes, into who it is.</summary>
    public async Task<MiniUser> CodeToSessionAsync(string code, CancellationToken ct)
    {
        try
        {
            var query = $"?appid={WeChatWire.Query(mini.AppId)}&secret={WeChatWire.Query(mini.AppSecret)}"
                + $"&js_code={WeChatWire.Query(code)}&grant_type=authorization_code";
            var body = await gate.PassAsync(mini.Name, "/sns/jscode2session", () =>
                wire.AskJsonAsync(new HttpRequestMessage(HttpMethod.Get, mini.ApiBase.TrimEnd('/') + "/sns/jscode2session" + query), ct));
            return body.TryGetProperty("openid", out var openId) && openId.GetString() is { Length: > 0 } user
                ? new MiniUser(user, body.TryGetProperty("unionid", out var union) ? union.GetString() : null)
                : throw new CallFault(new SendResult(Outcome.Unknown, "no_openid"));
        }
        catch (CallFault fault)
        {
            throw WeChatErrors.IsLoginCode(fault.Result.Code)
                ? new Refusal("bad_login_code", "这次登录过期了，请关掉页面重新打开")
                : new Refusal("wechat_unavailable", "微信这会儿没有回应，请过一会儿再试");
        }
    }

    Task<SendResult> SendAsync(string path, object body, CancellationToken ct) => accounts.Mp.SendAsync(path, body, ct);

    Task<Reply> CallAsync(Func<string, HttpRequestMessage> request, int bytesMax, TimeSpan timeout, CancellationToken ct) =>
        accounts.Mp.CallAsync(request, bytesMax, timeout, ct);

    string Url(string pathAndQuery) => accounts.Mp.Url(pathAndQuery);
}
