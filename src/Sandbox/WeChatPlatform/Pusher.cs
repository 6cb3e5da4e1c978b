using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>What became of one push. Status 0 = nobody answered.</summary>
sealed record PushAnswer(int Status, int Attempts, long ElapsedMs, PassiveReply.Result Reply, string Raw);

/// <summary>Delivers events and messages to the account's server: encrypted, signed, up to three attempts.</summary>
sealed class Pusher(SandboxOptions options, MessageCrypt crypt, PassiveReply replies, Func<string> callback, string ghId)
{
    const int AttemptsMax = 3, ReplyBytesMax = 256 * 1024, WaitingMax = 1_000;

    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = ReplyBytesMax,
    };
    readonly SemaphoreSlim _lanes = new(8);
    int _waiting;

    /// <summary>A retry carries a new timestamp and nonce over the same message. Only silence and 5xx are tried again.</summary>
    public async Task<PushAnswer> PushAsync(string openId, string xml, string? callbackUrl = null)
    {
        var watch = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var begun = watch.Elapsed;
            var (status, body) = await TryAsync(callbackUrl ?? callback(), openId, xml);
            if (status is > 0 and < 500 || attempt == AttemptsMax)
            {
                var reply = status == 200
                    ? replies.Read(body, openId) : new PassiveReply.Result("none", false, "", "没有得到正常的回答");
                return new PushAnswer(status, attempt, watch.ElapsedMilliseconds, reply, body);
            }
            var rest = options.PushEvery - (watch.Elapsed - begun);
            if (rest > TimeSpan.Zero) await Task.Delay(rest);
        }
    }

    /// <summary>Pushes beside the caller, a few at a time; when too many wait, the new one is lost, as out there.</summary>
    public void PushLater(string openId, string xml)
    {
        if (Interlocked.Increment(ref _waiting) > WaitingMax) Interlocked.Decrement(ref _waiting);
        else _ = Task.Run(() => InLaneAsync(() => PushAsync(openId, xml)));
    }

    async Task InLaneAsync(Func<Task> push)
    {
        await _lanes.WaitAsync();
        try { await push(); }
        finally
        {
            _lanes.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    async Task<(int Status, string Body)> TryAsync(string callbackUrl, string openId, string xml)
    {
        var timestamp = options.Time.GetUtcNow().ToUnixTimeSeconds().ToString();
        var nonce = RandomNumberGenerator.GetInt32(100_000_000, int.MaxValue).ToString();
        var encrypt = crypt.Encrypt(xml);
        var url = callbackUrl + (callbackUrl.Contains('?') ? '&' : '?')
            + $"signature={crypt.Sign(timestamp, nonce)}&timestamp={timestamp}&nonce={nonce}&openid={openId}"
            + $"&encrypt_type=aes&msg_signature={crypt.Sign(timestamp, nonce, encrypt)}";
        var isJson = xml.StartsWith('{'); // a mini-program may choose it; the envelope is then JSON too
        var body = isJson ? Wire.ToJson(new Dictionary<string, string> { ["ToUserName"] = ghId, ["Encrypt"] = encrypt })
            : $"<xml><ToUserName><![CDATA[{ghId}]]></ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>";
        using var patience = new CancellationTokenSource(options.PushTimeout);
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, isJson ? "application/json" : "text/xml");
            using var answer = await _http.PostAsync(url, content, patience.Token);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(patience.Token));
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or OperationCanceledException
            or UriFormatException or InvalidOperationException or NotSupportedException)
        {
            return (0, "");
        }
    }
}
