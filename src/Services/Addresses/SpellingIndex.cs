using System.Collections.Frozen;
using System.Text;
using OneTable.Services.Registry.Finding;

namespace OneTable.Services.Addresses;

/// <summary>
/// Estates whose name is in a text but for one character: 紫微花园 for 紫薇花园. Each name is kept under all its spellings
/// with one character left out, and a text is looked up the same way, so that nothing is compared one by one.
/// </summary>
sealed class SpellingIndex(IEnumerable<Estate> estates)
{
    const int NameMin = 4, NameMax = 12, TextMax = 60;

    /// <summary>These tell one estate from the next, so another one of them is another estate and no slip: 东园 is not 西园.</summary>
    const string Telling = "东西南北中新老旧大小上下前后内外左右一二三四五六七八九十";

    /// <summary>With one of these at its end it is a place of another kind: 东园小学 is not 东园小区.</summary>
    const string Endings = "学店馆场站院园里路街门口楼厂桥校";

    readonly FrozenDictionary<string, Estate[]> byDelete = estates.Where(e => e.Name.Length is >= NameMin and <= NameMax)
        .SelectMany(e => Enumerable.Range(0, e.Name.Length).Select(i => (Key: e.Name.Remove(i, 1), Estate: e)))
        .Distinct().GroupBy(d => d.Key).ToFrozenDictionary(g => g.Key, g => g.Select(d => d.Estate).ToArray());

    /// <summary>Where in the text, and which estates; nothing where the text holds no such name.</summary>
    public IEnumerable<(int Start, int Length, Estate Estate)> Find(string text)
    {
        var lookup = byDelete.GetAlternateLookup<ReadOnlySpan<char>>();
        var found = new List<(int, int, Estate)>();
        Span<char> shorter = stackalloc char[NameMax + 1];
        for (var start = 0; start < Math.Min(text.Length, TextMax); start++)
            for (var length = NameMin - 1; length <= NameMax + 1 && start + length <= text.Length; length++)
            {
                var window = text.AsSpan(start, length);
                for (var skip = -1; skip < length; skip++)
                {
                    var key = skip < 0 ? window : Without(window, skip, shorter);
                    if (!lookup.TryGetValue(key, out var near)) continue;
                    foreach (var estate in near)
                        if (IsSlip(window, estate.Name)) found.Add((start, length, estate));
                }
            }
        return found.Distinct();
    }

    /// <summary>冬园 is said like 东园: somebody who types by sound takes the wrong character of the right sound.</summary>
    public static bool SoundAlike(ReadOnlySpan<char> said, string name)
    {
        if (said.Length != name.Length) return false;
        for (var i = 0; i < name.Length; i++)
            if (said[i] != name[i] && !SoundAlike(said[i], name[i])) return false;
        return true;
    }

    static bool SoundAlike(char one, char other) =>
        Rune.TryCreate(one, out var a) && Rune.TryCreate(other, out var b) && Pinyin.Of(a).Intersect(Pinyin.Of(b)).Any();

    static ReadOnlySpan<char> Without(ReadOnlySpan<char> window, int skip, Span<char> to)
    {
        window[..skip].CopyTo(to);
        window[(skip + 1)..].CopyTo(to[skip..]);
        return to[..(window.Length - 1)];
    }

    /// <summary>One character replaced (the last only by one that ends no other name), left out or put in, not a telling one.</summary>
    static bool IsSlip(ReadOnlySpan<char> said, string name)
    {
        var same = said.CommonPrefixLength(name);
        var restSaid = said[same..];
        var restName = name.AsSpan(same);
        if (restSaid.IsEmpty || restName.IsEmpty || restSaid[^1] != restName[^1] && (restSaid.Length != restName.Length || Endings.Contains(restSaid[^1]))) return false;
        if (restSaid.Length == restName.Length)
            return restSaid[1..].SequenceEqual(restName[1..])
                && (SoundAlike(restSaid[0], restName[0]) || !Telling.Contains(restSaid[0]) && !Telling.Contains(restName[0]));
        return restSaid.Length < restName.Length
            ? restName[1..].SequenceEqual(restSaid) && !Telling.Contains(restName[0])
            : restSaid[1..].SequenceEqual(restName) && same > 0 && !Telling.Contains(restSaid[0]);
    }
}
