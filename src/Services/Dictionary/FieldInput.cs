using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>
/// What a person wrote into a form or a cell, as the registry keeps it. 没有, 不知道 and 不愿说 are answers and differ from a blank
/// (F03). Divisions by name and addresses are read by those who know the place.
/// </summary>
public static partial class FieldInput
{
    public const int TextMax = 500;
    public const string BadValue = "bad_value";
    /// <summary>How a field is called that counts full years: the law asks whether 15 are full.</summary>
    const string FullYears = "年限";

    static readonly Dictionary<string, string> reasons = new()
    {
        ["不详"] = "?1", ["不知道"] = "?1", ["不清楚"] = "?1", ["问不到"] = "?1", ["不愿说"] = "?2", ["拒绝"] = "?2", ["本人不愿说"] = "?2",
        ["没有"] = "?3", ["无"] = "?3", ["没有这项"] = "?3", ["待核"] = "?4", ["待核实"] = "?4",
    };

    /// <summary>The value as kept, "?n" for a reason why there is none, null for a blank. Refuses with a sentence what cannot be one.</summary>
    public static string? Read(Field field, string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text is "/" or "-" or "—" or "——" or "[]") return null;
        if (text is ['?', >= '1' and <= '4']) return text;
        if (text.Length > TextMax) throw Refuse(field, $"太长了，最多{TextMax}个字");
        if (field.CodeSet is { } set && field.Type == FieldType.Code && set.CodeSaid(text) is { } code) return code;
        if (reasons.TryGetValue(text, out var reason)) return reason;
        return field.Type switch
        {
            FieldType.Code => throw Refuse(field, $"没有“{Short(text)}”这个选项"),
            FieldType.Codes => string.Join(',', Separators().Split(text).Where(t => t.Length > 0).Select(t =>
                field.CodeSet!.CodeOf(t) ?? throw Refuse(field, $"没有“{Short(t)}”这个选项")).Distinct()),
            FieldType.Date => DateText.Day(text)?.Iso() ?? throw Refuse(field, $"“{Short(text)}”不是日期，请写成 2026-01-31"),
            FieldType.Month => DateText.Month(text) ?? throw Refuse(field, $"“{Short(text)}”不是年月，请写成 2026-01"),
            FieldType.Int => Whole(text) ?? (field.Label.EndsWith(FullYears, StringComparison.Ordinal) ? Full(text) : null) ?? throw Refuse(field, $"“{Short(text)}”不是整数"),
            FieldType.Money => Fen(text) ?? throw Refuse(field, $"“{Short(text)}”不是金额，请只写数字"),
            FieldType.Bool => Flag(text) ?? throw Refuse(field, $"只能填“是”或“否”，不能填“{Short(text)}”"),
            FieldType.Phone => Number(text) ?? throw Refuse(field, $"“{Short(text)}”不是电话号码"),
            FieldType.Account => Account().Replace(text, "") is { Length: >= 6 and <= 32 } digits && digits.All(char.IsAsciiLetterOrDigit)
                ? digits : throw Refuse(field, "不像是账号，请核对位数"),
            FieldType.Area => AreaOf(text)?.PadRight(6, '0') ?? throw Refuse(field, $"没有“{Short(text)}”这个地方"),
            _ => text,
        };
    }

    /// <summary>The first digits of the codes of an area, by its name or by its code: 61 for 陕西 and for 610000.</summary>
    public static string? AreaOf(string text)
    {
        if (Areas.Find(text) is { } found) return found;
        if (text.Length is not (2 or 4 or 6) || !text.All(char.IsAsciiDigit) || Areas.Name(text) is null) return null;
        return text.EndsWith("0000", StringComparison.Ordinal) ? text[..2] : text.EndsWith("00", StringComparison.Ordinal) ? text[..4] : text;
    }

    /// <summary>3, 3.0, 3人, 67岁; null where it is no whole number.</summary>
    internal static string? Whole(string text) => Unit().Match(text) is { Success: true } m
        && decimal.TryParse(m.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
        && n == decimal.Truncate(n) && Math.Abs(n) < 1_000_000_000 ? ((long)n).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>14 for 14.9, 14.9年 and 14年11个月.</summary>
    static string? Full(string text) => Years().Match(text) is { Success: true } m ? Whole(m.Groups[1].Value) : null;

    /// <summary>57万元 is 570000元.</summary>
    static string? Fen(string text)
    {
        text = Currency().Replace(text, "");
        var unit = text.EndsWith('万') ? 10_000 : 1;
        return decimal.TryParse(text.TrimEnd('万'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
            && Math.Abs(yuan * unit) < 1_000_000_000 ? ((long)Math.Round(yuan * unit * 100)).ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>1 for yes, 0 for no, null where it is neither.</summary>
    public static string? Flag(string text) => text switch
    {
        "是" or "有" or "√" or "✓" or "☑" or "对" or "1" or "Y" or "y" or "true" or "True" or "TRUE" => "1",
        "否" or "不是" or "×" or "☐" or "错" or "0" or "N" or "n" or "false" or "False" or "FALSE" => "0",
        _ => null,
    };

    /// <summary>A mobile number of 11 digits, or a landline of 7, 8 or with its area code up to 12; +86 goes.</summary>
    static string? Number(string text)
    {
        if (text.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or '-' or ' ' or '(' or ')' or '（' or '）' or '—'))) return null;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length == 13 && digits.StartsWith("861", StringComparison.Ordinal)) digits = digits[2..];
        return digits is ['1', >= '3' and <= '9', ..] && digits.Length == 11 || digits is ['0', ..] && digits.Length is >= 10 and <= 12 || digits.Length is 7 or 8
            ? digits : null;
    }

    static Refusal Refuse(Field field, string text) => new(BadValue, $"{field.Label}：{text}");

    static string Short(string text) => text.Length <= 20 ? text : text[..20] + "…";

    [GeneratedRegex(@"[、，,;；/\s\[\]""]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@"[\s-]")]
    private static partial Regex Account();

    [GeneratedRegex(@"[¥￥,，元\s]")]
    private static partial Regex Currency();

    [GeneratedRegex(@"^(\d+)(?:\.\d+)?\s*年?(?:零?\d+个?月)?$")]
    private static partial Regex Years();

    [GeneratedRegex(@"^([+-]?\d+(?:\.0+)?)\s*(?:人|个|岁|年|月|次|间|亩|小时|剂|口)?$")]
    private static partial Regex Unit();
}
