namespace OneTable.Services.Registry;

/// <summary>A unified social credit code of GB 32100-2015: 17 characters and a check character, without I, O, S, V and Z.</summary>
public static class CreditCode
{
    const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    public const int Length = 18;

    /// <summary>The code in capitals, or null where it cannot be one.</summary>
    public static string? Parse(string? text)
    {
        text = text?.Trim().ToUpperInvariant();
        return text?.Length == Length && text.All(Alphabet.Contains) && Check(text) == text[^1] ? text : null;
    }

    static char Check(string text)
    {
        var (sum, weight) = (0, 1);
        for (var i = 0; i < Length - 1; i++, weight = weight * 3 % 31) sum += Alphabet.IndexOf(text[i]) * weight;
        return Alphabet[(31 - sum % 31) % 31];
    }
}
