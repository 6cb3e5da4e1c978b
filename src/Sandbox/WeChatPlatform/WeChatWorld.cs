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
    }

    public SandboxOptions Options { get; }
    public WeChatUsers Users { get; }
    public MediaStore Media { get; }
    public OcrApi Ocr { get; } = new();
    public Credentials Credentials { get; }
    public Pusher Pusher { get; }

    public long NowSeconds => Options.Time.GetUtcNow().ToUnixTimeSeconds();

    public static string MediaUrl(string id) => "/sandbox/wechat/media/" + id;
}
