using System.Text;

namespace OneTable.Services.Registry.Finding;

/// <summary>Why a name was found; the better ones first.</summary>
enum NameLikeness { Same, Begins, Contains, SameSound, CloseSound, OneOff }

/// <summary>How well a name fits, in words, and the part of it that fits (UTF-16, for highlighting).</summary>
readonly record struct NameMatch(NameLikeness Likeness, string Why, int Start, int Length);

/// <summary>
/// A range of a column of the table of names; To is null where exactly From is meant. What a loose one holds more than is read
/// would only have been slips.
/// </summary>
readonly record struct NameProbe(string Column, string From, string? To = null, bool Loose = false);

/// <summary>What somebody typed as a name, in characters or in letters: which names it may mean, and how well each fits.</summary>
sealed class NameQuery
{
    const int CharactersMax = 24, OneOffFrom = 3;
    static readonly string last = char.ConvertFromUtf32(0x10FFFF);

    readonly NameParts typed;
    readonly string text;
    readonly string? letters;
    readonly IReadOnlyList<string[]> cuts;

    NameQuery(NameParts typed)
    {
        this.typed = typed;
        text = typed.Without();
        letters = text.All(char.IsAsciiLetter) ? text : null;
        cuts = letters is null ? [] : Pinyin.Cuts(letters);
    }

    /// <summary>Null where it can be no name.</summary>
    public static NameQuery? Of(string text) => NameParts.Of(text) is { Length: > 0 and <= CharactersMax } typed ? new(typed) : null;

    /// <summary>Together they hold every name that fits.</summary>
    public IEnumerable<NameProbe> Probes() => letters is null ? ProbesOfCharacters() : ProbesOfLetters(letters);

    IEnumerable<NameProbe> ProbesOfLetters(string letters)
    {
        yield return Begins("pinyin", letters);
        yield return Begins("initials", letters);
        foreach (var sound in cuts.Select(cut => string.Concat(cut.Select(Pinyin.Sound))).Distinct()) yield return Begins("sound", sound);
        foreach (var initials in Mixed(letters)) yield return Begins("initials", initials);
    }

    /// <summary>liugy: a syllable, then initials only.</summary>
    static IEnumerable<string> Mixed(string letters)
    {
        for (var length = Math.Min(6, letters.Length - 1); length > 1; length--)
            if (Pinyin.Cuts(letters[..length]) is [[_], ..]) yield return letters[0] + letters[length..];
    }

    IEnumerable<NameProbe> ProbesOfCharacters()
    {
        var count = typed.Length;
        yield return Begins("name", text);
        yield return Begins("tail", text);
        if (count == 1) yield break; // one character sounds like too many
        foreach (var spoken in typed.Spoken()) yield return Begins("sound", string.Concat(spoken.Select(Pinyin.Sound)));
        yield return new("skip", text); // its second character was left out
        if (count < OneOffFrom) yield break;
        yield return new("tail", typed.Without(0));
        yield return new("skip", typed.Without(1));
        yield return Begins("name", string.Concat(typed.Characters.Take(2))) with { Loose = true }; // wrong from the third on
        for (var i = 0; i < count; i++) yield return new("name", typed.Without(i)); // one too many
    }

    static NameProbe Begins(string column, string text) => new(column, text, text + last);

    /// <summary>Null where the name does not fit.</summary>
    public NameMatch? Grade(string name)
    {
        var parts = NameParts.Of(name);
        return letters is null ? GradeCharacters(parts, name) : GradeLetters(parts, letters);
    }

    NameMatch? GradeCharacters(NameParts name, string whole)
    {
        for (var at = 0; at + typed.Length <= name.Length; at++)
            if (name.Characters.AsSpan(at, typed.Length).SequenceEqual(typed.Characters))
                return at > 0 ? Match(name, NameLikeness.Contains, "名字里有", at, typed.Length)
                    : name.Length == typed.Length ? new(NameLikeness.Same, "姓名相同", 0, whole.Length)
                    : Match(name, NameLikeness.Begins, "姓名开头", 0, typed.Length);
        if (typed.Length <= name.Length)
        {
            if (Sounds(name, closely: false)) return Match(name, NameLikeness.SameSound, "同音", 0, typed.Length);
            if (Sounds(name, closely: true)) return Match(name, NameLikeness.CloseSound, "音近", 0, typed.Length);
        }
        return IsOneOff(typed.Characters, name.Characters) ? Match(name, NameLikeness.OneOff, "相近", 0, name.Length) : null;
    }

    bool Sounds(NameParts name, bool closely)
    {
        for (var i = 0; i < typed.Length; i++)
            if (typed.Characters[i] != name.Characters[i] && !Alike(typed.Readings[i], name.Readings[i], closely)) return false;
        return true;
    }

    static bool Alike(string[] some, string[] others, bool closely)
    {
        foreach (var one in some)
            foreach (var other in others)
                if (one == other || closely && Pinyin.Sound(one) == Pinyin.Sound(other)) return true;
        return false;
    }

    NameMatch? GradeLetters(NameParts name, string letters)
    {
        if (Spell(name, letters, 0, 0) is { } end)
        {
            var likeness = end == name.Length ? NameLikeness.Same : NameLikeness.Begins;
            return Match(name, likeness, letters.Length == end ? "拼音首字母" : "拼音", 0, end);
        }
        return cuts.Any(cut => cut.Length <= name.Length && SoundsLike(name, cut))
            ? Match(name, NameLikeness.CloseSound, "音近", 0, cuts.First(cut => cut.Length <= name.Length && SoundsLike(name, cut)).Length) : null;
    }

    /// <summary>How many characters the letters from a place on spell, each by its reading or its initial; the last may be only begun.</summary>
    static int? Spell(NameParts name, string letters, int from, int at)
    {
        if (from == letters.Length) return at;
        if (at == name.Length) return null;
        var rest = letters.AsSpan(from);
        foreach (var reading in name.Readings[at])
        {
            if (reading.Length == 0 || reading[0] != rest[0]) continue;
            if (reading.AsSpan().StartsWith(rest)) return at + 1;
            if (rest.StartsWith(reading) && Spell(name, letters, from + reading.Length, at + 1) is { } whole) return whole;
            if (Spell(name, letters, from + 1, at + 1) is { } initial) return initial;
        }
        return null;
    }

    static bool SoundsLike(NameParts name, string[] cut)
    {
        for (var i = 0; i < cut.Length; i++)
        {
            var (sound, begun) = (Pinyin.Sound(cut[i]), i == cut.Length - 1);
            if (!name.Readings[i].Any(r => Pinyin.Sound(r) is var own && (own == sound || begun && own.StartsWith(sound, StringComparison.Ordinal)))) return false;
        }
        return true;
    }

    static NameMatch Match(NameParts name, NameLikeness likeness, string why, int at, int count) =>
        new(likeness, why, name.Starts[at], name.Starts[at + count] - name.Starts[at]);

    /// <summary>One character wrong, missing or too many. Of two characters none may be wrong: half of a name fits too many.</summary>
    static bool IsOneOff(Rune[] a, Rune[] b)
    {
        if (Math.Abs(a.Length - b.Length) > 1 || Math.Max(a.Length, b.Length) < OneOffFrom) return false;
        var same = 0;
        while (same < Math.Min(a.Length, b.Length) && a[same] == b[same]) same++;
        return a.AsSpan(same + (a.Length >= b.Length ? 1 : 0)).SequenceEqual(b.AsSpan(same + (b.Length >= a.Length ? 1 : 0)));
    }
}
