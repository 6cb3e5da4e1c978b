namespace OneTable.OutboundCall.WeChat;

/// <summary>One of the two accounts at WeChat.</summary>
public abstract class Account
{
    public const string ApiBaseDefault = "https://api.weixin.qq.com";

    /// <summary>As counts, errors and pages name it.</summary>
    public abstract string Name { get; }

    public string AppId { get; set; } = "";
    public string AppSecret { get; set; } = "";
    public string ApiBase { get; set; } = ApiBaseDefault;
}

/// <summary>The official account, section WeChat. Set AppId to go live; without it nothing is called.</summary>
public sealed class WeChatSettings : Account
{
    public override string Name => "mp";

    /// <summary>Where a browser inside WeChat is signed in.</summary>
    public string OpenBase { get; set; } = "https://open.weixin.qq.com";
}

/// <summary>The mini-program, section MiniProgram; an account of its own with its own openids.</summary>
public sealed class MiniProgramSettings : Account
{
    public override string Name => "mini";

    /// <summary>Which version of the pages a message opens: developer, trial or formal.</summary>
    public string State { get; set; } = "formal";
}
