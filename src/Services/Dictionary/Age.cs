using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>
/// 周岁. A year is complete on the birthday; who is born on 29 February completes it on 1 March of a plain year. Days are
/// compared as text yyyy-MM-dd, which says exactly this, also for a bound that no calendar has (1959-02-29).
/// </summary>
public static class Age
{
    public static int On(DateOnly birth, DateOnly day) =>
        day.Year - birth.Year - ((day.Month, day.Day).CompareTo((birth.Month, birth.Day)) < 0 ? 1 : 0);

    /// <summary>Who is born on or before this day has completed so many years on the day given.</summary>
    public static string BornUntil(DateOnly day, int years) => $"{day.Year - years:0000}{day.Iso()[4..]}";

    public static DateOnly TurnsOn(DateOnly birth, int years) => birth is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(birth.Year + years)
        ? new(birth.Year + years, 3, 1)
        : new(birth.Year + years, birth.Month, birth.Day);
}
