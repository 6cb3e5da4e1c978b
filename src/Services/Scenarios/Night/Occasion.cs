namespace OneTable.Services.Scenarios.Night;

/// <summary>One time a matter comes up for one person.</summary>
/// <param name="Key">What it is known by: an age (80), months of age (2m), or a day.</param>
/// <param name="Day">What it is about: the birthday, the last day of a card.</param>
/// <param name="Until">The last day on which it is open; null where it stays so.</param>
/// <param name="Age">The years reached on that day, where it is about a birthday.</param>
public sealed record Occasion(string Key, DateOnly? Day, DateOnly? Until, int? Age = null)
{
    /// <summary>A birthday that is over: said in other words.</summary>
    public bool IsPast(DateOnly on) => Age is not null && Day < on;

    /// <summary>Full months since the birthday; 0 before it.</summary>
    public int MonthsPast(DateOnly on) => IsPast(on) && Day is { } day
        ? (on.Year - day.Year) * 12 + on.Month - day.Month - (on.Day < day.Day ? 1 : 0)
        : 0;
}
