namespace OneTable.Sandbox;

/// <summary>How the pretended world is set up. Every value has a default, so `new SandboxOptions()` is a whole world.</summary>
public sealed record SandboxOptions
{
    public const string AppId = "wxsandbox0000001";
    public const string AppSecret = "sandboxsecret0000000000000000mp1";
    public const string Token = "sandboxtoken";
    public const string EncodingAESKey = "sandboxKeyOfTheOneTableStreet00000000000001";
    public const string MiniAppId = "wxsandboxmini001";
    public const string MiniAppSecret = "sandboxsecret00000000000000mini1";
    public const string MiniToken = "sandboxminitoken";
    public const string MiniEncodingAESKey = "sandboxMiniKeyOfTheOneTableStreet0000000002";
    public const string MiniGhId = "gh_sandboxmini1";
    public const string AliyunAccessKeyId = "LTAIsandbox00001";
    public const string AliyunAccessKeySecret = "sandboxaliyunsecret00000000001";
    public const string SmsSignName = "东园街道";
    public const string GhId = "gh_sandbox00001";

    /// <summary>Where pushes go. A function, because the port may be known only after the host has started.</summary>
    public Func<string> CallbackUrl { get; init; } = () => "http://127.0.0.1:5080/wechat/mp";

    /// <summary>Where the mini-program's pushes go: beside the account's.</summary>
    public string MiniCallbackUrl() => CallbackUrl().Replace("/wechat/mp", "/wechat/mini");

    /// <summary>Where the SMS vendor pushes delivery reports; null or empty = nowhere.</summary>
    public Func<string?> SmsReportUrl { get; init; } = () => null;

    /// <summary>What the phone shows as the name of the official account.</summary>
    public string AccountName { get; init; } = "东园街道";

    /// <summary>SMS templates: code → text with ${name}. A template not listed is shown as its parameters.</summary>
    public IReadOnlyDictionary<string, string> Templates { get; init; } = new Dictionary<string, string>();

    /// <summary>WeChat templates: id → title line, then lines with {{name.DATA}}.
    /// One not listed is shown as its values, that of "title" above the others.</summary>
    public IReadOnlyDictionary<string, string> WeChatTemplates { get; init; } = new Dictionary<string, string>();

    /// <summary>Who follows the account without having done anything: the demo's staff.</summary>
    public Func<string, bool> FollowsFromStart { get; init; } =
        openid => openid.StartsWith("staff-", StringComparison.Ordinal);

    /// <summary>How long a push waits for its answer.</summary>
    public TimeSpan PushTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time from the start of one attempt to the start of the next, as WeChat's 0, 5 and 10 s.</summary>
    public TimeSpan PushEvery { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
