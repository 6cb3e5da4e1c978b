using System.Text.Encodings.Web;
using System.Text.Json;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>Writes a condition as <see cref="ConditionReader"/> reads it: labels instead of codes, plain maps and lists for JSON.</summary>
public static class ConditionWriter
{
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToJson(this Condition condition) => JsonSerializer.Serialize(condition.Written(), Json);

    public static IReadOnlyDictionary<string, object> Written(this Condition condition) => condition switch
    {
        All all => new Dictionary<string, object> { ["all"] = all.Parts.Select(Written).ToList() },
        Any any => new Dictionary<string, object> { ["any"] = any.Parts.Select(Written).ToList() },
        Related { Negated: true } related => new Dictionary<string, object> { ["not"] = (related with { Negated = false }).Written() },
        Related related => new Dictionary<string, object> { ["related"] = related.Relation.Word, ["some"] = related.Inner.Written() },
        Leaf leaf when Name(leaf) is { } name => OfLeaf(leaf, name),
        Leaf leaf => new Dictionary<string, object> { ["not"] = OfLeaf(leaf, Name(leaf with { Negated = false })!) },
        _ => throw new InvalidOperationException(),
    };

    static Dictionary<string, object> OfLeaf(Leaf leaf, string op)
    {
        var written = new Dictionary<string, object> { ["field"] = leaf.Field.Label, ["op"] = op };
        if (Value(leaf) is { } value) written["value"] = value;
        return written;
    }

    static object? Value(Leaf leaf) => leaf.Than is { } than ? new Dictionary<string, object> { ["field"] = than.Label }
        : leaf.Limit is { } limit ? OfLimit(limit) : leaf.Op switch
    {
        ConditionOp.Known or ConditionOp.Filled => null,
        ConditionOp.TurnsWithinDays => new Dictionary<string, object> { ["age"] = leaf.Values, ["days"] = leaf.Days, ["or_past"] = leaf.OrPast ? "true" : "false" },
        ConditionOp.WithinDays or ConditionOp.OlderThanDaysOrEmpty => leaf.Days,
        ConditionOp.DaysSince => new Dictionary<string, object> { ["from"] = leaf.Values[0], ["to"] = leaf.Values[1] },
        ConditionOp.AgeOn => new Dictionary<string, object> { ["age"] = leaf.Values[0], ["on"] = leaf.Values[1] },
        ConditionOp.In or ConditionOp.Between => leaf.Values.Select(v => Text(leaf.Field, v)).ToList(),
        _ => Text(leaf.Field, leaf.Values[0]),
    };

    static Dictionary<string, object> OfLimit(Limit limit)
    {
        var written = new Dictionary<string, object> { ["limit"] = limit.Name };
        if (limit.Times != 1) written["times"] = limit.Times;
        return written;
    }

    static string Text(Field field, string value) => field.Type switch
    {
        FieldType.Code or FieldType.Codes or FieldType.Bool => FieldText.Of(field, value),
        FieldType.Money => FieldText.Of(field, value).TrimEnd('元'),
        _ => value,
    };

    /// <summary>Null where only not around it says that it is negated.</summary>
    static string? Name(Leaf leaf) => (leaf.Op, leaf.Negated) switch
    {
        (ConditionOp.In, false) => leaf.Field.IsTags ? "has" : "in",
        (ConditionOp.In, true) => leaf.Field.IsTags ? "lacks" : "notin",
        (ConditionOp.Known, var not) => not ? "unknown" : "known",
        (ConditionOp.Filled, var not) => not ? "empty" : "filled",
        (_, true) => null,
        (ConditionOp.Contains, _) => "contains",
        (ConditionOp.Begins, _) => "begins",
        (ConditionOp.AtLeast, _) => ">=",
        (ConditionOp.Above, _) => ">",
        (ConditionOp.AtMost, _) => "<=",
        (ConditionOp.Below, _) => "<",
        (ConditionOp.Between, _) => "between",
        (ConditionOp.TurnsWithinDays, _) => "turns_within_days",
        (ConditionOp.WithinDays, _) => "within_days",
        (ConditionOp.InPeriod, _) => "in_period",
        (ConditionOp.DaysSince, _) => "days_since",
        (ConditionOp.AgeOn, _) => "age_on",
        (ConditionOp.OlderThanDaysOrEmpty, _) => "older_than_days_or_empty",
        _ => throw new InvalidOperationException($"{leaf.Op} is never written."),
    };
}
