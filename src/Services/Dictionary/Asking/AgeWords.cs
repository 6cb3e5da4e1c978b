using System.Text.RegularExpressions;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>Ages: 80岁以上, 60到70岁, 不满十八周岁, 80多岁, 80后, 三个月内满80岁, 今年满60岁.</summary>
sealed partial class AgeWords(Field age, Field birth, DateOnly today)
{
    const int YearsMax = 150;
    const string N = Numerals.Pattern;
    const string Years = "(?:周?岁|周年)";
    const string Ages = $"(?<a>{N}(?:{Years}?[、,和或]{N})*)";

    public Match? Read(string text, int at)
    {
        Match? best = null;
        foreach (var (regex, leaf) in Patterns)
            if (regex.Match(text, at) is { Success: true } m && m.Length > (best?.Length ?? 0) && leaf(this, m) is { } found)
                best = new(m.Length, new Token.Said(found));
        return best;
    }

    static readonly (Regex, Func<AgeWords, System.Text.RegularExpressions.Match, Leaf?>)[] Patterns =
    [
        (Within(), (w, m) => w.Turns(m)),
        (Soon(), (w, m) => w.Turns(m)),
        (ThisYear(), (w, m) => w.TurnsIn(m)),
        (Range(), (w, m) => w.Aged(ConditionOp.Between, m, "a", "b")),
        (NotYet(), (w, m) => w.Aged(ConditionOp.Below, m, "a")),
        (Beyond(), (w, m) => w.Aged(ConditionOp.Above, m, "a")),
        (NoMore(), (w, m) => w.Aged(ConditionOp.AtMost, m, "a")),
        (NoLess(), (w, m) => w.Aged(ConditionOp.AtLeast, m, "a")),
        (Up(), (w, m) => w.Aged(ConditionOp.AtLeast, m, "a")),
        (Down(), (w, m) => w.Aged(ConditionOp.AtMost, m, "a")),
        (Decade(), (w, m) => w.Tens(m)),
        (Exactly(), (w, m) => w.Aged(ConditionOp.In, m, "a")),
        (BornIn(), (w, m) => w.Cohort(m)),
        (OnDay(), (w, m) => w.OnTheDay(m)),
    ];

    Leaf? Aged(ConditionOp op, System.Text.RegularExpressions.Match m, params string[] groups)
    {
        var numbers = groups.SelectMany(g => Numbers(m.Groups[g].Value)).ToList();
        if (op == ConditionOp.Between && (numbers is not [var from, var to] || from > to)) return null;
        return Leaf(age, op, numbers) is { } leaf ? leaf with { Negated = m.Groups["not"].Success } : null;
    }

    Leaf? Tens(System.Text.RegularExpressions.Match m) =>
        Numbers(m.Groups["a"].Value) is [> 0 and var ten] && ten % 10 == 0 ? Leaf(age, ConditionOp.Between, [ten, ten + 9]) : null;

    Leaf? Turns(System.Text.RegularExpressions.Match m)
    {
        var ages = Numbers(m.Groups["a"].Value);
        if (ages.Count == 0 || ages.Any(a => a > YearsMax) || TimeWords.Days(m.Groups["t"].Value, today) is not { } days) return null;
        return new(birth, ConditionOp.TurnsWithinDays, Texts(ages), Days: days, OrPast: m.Groups["past"].Success);
    }

    /// <summary>今年满60岁: born in that year.</summary>
    Leaf? TurnsIn(System.Text.RegularExpressions.Match m)
    {
        if (TimeWords.Named(m.Groups["t"].Value, today) is not { } span || Numbers(m.Groups["a"].Value) is not [<= YearsMax and var years]) return null;
        return new(birth, ConditionOp.Between, [span.From.AddYears(-years).Iso(), LastDay(span.To, years)]);

        static string LastDay(DateOnly to, int years) => to is { Month: 2 } ? $"{to.Year - years:0000}-02-29" : to.AddYears(-years).Iso();
    }

    Leaf? Cohort(System.Text.RegularExpressions.Match m)
    {
        if (Numerals.Read(m.Groups["a"].Value) is not { } tens || tens % 10 != 0) return null;
        var from = tens <= today.Year % 100 ? 2000 + tens : 1900 + tens;
        return new(birth, ConditionOp.Between, [$"{from}-01-01", $"{from + 9}-12-31"]);
    }

