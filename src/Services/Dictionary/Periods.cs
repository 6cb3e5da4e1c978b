using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>The weeks, months, quarters and years people speak of: 上月 as seen from a day.</summary>
public static class Periods
{
    public static readonly IReadOnlyList<string> Words = ["本周", "上周", "本月", "上月", "本季", "上季", "本年", "上年"];

    /// <summary>First and last day.</summary>
    public static (DateOnly First, DateOnly Last) Of(string word, DateOnly on)
    {
        var back = word[0] == '上' ? 1 : 0;
        var month = new DateOnly(on.Year, on.Month, 1);
        return word[1] switch
        {
            '周' when on.AddDays(-((int)on.DayOfWeek + 6) % 7 - 7 * back) is var monday => (monday, monday.AddDays(6)),
            '月' when month.AddMonths(-back) is var first => (first, first.AddMonths(1).AddDays(-1)),
            '季' when month.AddMonths(-(on.Month - 1) % 3 - 3 * back) is var first => (first, first.AddMonths(3).AddDays(-1)),
            '年' => (new(on.Year - back, 1, 1), new(on.Year - back, 12, 31)),
            _ => throw new ArgumentOutOfRangeException(nameof(word), word, null),
        };
    }
}
