using System.Globalization;

namespace OneTable.Services.Registry.Comparing;

/// <summary>Names as different offices write them: 买买提·艾力 and 买买提艾力, full-width, with blanks, with a character no system had.</summary>
public static class ListedName
{
    public enum Likeness { Different, Alike, Same }

    /// <summary>Without what differs from office to office: blanks, dots, notes in brackets; letters narrow and in capitals.</summary>
    public static string Plain(string name)
    {
        var narrow = string.Concat(name.Select(c => c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c));
        var bracket = narrow.IndexOf('(');
        if (bracket > 0) narrow = narrow[..bracket];
        return string.Concat(narrow.Where(c => !char.IsWhiteSpace(c) && c is not ('·' or '•' or '・' or '‧' or '∙' or '●' or '.' or '．' or '\u200B' or '\uFEFF'))).ToUpperInvariant();
    }

    /// <summary>Of two plain names; none on either side says nothing against it.</summary>
    public static Likeness Compare(string one, string other)
    {
        if (one == other) return Likeness.Same;
        var (a, b) = (Characters(one), Characters(other));
        // 买买提 alone stands for 买买提·艾力, not 王 for 王芳.
        if (a.Length != b.Length)
            return Math.Min(a.Length, b.Length) >= 3 && (one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal)) ? Likeness.Alike : Likeness.Different;
        var differing = Enumerable.Range(0, a.Length).Where(i => a[i] != b[i]).ToList();
        if (differing.All(i => IsHole(a[i]) || IsHole(b[i]))) return differing.Count < a.Length ? Likeness.Alike : Likeness.Different;
        return differing.Count == 1 && a.Length >= 3 ? Likeness.Alike : Likeness.Different;
    }

    /// <summary>What stands where a character was masked, or was rarer than the program: * ? □ or one of nobody's own.</summary>
    static bool IsHole(string character) => character is "*" or "?" or "□" or "■" or "某" or "X" || character[0] is >= '\uE000' and <= '\uF8FF';

    static string[] Characters(string text)
    {
        var info = StringInfo.ParseCombiningCharacters(text);
        return [.. info.Select((at, i) => text[at..(i + 1 < info.Length ? info[i + 1] : text.Length)])];
    }
}
