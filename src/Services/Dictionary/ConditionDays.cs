using System.Globalization;
using OneTable.Services.Data;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Dictionary;

/// <summary>Turns a question about age or time into the days that answer it, for SQL and for one person alike.</summary>
static class ConditionDays
{
    /// <summary>The ranges of days in which the field's day must lie; null when the leaf does not ask about days.</summary>
    public static IReadOnlyList<DayRange>? Of(Leaf leaf, DateOnly on) => leaf.Op switch
    {
        ConditionOp.TurnsWithinDays => [.. leaf.Values.Select(age => new DayRange(
            leaf.OrPast ? null : Age.BornUntil(on.AddDays(-1), Number(age)), Age.BornUntil(on.AddDays(leaf.Days), Number(age))))],
        ConditionOp.WithinDays => [new(on.AddDays(-1).Iso(), on.AddDays(leaf.Days).Iso())],
        ConditionOp.DaysSince => [new(on.AddDays(-Number(leaf.Values[1]) - 1).Iso(), on.AddDays(-Number(leaf.Values[0])).Iso())],
        ConditionOp.OlderThanDaysOrEmpty => [new(null, on.AddDays(-leaf.Days - 1).Iso())],
        ConditionOp.InPeriod => [.. leaf.Values.Select(word => Periods.Of(word, on)).Select(p => new DayRange(p.First.AddDays(-1).Iso(), p.Last.Iso()))],
        ConditionOp.InDays => [.. leaf.Values.Chunk(2).Select(ends => new DayRange(ends[0] is [] ? null : ends[0], ends[1] is [] ? null : ends[1]))],
        ConditionOp.AgeOn => [OfAge(BornDay(leaf.Values[1], on), Number(leaf.Values[0]), Number(leaf.Values[0]))],
        _ when leaf.Field.Type == FieldType.Age && leaf.Op is not (ConditionOp.Known or ConditionOp.Filled) => Ages(leaf, on),
        _ => null,
    };

    static IReadOnlyList<DayRange> Ages(Leaf leaf, DateOnly on)
    {
        var ages = leaf.Values.Select(Number).ToList();
        return leaf.Op switch
        {
            ConditionOp.AtLeast => [OfAge(on, ages[0], null)],
            ConditionOp.Above => [OfAge(on, ages[0] + 1, null)],
            ConditionOp.AtMost => [OfAge(on, null, ages[0])],
            ConditionOp.Below => [OfAge(on, null, ages[0] - 1)],
            ConditionOp.Between => [OfAge(on, ages[0], ages[1])],
            _ => [.. ages.Select(age => OfAge(on, age, age))],
        };
    }

    /// <summary>Birth dates of those who are from so old to so old on the day.</summary>
    static DayRange OfAge(DateOnly on, int? from, int? to) =>
        new(to is { } old ? Age.BornUntil(on, old + 1) : null, from is { } young ? Age.BornUntil(on, young) : null);

    /// <summary>That day of the year; 29 February of a plain year is the 28th.</summary>
    static DateOnly BornDay(string monthAndDay, DateOnly on) =>
        monthAndDay == "02-29" && !DateTime.IsLeapYear(on.Year) ? new(on.Year, 2, 28) : BeijingTime.Day($"{on.Year:0000}-{monthAndDay}");

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
