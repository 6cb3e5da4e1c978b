namespace OneTable.Services.Registry.Comparing;

/// <summary>An identity number as a list writes it: whole, wrong in a digit, masked, or with its last digits lost.</summary>
/// <param name="Whole">The number of 18 characters where it can be one.</param>
/// <param name="Written">As it stands there, narrow and without blanks; null where nothing stands.</param>
public readonly record struct ListedNumber(string? Whole, string? Written, DateOnly? BirthDate)
{
    public static ListedNumber Of(string? text)
    {
        var written = string.Concat((text ?? "").Select(c => c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c)
            .Where(c => !char.IsWhiteSpace(c) && c is not ('\'' or '`' or '"' or '-' or '\u200B' or '\uFEFF'))).ToUpperInvariant();
        if (written.Length == 0) return default;
        var number = IdentityNumber.Parse(written);
        return new(number?.Value, written, number?.BirthDate);
    }

    public bool IsMasked => Written?.Contains('*') == true;

    /// <summary>How it stands to somebody's number: the same, masked but fitting, written wrong in a place or two, another; null where nothing can be said.</summary>
    public enum Fit { Same, Masked, NearlySame, Another }

    public Fit? To(string? number)
    {
        if (Written is null || number is null) return null;
        if (Whole == number || Written == number) return Fit.Same;
        if (IsMasked)
        {
            var (head, tail) = (Written[..Written.IndexOf('*')], Written[(Written.LastIndexOf('*') + 1)..]);
            return head.Length + tail.Length < 4 ? null : number.StartsWith(head, StringComparison.Ordinal) && number.EndsWith(tail, StringComparison.Ordinal) ? Fit.Masked : Fit.Another;
        }
        if (Written.Contains("E+", StringComparison.Ordinal)) return null;
        return Differing(Written, number) <= 2 ? Fit.NearlySame : Fit.Another;
    }

    /// <summary>Digits that differ; two neighbours that changed places are two.</summary>
    static int Differing(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) == 1)
        {
            var (longer, shorter) = a.Length > b.Length ? (a, b) : (b, a);
            var at = 0;
            while (at < shorter.Length && longer[at] == shorter[at]) at++;
            return longer[(at + 1)..] == shorter[at..] ? 1 : int.MaxValue;
        }
        return a.Length == b.Length ? a.Zip(b).Count(pair => pair.First != pair.Second) : int.MaxValue;
    }
}
