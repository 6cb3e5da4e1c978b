using System.Globalization;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>
/// Reads a condition as YAML and JSON give it: <c>{all: [...]}</c>, <c>{any: [...]}</c>, <c>{not: ...}</c> or
/// <c>{field, op, value}</c>, or <c>{related: 孩子, some: ...}</c> about somebody else. Values are labels, resolved here; what is unknown is refused with file and field.
/// </summary>
public sealed class ConditionReader(FieldCatalog fields, string file, Subject? of = null, IReadOnlyDictionary<string, Limit>? limits = null)
{
    readonly Subject subject = of ?? Subject.Person;
    int? line;

    string Here => line is null ? file : $"{file} 第 {line} 行";

    static readonly Dictionary<string, (ConditionOp Op, bool Negated)> ops = new()
    {
        ["="] = (ConditionOp.In, false), ["in"] = (ConditionOp.In, false), ["has"] = (ConditionOp.In, false),
        ["!="] = (ConditionOp.In, true), ["notin"] = (ConditionOp.In, true), ["lacks"] = (ConditionOp.In, true),
        [">="] = (ConditionOp.AtLeast, false), [">"] = (ConditionOp.Above, false),
        ["<="] = (ConditionOp.AtMost, false), ["<"] = (ConditionOp.Below, false), ["between"] = (ConditionOp.Between, false),
        ["contains"] = (ConditionOp.Contains, false), ["begins"] = (ConditionOp.Begins, false),
        ["known"] = (ConditionOp.Known, false), ["unknown"] = (ConditionOp.Known, true),
        ["filled"] = (ConditionOp.Filled, false), ["empty"] = (ConditionOp.Filled, true),
        ["turns_within_days"] = (ConditionOp.TurnsWithinDays, false), ["within_days"] = (ConditionOp.WithinDays, false),
        ["days_since"] = (ConditionOp.DaysSince, false), ["age_on"] = (ConditionOp.AgeOn, false),
        ["in_period"] = (ConditionOp.InPeriod, false),
        ["older_than_days_or_empty"] = (ConditionOp.OlderThanDaysOrEmpty, false),
    };

    public static Condition Read(string yaml, FieldCatalog fields, string file) =>
        new ConditionReader(fields, file).Read(Yaml.Read<object>(yaml, file));

    /// <summary>Without putting their conditions in place of tags: for those who show what was asked.</summary>
    public static Condition ReadAsWritten(string yaml, FieldCatalog fields, string file) =>
        new ConditionReader(fields, file).ReadAsWritten(Yaml.Read<object>(yaml, file));

    public Condition Read(object? node) => fields.Tags.Expand(ReadAsWritten(node));

    public Condition ReadAsWritten(object? node)
    {
        if (node is not Dictionary<object, object> map) throw Refuse("条件要写成 all、any、not 或 field/op/value。");
        if (map is LinedMap lined) line = lined.Line;
        if (map.TryGetValue("all", out var all)) return new All(Parts(all));
        if (map.TryGetValue("any", out var any)) return new Any(Parts(any));
        if (map.TryGetValue("not", out var not)) return ReadAsWritten(not).Not();
        if (Text(map, "related") is { } word) return ReadRelated(word, map.GetValueOrDefault("some")) with { Clause = Text(map, "clause") };
        return ReadLeaf(map);
    }

    List<Condition> Parts(object node) => node is List<object> { Count: > 0 } parts
        ? [.. parts.Select(ReadAsWritten)]
        : throw Refuse("all、any 下面至少要有一条。");

    Related ReadRelated(string word, object? some)
    {
        if (subject != Subject.Person) throw Refuse($"只有{Subject.Person.Word}有{word}，这里问的是{subject.Word}。");
        var relation = Relation.Of(word) ?? throw Refuse($"related 的「{word}」不认识，可用：{string.Join(' ', Relation.All.Select(r => r.Word))}。");
        var inner = ReadAsWritten(some ?? throw Refuse($"related 的「{word}」少了 some。"));
        return inner.Terms.OfType<Related>().Any() ? throw Refuse($"「{word}」的条件里不能再写 related。") : new Related(relation, inner);
    }

