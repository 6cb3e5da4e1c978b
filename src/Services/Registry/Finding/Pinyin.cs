using System.Text;

namespace OneTable.Services.Registry.Finding;

/// <summary>How characters are read, without tones: every way one is read, family names in their own way first.</summary>
static class Pinyin
{
    const string Resource = "OneTable.Services.Registry.Finding.Content.pinyin.txt";

    static readonly Dictionary<int, string[]> characters = [];
    static readonly Dictionary<(int, int), string[]> surnames = []; // 尉迟 → yu chi
    static readonly HashSet<string> beginnings = [""]; // of a syllable, and the syllables themselves
    static readonly HashSet<string> syllables = [];
    static readonly Dictionary<string, string> sounds = [];

    static Pinyin()
    {
        using var lines = new StreamReader(typeof(Pinyin).Assembly.GetManifestResourceStream(Resource)!);
        while (lines.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            var words = line.Split(' ');
            if (line[0] == '=') surnames[Key([.. words[0][1..].EnumerateRunes()], words.Length - 1)] = words[1..];
            else
            {
                var syllable = words[0].TrimStart('+');
                Learn(syllable);
                foreach (var character in words[1].EnumerateRunes())
                    characters[character.Value] = characters.TryGetValue(character.Value, out var known) ? [.. known, syllable] : [syllable];
            }
        }
        for (var letter = 'a'; letter <= 'z'; letter++) sounds.TryAdd($"{letter}", SoundOf($"{letter}"));
    }

    static void Learn(string syllable)
    {
        syllables.Add(syllable);
        for (var length = 1; length <= syllable.Length; length++)
        {
            beginnings.Add(syllable[..length]);
            sounds.TryAdd(syllable[..length], SoundOf(syllable[..length]));
        }
    }

    /// <summary>The ways a character of a name may be read; a Latin letter stands for itself, what nobody can read for nothing.</summary>
    public static string[] Of(Rune character) => characters.TryGetValue(character.Value, out var known) ? known
        : Rune.IsLetterOrDigit(character) && character.IsAscii ? [$"{(char)character.Value}".ToLowerInvariant()] : [];

    static (int, int) Key(IReadOnlyList<Rune> name, int length) => (name[0].Value, length > 1 ? name[1].Value : 0);

    /// <summary>The readings of each character of a name: those of its family name first.</summary>
    public static string[][] Of(IReadOnlyList<Rune> name)
    {
        var readings = new string[name.Count][];
        for (var i = 0; i < readings.Length; i++) readings[i] = Of(name[i]);
        for (var length = Math.Min(2, name.Count); length > 0; length--)
            if (surnames.TryGetValue(Key(name, length), out var own))
            {
                for (var i = 0; i < length; i++) readings[i] = [own[i], .. readings[i].Where(r => r != own[i])];
                break;
            }
        return readings;
    }

    /// <summary>
    /// A syllable, or its beginning, with what ears and dialects mix up made one: zh and z, n and l, -ing and -in.
    /// </summary>
    public static string Sound(string syllable) => sounds.GetValueOrDefault(syllable) ?? SoundOf(syllable);

    static string SoundOf(string syllable)
    {
        var sound = syllable switch
        {
            ['z' or 'c' or 's', 'h', .. var rest] => syllable[0] + rest,
            ['n', .. var rest] => 'l' + rest,
            _ => syllable,
        };
        if (sound is [.., 'a' or 'e' or 'i', 'n', 'g']) sound = sound[..^1];
        return sound.Replace('v', 'u');
    }

    /// <summary>The ways to cut letters into syllables, the last of which may be only begun; at most a few.</summary>
    public static IReadOnlyList<string[]> Cuts(string letters)
    {
        const int cutsMax = 4, syllableMax = 6;
        var found = new List<string[]>();
        Cut(0, []);
        return found;

        void Cut(int at, List<string> cut)
        {
            if (found.Count == cutsMax) return;
            if (at == letters.Length) found.Add([.. cut]);
            for (var length = Math.Min(syllableMax, letters.Length - at); length > 0; length--)
            {
                var part = letters.Substring(at, length);
                if (!(at + length == letters.Length ? beginnings : syllables).Contains(part)) continue;
                cut.Add(part);
                Cut(at + length, cut);
                cut.RemoveAt(cut.Count - 1);
            }
        }
    }
}
