namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>The pretended WeChat: its users, what they sent, and the way to push it to the account's server.</summary>
sealed class WeChatWorld
{
    public WeChatWorld(SandboxOptions options)
    {
        var crypt = new MessageCrypt(SandboxOptions.Token, SandboxOptions.EncodingAESKey, SandboxOptions.AppId);
        Options = options;
        Users = new WeChatUsers(options);
        Media = new MediaStore(options.Time);
        Credentials = new Credentials(options.Time);
        Pusher = new Pusher(options, crypt, new PassiveReply(crypt, Media), options.CallbackUrl, SandboxOptions.GhId);
        var miniCrypt = new MessageCrypt(SandboxOptions.MiniToken, SandboxOptions.MiniEncodingAESKey, SandboxOptions.MiniAppId);
        MiniPusher = new Pusher(options, miniCrypt, new PassiveReply(miniCrypt, Media), options.MiniCallbackUrl, SandboxOptions.MiniGhId);
    }

    public SandboxOptions Options { get; }
    public WeChatUsers Users { get; }
    public MediaStore Media { get; }
    public OcrApi Ocr { get; } = new();
    public Credentials Credentials { get; }
    public Pusher Pusher { get; }
    public Pusher MiniPusher { get; }

    /// <summary>Calls by path, for the quota.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, long> Used { get; } = [];

    /// <summary>An event about what may be sent to a user and what was, with one List in it, to the account whose template it is.</summary>
    public void PushAboutSending(string openId, bool mini, string name, string wrapper, Action<InboundXml> list)
    {
        var inside = new InboundXml();
        list(inside);
        var from = mini ? WeChatUsers.MiniOpenId(openId) : openId;
        var xml = new InboundXml(from, NowSeconds, "event", mini ? SandboxOptions.MiniGhId : SandboxOptions.GhId)
            .Text("Event", name).Nested(wrapper, new InboundXml().Nested("List", inside)).ToString();
        (mini ? MiniPusher : Pusher).PushLater(from, xml);
    }

    /// <summary>Pushes what concerns the mini-program to its own callback, as JSON.</summary>
    public void PushMini(string openId, string json) => MiniPusher.PushLater(openId, json.ReplaceLineEndings(" ").Trim());

    public long NowSeconds => Options.Time.GetUtcNow().ToUnixTimeSeconds();

    public static string MediaUrl(string id) => "/sandbox/wechat/media/" + id;
}
