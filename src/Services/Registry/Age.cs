using OneTable.Services.Data;

namespace OneTable.Services.Registry;

/// <summary>周岁: whole years on a day. Who is born on 29 February is a year older on the last of the month.</summary>
public static class Age
{
    public static int On(DateOnly birth, DateOnly day)
    {
        var years = day.Year - birth.Year;
        return birth.AddYears(years) > day ? years - 1 : years;
    }

    public static int? On(string? birthDate, DateOnly day) => birthDate is null ? null : On(BeijingTime.Day(birthDate), day);
}
