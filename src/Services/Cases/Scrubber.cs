using System.Text.RegularExpressions;

namespace OneTable.Services.Cases;

/// <summary>Takes identity numbers and phones out of what residents write: they are masked before a word is kept (F16).</summary>
public static partial class Scrubber
{
    public static bool HasIdentityNumber(string text) => text.Length >= 15 && IdentityNumber().IsMatch(text);

    public static string Scrub(string text)
    {
        if (text.Length < 11) return text;
        text = IdentityNumber().Replace(text, m => m.Value[..4] + "**********" + m.Value[^4..]);
        return Phone().Replace(text, m => m.Value[..3] + "****" + m.Value[^4..]);
    }

    [GeneratedRegex(@"(?<!\d)(\d{17}[\dXx]|\d{15})(?!\d)")]
    private static partial Regex IdentityNumber();

    [GeneratedRegex(@"(?<!\d)1[3-9]\d{9}(?!\d)")]
    private static partial Regex Phone();
}