    Leaf ReadLeaf(Dictionary<object, object> map)
    {
        var field = fields.Require(Text(map, "field") ?? throw Refuse("条件里少了 field。"), Here);
        if (!field.IsKept) throw Refuse($"字段「{field.Label}」还没有建库，不能用作条件。");
        if (field.Subject != subject) throw Refuse($"字段「{field.Label}」是{field.Subject.Word}的，这里问的是{subject.Word}。");
        var name = Text(map, "op") ?? throw Refuse($"字段「{field.Label}」少了 op。");
        if (!ops.TryGetValue(name, out var op)) throw Refuse($"字段「{field.Label}」的 op「{name}」不认识，可用：{string.Join(' ', ops.Keys)}。");
        if (field.IsSealed && op.Op is not (ConditionOp.Known or ConditionOp.Filled))
            throw Refuse($"字段「{field.Label}」是密封的，条件里只能问有没有（known、filled）。");
        if (field.Label == Tag.FieldLabel && op.Op != ConditionOp.In) throw Refuse("标签只能问有没有某一个（has、lacks）。");
        if (op.Op is ConditionOp.Contains or ConditionOp.Begins && field.Type is not (FieldType.Text or FieldType.Address))
            throw Refuse($"字段「{field.Label}」不是文字，不能问含什么（contains、begins）。");
        if (!Suits(op.Op, field.Type)) throw Refuse($"字段「{field.Label}」的值不是{(op.Op < ConditionOp.Contains ? "能比大小的" : "日子")}，不能用 op「{name}」。");
        var value = map.GetValueOrDefault("value");
        var leaf = new Leaf(field, op.Op, [], op.Negated) { Clause = Text(map, "clause") };
        return op.Op switch
        {
            ConditionOp.Known or ConditionOp.Filled => leaf,
            ConditionOp.TurnsWithinDays => leaf with
            {
                Values = Numbers(field, Part(field, value, "age")), Days = Number(field, Part(field, value, "days")),
                OrPast = value is Dictionary<object, object> v && Text(v, "or_past") == "true",
            },
            ConditionOp.WithinDays or ConditionOp.OlderThanDaysOrEmpty => leaf with { Days = Number(field, value) },
            ConditionOp.DaysSince => leaf with { Values = [.. Numbers(field, Part(field, value, "from")), .. Numbers(field, Part(field, value, "to"))] },
            ConditionOp.InPeriod => leaf with { Values = [.. List(value).Select(word => Periods.Words.Contains(word) ? word
                : throw Refuse($"字段「{field.Label}」的「{word}」不是一段时间，可写：{string.Join(' ', Periods.Words)}。"))] },
            ConditionOp.AgeOn => leaf with { Values = [.. Numbers(field, Part(field, value, "age")), MonthAndDay(field, Part(field, value, "on"))] },
            >= ConditionOp.AtLeast and <= ConditionOp.Below when value is Dictionary<object, object> dated && Text(dated, "limit") is { } limit =>
                leaf with { Limit = LimitOf(field, limit, Text(dated, "times")) },
            >= ConditionOp.AtLeast and <= ConditionOp.Below when value is Dictionary<object, object> other => leaf with { Than = Other(field, other) },
            _ => leaf with { Values = Values(field, op.Op, value) },
        };
    }

