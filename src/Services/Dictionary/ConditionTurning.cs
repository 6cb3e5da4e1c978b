using System.Globalization;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>For whom a day makes a difference: birthdays, expiries, relations that end.</summary>
public static class ConditionTurning
{
    /// <summary>
    /// Holds for everybody for whom the answer of the condition as of one day may differ from that as of the other while nothing is
    /// written; for hardly anybody else. One part for each of its terms to which the days make a difference. To be asked as of the second day.
    /// </summary>
    public static Any TurningBetween(this Condition condition, DateOnly from, DateOnly until) =>
        new([.. condition.Terms.SelectMany(term => term is Related related ? Turning(related, from, until) : Turning((Leaf)term, from, until))]);

    static IEnumerable<Condition> Turning(Leaf leaf, DateOnly from, DateOnly until)
    {
        if (ConditionDays.Of(leaf, from) is { } before)
            return Differing(before, ConditionDays.Of(leaf, until)!) is { Count: > 0 } ranges
                ? [new Leaf(leaf.Field, ConditionOp.InDays, [.. ranges.SelectMany(r => new[] { r.After ?? "", r.Until ?? "" })])] : [];
        var (then, now) = (leaf.On(from).Values, leaf.On(until).Values);
        if (then.SequenceEqual(now)) return [];
        if (then.Count == 0 || now.Count == 0) return [new Leaf(leaf.Field, ConditionOp.Known, [])]; // the law's figure ends or begins
        var bounds = then.Concat(now).Select(v => long.Parse(v, CultureInfo.InvariantCulture)).ToList(); // 当年 is another year
        return [leaf.Op == ConditionOp.In ? new Leaf(leaf.Field, ConditionOp.In, [.. then, .. now])
            : new Leaf(leaf.Field, ConditionOp.Between, [$"{bounds.Min()}", $"{bounds.Max()}"])];
    }

    static IEnumerable<Condition> Turning(Related related, DateOnly from, DateOnly until)
    {
        if (related.Inner.TurningBetween(from, until) is { Parts.Count: > 0 } inner) yield return new Related(related.Relation, inner);
        if (related.Relation.Until is not null && from != until)
            yield return new Related(related.Relation.EndedBetween(from < until ? from : until, from < until ? until : from), Everything);
    }

    /// <summary>The days in one of the two and not in the other: every stretch between neighbouring ends lies in each or outside of it.</summary>
    static List<DayRange> Differing(IReadOnlyList<DayRange> one, IReadOnlyList<DayRange> other)
    {
        string?[] ends = [null, .. one.Concat(other).SelectMany(r => new[] { r.After, r.Until }).OfType<string>().Distinct().Order(StringComparer.Ordinal), null];
        var differing = new List<DayRange>();
        foreach (var (after, until) in ends.Zip(ends[1..]))
        {
            if (Covers(one, after, until) == Covers(other, after, until)) continue;
            if (differing is [.., var last] && last.Until == after) differing[^1] = last with { Until = until };
            else differing.Add(new(after, until));
        }
        return differing;
    }

    static bool Covers(IReadOnlyList<DayRange> ranges, string? after, string? until) => ranges.Any(r =>
        (r.After is null || after is not null && string.CompareOrdinal(r.After, after) <= 0)
        && (r.Until is null || until is not null && string.CompareOrdinal(until, r.Until) <= 0));
}
