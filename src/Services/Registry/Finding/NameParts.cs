using System.Text;

namespace OneTable.Services.Registry.Finding;

/// <summary>A name taken apart: its characters without dots and spaces, where each stands, and how each is read.</summary>
sealed class NameParts
{
    string[][]? readings;

    NameParts(Rune[] characters, int[] starts) => (Characters, Starts) = (characters, starts);

    public Rune[] Characters { get; }

    /// <summary>Where each character begins in the name, and where the last one ends.</summary>
    public int[] Starts { get; }
    public string[][] Readings => readings ??= Pinyin.Of(Characters);
    public int Length => Characters.Length;

    public static NameParts Of(string name)
    {
        var (characters, starts) = (new Rune[name.Length], new int[name.Length + 1]);
        var (count, at) = (0, 0);
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                (characters[count], starts[count]) = (rune.IsAscii ? Rune.ToLowerInvariant(rune) : rune, at);
                starts[++count] = at + rune.Utf16SequenceLength;
            }
            at += rune.Utf16SequenceLength;
        }
        return count == name.Length ? new(characters, starts) : new(characters[..count], starts[..(count + 1)]);
    }

    /// <summary>The name without its dots, and without the character at a place.</summary>
    public string Without(int place = -1) => string.Concat(Characters.Where((_, i) => i != place));

    /// <summary>The ways to read the whole name, a syllable for each character; at most a few.</summary>
    public IReadOnlyList<string[]> Spoken()
    {
        const int spokenMax = 6;
        IEnumerable<string[]> all = [[]];
        foreach (var ways in Readings)
            all = all.SelectMany(_ => ways.DefaultIfEmpty(""), (begun, way) => (string[])[.. begun, way]).Take(spokenMax).ToList();
        return [.. all];
    }
}
