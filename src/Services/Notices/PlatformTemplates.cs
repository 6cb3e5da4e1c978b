using Microsoft.Extensions.Configuration;
using OneTable.Services.Outbox;

namespace OneTable.Services.Notices;

/// <summary>A template at the platform: its id, and which of our words fills which of its fields (null: they are named alike).</summary>
public sealed record PlatformTemplate(string Id, bool LongTerm, IReadOnlyList<(string Ours, string Theirs)>? Fields)
{
    const string LongMark = "long ";

    /// <summary>Reads "ID", "ID:title=thing1,words1=thing2" or "long ID:…"; words in quotes stand for themselves.</summary>
    public static PlatformTemplate? Parse(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting)) return null;
        var longTerm = setting.StartsWith(LongMark, StringComparison.Ordinal);
        var parts = (longTerm ? setting[LongMark.Length..] : setting).Split(':', 2, StringSplitOptions.TrimEntries);
        return new(parts[0], longTerm, parts.Length == 1 ? null :
            [.. parts[1].Split(',').Select(f => f.Split('=', 2, StringSplitOptions.TrimEntries)).Where(f => f.Length == 2).Select(f => (f[0], f[1]))]);
    }
}

/// <summary>
/// Which templates the two accounts have, from the settings. What is not set is never sent. Message templates go by the name of
/// the text, else "notice"; subscribed ones by what was consented to: result (what became of a matter) or visit (somebody comes by).
/// </summary>
public sealed class PlatformTemplates
{
    public const string Result = "result", Visit = "visit", ToDo = "todo";

    static readonly Dictionary<string, string> ofSandbox = new()
    {
        ["WeChat:TemplateIds:notice"] = "TM_NOTICE", ["WeChat:TemplateIds:todo"] = "TM_TODO",
        ["WeChat:SubscribeIds:result"] = "SN_RESULT:title=thing1,words1=thing2,time=time3",
        ["MiniProgram:SubscribeIds:result"] = "SM_RESULT:title=thing1,words1=thing2,time=time3",
        ["MiniProgram:SubscribeIds:visit"] = "SM_VISIT:title=thing1,words1=thing2,words2=thing3",
    };

    readonly Dictionary<(string Section, string Name), PlatformTemplate> all = [];
    readonly bool hasAddress;

    public PlatformTemplates(IConfiguration settings, bool sandbox)
    {
        hasAddress = sandbox || settings["Public:Address"] is { Length: > 0 };
        foreach (var section in new[] { "WeChat:TemplateIds", "WeChat:SubscribeIds", "MiniProgram:SubscribeIds" })
            foreach (var set in settings.GetSection(section).GetChildren())
                if (PlatformTemplate.Parse(set.Value) is { } template) all[(section, set.Key)] = template;
        if (!sandbox) return;
        foreach (var (key, value) in ofSandbox) all.TryAdd((key[..key.LastIndexOf(':')], key[(key.LastIndexOf(':') + 1)..]), PlatformTemplate.Parse(value)!);
    }

    /// <summary>The template that carries a message over a channel; null where the account has none.</summary>
    public PlatformTemplate? Of(string channel, Message message) => channel switch
    {
        ChannelNames.WeChatTemplate => Find("WeChat:TemplateIds", message.Template) ?? Find("WeChat:TemplateIds", "notice"),
        ChannelNames.WeChatNotice => ConsentFor(message) is { } kind ? Find("WeChat:SubscribeIds", kind) : null,
        ChannelNames.WeChatSubscribe => ConsentFor(message) is { } kind ? Find("MiniProgram:SubscribeIds", kind) : null,
        _ => null,
    };

    /// <summary>What the mini-program may ask its users to allow, by name.</summary>
    public IEnumerable<(string Name, PlatformTemplate Template)> OfMiniProgram =>
        all.Where(t => t.Key.Section == "MiniProgram:SubscribeIds").OrderBy(t => t.Key.Name, StringComparer.Ordinal).Select(t => (t.Key.Name, t.Value));

    public bool IsLongTerm(string templateId) => all.Values.Any(t => t.Id == templateId && t.LongTerm);

    /// <summary>What an account lacks, in words for its operator: templates, and the address it is reached by.</summary>
    public IEnumerable<string> Missing()
    {
        if (!hasAddress) yield return "没有设置外网地址（Public__Address），菜单建不了，照片不能送查，补发的回答里没有链接";
        if (Find("WeChat:TemplateIds", "notice") is null) yield return "没有设置模板消息（WeChat__TemplateIds__notice），居民的通知不走模板";
        if (Find("WeChat:TemplateIds", "notice") is null && Find("WeChat:TemplateIds", ToDo) is null) yield return "没有设置待办模板（WeChat__TemplateIds__todo），网格员收不到微信提醒";
        if (!OfMiniProgram.Any()) yield return "没有设置订阅消息（MiniProgram__SubscribeIds__result），小程序不会问“允许通知”";
    }

    PlatformTemplate? Find(string section, string name) => all.GetValueOrDefault((section, name));

    /// <summary>A consent covers what it was asked for: an answer to one's own matter, or a visit; never a reminder.</summary>
    static string? ConsentFor(Message message) => message.Template switch
    {
        "" => Result,
        var name when name.StartsWith("case_", StringComparison.Ordinal) || name.StartsWith("claim_", StringComparison.Ordinal) || name.StartsWith("apply_", StringComparison.Ordinal) => Result,
        var name when name.StartsWith("visit_", StringComparison.Ordinal) => Visit,
        _ => null,
    };
}
