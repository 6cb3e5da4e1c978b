using System.Globalization;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>One question of a condition for one person. Held is null when the answer is not known.</summary>
/// <param name="Term">The question itself: a leaf, or one about somebody related.</param>
public sealed record Reason(Condition Term, string Text, bool? Held, string Value);

public sealed record Explanation(bool? Holds, IReadOnlyList<Reason> Reasons)
{
    public IEnumerable<Reason> Unknown => Reasons.Where(r => r.Held is null);
}

/// <summary>Says for one person what of a condition held, what failed and what nobody knows.</summary>
public static class ConditionExplain
{
    public static Explanation Explain(this Condition condition, SubjectValues person, DateOnly on) =>
        new(Holds(condition, person, on), [.. condition.Terms.Select(term => new Reason(term, term.SentenceOn(on), Holds(term, person, on), Value(term, person, on)))]);

    /// <summary>The questions that decide it: where a choice is met, none of those that failed.</summary>
    public static IEnumerable<Condition> Deciding(this Condition condition, SubjectValues person, DateOnly on)
    {
        if ((condition switch { All all => all.Parts, Any any => any.Parts, _ => null }) is not { } parts) return [condition];
        var holds = Holds(condition, person, on);
        return parts.Where(p => Holds(p, person, on) == holds).SelectMany(p => Deciding(p, person, on));
    }

    public static bool? Holds(this Condition condition, SubjectValues person, DateOnly on) => condition switch
    {
        All all => And(all.Parts.Select(p => Holds(p, person, on))),
        Any any => !And(any.Parts.Select(p => !Holds(p, person, on))),
        Leaf leaf when leaf.IsOpen(on) => null,
        Leaf { Than: { } than } leaf => Held(leaf, person[leaf.Field], person[than], on) is var held && leaf.Negated ? !held : held,
        Leaf leaf => leaf.Negated ? !Held(leaf, person[leaf.Field], on) : Held(leaf, person[leaf.Field], on),
        Related related => !And(person.Related(related.Relation, on).Select(other => !Holds(related.Inner, other, on))) is var held && related.Negated ? !held : held,
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Of others it is only said how many: their values are theirs.</summary>
    static string Value(Condition term, SubjectValues person, DateOnly on)
    {
        if (term is not Related related) return FieldText.Show(((Leaf)term).Field, person, on);
        var answers = person.Related(related.Relation, on).Select(other => Holds(related.Inner, other, on)).ToList();
        return answers.Count == 0 ? $"没有登记{related.Relation.Word}"
            : $"{answers.Count}人中{answers.Count(a => a == true)}人满足" + (answers.Count(a => a is null) is > 0 and var unknown ? $"，{unknown}人不详" : "");
    }

    /// <summary>False if one is false, else unknown if one is unknown.</summary>
    static bool? And(IEnumerable<bool?> parts)
    {
        bool? all = true;
        foreach (var part in parts)
        {
            if (part == false) return false;
            if (part is null) all = null;
        }
        return all;
    }

    /// <summary>One value against another of the same subject; whoever has none of either does not meet it.</summary>
    static bool? Held(Leaf leaf, IReadOnlyList<string>? values, IReadOnlyList<string>? than, DateOnly on) => values is null || than is null ? null
        : values is [var one, ..] && than is [var other, ..] && Matches(leaf with { Than = null, Values = [other] }, one, on);

    static bool? Held(Leaf leaf, IReadOnlyList<string>? values, DateOnly on) => leaf.Op switch
    {
        ConditionOp.Known => values is not null,
        ConditionOp.Filled => values is { Count: > 0 },
        ConditionOp.OlderThanDaysOrEmpty => values is not { Count: > 0 } || Matches(leaf, values[0], on),
        _ => values?.Any(v => Matches(leaf, v, on)),
    };

    static bool Matches(Leaf leaf, string value, DateOnly on)
    {
        leaf = leaf.On(on);
        if (ConditionDays.Of(leaf, on) is { } ranges) return ranges.Any(r => r.Holds(DayOf(leaf.Field, value)));
        return leaf.Op switch
        {
            ConditionOp.In when leaf.Field.IsPlace => leaf.Values.Any(v => value.StartsWith(v, StringComparison.Ordinal)),
            ConditionOp.In => leaf.Values.Contains(value),
            ConditionOp.Contains => value.Contains(leaf.Values[0], StringComparison.Ordinal),
            ConditionOp.Begins => value.StartsWith(leaf.Values[0], StringComparison.Ordinal),
            ConditionOp.AtLeast => Compare(leaf, value, 0) >= 0,
            ConditionOp.Above => Compare(leaf, value, 0) > 0,
            ConditionOp.AtMost => Compare(leaf, value, 0) <= 0,
            ConditionOp.Below => Compare(leaf, value, 0) < 0,
            ConditionOp.Between => Compare(leaf, value, 0) >= 0 && Compare(leaf, value, 1) <= 0,
            _ => throw new InvalidOperationException($"{leaf.Op} is not about a value."),
        };
    }

    static string DayOf(Field field, string value) =>
        field.Type == FieldType.Datetime ? DateOnly.FromDateTime(BeijingTime.Of(long.Parse(value, CultureInfo.InvariantCulture)).DateTime).Iso() : value;

    static int Compare(Leaf leaf, string value, int bound) => leaf.Field.Type is FieldType.Int or FieldType.Money
        ? decimal.Parse(value, CultureInfo.InvariantCulture).CompareTo(decimal.Parse(leaf.Values[bound], CultureInfo.InvariantCulture))
        : string.CompareOrdinal(value, leaf.Values[bound]);
}
