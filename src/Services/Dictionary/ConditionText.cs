using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>Reads a condition back as a Chinese sentence.</summary>
public static class ConditionText
{
    /// <param name="show">How a value reads; by itself the dictionary does not know the names of divisions.</param>
    public static string Sentence(this Condition condition, Func<Field, string, string>? show = null) => condition switch
    {
        All { Parts: [] } => "全部",
        Any { Parts: [] } => "没有人",
        All all => string.Join("，且", all.Parts.Select(p => p is Any ? $"（{p.Sentence(show)}）" : p.Sentence(show))),
        Any any => string.Join("，或", any.Parts.Select(p => p is All ? $"（{p.Sentence(show)}）" : p.Sentence(show))),
        Leaf leaf => OfLeaf(leaf, show ?? FieldText.Of),
        Related { Negated: var not, Relation.Word: var word, Inner: var inner } =>
            $"{(not ? "没有" : "有")}{word}满足：{(inner is Leaf ? inner.Sentence(show) : $"（{inner.Sentence(show)}）")}",
        _ => throw new InvalidOperationException(),
    };

    /// <summary>With the figure that a limit of the law has on the day.</summary>
    public static string SentenceOn(this Condition condition, DateOnly on) => condition is not Leaf { Limit: { } limit } leaf ? condition.Sentence()
        : leaf.IsOpen(on) ? $"{leaf.Sentence()}（{on.Iso()} 没有有效的{limit.Name}）" : leaf.On(on).Sentence();

    static string OfLeaf(Leaf leaf, Func<Field, string, string> show)
    {
        var label = leaf.Field.Label;
        var values = leaf.Than is { } than ? [than.Label]
            : leaf.Limit is { } limit ? [limit.Words + (leaf.Values is [var figure] ? $"（{show(leaf.Field, figure)}）" : "")]
            : leaf.Values.Select(v => leaf.Field.Type == FieldType.Age ? v : show(leaf.Field, v)).ToList();
        return leaf.Op switch
        {
            ConditionOp.In when leaf.Field.Type == FieldType.Bool => (leaf.Values[0] == "1") == leaf.Negated ? $"不是{label}" : label,
            ConditionOp.In when leaf.Field.IsTags => $"{label}{(leaf.Negated ? "没有" : "有")}「{string.Join("」或「", values)}」",
            ConditionOp.In when leaf.Field.Type == FieldType.Age => $"{label}{(leaf.Negated ? "不是" : "是")}{string.Join(leaf.Negated ? "、" : "或", values)}周岁",
            ConditionOp.In => $"{label}{(leaf.Negated ? "不是" : "是")}{string.Join(leaf.Negated ? "、" : "或", values)}",
            ConditionOp.Begins when label == "姓名" => $"{(leaf.Negated ? "不" : "")}姓{values[0]}",
            ConditionOp.Begins => $"{label}{(leaf.Negated ? "不是" : "")}以「{values[0]}」开头",
            ConditionOp.Contains => $"{label}{(leaf.Negated ? "不" : "")}含「{values[0]}」",
            ConditionOp.Known => leaf.Negated ? $"{label}不详" : $"{label}已知",
            ConditionOp.Filled => leaf.Negated ? $"没有登记{label}" : $"登记了{label}",
            ConditionOp.OlderThanDaysOrEmpty => leaf.Negated ? $"{label}在{leaf.Days}天之内" : $"{label}超过{leaf.Days}天或没有登记",
            _ => (leaf.Negated ? "不是" : "") + OfDays(leaf, label, values),
        };
    }

    static string OfDays(Leaf leaf, string label, List<string> values)
    {
        var age = leaf.Field.Type == FieldType.Age;
        return leaf.Op switch
        {
            ConditionOp.TurnsWithinDays => $"{leaf.Days}天内满{string.Join("、", values)}周岁{(leaf.OrPast ? "或已满" : "")}",
            ConditionOp.WithinDays => $"{label}在今后{leaf.Days}天内",
            ConditionOp.DaysSince => $"{label}过去{values[0]}至{values[1]}天",
            ConditionOp.InPeriod => $"{label}在{string.Join("或", values)}",
            ConditionOp.InDays => string.Join("或", leaf.Values.Chunk(2).Select(ends => $"{label}在{ends[0]}之后至{ends[1]}")),
            ConditionOp.AgeOn => $"当年{values[1]}时{values[0]}周岁",
            ConditionOp.AtLeast => age ? $"年满{values[0]}周岁" : $"{label}不小于{values[0]}",
            ConditionOp.Above => age ? $"年龄大于{values[0]}周岁" : $"{label}大于{values[0]}",
            ConditionOp.AtMost => age ? $"年龄不超过{values[0]}周岁" : $"{label}不大于{values[0]}",
            ConditionOp.Below => age ? $"不满{values[0]}周岁" : $"{label}小于{values[0]}",
            ConditionOp.Between => age ? $"{values[0]}至{values[1]}周岁" : $"{label}在{values[0]}至{values[1]}之间",
            _ => throw new InvalidOperationException($"{leaf.Op} has no words."),
        };
    }
}