    Leaf? OnTheDay(System.Text.RegularExpressions.Match m)
    {
        if (Numerals.Read(m.Groups["m"].Value) is not { } month || Numerals.Read(m.Groups["d"].Value) is not { } day) return null;
        var text = $"{month:00}-{day:00}";
        return DateOnly.TryParseExact("2000-" + text, "yyyy-MM-dd", out _) && Numbers(m.Groups["a"].Value) is [<= YearsMax and var years]
            ? new(birth, ConditionOp.AgeOn, [$"{years}", text]) : null;
    }

    static Leaf? Leaf(Field field, ConditionOp op, List<int> numbers) =>
        numbers.Count == 0 || numbers.Any(n => n > YearsMax) ? null : new(field, op, Texts(numbers));

    static List<int> Numbers(string text)
    {
        var numbers = ListMark().Split(text).Select(t => Numerals.Read(t.TrimEnd('周', '岁', '年'))).ToList();
        return numbers.Contains(null) ? [] : [.. numbers.Select(n => n!.Value)];
    }

    static IReadOnlyList<string> Texts(List<int> numbers) => [.. numbers.Select(n => $"{n}")];

    [GeneratedRegex("[、,和或]")]
    private static partial Regex ListMark();

    [GeneratedRegex($@"\G(?<t>{TimeWords.Length})(?:之内|以内|内|后)?(?:就?将?要?|即将|快要?)(?:年?满|到|达到){Ages}{Years}(?<past>或已满)?")]
    private static partial Regex Within();

    [GeneratedRegex($@"\G(?<t>)(?:即将|将要?|快要?|就要|马上)(?:年?满|到)?{Ages}{Years}了?")]
    private static partial Regex Soon();

    [GeneratedRegex($@"\G(?<t>{TimeWords.NamedSpans})(?:内|年?底前?|将|要|会)*(?:年?满|到)(?<a>{N}){Years}")]
    private static partial Regex ThisYear();

    [GeneratedRegex($@"\G(?:年龄)?(?:在|是)?(?<a>{N}){Years}?(?:到|至|-|~|—{{1,2}})(?<b>{N}){Years}(?:之间|以内)?")]
    private static partial Regex Range();

    [GeneratedRegex($@"\G(?:年龄)?(?:不满|未满|还?不到|不足|小于|低于|没到|还?没满|<)(?<a>{N}){Years}")]
    private static partial Regex NotYet();

    [GeneratedRegex($@"\G(?:年龄)?(?:超过|大于|高于|>)(?<a>{N}){Years}")]
    private static partial Regex Beyond();

    [GeneratedRegex($@"\G(?:年龄)?(?:不超过|不大于|不高于|最多|至多|<=|≤)(?<a>{N}){Years}")]
    private static partial Regex NoMore();

    [GeneratedRegex($@"\G(?:年龄)?(?:不小于|不低于|不少于|至少|>=|≥)(?<a>{N}){Years}")]
    private static partial Regex NoLess();

    [GeneratedRegex($@"\G(?:年龄)?(?:在|是)?(?:(?:已经?)?年?满(?<a>{N})(?:{Years}|(?![0-9年月天日个]))|(?<a>{N}){Years}(?=\(含\)|[及含]?以上|往上|起|开外))(?:\(含\))?[及含]?(?:以上|往上|起|开外)?")]
    private static partial Regex Up();

    [GeneratedRegex($@"\G(?:年龄)?(?:在|是)?(?<a>{N}){Years}(?:\(含\))?[及含]?(?:以下|以内|往下)")]
    private static partial Regex Down();

    [GeneratedRegex($@"\G(?<a>{N})(?:多|几){Years}")]
    private static partial Regex Decade();

    [GeneratedRegex($@"\G(?:年龄(?<not>不是|不等于)|(?:年龄)?(?:在|是|为|正好|刚好)?){Ages}{Years}")]
    private static partial Regex Exactly();

    [GeneratedRegex(@"\G(?<a>[0-9]0|[零〇一二三四五六七八九][0零〇])后")]
    private static partial Regex BornIn();

    [GeneratedRegex($@"\G(?:到|截至|截止)?(?:今年|当年)?(?:(?<m>{N})月(?<d>{N})[日号]|(?<m>[0-9]{{2}})-(?<d>[0-9]{{2}}))(?:时|那天)?(?:年?满|正好)?(?<a>{N}){Years}")]
    private static partial Regex OnDay();
}
