using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Tables.Filling;

/// <summary>How one column writes its values: days and codes as its list, its samples or its heading do (1960.5.3, 男/1/M).</summary>
sealed partial class FillWords
{
    const string Plain = "yyyy-MM-dd";

    readonly Field field;
    readonly string day;
    readonly Dictionary<string, string> words = [];

    /// <param name="offered">The sheet's own list for the column; empty where it has none.</param>
    public FillWords(Field field, string heading, IReadOnlyList<string> offered, IReadOnlyList<string> samples)
    {
        this.field = field;
        day = Day(heading, samples);
        foreach (var word in offered.Concat(samples))
            if (Read(word) is { } value) words.TryAdd(value, word);
        foreach (var (value, word) in Numbered(heading)) words.TryAdd(value, word);
        if (field is { Type: FieldType.Code, CodeSet: { } set } && offered.Count == 0) Alike(set, samples);
        Offered = offered;
    }

    public IReadOnlyList<string> Offered { get; }

    public string Of(string value) => field.Type switch
    {
        FieldType.Date when Parsed(value) is { } on => on.ToString(day, CultureInfo.InvariantCulture),
        FieldType.Month when Parsed(value + "-01") is { } from => from.ToString(Month(day), CultureInfo.InvariantCulture),
        _ => words.GetValueOrDefault(value) ?? FieldText.Of(field, value),
    };

    static DateOnly? Parsed(string iso) => DateOnly.TryParseExact(iso, Plain, CultureInfo.InvariantCulture, DateTimeStyles.None, out var on) ? on : null;

    /// <summary>The code that a word of this column stands for.</summary>
    string? Read(string word)
    {
        if (field.Type is not (FieldType.Code or FieldType.Codes or FieldType.Bool)) return null;
        try
        {
            return FieldInput.Read(field, word) is { } value && !value.StartsWith('?') && !value.Contains(',') ? value : null;
        }
        catch (Refusal)
        {
            return null;
        }
    }

    /// <summary>性别（1男2女）: its digits are what is to be written.</summary>
    IEnumerable<(string Value, string Word)> Numbered(string heading)
    {
        foreach (Match match in Digit().Matches(heading))
            if (Read(match.Groups["word"].Value) is { } value) yield return (value, match.Groups["digit"].Value);
    }

    /// <summary>One sample in codes or in the second of the aliases: then so are the others.</summary>
    void Alike(CodeSet set, IReadOnlyList<string> samples)
    {
        var pairs = samples.Select(s => (Code: set.Codes.FirstOrDefault(c => c.Value == set.CodeOf(s)), Word: s.Trim())).Where(p => p.Code is not null).ToList();
        if (pairs.Count == 0 || pairs.Exists(p => p.Code!.Label == p.Word)) return;
        var alias = pairs.TrueForAll(p => p.Code!.Value == p.Word) ? -1 : pairs[0].Code!.Aliases.ToList().IndexOf(pairs[0].Word);
        foreach (var code in set.Codes)
            if (pairs.TrueForAll(p => p.Code!.Value == p.Word)) words.TryAdd(code.Value, code.Value);
            else if (alias >= 0 && alias < code.Aliases.Count) words.TryAdd(code.Value, code.Aliases[alias]);
    }

    static string Day(string heading, IReadOnlyList<string> samples)
    {
        foreach (var sample in samples)
            if (Written().Match(sample.Trim()) is { Success: true } m)
            {
                if (m.Groups["compact"].Success) return m.Groups["compact"].Length == 8 ? "yyyyMMdd" : "yyyyMM";
                var (sign, month, last) = (m.Groups["sign"].Value, m.Groups["m"].Value, m.Groups["d"]);
                var mm = month.Length == 2 && month[0] == '0' || last is { Success: true, Length: 2 } && last.Value[0] == '0' ? "MM" : "M";
                var dd = !last.Success ? "" : mm == "MM" ? "dd" : "d";
                return sign == "年" ? $"yyyy年{mm}月{(dd.Length > 0 ? dd + "日" : "")}" : dd.Length > 0 ? $"yyyy{sign}{mm}{sign}{dd}" : $"yyyy{sign}{mm}";
            }
        if (Pattern().Match(heading) is { Success: true } said) return said.Value.ToLowerInvariant().Replace("m", "M");
        return heading.Contains("年月", StringComparison.Ordinal) && !heading.Contains('日') ? "yyyy-MM" : Plain;
    }

    /// <summary>Only as far as the month goes.</summary>
    static string Month(string day) => day.Replace("年MM月dd日", "年MM月").Replace("年M月d日", "年M月") is var text && text.IndexOf('d') is var at and > 0
        ? text[..at].TrimEnd('-', '.', '/') : text;

    [GeneratedRegex(@"^(?:\d{4}(?<sign>[-./年])(?<m>\d{1,2})(?:[-./月](?<d>\d{1,2})日?)?月?|(?<compact>(?:19|20)\d{4}(?:\d\d)?))$")]
    private static partial Regex Written();

    [GeneratedRegex(@"[yY]{4}[-./]?[mM]{2}(?:[-./]?[dD]{2})?")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"(?<digit>\d{1,2})\s*[-—.．、:：=＝]?\s*(?<word>[\u4E00-\u9FFF]{1,10})")]
    private static partial Regex Digit();
}
