using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Scenarios.Night;

/// <summary>When moments come: for one person, and as conditions for all.</summary>
static class Occasions
{
    const int CycleYearsMax = 40;

    /// <summary>The occasion that is open for a person on a day; null where there is none.</summary>
    /// <param name="changed">The day on which the moment's field was last changed.</param>
    public static Occasion? Of(Moment moment, SubjectValues person, DateOnly on, DateOnly? changed, bool called) => moment switch
    {
        Moment.Birthday b => Date(person, b.Born) is { } born ? Reached(b, born, on) : null,
        Moment.MonthAge m => Date(person, m.Born) is { } born
            ? Latest(m.Ages.Select(age => new Occasion($"{age}m", born.AddMonths(age), born.AddMonths(age).AddDays(m.LateDays))), m, on) : null,
        Moment.Date d => Date(person, d.Field) is { } day ? Latest([new(day.Iso(), day, day.AddDays(d.LateDays))], d, on) : null,
        Moment.Yearly y => Open(y, on),
        Moment.Every e => Date(person, e.Since) is { } since && MonthsOf(e, person) is > 0 and var months ? Cycle(e, since, months, on) : null,
        Moment.Change c => changed is { } day && on <= day.AddDays(c.OpenDays) ? new(day.Iso(), day, day.AddDays(c.OpenDays)) : null,
        Moment.Holds => new(on.Iso(), on, null),
        _ => called ? new(on.Iso(), on, on) : null,
    };

    /// <summary>What it asks of a person as of a day: true for all whose occasion is open, and for few others.</summary>
    public static Condition Raises(Moment moment, DateOnly on) => moment switch
    {
        Moment.Birthday { Past: true } b => Born(b, null, on.AddDays(b.Ahead)),
        Moment.Birthday b => Born(b, on.AddDays(-b.LateDays - 1), on.AddDays(b.Ahead)),
        Moment.MonthAge m => Born(m, on.AddDays(-m.LateDays - 1), on.AddDays(m.Ahead)),
        Moment.Date d => Between(d.Field, on.AddDays(-d.LateDays - 1), on.AddDays(d.Ahead)),
        Moment.Every e => new Leaf(e.Since, ConditionOp.Filled, []),
        Moment.Yearly y => Open(y, on) is null ? Nothing : Everything,
        _ => Everything,
    };

    /// <summary>For whom an occasion opens after the first day and until the second; null where that is everybody who meets the condition.</summary>
    public static Condition? Opens(Moment moment, DateOnly from, DateOnly until) => moment switch
    {
        Moment.Birthday b => Born(b, from.AddDays(b.Ahead), until.AddDays(b.Ahead)),
        Moment.MonthAge m => Born(m, from.AddDays(m.Ahead), until.AddDays(m.Ahead)),
        Moment.Date d => Between(d.Field, from.AddDays(d.Ahead), until.AddDays(d.Ahead)),
        Moment.Yearly y => Days(y, until).Any(day => day.AddDays(-y.Ahead) is var opens && opens > from && opens <= until) ? null : Nothing,
        Moment.Every e => Cycles(e, from.AddDays(e.Ahead), until.AddDays(e.Ahead)),
        _ => Nothing,
    };

    static Occasion? Open(Moment.Yearly moment, DateOnly on) =>
        Latest(Days(moment, on).Select(day => new Occasion(day.Iso(), day, day.AddDays(moment.OpenDays - 1 - moment.Ahead))), moment, on);

    static Occasion? Reached(Moment.Birthday moment, DateOnly born, DateOnly on) => Latest(moment.Ages.Select(age => Age.TurnsOn(born, age) is var day
        ? new Occasion($"{age}", day, moment.Past ? null : day.AddDays(moment.LateDays), age) : null!), moment, on);

    /// <summary>The last one that is open already, unless it is over.</summary>
    static Occasion? Latest(IEnumerable<Occasion> occasions, Moment moment, DateOnly on) =>
        occasions.Where(o => o.Day!.Value.AddDays(-moment.Ahead) <= on).MaxBy(o => o.Day) is { } opened && (opened.Until is null || on <= opened.Until) ? opened : null;

