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
        Pusher = new Pusher(options, crypt, new PassiveReply(crypt, Media));
        var miniCrypt = new MessageCrypt(SandboxOptions.MiniToken, SandboxOptions.MiniEncodingAESKey, SandboxOptions.MiniAppId);
        _miniPusher = new Pusher(options with { CallbackUrl = options.MiniCallbackUrl }, miniCrypt, new PassiveReply(miniCrypt, Media));
    }

    readonly Pusher _miniPusher;

    public SandboxOptions Options { get; }
    public WeChatUsers Users { get; }
    public MediaStore Media { get; }
    public OcrApi Ocr { get; } = new();
    public Credentials Credentials { get; }
    public Pusher Pusher { get; }

    /// <summary>Pushes what concerns the mini-program to its own callback, as JSON.</summary>
    public void PushMini(string openId, string json) => _miniPusher.PushLater(openId, json.ReplaceLineEndings(" ").Trim());

    public long NowSeconds => Options.Time.GetUtcNow().ToUnixTimeSeconds();

    public static string MediaUrl(string id) => "/sandbox/wechat/media/" + id;
}
