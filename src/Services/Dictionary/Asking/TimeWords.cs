using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.Services.Data;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>From one day to another, both included.</summary>
readonly record struct Span(DateOnly From, DateOnly To);

/// <summary>Days and lengths of time as people write them.</summary>
static partial class TimeWords
{
    const string N = Numerals.Pattern;

    /// <summary>For patterns: a length of time.</summary>
    public const string Length = $"(?:{N}(?:天|日|个?星期|周(?!岁)|个?月|年)|半年|半个?月)";

    /// <summary>For patterns: this month, next year …</summary>
    public const string NamedSpans = "(?:今年|本年度?|去年|明年|前年|本月|这个?月|上个?月|下个?月|今天|本周|这周)";

    /// <summary>For patterns: a day, a month or a year.</summary>
    public const string Date = "(?:[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?|(?:[0-9]{4}|[零〇一二三四五六七八九]{4})年(?:[0-9一二三四五六七八九十]{1,2}月(?:[0-9一二三四五六七八九十]{1,3}[日号])?)?)";

    /// <summary>How many days a length of time is from today on; 30 where nothing is said.</summary>
    public static int? Days(string text, DateOnly today) => To(text, today)?.DayNumber - today.DayNumber;

    /// <summary>How many days it was until today.</summary>
    public static int? DaysBack(string text, DateOnly today) => today.DayNumber - To(text, today, -1)?.DayNumber;

    static DateOnly? To(string text, DateOnly today, int sign = 1)
    {
        if (text.Length == 0) return today.AddDays(30 * sign);
        if (text == "半年") return today.AddMonths(6 * sign);
        if (text[0] == '半') return today.AddDays(15 * sign);
        var number = Number().Match(text).Value;
        if (Numerals.Read(number) is not { } n || n > 36_500) return null;
        return text[number.Length..].TrimStart('个') switch
        {
            "天" or "日" => today.AddDays(n * sign),
            "周" or "星期" => n > 5_000 ? null : today.AddDays(7 * n * sign),
            "月" => n > 1_200 ? null : today.AddMonths(n * sign),
            _ => n > 100 ? null : today.AddYears(n * sign),
        };
    }

    public static Span? Named(string text, DateOnly today) => text switch
    {
        "今年" or "本年" or "本年度" => Year(today.Year),
        "去年" => Year(today.Year - 1),
        "前年" => Year(today.Year - 2),
        "明年" => Year(today.Year + 1),
        "今天" => new(today, today),
        "本周" or "这周" => Week(today.AddDays(-((int)today.DayOfWeek + 6) % 7)),
        _ when text.EndsWith('月') => Month(text[0] switch { '上' => today.AddMonths(-1), '下' => today.AddMonths(1), _ => today }),
        _ => null,
    };

    /// <summary>1946年, 2026年3月, 2026-03-05: the days it stands for.</summary>
    public static Span? Read(string text)
    {
        var numbers = Parts().Split(text).Where(t => t.Length > 0).Select(Numerals.Read).ToList();
        if (numbers.Contains(null) || numbers is not [>= 1800 and <= 2200 and var year, ..]) return null;
        if (numbers is [_]) return Year(year);
        if (numbers[1] is not (>= 1 and <= 12 and var month)) return null;
        if (numbers is [_, _]) return Month(new(year, month, 1));
        return numbers[2] is { } day && DateOnly.TryParseExact($"{year:0000}-{month:00}-{day:00}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
            ? new(on, on) : null;
    }

    static Span Year(int year) => new(new(year, 1, 1), new(year, 12, 31));
    static Span Week(DateOnly monday) => new(monday, monday.AddDays(6));
    static Span Month(DateOnly day) => new(new(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1));

    [GeneratedRegex($"^{N}")]
    private static partial Regex Number();

    [GeneratedRegex("[-/.年月日号]")]
    private static partial Regex Parts();
}