    static Occasion? Cycle(Moment.Every moment, DateOnly since, int months, DateOnly on)
    {
        var passed = Math.Max(0, ((on.Year - since.Year) * 12 + on.Month - since.Month) / months);
        return Latest(Enumerable.Range(passed, 3 + moment.Ahead / 28 / months).Where(n => n > 0).Select(n => Later(moment.Since, since, n * months))
            .Select(day => new Occasion(day.Iso(), day, day.AddDays(moment.LateDays))), moment, on);
    }

    static int MonthsOf(Moment.Every moment, SubjectValues person) =>
        moment.By is null ? moment.Months : person.One(moment.By) is { } code ? moment.ByCode.GetValueOrDefault(code) : 0;

    /// <summary>Of a month its last day.</summary>
    static DateOnly Later(Field field, DateOnly day, int months) =>
        field.Type == FieldType.Month ? new DateOnly(day.Year, day.Month, 1).AddMonths(months + 1).AddDays(-1) : day.AddMonths(months);

    static IEnumerable<DateOnly> Days(Moment.Yearly moment, DateOnly on) => Enumerable.Range(on.Year - 1, 3).SelectMany(year => moment.Days.Select(day =>
        day == "02-29" && !DateTime.IsLeapYear(year) ? new DateOnly(year, 2, 28) : BeijingTime.Day($"{year:0000}-{day}")));

    static DateOnly? Date(SubjectValues person, Field field) => person.One(field) is not { } text ? null
        : field.Type == FieldType.Month ? Later(field, BeijingTime.Day(text + "-01"), 0) : BeijingTime.Day(text);

    static Condition Born(Moment.Birthday moment, DateOnly? after, DateOnly until) => new Any([.. moment.Ages.Select(age =>
        Between(moment.Born, after is { } day ? Age.BornUntil(day, age) : null, Age.BornUntil(until, age)))]);

    static Condition Born(Moment.MonthAge moment, DateOnly after, DateOnly until) =>
        new Any([.. moment.Ages.Select(age => Between(moment.Born, Earlier(after, age).Iso(), Earlier(until, age).Iso()))]);

    static Condition Between(Field field, DateOnly after, DateOnly until) => field.Type == FieldType.Month
        ? Between(field, Month(after), Month(until)) : Between(field, after.Iso(), until.Iso());

    static Condition Cycles(Moment.Every moment, DateOnly after, DateOnly until)
    {
        var cycles = (moment.By is null ? [moment.Months] : moment.ByCode.Values).Where(m => m > 0).Distinct();
        var months = cycles.SelectMany(cycle => Enumerable.Range(1, CycleYearsMax * 12 / cycle).Select(n => n * cycle)).Distinct();
        var parts = moment.Since.Type == FieldType.Month
            ? months.Select(m => Between(moment.Since, Month(after.AddMonths(-m)), Month(until.AddMonths(-m))))
            : months.Select(m => Between(moment.Since, Earlier(after, m).Iso(), Earlier(until, m).Iso()));
        return new Any([.. parts.OfType<Leaf>().Where(l => string.CompareOrdinal(l.Values[0], l.Values[1]) <= 0)
            .Append(new Leaf(moment.Since, ConditionOp.AtMost, [until.AddYears(-CycleYearsMax).Iso()[..(moment.Since.Type == FieldType.Month ? 7 : 10)]]))]);
    }

    /// <summary>The last day from which so many months later it is not after the day.</summary>
    static DateOnly Earlier(DateOnly day, int months)
    {
        var earlier = day.AddMonths(-months);
        while (earlier.AddDays(1).AddMonths(months) <= day) earlier = earlier.AddDays(1);
        return earlier;
    }

    /// <summary>The last month that is over at the end of the day.</summary>
    static string Month(DateOnly day) => (day.AddDays(1).Month == day.Month ? day.AddMonths(-1) : day).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>After one day, or month, and until another; both are text.</summary>
    static Leaf Between(Field field, string? after, string until) => new(field, ConditionOp.Between, [after is null ? "" : after + "~", until]);
}
