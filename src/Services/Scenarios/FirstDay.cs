using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>From when somebody is eligible by time alone: the first day of the coming year on which the facts as they are suffice.</summary>
public static class FirstDay
{
    const int DaysMax = 366, MonthsMax = 13;

    /// <summary>Null where it is so already, or where no day of the coming year makes it so.</summary>
    public static DateOnly? Of(Scenario scenario, SubjectValues person, DateOnly on)
    {
        if (Verdict.Holds(scenario, person, on) == true) return null;
        foreach (var day in Turns(scenario, person, on).Where(d => d > on && d <= on.AddDays(DaysMax)).Distinct().Order())
            if (Verdict.Holds(scenario, person, day) == true) return day;
        return null;
    }

    /// <summary>The days on which anything it asks about time may be answered otherwise than the day before.</summary>
    static IEnumerable<DateOnly> Turns(Scenario scenario, SubjectValues person, DateOnly on) =>
        scenario.Asked.Terms.SelectMany(term => term is Condition.Related related
            ? person.Related(related.Relation, on).SelectMany(other => related.Inner.Leaves.SelectMany(leaf => Turns(leaf, other, on)))
            : Turns((Condition.Leaf)term, person, on)).Concat(scenario.Amounts.Segments.Select(s => s.From))
            .Concat(scenario.File.Law?.From is { } from ? [BeijingTime.Day(from)] : []);

    static IEnumerable<DateOnly> Turns(Condition.Leaf leaf, SubjectValues person, DateOnly on)
    {
        if (ConditionDays.Of(leaf, on) is null) return leaf.Values.Any(v => v.StartsWith(Condition.Leaf.ThisYear, StringComparison.Ordinal)) ? Months(on) : [];
        if (leaf.Op is ConditionOp.AgeOn or ConditionOp.InPeriod) return Months(on);
        return leaf.Field.Type is FieldType.Date or FieldType.Age ? (person[leaf.Field] ?? []).SelectMany(v => Turns(leaf, BeijingTime.Day(v))) : Months(on);
    }

    static IEnumerable<DateOnly> Turns(Condition.Leaf leaf, DateOnly day) => leaf.Op switch
    {
        ConditionOp.WithinDays => [day.AddDays(-leaf.Days), day.AddDays(1)],
        ConditionOp.DaysSince => [day.AddDays(Number(leaf.Values[0])), day.AddDays(Number(leaf.Values[1]) + 1)],
        ConditionOp.OlderThanDaysOrEmpty => [day.AddDays(leaf.Days + 1)],
        _ => leaf.Values.Select(Number).SelectMany(age => new[] { Age.TurnsOn(day, age).AddDays(-leaf.Days), Age.TurnsOn(day, age), Age.TurnsOn(day, age).AddDays(1), Age.TurnsOn(day, age + 1) }),
    };

    static IEnumerable<DateOnly> Months(DateOnly on) => Enumerable.Range(1, MonthsMax).Select(n => new DateOnly(on.Year, on.Month, 1).AddMonths(n));

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
