using System.Globalization;

namespace OneTable.Services.Registry;

/// <summary>A citizen identity number of GB 11643: 6 digits area of first registration, birth date, sequence, check digit.</summary>
public readonly record struct IdentityNumber
{
    const string CheckDigits = "10X98765432";

    IdentityNumber(string value, DateOnly birthDate) => (Value, BirthDate) = (value, birthDate);

    public string Value { get; }
    public DateOnly BirthDate { get; }

    /// <summary>The place of first registration: neither native place nor present registration (F01).</summary>
    public string Area => Value[..6];

    /// <summary>Code of GB/T 2261.1: 1 male, 2 female.</summary>
    public string Sex => (Value[16] - '0') % 2 == 1 ? "1" : "2";

    /// <summary>The number with 18 characters, or null where it cannot be one. An old one of 15 digits is widened.</summary>
    public static IdentityNumber? Parse(string? text)
    {
        text = text?.Trim().ToUpperInvariant();
        if (text?.Length == 15 && text.All(char.IsAsciiDigit)) text = Complete(text[..6] + "19" + text[6..]);
        if (text?.Length != 18 || !text.AsSpan(0, 17).ContainsOnlyDigits() || text[17] != CheckDigit(text)) return null;
        return DateOnly.TryParseExact(text.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth)
            ? new IdentityNumber(text, birth) : null;
    }

    /// <summary>Seventeen digits and their check digit.</summary>
    public static string Complete(string seventeen) => seventeen + CheckDigit(seventeen);

    static char CheckDigit(string text)
    {
        var sum = 0;
        for (int i = 0, weight = 0x20000 % 11; i < 17; i++, weight = weight * 6 % 11) // 6 is the inverse of 2 modulo 11
            sum += (text[i] - '0') * weight;
        return CheckDigits[sum % 11];
    }
}

static class DigitSpan
{
    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
