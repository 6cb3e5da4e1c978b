using System.Text.RegularExpressions;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Sheets;

/// <summary>
/// What the headings of columns mean, however they are written: full-width or with spaces and line breaks, starred, numbered,
/// with a unit or "（必填）" behind them, under a heading of their own.
/// </summary>
public sealed partial class Headings
{
    /// <summary>A name under one of these is not the person's own.</summary>
    static readonly string[] others =
        ["监护人", "配偶", "父亲", "母亲", "父母", "子女", "联系人", "户主", "房东", "业主", "产权人", "家属", "法人", "亲属", "邻居", "责任人", "填表人", "承租人"];

    readonly Dictionary<string, string> targets = [];

    /// <param name="names">A name or alias and what it means; of two alike the first counts.</param>
    public Headings(IEnumerable<(string Name, string Target)> names)
    {
        foreach (var (name, target) in names) targets.TryAdd(Plain(name), target);
    }

    /// <summary>The fields of one subject, by label before alias.</summary>
    public static IEnumerable<(string Name, string Target)> Of(IEnumerable<Field> fields)
    {
        var all = fields.Where(f => !f.IsKey).ToList();
        return all.Select(f => (f.Label, f.Label)).Concat(all.SelectMany(f => f.Aliases.Select(a => (a, f.Label))));
    }

    /// <summary>What a heading means; its levels from the top down. Null where nothing says so.</summary>
    public string? Target(IReadOnlyList<string> levels)
    {
        if (levels.Count == 0) return null;
        var leaf = levels[^1];
        if (levels.Count > 1)
        {
            var above = Plain(string.Concat(levels.Take(levels.Count - 1)));
            foreach (var group in (string[])[above, Group().Replace(above, "")])
                if ((Known(group + Plain(leaf)) ?? Known(group + Bare(leaf)) ?? (Bare(leaf) == "姓名" ? Known(group) : null)) is { } whole) return whole;
            if (others.Any(o => above.Contains(o, StringComparison.Ordinal))) return null;
        }
        return Known(Plain(leaf)) ?? Known(Bare(leaf)) ?? Known(Around().Replace(Bare(leaf), ""));
    }

    /// <summary>Whether a text is one of the names themselves; quick enough to be asked of every row.</summary>
    public bool Knows(string text) => targets.ContainsKey(Plain(text));

    string? Known(string plain) => targets.GetValueOrDefault(plain);

    /// <summary>Without what differs from writer to writer; what two of them share is the same heading.</summary>
    public static string Plain(string heading) =>
        Edges().Replace(Blank().Replace(string.Concat(heading.Select(Narrow)), ""), "").ToLowerInvariant();

    /// <summary>And without what stands in brackets.</summary>
    static string Bare(string heading) => Edges().Replace(Bracket().Replace(Plain(heading), ""), "");

    static char Narrow(char c) => c switch { >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0), '【' => '(', '】' => ')', '〔' => '(', '〕' => ')', _ => c };

    [GeneratedRegex(@"[\s\u200B-\u200F\uFEFF\u00A0]+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^[*★#☆●_'""]+|^\(?\d{1,2}[.、)](?!\d)|^[一二三四五六七八九十]{1,2}、|[*★☆:：_'""]+$")]
    private static partial Regex Edges();

    [GeneratedRegex(@"[(\[][^()\[\]]*[)\]]")]
    private static partial Regex Bracket();

    [GeneratedRegex("(?:基本)?(?:信息|情况|资料)$")]
    private static partial Regex Group();

    [GeneratedRegex("^(?:居民|人员|本人|个人|老人|老年人|申请人|参保人|持证人|残疾人|党员|学生|儿童|患者|家庭成员|成员|是否|其中|现)|(?:情况|信息|名称)$")]
    private static partial Regex Around();
}
