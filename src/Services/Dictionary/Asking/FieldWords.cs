using System.Text.RegularExpressions;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>A field by its name and what is said of it: 政治面貌是群众, 家庭人口3人以上, 没有登记电话, 居住证今年到期.</summary>
sealed partial class FieldWords(Vocabulary words, DateOnly today)
{
    const string N = Numerals.Pattern;
    const int TextMax = 30;

    public Match? Read(string text, int at)
    {
        if (Prefixed(text, at) is { } prefixed) return prefixed;
        if (words.At(text, at, w => w.Field is not null) is not { } name) return null;
        return Tail(name.Word.Field!, text, at + name.Length) is { } tail
            ? new(name.Length + tail.Length, new Token.Said(tail.Leaf)) : null;
    }

    /// <summary>没有登记电话, 登记了电话, 不知道电话.</summary>
    Match? Prefixed(string text, int at)
    {
        foreach (var (regex, op, negated) in prefixes)
        {
            if (regex.Match(text, at) is not { Success: true } prefix) continue;
            var from = at + prefix.Length;
            if (words.At(text, from, w => w.Field is { Label: not Tag.FieldLabel }) is not { } name) continue;
            var field = name.Word.Field!;
            if (!prefix.Groups["said"].Success && (field.Type == FieldType.Bool || Tail(field, text, from + name.Length) is not null)) continue;
            return new(prefix.Length + name.Length, new Token.Said(new Leaf(field, op, [], negated)));
        }
        return null;
    }

    (int Length, Leaf Leaf)? Tail(Field field, string text, int at)
    {
        if (field.Type is FieldType.Code or FieldType.Codes or FieldType.Bool && Codes(field, text, at) is { } coded) return coded;
        if (Compared(field, text, at) is { } compared) return compared;
        foreach (var (regex, op, negated) in field.Label == Tag.FieldLabel ? [] : states)
            if (regex.Match(text, at) is { Success: true } state) return (state.Length, new Leaf(field, op, [], negated));
        if (field.Type is FieldType.Text or FieldType.Address && Containing().Match(text, at) is { Success: true } holds && holds.Groups["v"].Length <= TextMax)
            return (holds.Length, new Leaf(field, ConditionOp.Contains, [holds.Groups["v"].Value], holds.Groups["not"].Success));
        if (field.Type == FieldType.Text && Equal().Match(text, at) is { Success: true } equal && equal.Groups["v"].Length <= TextMax)
            return (equal.Length, new Leaf(field, ConditionOp.In, [equal.Groups["v"].Value]));
        return null;
    }

    /// <summary>One code or a list of them, maybe with a not: 民族是汉族或回族, 享受待遇没有「高龄津贴」.</summary>
    static (int, Leaf)? Codes(Field field, string text, int at)
    {
        var codes = new List<string>();
        var verb = Verb().Match(text, at);
        var end = at + verb.Length;
        for (var next = end; ;)
        {
            if (LongestCode(field, text, next) is not { } found) break;
            codes.Add(found.Code);
            end = next + found.Length;
            var link = Between().Match(text, end);
            if (link.Length == 0) break;
            next = end + link.Length;
        }
        if (codes.Count == 0) return null;
        if (end < text.Length && text[end] is '」' or '"') end++;
        return (end - at, new Leaf(field, ConditionOp.In, [.. codes.Distinct()], verb.Groups["not"].Success));
    }

    static (int Length, string Code)? LongestCode(Field field, string text, int at)
    {
        (int Length, string Code)? best = null;
        foreach (var (name, code) in Names(field))
            if (name.Length > (best?.Length ?? 0) && string.CompareOrdinal(text, at, name, 0, name.Length) == 0) best = (name.Length, code);
        return best;
    }

    static IEnumerable<(string, string)> Names(Field field) => field.Type == FieldType.Bool
        ? [("是", "1"), ("否", "0"), ("有", "1"), ("无", "0"), ("不是", "0"), ("没有", "0")]
        : field.CodeSet!.Codes.SelectMany(c => Vocabulary.NamesOf(c).Select(n => (Plain.Of(n), c.Value)));

