using System.Globalization;

namespace OneTable.Services.Dictionary;

/// <summary>What a screen shows of a value that may not be read whole.</summary>
public static class Mask
{
    const int HiddenMin = 4;

    public static string? Identity(string? value) => Middle(value, 4, 4);
    public static string? Phone(string? value) => Middle(value, 3, 4);
    public static string? Account(string? value) => Middle(value, 0, 4);

    /// <summary>张*, 刘**: the first character stays; a rare one is two chars long and still one character.</summary>
    public static string Name(string value)
    {
        var characters = new StringInfo(value);
        return characters.LengthInTextElements == 0 ? ""
            : characters.SubstringByTextElements(0, 1) + new string('*', Math.Max(1, characters.LengthInTextElements - 1));
    }

    /// <summary>At least four characters are hidden, also of a passport or a landline: first the head goes, then the tail.</summary>
    static string? Middle(string? value, int head, int tail)
    {
        if (string.IsNullOrEmpty(value)) return null;
        head = Math.Clamp(value.Length - tail - HiddenMin, 0, head);
        tail = Math.Clamp(value.Length - head - HiddenMin, 0, tail);
        return value[..head] + new string('*', value.Length - head - tail) + value[^tail..];
    }
}
