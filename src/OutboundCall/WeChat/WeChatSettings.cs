namespace OneTable.OutboundCall.WeChat;

/// <summary>The official account, section WeChat. Set AppId to go live; without it nothing is called.</summary>
public sealed class WeChatSettings
{
    public const string ApiBaseDefault = "https://api.weixin.qq.com";

    public string AppId { get; set; } = "";
    public string AppSecret { get; set; } = "";
    public string ApiBase { get; set; } = ApiBaseDefault;

    /// <summary>Where a browser inside WeChat is signed in.</summary>
    public string OpenBase { get; set; } = "https://open.weixin.qq.com";

    /// <summary>
    /// Template name → id at WeChat, optionally with the fields it has there: "ID:title=thing1,words1=thing2"; others are then left out.
    /// Names: notice (also for every name not listed) and todo, which workers get.
    /// </summary>
    public Dictionary<string, string> TemplateIds { get; set; } = new() { ["notice"] = "TM_NOTICE", ["todo"] = "TM_TODO" };

    /// <summary>The id of a template, and the vendor's name of one of our fields or null where the template has none.</summary>
    public (string Id, Func<string, string?> Field) Template(string name)
    {
        var parts = (TemplateIds.GetValueOrDefault(name) ?? TemplateIds["notice"]).Split(':', 2);
        if (parts.Length == 1) return (parts[0].Trim(), field => field);
        var fields = parts[1].Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2)
            .ToDictionary(p => p[0].Trim(), p => p[1].Trim());
        return (parts[0].Trim(), fields.GetValueOrDefault);
    }
}

/// <summary>The mini-program, section MiniProgram; an account of its own with its own openids.</summary>
public sealed class MiniProgramSettings
{
    public string AppId { get; set; } = "";
    public string AppSecret { get; set; } = "";
    public string ApiBase { get; set; } = WeChatSettings.ApiBaseDefault;
}
