using System.Text.RegularExpressions;
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
public sealed partial class PlatformTemplates
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
    readonly List<string> lacks = [];

    public PlatformTemplates(IConfiguration settings, bool sandbox)
    {
        foreach (var (section, name, value) in Set(settings))
            if (PlatformTemplate.Parse(value) is { } template) all[(section, name)] = template;
        if (!sandbox)
        {
            lacks.AddRange(LacksOf(settings));
            return;
        }
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
        foreach (var lack in lacks) yield return lack;
        if (Find("WeChat:TemplateIds", "notice") is null) yield return "没有设置模板消息（WeChat__TemplateIds__notice），居民的通知不走模板";
        if (Find("WeChat:TemplateIds", "notice") is null && Find("WeChat:TemplateIds", ToDo) is null) yield return "没有设置待办模板（WeChat__TemplateIds__todo），网格员收不到微信提醒";
        if (!OfMiniProgram.Any()) yield return "没有设置订阅消息（MiniProgram__SubscribeIds__result），小程序不会问“允许通知”";
    }

    static IEnumerable<string> LacksOf(IConfiguration settings)
    {
        if (string.IsNullOrEmpty(settings["Public:Address"])) yield return "没有设置外网地址（Public__Address），菜单建不了，照片不能送查，补发的回答里没有链接";
        foreach (var section in new[] { "WeChat", "MiniProgram" })
            if (!string.IsNullOrEmpty(settings[section + ":AppId"]) && string.IsNullOrEmpty(settings[section + ":AppSecret"]))
                yield return $"没有设置密钥（{section}__AppSecret），取不到令牌，什么都发不出去";
    }

    /// <summary>The first setting that could never do anything, and what is allowed; null where all are right.</summary>
    public static (string Key, string Allowed)? Wrong(IConfiguration settings)
    {
        foreach (var (section, name, value) in Set(settings))
        {
            var known = section == "WeChat:TemplateIds" ? name is "notice" or ToDo || Texts.HasSms(name) : name is Result or Visit;
            if (!known) return ($"{section}:{name}", section == "WeChat:TemplateIds" ? "named notice, todo or as a text of texts.yaml (sms)" : "named result or visit");
            if (!Form().IsMatch(value)) return ($"{section}:{name}", "ID, or ID:title=thing1,words1=thing2");
        }
        return null;
    }

    static IEnumerable<(string Section, string Name, string Value)> Set(IConfiguration settings) =>
        from section in new[] { "WeChat:TemplateIds", "WeChat:SubscribeIds", "MiniProgram:SubscribeIds" }
        from set in settings.GetSection(section).GetChildren()
        where !string.IsNullOrWhiteSpace(set.Value)
        select (section, set.Key.ToLowerInvariant(), set.Value);

    [GeneratedRegex(@"^(long )?[\w-]+( *: *('[^'=,]+'|\w+) *= *[A-Za-z_]+\d*( *, *('[^'=,]+'|\w+) *= *[A-Za-z_]+\d*)*)? *$")]
    private static partial Regex Form();

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
