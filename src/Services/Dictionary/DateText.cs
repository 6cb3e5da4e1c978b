using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>
/// Reads a day or a month as people write it: 2024-1-5, 2024.01.05, 2024/1/5, 20240105, 2024年1月5日, 一九四六年三月八日. Two-digit years,
/// lunar birthdays and days no calendar has are not guessed at.
/// </summary>
public static partial class DateText
{
    const string Digits = "〇一二三四五六七八九";
    const int YearMin = 1850, YearMax = 2199;

    public static DateOnly? Day(string text) => Numbers(text) is [var year, var month, var day] && IsMonth(year, month) && day is > 0
        && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    /// <summary>yyyy-MM.</summary>
    public static string? Month(string text) => Numbers(text) is [var year, var month, ..] numbers && IsMonth(year, month)
        && (numbers.Length == 2 || Day(text) is not null) ? $"{year:0000}-{month:00}" : null;

    static bool IsMonth(int year, int month) => year is >= YearMin and <= YearMax && month is >= 1 and <= 12;

    static int[] Numbers(string text)
    {
        if (!Ascii.IsValid(text)) text = ChineseNumber().Replace(HalfWidth(text), m => Arabic(m.Value));
        if (Compact().Match(text) is { Success: true } c) return Parse(c);
        return Separated().Match(text) is { Success: true } s ? Parse(s) : [];
    }

    static int[] Parse(Match match) => [.. match.Groups.Values.Skip(1).Where(g => g.Success).Select(g => int.Parse(g.ValueSpan, CultureInfo.InvariantCulture))];

    static string HalfWidth(string text) => string.Concat(text.Trim().Select(c => c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c));

    /// <summary>一九四六 is 1946, 十二 is 12, 二十三 is 23; 元 is the first.</summary>
    static string Arabic(string text)
    {
        text = text.Replace('零', '〇').Replace('元', '一').Replace("廿", "二十");
        var ten = text.IndexOf('十');
        if (ten < 0) return string.Concat(text.Select(c => Digits.IndexOf(c)));
        var tens = ten == 0 ? 1 : Digits.IndexOf(text[ten - 1]);
        return (tens * 10 + (ten == text.Length - 1 ? 0 : Digits.IndexOf(text[^1]))).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("[〇零元一二三四五六七八九十廿]+")]
    private static partial Regex ChineseNumber();

    [GeneratedRegex(@"^(\d{4})(\d{2})(\d{2})?$")]
    private static partial Regex Compact();

    // A time of day may follow, as spreadsheets write it.
    [GeneratedRegex(@"^(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*[日号]?)?\s*月?(?:[ T]0?0:00(?::00)?(?:\.0+)?)?$")]
    private static partial Regex Separated();
}
