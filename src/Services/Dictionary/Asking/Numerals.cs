using System.Globalization;

namespace OneTable.Services.Dictionary.Asking;

/// <summary>Numbers as people write them: 80, 八十, 一百零三, 两千, 一九四六.</summary>
static class Numerals
{
    /// <summary>For patterns: one number.</summary>
    public const string Pattern = "(?:[0-9]{1,9}|[零〇一二两三四五六七八九十百千]{1,9})";

    const string Digits = "零一二三四五六七八九";

    /// <summary>Null where the characters make no number, or one that nobody means.</summary>
    public static int? Read(string text)
    {
        text = text.Replace('〇', '零').Replace('两', '二');
        if (text.Length is 0 or > 9) return null;
        if (text.All(char.IsAsciiDigit)) return int.Parse(text, CultureInfo.InvariantCulture);
        if (text.All(c => Digits.Contains(c))) return int.Parse(string.Concat(text.Select(c => Digits.IndexOf(c))), CultureInfo.InvariantCulture);
        var (sum, digit) = (0, -1);
        foreach (var c in text)
        {
            var unit = c switch { '十' => 10, '百' => 100, '千' => 1000, _ => 0 };
            if (unit == 0 && Digits.IndexOf(c) is >= 0 and var d) digit = d;
            else if (unit == 0 || digit < 0 && unit != 10) return null;
            else (sum, digit) = (sum + (digit < 0 ? 1 : digit) * unit, -1);
        }
        return sum + Math.Max(digit, 0);
    }
}
