using System.Globalization;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>
/// Whether a condition can hold at all, for anybody on any day. A no is certain. It looks for somebody who meets it: its alternatives
/// one by one, of each alternative its fields one by one, of each field the values beside which an answer changes.
/// </summary>
public static class ConditionCheck
{
    const int AlternativesMax = 256;

    /// <summary>Any day will do for whole years; month ends and leap years come round in four years.</summary>
    static readonly DateOnly someDay = new(2025, 6, 15), lastDay = new(2028, 3, 1);
    static readonly DateOnly firstDay = lastDay.AddYears(-4);

    public static bool CanHold(this Condition condition) => Alternatives(condition) is not { } alternatives || alternatives.Any(CanHold);

    /// <summary>Whether nobody can meet both on the same day.</summary>
    public static bool Exclusive(Condition one, Condition other) => !new All([one, other]).CanHold();

    /// <summary>Sets of terms of which one must be met whole; null where they are too many to look at.</summary>
    static List<List<Condition>>? Alternatives(Condition condition)
    {
        if (condition is Any any)
        {
            var parts = any.Parts.Select(Alternatives).ToList();
            return parts.Contains(null) || parts.Sum(p => p!.Count) > AlternativesMax ? null : [.. parts.SelectMany(p => p!)];
        }
        if (condition is not All all) return [[condition]];
        List<List<Condition>> found = [[]];
        foreach (var part in all.Parts)
        {
            if (Alternatives(part) is not { } ways || found.Count * ways.Count > AlternativesMax) return null;
            found = [.. found.SelectMany(f => ways.Select(way => (List<Condition>)[.. f, .. way]))];
        }
        return found;
    }

    static bool CanHold(List<Condition> terms)
    {
        var leaves = terms.OfType<Leaf>().ToList();
        return !leaves.Any(l => leaves.Any(other => Contradict(l, other)))
            && leaves.Where(l => l.Than is null).GroupBy(l => l.Field.IsTags ? l.Field.Label : $"{l.Field.Table}.{l.Field.Column}").All(of => CanHold([.. of]))
            && leaves.Where(l => l.Than is not null).GroupBy(l => (l.Field, l.Than)).All(of => CanCompare([.. of]))
            && terms.OfType<Related>().GroupBy(r => r.Relation).All(of => CanBeRelated([.. of]));
    }

    static bool Contradict(Leaf one, Leaf other) => one.Negated != other.Negated && one with { Negated = other.Negated, Values = other.Values, Clause = other.Clause } == other
        && one.Values.SequenceEqual(other.Values);

    /// <summary>Whoever meets one of them must not be one whom the others deny.</summary>
    static bool CanBeRelated(List<Related> terms) => terms.Where(t => !t.Negated)
        .All(some => new All([some.Inner, .. terms.Where(t => t.Negated).Select(t => t.Inner.Not())]).CanHold());

    static bool CanCompare(List<Leaf> leaves)
    {
        string[][] values = [[], .. (leaves[0].Field.Type switch
        {
            FieldType.Date => ["2000-01-01", "2000-01-02"],
            FieldType.Month => ["2000-01", "2000-02"],
            FieldType.Int or FieldType.Money => ["1", "2"],
            _ => new[] { "a", "b" },
        }).Select(v => new[] { v })];
        return values.Any(one => values.Any(other => leaves.TrueForAll(l =>
            l.Holds(new SubjectValues(0).With(l.Field, one).With(l.Than!, other), someDay) == true)));
    }

    /// <summary>
    /// Of one field. What moves with the days and what does not are each looked at alone: on some day they may well meet. The law's
    /// figures are the same from one of their days to the next.
    /// </summary>
    static bool CanHold(List<Leaf> leaves)
    {
        var figures = leaves.Where(l => l.Limit is not null).SelectMany(l => l.Limit!.Values).Select(v => v.From).Distinct().ToList();
        var moving = leaves.Where(l => l.Limit is null && l.Op != ConditionOp.InDays && (ConditionDays.Of(l, someDay) is not null || l.On(someDay) != l)).ToList();
        var still = leaves.Except(moving).ToList();
        var about = still.Where(l => l.Op is ConditionOp.Known or ConditionOp.Filled);
        return (figures.Count == 0 ? Met(still, someDay) : figures.Exists(day => Met(still, day))) && (moving.Count == 0 || Days(moving).Any(day => Met([.. moving, .. about], day)));
    }

