using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace OneTable.Services.Cases;

/// <summary>Takes identity numbers and phones out of what residents write: they are masked before a word is kept (F16).</summary>
public static partial class Scrubber
{
    public static bool HasIdentityNumber(string text) => text.Length >= 15 && IdentityNumber().IsMatch(text);

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Scrub(string? text)
    {
        if (text is null || text.Length < 11) return text;
        text = IdentityNumber().Replace(text, m => Masked(m.Value, 4, "**********"));
        return Phone().Replace(text, m => Masked(m.Groups[1].Value, 3, "****"));
    }

    /// <summary>The own number, from words that say little else; sealed, it lets a worker call, and in the words it is masked.</summary>
    public static string? OwnPhone(string text) => text.Length <= 40 && Own().Match(text) is { Success: true } match
        ? string.Concat(match.Groups["phone"].Value.Where(char.IsDigit).Select(c => (char)('0' + char.GetNumericValue(c)))) : null;

    static string Masked(string number, int head, string stars) =>
        string.Concat(number.Where(char.IsLetterOrDigit)) is var bare ? bare[..head] + stars + bare[^4..] : "";

    [GeneratedRegex(@"^(请|麻烦)?(打|回)?(给)?(我|本人|我家|我这)?的?(电话|手机)?(号码?)?(是|：|:|,|，| )*(?<phone>[1１][3-9３-９]\d[ -]?\d{4}[ -]?\d{4})(?!\d).{0,10}$")]
    private static partial Regex Own();

    // People group the digits, put a country code before them, and type full-width ones (which \d takes too).
    [GeneratedRegex(@"(?<!\d)(\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXxＸｘ]|\d{15})(?!\d)")]
    private static partial Regex IdentityNumber();

    [GeneratedRegex(@"(?<!\d)(?:(?:00)?86[ -]?|0)?([1１][3-9３-９]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")]
    private static partial Regex Phone();
}
