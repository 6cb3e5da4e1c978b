using System.Text.RegularExpressions;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Sheets;

/// <summary>
/// What the headings of columns mean, however they are written: full-width or with spaces and line breaks, starred, numbered,
/// with a unit or "（必填）" behind them, under a heading of their own.
/// </summary>
public sealed partial class Headings
{
    public const string Name = "name", Unit = "unit", Near = "near";

    /// <summary>A name under one of these is not the person's own.</summary>
    static readonly string[] others =
        ["监护人", "配偶", "父亲", "母亲", "父母", "子女", "联系人", "户主", "房东", "业主", "产权人", "家属", "法人", "亲属", "邻居", "责任人", "填表人", "承租人"];

    readonly Dictionary<string, string> targets = [], alike = [];

    /// <param name="names">A name or alias and what it means; of two alike the first counts.</param>
    public Headings(IEnumerable<(string Name, string Target)> names)
    {
        foreach (var (name, target) in names) targets.TryAdd(Plain(name), target);
        // Where two meanings are alike, the likeness says nothing.
        foreach (var group in targets.GroupBy(t => Alike(Bare(t.Key)), t => t.Value))
            if (group.Key.Length > 0 && group.Distinct().Count() == 1) alike[group.Key] = group.First();
    }

    /// <summary>The fields of one subject, by label before alias.</summary>
    public static IEnumerable<(string Name, string Target)> Of(IEnumerable<Field> fields)
    {
        var all = fields.Where(f => !f.IsKey).ToList();
        return all.Select(f => (f.Label, f.Label)).Concat(all.SelectMany(f => f.Aliases.Select(a => (a, f.Label))));
    }

    /// <summary>What a heading means; its levels from the top down. Null where nothing says so.</summary>
    public string? Target(IReadOnlyList<string> levels) => Find(levels).Target;

    /// <summary>And how near it is to a name: name (as written, or under its group), unit (without what stands in brackets), near (without 是否, 老人, 情况 …).</summary>
    public (string? Target, string How) Find(IReadOnlyList<string> levels)
    {
        if (levels.Count == 0) return (null, "");
        var leaf = levels[^1];
        if (levels.Count > 1)
        {
            var above = Plain(string.Concat(levels.Take(levels.Count - 1)));
            var ofAnother = others.Any(o => above.Contains(o, StringComparison.Ordinal));
            foreach (var group in (string[])[above, Group().Replace(above, "")])
                if ((Known(group + Plain(leaf)) ?? Known(group + Bare(leaf)) ?? (ofAnother && Bare(leaf) == "姓名" ? Known(group) : null)) is { } whole) return (whole, Name);
            if (ofAnother) return (null, "");
        }
        return Known(Plain(leaf)) is { } exact ? (exact, Name)
            : Known(Bare(leaf)) is { } bare ? (bare, Unit)
            : (Known(Around().Replace(Bare(leaf), "")) ?? alike.GetValueOrDefault(Alike(Bare(leaf))) ?? alike.GetValueOrDefault(Alike(Around().Replace(Bare(leaf), "")))) is { } near
                ? (near, Near) : (null, "");
    }

    /// <summary>Whether a text is one of the names themselves; quick enough to be asked of every row.</summary>
    public bool Knows(string text) => targets.ContainsKey(Plain(text));

    string? Known(string plain) => targets.GetValueOrDefault(plain);

    /// <summary>Without what differs from writer to writer; what two of them share is the same heading.</summary>
    public static string Plain(string heading) =>
        Edges().Replace(Blank().Replace(string.Concat(heading.Select(Narrow)), ""), "").ToLowerInvariant();

    /// <summary>And without what stands in brackets.</summary>
    static string Bare(string heading) => Edges().Replace(Bracket().Replace(Plain(heading), ""), "");

    /// <summary>Words that departments use one for the other: 类型 and 类别, 手机号 and 联系电话, 详址 and 地址.</summary>
    static string Alike(string bare) => bare == "姓名" ? bare : endings.Aggregate(bare, (text, ending) => ending.From.Replace(text, ending.To));

    static readonly (Regex From, string To)[] endings =
    [
        (PhoneEnd(), "电话"), (AddressEnd(), "地址"), (KindEnd(), "类别"), (DayEnd(), "日期"), (NumberEnd(), "号"), (NameEnd(), ""),
    ];

    static char Narrow(char c) => c switch { >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0), '【' => '(', '】' => ')', '〔' => '(', '〕' => ')', _ => c };

    [GeneratedRegex(@"[\s\u200B-\u200F\uFEFF\u00A0]+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^[*★#☆●_'""]+|^\(?\d{1,2}[.、)](?!\d)|^[一二三四五六七八九十]{1,2}、|[*★☆:：_'""]+$")]
    private static partial Regex Edges();

    [GeneratedRegex(@"[(\[][^()\[\]]*[)\]]")]
    private static partial Regex Bracket();

    [GeneratedRegex("(?:联系电话|联系方式|联系手机|手机号码|电话号码|手机号|手机|电话)1?$")]
    private static partial Regex PhoneEnd();

    [GeneratedRegex("(?:详细地址|详细住址|详址|住址|地址)$")]
    private static partial Regex AddressEnd();

    [GeneratedRegex("(?:类型|类别|种类|分类)$")]
    private static partial Regex KindEnd();

    [GeneratedRegex("(?:日期|时间)$")]
    private static partial Regex DayEnd();

    [GeneratedRegex("(?:编号|号码|号)$")]
    private static partial Regex NumberEnd();

    [GeneratedRegex("(?<=.)(?:姓名|名字|名称|名)$")]
    private static partial Regex NameEnd();

    [GeneratedRegex("(?:基本)?(?:信息|情况|资料)$")]
    private static partial Regex Group();

    [GeneratedRegex("^(?:居民|人员|本人|个人|老人|老年人|申请人|参保人|持证人|残疾人|党员|学生|儿童|患者|家庭成员|成员|是否|其中|现|当事人|用户|服务对象|救助对象|保障对象)|(?:情况|信息|名称)$")]
    private static partial Regex Around();
}
