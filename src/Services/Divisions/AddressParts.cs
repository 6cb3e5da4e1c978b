using System.Globalization;
using System.Text.RegularExpressions;

namespace OneTable.Services.Divisions;

/// <summary>Building, unit and room out of "东园小区3栋2单元501", "３号楼２单元", "三栋" or "3-2-501".</summary>
public sealed partial record AddressParts(string Text, string? Building, string? Unit, string? Room)
{
    const string Digits = "零一二三四五六七八九";

    public static AddressParts Of(string text)
    {
        text = Spaces().Replace(HalfWidth(text), "");
        if (Dashed().Match(text) is { Success: true } d)
            return new(text, Number(d.Groups[1].Value), Number(d.Groups[2].Value), d.Groups[3].Value);
        var room = RoomInUnit().Match(text) is { Success: true } inUnit ? inUnit : RoomAlone().Match(text);
        return new(text, First(BuildingNumber().Match(text)), First(UnitNumber().Match(text)), room.Success ? room.Groups[1].Value : null);
    }

    public static string WithoutSuffix(string estate) => Suffix().Replace(estate, "");

    /// <summary>Full-width digits and signs as plain ones (string.Normalize does nothing under invariant globalization).</summary>
    static string HalfWidth(string text) => string.Concat(text.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c));

    static string? First(Match match) => match.Success ? Number(match.Groups[1].Value) : null;

    /// <summary>"03" and "三" are both "3"; Chinese numbers up to ninety-nine.</summary>
    static string Number(string text)
    {
        if (char.IsAsciiDigit(text[0])) return text.TrimStart('0') is { Length: > 0 } n ? n : "0";
        text = text.Replace('两', '二');
        var ten = text.IndexOf('十');
        var tens = ten < 0 ? 0 : ten == 0 ? 1 : Digits.IndexOf(text[ten - 1]);
        var ones = ten == text.Length - 1 ? 0 : Digits.IndexOf(text[^1]);
        return (tens * 10 + ones).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    // A bare 号 counts only before a unit: otherwise it is a street number, a day or a phone.
    [GeneratedRegex(@"(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:号楼|栋|幢|座|#|号(?=(?:\d{1,2}|[一二两三四五六七八九十]{1,3})单元))")]
    private static partial Regex BuildingNumber();

    [GeneratedRegex(@"(\d{1,2}|[一二两三四五六七八九十]{1,3})单元")]
    private static partial Regex UnitNumber();

    [GeneratedRegex(@"单元(\d{3,4})(?!\d)")]
    private static partial Regex RoomInUnit();

    [GeneratedRegex(@"(?<!\d)(\d{3,4})(?:室|房|户)")]
    private static partial Regex RoomAlone();

    [GeneratedRegex(@"(?<!\d)(\d{1,3})-(\d{1,2})-(\d{3,4})(?!\d)")]
    private static partial Regex Dashed();

    [GeneratedRegex(@"(?:小区|新村|花园|公寓|家园|宿舍)$")]
    private static partial Regex Suffix();
}
