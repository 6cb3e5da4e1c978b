using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry.Import;

/// <summary>What stands in a cell of a spreadsheet, beyond what a form takes: serials of days, masked numbers, formulas, documents, names.</summary>
static partial class CellReader
{
    const int SerialMin = 1_000, SerialMax = 73_050, NameMax = 64, DocumentMax = 32;
    static readonly DateOnly epoch = new(1899, 12, 30);

    /// <summary>The value as kept, or null for a blank and for what somebody has masked.</summary>
    public static string? Value(Field field, string text)
    {
        if (IsFormula(text)) throw new Refusal("formula", text[0] == '=' ? $"{field.Label}：是公式，不是内容" : $"{field.Label}：公式出错（{text}）");
        if (text.Contains("***", StringComparison.Ordinal)) return null;
        if (field.Type is FieldType.Date or FieldType.Month && Serial().IsMatch(text) && double.Parse(text, CultureInfo.InvariantCulture) is >= SerialMin and < SerialMax and var days)
            text = epoch.AddDays((int)days).Iso();
        try
        {
            return FieldInput.Read(field, field.Type == FieldType.Phone ? Quote().Replace(text, "") : text);
        }
        catch (Refusal e) when (field.IsSealed)
        {
            // The reason is kept with the import: it must not hold what is sealed everywhere else.
            throw new Refusal(e.Code, field.Type != FieldType.Phone ? $"{field.Label}：不像是{field.Label}，请核对"
                : Several().IsMatch(text) ? $"{field.Label}：一格里有几个电话，请只留一个" : $"{field.Label}：不是电话号码，请核对位数");
        }
    }

    /// <summary>The number of a document; one of an unknown kind must be an identity number.</summary>
    public static string Document(string text, string? kind)
    {
        text = Quote().Replace(string.Concat(text.Select(c => c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c)), "").ToUpperInvariant();
        if (Lost().IsMatch(text)) throw new Refusal("digits_lost", "身份证号：位数已丢，请把这一列设成文本再填");
        if (kind is not (null or "01" or "02")) return text.Length <= DocumentMax ? text : throw new Refusal("bad_document", "身份证号：证件号太长");
        if (IdentityNumber.Parse(text) is { } number) return number.Value;
        throw new Refusal("bad_identity_number", "身份证号：" + text switch
        {
            { Length: 18 } when text.EndsWith("000", StringComparison.Ordinal) => "校验位不对，后几位可能已丢",
            { Length: 15 or 18 } when Digits().IsMatch(text) => BirthIsPossible(text) ? "校验位不对" : "里面的出生日期不存在",
            _ when Digits().IsMatch(text) => $"有 {text.Length} 位，应当是 18 位",
            _ => "不是身份证号，别的证件请加一列证件类型",
        });
    }

    static bool BirthIsPossible(string text) => DateOnly.TryParseExact(text.Length == 15 ? "19" + text[6..12] : text[6..14], "yyyyMMdd",
        CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>买买提·艾力 keeps its dot, 王 小 明 loses its spaces.</summary>
    public static string Name(string text)
    {
        text = Dot().Replace(text.Trim(), "·");
        if (text.Length > 0 && text[0] > 'ÿ') text = Space().Replace(text, "");
        return text.Length <= NameMax && PersonName().IsMatch(text) ? text
            : throw new Refusal("bad_name", "姓名：有不该有的数字或符号，请只写姓名");
    }

    /// <summary>One that nobody worked out, or what came out of a broken one.</summary>
    public static bool IsFormula(string text) => text is ['=', _, ..] || Error().IsMatch(text);

    public static bool IsLunar(string text) => Lunar().IsMatch(text);

    /// <summary>Only a year, or a year and a month: 1946, 1946-03. Null where it says more or nothing.</summary>
    public static string? PartOfDay(string text) => DateText.Day(text) is not null ? null : DateText.Month(text) ?? (Year().Match(text) is { Success: true } y ? y.Groups[1].Value : null);

    [GeneratedRegex(@"^#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|SPILL|CALC)[!?]?$|^#+$")]
    private static partial Regex Error();

    [GeneratedRegex(@"^\d{4,5}(?:\.\d+)?$")]
    private static partial Regex Serial();

    [GeneratedRegex(@"[\s'’‘`""]+")]
    private static partial Regex Quote();

    [GeneratedRegex(@"\d{7,}\D+\d{7,}")]
    private static partial Regex Several();

    [GeneratedRegex(@"^\d(?:\.\d+)?E\+?\d{1,2}$")]
    private static partial Regex Lost();

    [GeneratedRegex(@"^\d+[\dX]$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\s*[·•．・‧∙⋅●]\s*")]
    private static partial Regex Dot();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    // Surrogate pairs are the rare characters.
    [GeneratedRegex(@"^(?=.*[\p{L}\p{Cs}])[\p{L}\p{M}\p{Cs}·.'\- 〇]+$")]
    private static partial Regex PersonName();

    [GeneratedRegex("农历|阴历|闰|正月|腊月|冬月|初[一二三四五六七八九十]|廿")]
    private static partial Regex Lunar();

    [GeneratedRegex(@"^((?:18|19|20)\d\d)\s*年?$")]
    private static partial Regex Year();
}
