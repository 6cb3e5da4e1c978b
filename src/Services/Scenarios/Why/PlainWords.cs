using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios.Why;

/// <summary>A condition's answer in words that somebody of 75 reads: 您今年83岁，够80岁了。</summary>
public static class PlainWords
{
    /// <param name="who">您, or the name of whom it is about.</param>
    public static string Of(Condition term, SubjectValues person, DateOnly on, string who)
    {
        var held = term.Holds(person, on) == true;
        // Of others it is said that there is somebody, and nothing of theirs.
        if (term is not Condition.Leaf leaf) return $"{who}的{((Condition.Related)term).Relation.Word}：{(held ? "对得上" : "对不上")}。";
        return person[leaf.Field] switch
        {
            null => $"还不知道{leaf.Field.Label}。",
            [var birth] when leaf.Field.Type == FieldType.Age && leaf is { Negated: false } => $"{who}今年{Years(BeijingTime.Day(birth), on)}，{Asked(leaf, held)}。",
            var values when leaf.Field.IsTags => values.Count == 0 ? $"没有登记{who}的{leaf.Field.Label}。" : $"{who}的{leaf.Field.Label}有{Text(leaf.Field, values)}。",
            [] => $"社区登记的{leaf.Field.Label}：没有。",
            [var flag] when leaf.Field.Type == FieldType.Bool => Flag(leaf.Field.Label, flag == "1", who),
            var values => $"社区登记的{leaf.Field.Label}是{Text(leaf.Field, values)}。",
        };
    }

    static string Text(Field field, IReadOnlyList<string> values) => field.IsSealed ? "有的" : string.Join("、", values.Select(v => FieldText.Of(field, v)));

    static string Years(DateOnly birth, DateOnly on) => Age.On(birth, on) is > 0 and var years ? $"{years}岁" : $"{(on.Year - birth.Year) * 12 + on.Month - birth.Month}个月";

    static string Asked(Condition.Leaf leaf, bool held) => (leaf.Op, held) switch
    {
        (ConditionOp.AtLeast, true) => $"够{leaf.Values[0]}岁了",
        (ConditionOp.AtLeast, false) => $"要满{leaf.Values[0]}岁",
        (ConditionOp.Between, true) => $"在{leaf.Values[0]}到{leaf.Values[1]}岁里",
        (ConditionOp.Between, false) => $"要{leaf.Values[0]}到{leaf.Values[1]}岁",
        (ConditionOp.Below or ConditionOp.AtMost, true) => $"没过{leaf.Values[0]}岁",
        (ConditionOp.Below or ConditionOp.AtMost, false) => $"要{leaf.Values[0]}岁以下",
        (_, true) => "年龄对得上",
        _ => "年龄对不上",
    };

    /// <summary>Labels that are verbs already need no 是.</summary>
    static string Flag(string label, bool yes, string who) => label switch
    {
        ['持', '有', ..] => $"{who}{(yes ? "有" : "没有")}{label[2..]}。",
        ['已', ..] => $"{who}{(yes ? "已经" : "还没")}{label[1..]}。",
        ['在', ..] => $"{who}{(yes ? "" : "不")}{label}。",
        _ => $"{who}{(yes ? "是" : "不是")}{label}。",
    };
}