    static IEnumerable<DateOnly> Days(List<Leaf> moving) => moving.All(l => l.Field.Type is FieldType.Age or FieldType.Int && l.Op is not (ConditionOp.TurnsWithinDays or ConditionOp.AgeOn))
        ? [someDay] : Enumerable.Range(0, lastDay.DayNumber - firstDay.DayNumber).Select(firstDay.AddDays);

    static bool Met(List<Leaf> leaves, DateOnly day)
    {
        if (leaves.Count == 0) return true;
        if (leaves.Exists(l => l.Op is ConditionOp.Contains or ConditionOp.Begins) && !leaves.Exists(l => l is { Op: ConditionOp.In, Negated: false })) return true;
        return States(leaves, day).Any(state =>
        {
            var person = new SubjectValues(0);
            if (state is not null)
                foreach (var leaf in leaves) person.With(leaf.Field, state);
            return leaves.TrueForAll(l => l.Holds(person, day) == true);
        });
    }

    /// <summary>Nobody knows; there is none; and of the values enough that one of them meets all if any does.</summary>
    static IEnumerable<IReadOnlyList<string>?> States(List<Leaf> leaves, DateOnly day) => leaves[0].Field.IsTags
        ? [null, [], [.. leaves.Where(l => !l.Negated).SelectMany(l => l.Values).Except(leaves.Where(l => l.Negated).SelectMany(l => l.Values)), ""]]
        : new IReadOnlyList<string>?[] { null, [] }.Concat(leaves.SelectMany(l => Bounds(l, day)).Append(Anything(leaves[0].Field)).SelectMany(b => Beside(leaves[0].Field, b))
            .Distinct().Select(v => (IReadOnlyList<string>?)[v]));

    static IEnumerable<string> Bounds(Leaf leaf, DateOnly day) => ConditionDays.Of(leaf, day) is { } ranges
        ? ranges.SelectMany(r => new[] { r.After, r.Until }).OfType<string>() : leaf.On(day).Values;

    static string Anything(Field field) => field.Type switch
    {
        FieldType.Date or FieldType.Age => "2000-01-01",
        FieldType.Month => "2000-01",
        FieldType.Int or FieldType.Money => "0",
        _ => "",
    };

    /// <summary>The value and its neighbours.</summary>
    static IEnumerable<string> Beside(Field field, string value) => field.Type switch
    {
        FieldType.Int or FieldType.Money => long.Parse(value, CultureInfo.InvariantCulture) is var n ? [$"{n - 1}", $"{n}", $"{n + 1}"] : [],
        FieldType.Bool => ["0", "1"],
        FieldType.Date or FieldType.Age => DaysBeside(value),
        FieldType.Month => DaysBeside(value.Length < 10 ? value + "-15" : value).SelectMany(d => new[] { -1, 0, 1 }.Select(m => BeijingTime.Day(d).AddMonths(m).Iso()[..7])),
        FieldType.Datetime => DaysBeside(value).Select(d => $"{BeijingTime.UnixMs(BeijingTime.Day(d), TimeOnly.MinValue)}"),
        _ when field.IsPlace && value.Length > 0 => [value, value + "\0", value[..^1] + (char)(value[^1] + 1)], // behind all that lies in it
        _ => [value, value + "\0"], // nothing lies between the two
    };

    /// <summary>A bound may be a day that no calendar has: 29 February of a plain year.</summary>
    static IEnumerable<string> DaysBeside(string bound) => DateOnly.TryParseExact(bound, "yyyy-MM-dd", out var day)
        ? day <= DateOnly.MinValue.AddDays(1) || day >= DateOnly.MaxValue.AddDays(-1) ? [bound] : [day.AddDays(-1).Iso(), bound, day.AddDays(1).Iso()]
        : bound.EndsWith("-02-29", StringComparison.Ordinal) ? [bound[..5] + "02-28", bound[..5] + "03-01"] : [];
}
