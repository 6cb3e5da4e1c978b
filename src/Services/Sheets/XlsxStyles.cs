using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace OneTable.Services.Sheets;

enum NumberKind { Plain, Date, Month, Year, DateTime, Time }

/// <summary>How numbers are shown: which are days, which have leading zeros. A day becomes yyyy-MM-dd however it looked.</summary>
sealed partial class XlsxStyles
{
    const double SerialMax = 2_958_466; // the year 10000
    static readonly DateTime epoch = new(1899, 12, 30);

    readonly List<(NumberKind Kind, int Zeros)> formats = [];

    public bool From1904 { get; set; }

    public XlsxStyles(XmlReader? opened)
    {
        if (opened is null) return;
        using var xml = opened;
        var custom = new Dictionary<int, string>();
        var inCells = false;
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs") inCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "numFmt" && int.TryParse(xml.GetAttribute("numFmtId"), out var id)) custom[id] = xml.GetAttribute("formatCode") ?? "";
            if (xml.LocalName != "xf" || !inCells) continue;
            _ = int.TryParse(xml.GetAttribute("numFmtId"), out var format);
            formats.Add(custom.TryGetValue(format, out var code) ? Of(code) : (BuiltIn(format), 0));
        }
    }

    /// <summary>What the cell shows, as far as it matters: days as ISO, whole numbers whole, never "1.0" or "3E+05".</summary>
    public string Text(string raw, int style)
    {
        var (kind, zeros) = (uint)style < (uint)formats.Count ? formats[style] : default;
        // Digits stand as they are, also more than a double could hold: programs that are not Excel write whole identity numbers.
        if (kind == NumberKind.Plain && raw.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0) return raw.PadLeft(zeros, '0');
        return double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Text(number, kind, zeros, From1904) : raw;
    }

    public static string Text(double number, NumberKind kind, int zeros, bool from1904)
    {
        if (kind != NumberKind.Plain && number is >= 0 and < SerialMax) return Day(number + (from1904 ? 1462 : number is > 0 and < 60 ? 1 : 0), kind);
        return Math.Abs(number) < 1e15 && number == Math.Floor(number) ? number.ToString("0", CultureInfo.InvariantCulture).PadLeft(zeros, '0')
            : Math.Abs(number) < 1e15 ? ((decimal)number).ToString("0.##########", CultureInfo.InvariantCulture)
            : number.ToString("E14", CultureInfo.InvariantCulture) is var e && e.IndexOf('E') is var at
                ? $"{e[..at].TrimEnd('0').TrimEnd('.')}E+{int.Parse(e[(at + 2)..], CultureInfo.InvariantCulture)}" : e;
    }

    /// <summary>A format that hides the day hides none that was said only where it is the first.</summary>
    public static string Day(DateTime at, NumberKind kind) => at.ToString(kind switch
    {
        NumberKind.Month when at.Day == 1 => "yyyy-MM",
        NumberKind.Year when at.DayOfYear == 1 => "yyyy",
        NumberKind.Time => "HH:mm:ss",
        NumberKind.DateTime when at.TimeOfDay != default => "yyyy-MM-dd HH:mm:ss",
        _ => "yyyy-MM-dd",
    }, CultureInfo.InvariantCulture);

    static string Day(double serial, NumberKind kind) => Day(epoch.AddSeconds(Math.Round(serial * 86_400)), kind);

    public static (NumberKind Kind, int Zeros) Of(string code)
    {
        if (code.Length > 0 && code.AsSpan().IndexOfAnyExcept('0') < 0) return (NumberKind.Plain, code.Length);
        var signs = Quoted().Replace(code.Split(';')[0].ToLowerInvariant(), "");
        if (signs.Contains("general", StringComparison.Ordinal)) return default;
        var (year, day, time) = (signs.Contains('y') || signs.Contains('e'), signs.Contains('d'), signs.Contains('h') || signs.Contains('s'));
        if (signs.AsSpan().ContainsAny('#', '?') || signs.Contains('0') && !time) return default; // 0.00E+00 has an e
        var kind = day && time || year && time ? NumberKind.DateTime
            : day ? NumberKind.Date
            : year ? signs.Contains('m') ? NumberKind.Month : NumberKind.Year
            : time ? NumberKind.Time
            : signs.Contains('m') ? NumberKind.Date : NumberKind.Plain;
        return (kind, 0);
    }

    /// <summary>27 to 36 and 50 to 58 are the Chinese ones.</summary>
    public static NumberKind BuiltIn(int format) => format switch
    {
        14 or 15 or 16 or 28 or 29 or 30 or 31 or 51 or 53 or 54 or 58 => NumberKind.Date,
        17 or 27 or 36 or 50 or 52 or 57 => NumberKind.Month,
        22 => NumberKind.DateTime,
        >= 18 and <= 21 or >= 32 and <= 35 or >= 45 and <= 47 or 55 or 56 => NumberKind.Time,
        _ => NumberKind.Plain,
    };

    [GeneratedRegex("""
        "[^"]*"|\\.|_.|\*.|\[[^\]]*\]
        """)]
    private static partial Regex Quoted();
}