    /// <summary>Numbers, ages, money and days with more, less or between.</summary>
    (int, Leaf)? Compared(Field field, string text, int at)
    {
        var isDay = field.Type is FieldType.Date or FieldType.Month;
        if (!isDay && field.Type is not (FieldType.Int or FieldType.Money or FieldType.Age)) return null;
        if (isDay && Relative(field, text, at) is { } relative) return relative;
        var m = (isDay ? Days() : Amounts()).Match(text, at);
        if (!m.Success || Value(field, m.Groups["v"].Value) is not { } low) return null;
        var high = m.Groups["w"].Success ? Value(field, m.Groups["w"].Value) : null;
        var (op, negated) = high is not null ? (ConditionOp.Between, false) : Op(m.Groups["op"].Value, m.Groups["end"].Value);
        if (high is null && isDay && op == ConditionOp.In) (op, high) = (ConditionOp.Between, low);
        if (op == ConditionOp.Between && string.CompareOrdinal(low.From.PadLeft(12), high!.Value.To.PadLeft(12)) > 0) return null;
        string[] values = op switch
        {
            ConditionOp.Between => [low.From, high!.Value.To],
            ConditionOp.Above or ConditionOp.AtMost => [low.To],
            _ => [low.From],
        };
        return (m.Length, new Leaf(field, op, values, negated));
    }

    /// <summary>在今后30天内, 超过90天或没有登记, 过去0至30天.</summary>
    (int, Leaf)? Relative(Field field, string text, int at)
    {
        if (field.Type != FieldType.Date) return null;
        if (Coming().Match(text, at) is { Success: true } coming && TimeWords.Days(coming.Groups["t"].Value, today) is { } days)
            return (coming.Length, new Leaf(field, ConditionOp.WithinDays, [], Days: days));
        if (Older().Match(text, at) is { Success: true } older && TimeWords.DaysBack(older.Groups["t"].Value, today) is { } old)
            return (older.Length, new Leaf(field, ConditionOp.OlderThanDaysOrEmpty, [], Days: old));
        if (Past().Match(text, at) is { Success: true } past && Numerals.Read(past.Groups["v"].Value) is { } from
            && Numerals.Read(past.Groups["w"].Value) is { } to && from <= to && to < 100_000)
            return (past.Length, new Leaf(field, ConditionOp.DaysSince, [$"{from}", $"{to}"]));
        return null;
    }

    static (string From, string To)? Value(Field field, string text)
    {
        if (field.Type is FieldType.Date or FieldType.Month)
            return TimeWords.Read(text) is { } span ? field.Type == FieldType.Month ? (span.From.Iso()[..7], span.To.Iso()[..7]) : (span.From.Iso(), span.To.Iso()) : null;
        if (field.Type == FieldType.Money && text.Contains('.')) return FieldInput.Read(field, text) is { } fen ? (fen, fen) : null;
        if (Numerals.Read(text) is not { } number || number >= 100_000) return null;
        return field.Type == FieldType.Money ? ($"{number * 100L}", $"{number * 100L}") : ($"{number}", $"{number}");
    }

    static (ConditionOp, bool) Op(string before, string after) => (before, after) switch
    {
        ("不是" or "不等于" or "!=", _) => (ConditionOp.In, true),
        ("大于" or "超过" or "多于" or "高于" or "晚于" or ">" or "在", "以后" or "之后") or ("大于" or "超过" or "多于" or "高于" or "晚于" or ">", _) => (ConditionOp.Above, false),
        ("小于" or "低于" or "少于" or "不足" or "不到" or "早于" or "<", _) or (_, "以前" or "之前") => (ConditionOp.Below, false),
        ("小于等于" or "不大于" or "不超过" or "不高于" or "不多于" or "至多" or "最多" or "<=" or "≤" or "不晚于", _) or (_, "以下" or "及以下" or "以内") => (ConditionOp.AtMost, false),
        ("大于等于" or "不小于" or "不低于" or "不少于" or "至少" or ">=" or "≥" or "不早于", _) or (_, { Length: > 0 }) => (ConditionOp.AtLeast, false),
        _ => (ConditionOp.In, false),
    };

    static readonly (Regex, ConditionOp, bool)[] prefixes =
        [(DoNotKnow(), ConditionOp.Known, true), (NotThere(), ConditionOp.Filled, true), (There(), ConditionOp.Filled, false)];