    Limit LimitOf(Field field, string name, string? times)
    {
        if (limits?.GetValueOrDefault(name) is not { } limit) throw Refuse($"没有名为「{name}」的标准，先写在 limits 里。");
        if (field.Type != (limit.IsMoney ? FieldType.Money : FieldType.Int)) throw Refuse($"字段「{field.Label}」不能和「{name}」比：一个是金额，一个不是。");
        if (times is null) return limit;
        return decimal.TryParse(times, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= 100
            ? limit with { Times = factor } : throw Refuse($"times 要写几倍（1.5），「{times}」不是。");
    }

    static bool Suits(ConditionOp op, FieldType type) => op switch
    {
        ConditionOp.TurnsWithinDays or ConditionOp.AgeOn => type is FieldType.Age or FieldType.Date,
        ConditionOp.WithinDays or ConditionOp.DaysSince or ConditionOp.OlderThanDaysOrEmpty or ConditionOp.InPeriod =>
            type is FieldType.Date or FieldType.Month or FieldType.Datetime,
        >= ConditionOp.AtLeast and <= ConditionOp.Between => type is FieldType.Int or FieldType.Money or FieldType.Age or FieldType.Date or FieldType.Month or FieldType.Datetime or FieldType.Code,
        _ => true,
    };

    Field Other(Field field, Dictionary<object, object> other) => Text(other, "field") is { } name && fields.Require(name, Here) is { IsKept: true, IsSealed: false } than
        && than.Subject == subject && than.Type == field.Type && !field.IsTags && field.Type != FieldType.Age
        ? than : throw Refuse($"字段「{field.Label}」只能和同类型的另一个字段比。");

    List<string> Values(Field field, ConditionOp op, object? value)
    {
        List<string> values = [.. List(value).Select(v => Resolve(field, v))];
        var wanted = op == ConditionOp.Between ? 2 : op == ConditionOp.In ? Math.Max(1, values.Count) : 1;
        if (op is ConditionOp.Contains or ConditionOp.Begins && values is [""]) throw Refuse($"字段「{field.Label}」含什么，要写出来。");
        return values.Count == wanted ? values : throw Refuse($"字段「{field.Label}」的 value 要有 {wanted} 个，写了 {values.Count} 个。");
    }

    string Resolve(Field field, string text) => field.Type switch
    {
        FieldType.Code or FieldType.Codes => field.CodeSet!.CodeOf(text)
            ?? throw Refuse($"字段「{field.Label}」没有取值「{text}」（代码集 {field.CodeSet.Name}）。"),
        FieldType.Bool => text is "true" or "是" ? "1" : text is "false" or "否" ? "0" : throw Refuse($"字段「{field.Label}」只能是 true 或 false。"),
        FieldType.Area => FieldInput.AreaOf(text) ?? throw Refuse($"字段「{field.Label}」的「{text}」不是一个省或市。"),
        FieldType.Money => FieldInput.Read(field, text) is [not '?', ..] fen ? fen : throw Refuse($"字段「{field.Label}」的「{text}」不是金额。"),
        FieldType.Int when text == Leaf.ThisYear || text.StartsWith(Leaf.ThisYear, StringComparison.Ordinal) && int.TryParse(text[Leaf.ThisYear.Length..], out var years) && years is > -100 and < 100 => text,
        FieldType.Age or FieldType.Int => Number(field, text).ToString(CultureInfo.InvariantCulture),
        FieldType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day.Iso() : throw Refuse($"字段「{field.Label}」的「{text}」不是日期（2026-11-21）。"),
        FieldType.Month => DateText.Month(text) ?? throw Refuse($"字段「{field.Label}」的「{text}」不是年月（2026-11）。"),
        _ => text,
    };

    List<string> Numbers(Field field, object? value) => [.. List(value).Select(v => Number(field, v).ToString(CultureInfo.InvariantCulture))];

    int Number(Field field, object? value) =>
        int.TryParse(value?.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n is > -100_000 and < 100_000
            ? n
            : throw Refuse($"字段「{field.Label}」的「{value}」不是整数。");

    string MonthAndDay(Field field, object? value)
    {
        var text = value?.ToString()?.Replace("当年-", "") ?? "";
        return DateOnly.TryParseExact("2000-" + text, "yyyy-MM-dd", out _) ? text : throw Refuse($"字段「{field.Label}」的「{value}」不是月日（08-31）。");
    }

    object? Part(Field field, object? value, string name) => value is Dictionary<object, object> map && map.TryGetValue(name, out var part)
        ? part
        : throw Refuse($"字段「{field.Label}」的 value 里少了 {name}。");

    static IEnumerable<string> List(object? value) =>
        value is List<object> list ? list.Select(v => v?.ToString() ?? "") : value is null ? [] : [value.ToString() ?? ""];

    static string? Text(Dictionary<object, object> map, string key) => map.GetValueOrDefault(key)?.ToString();

    Refusal Refuse(string text) => new("content_invalid", $"{Here}：{text}");
}