    static readonly (Regex, ConditionOp, bool)[] states =
        [(Unknown(), ConditionOp.Known, true), (Known(), ConditionOp.Known, false), (Empty(), ConditionOp.Filled, true), (Filled(), ConditionOp.Filled, false)];

    [GeneratedRegex(@"\G(?<said>不知道|不清楚|不掌握|不了解|不晓得)的?")]
    private static partial Regex DoNotKnow();

    [GeneratedRegex(@"\G(?:还?没有?|尚?未|无|缺少?)(?<said>登记|填写?|录入?|留下?|采集|上报|记录?)?(?:过|的)?")]
    private static partial Regex NotThere();

    [GeneratedRegex(@"\G(?:(?<said>已?(?:登记|填写?|录入|留下?|采集|记录)(?:了|过|有)?)|有)的?")]
    private static partial Regex There();

    [GeneratedRegex(@"\G的?(?:是|为)?(?:不详|不知道|不清楚|未知|说不清)")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"\G的?(?:是|为)?(?:已知|清楚)")]
    private static partial Regex Known();

    [GeneratedRegex(@"\G的?(?:是|为)?(?:空白|为?空(?!巢)|还?没有?(?:登记|填|录|留)|未登记|未填|没有?(?=的|$)|缺失)")]
    private static partial Regex Empty();

    [GeneratedRegex(@"\G的?(?:已经?登记|已登记|登记了|填了|不为?空|有登记|齐全)")]
    private static partial Regex Filled();

    [GeneratedRegex("""\G的?(?:(?<not>不是|不为|没有|不含|非|不等于|不包括|不属于|不在|!=|≠)|是|为|等于|有|含|包括|属于|在|=|:)?[「"]?""")]
    private static partial Regex Verb();

    [GeneratedRegex("""\G(?:[」"]?(?:、|,|或者|或|和|及|以及|/)[「"]?|)""")]
    private static partial Regex Between();

    [GeneratedRegex("""\G(?:是|为|等于|=|:)[「"]?(?<v>[^,;。、的「」" ]+)[」"]?""")]
    private static partial Regex Equal();

    [GeneratedRegex("""\G的?(?:(?:里面?|中)(?:(?<not>没有|不[含带])|带?有|[含带])|(?<not>不[含带])有?|[含带]有?|(?<not>不)包[含括]|包[含括])[「"]?(?<v>[^,;。、的「」" ]+)[」"]?""")]
    private static partial Regex Containing();

    [GeneratedRegex($@"\G的?(?:数量?|金额)?(?:在|是|为)?(?<op>不小于|不低于|不少于|至少|>=|≥|大于等于|大于|超过|多于|高于|>|不大于|不超过|不高于|不多于|至多|最多|<=|≤|小于等于|小于|低于|少于|不足|不到|<|不等于|不是|!=|等于|=|:)?(?<v>{N}(?:\.[0-9]{{1,2}})?){Unit}(?:(?:到|至|-|~)(?<w>{N}(?:\.[0-9]{{1,2}})?){Unit})?(?:之间)?(?<end>及?以上|起|及?以下|以内)?")]
    private static partial Regex Amounts();

    [GeneratedRegex($@"\G(?:的?时间)?(?<op>不早于|不晚于|晚于|早于|大于|小于|超过|>=|<=|>|<|≥|≤|不小于|不大于|等于|=|:)?(?:在|是|为)?(?<v>{TimeWords.Date})(?:(?:到|至|-|~)(?<w>{TimeWords.Date}))?(?:之间)?(?<end>以后|之后|以来|起|以前|之前)?")]
    private static partial Regex Days();

    [GeneratedRegex($@"\G(?:将|要|快|就)*(?:在)?(?:今后|未来|往后)?(?<t>{TimeWords.Length})(?:之内|以内|内)(?:就?要|将|快|会)?(?:到期)?")]
    private static partial Regex Coming();

    [GeneratedRegex($@"\G(?:已|都)?(?:超过|过了)(?<t>{TimeWords.Length})(?:或没有登记|没有?更新)?")]
    private static partial Regex Older();

    [GeneratedRegex($@"\G(?:在)?过去(?<v>{N})(?:至|到|-)(?<w>{N})天(?:内)?")]
    private static partial Regex Past();

    const string Unit = "(?:元|块钱?|周?岁|人|口|次|剂次?|个?小时|天|分|个|名|间|亩|厘米|年)?";
}
