using System.Globalization;

namespace OneTable.Services.Registry.Columns;

/// <summary>
/// The different values of a field, each once. The sorted ones answer ranges by two searches; those that came since stand behind
/// them and are looked at one by one until the column is sorted again.
/// </summary>
sealed class ValueList(bool numeric, int max)
{
    public const int Max = 1 << 20;

    readonly IComparer<string> order = numeric ? Comparer<string>.Create(CompareNumbers) : StringComparer.Ordinal;
    string[] sorted = [];
    Dictionary<string, uint> fresh = [];

    public int Count => sorted.Length + fresh.Count;
    public int FreshCount => fresh.Count;

    /// <summary>More different values than are worth holding, such as names and addresses.</summary>
    public bool IsFull { get; private set; }

    /// <summary>The first ordinal that stands for nothing.</summary>
    public uint End => OrdinalSet.FirstValue + (uint)Count;

    /// <summary>The value of an ordinal; null where it says that there is none or that nobody knows.</summary>
    public string? Text(uint ordinal) => ordinal < OrdinalSet.FirstValue ? null
        : ordinal - OrdinalSet.FirstValue < sorted.Length ? sorted[ordinal - OrdinalSet.FirstValue] : fresh.First(f => f.Value == ordinal).Key;

    public long Bytes => sorted.Sum(s => 8 + 26 + 2L * s.Length);

    /// <summary>The ordinal of the value, which is added where it is new. Callers take turns.</summary>
    public uint Ordinal(string value)
    {
        if (Array.BinarySearch(sorted, value, order) is >= 0 and var at) return OrdinalSet.FirstValue + (uint)at;
        if (fresh.TryGetValue(value, out var ordinal)) return ordinal;
        if (IsFull |= Count == max) return OrdinalSet.Unknown;
        return fresh[value] = End;
    }

    public void Clear() => (sorted, fresh) = ([], []);

    /// <summary>Sorts them all; answers the new ordinal for each old one.</summary>
    public uint[] Sort()
    {
        var map = new uint[End];
        var all = sorted.Concat(fresh.OrderBy(f => f.Value).Select(f => f.Key)).Select((value, i) => (Value: value, Old: OrdinalSet.FirstValue + i)).ToArray();
        Array.Sort(all, (a, b) => order.Compare(a.Value, b.Value));
        map[OrdinalSet.None] = OrdinalSet.None;
        for (var i = 0; i < all.Length; i++) map[all[i].Old] = OrdinalSet.FirstValue + (uint)i;
        sorted = Array.ConvertAll(all, v => v.Value);
        fresh = [];
        return map;
    }

    /// <summary>The ordinals of the values in a range.</summary>
    public IEnumerable<(uint From, uint To)> Ordinals(ValueRange range)
    {
        var from = range.From is null ? 0 : Bound(range.From, after: !range.FromInside);
        var to = range.To is null ? sorted.Length : Bound(range.To, after: range.ToInside);
        if (from < to) yield return (OrdinalSet.FirstValue + (uint)from, OrdinalSet.FirstValue + (uint)to - 1);
        foreach (var (value, ordinal) in fresh)
            if (Holds(range, value)) yield return (ordinal, ordinal);
    }

    /// <summary>How many of the sorted values stand before this one; with <paramref name="after"/>, before or at it.</summary>
    int Bound(string value, bool after)
    {
        var at = Array.BinarySearch(sorted, value, order);
        return at < 0 ? ~at : after ? at + 1 : at;
    }

    bool Holds(ValueRange range, string value) =>
        (range.From is null || order.Compare(value, range.From) is var low && (range.FromInside ? low >= 0 : low > 0))
        && (range.To is null || order.Compare(value, range.To) is var high && (range.ToInside ? high <= 0 : high < 0));

    static int CompareNumbers(string? a, string? b) =>
        long.Parse(a!, CultureInfo.InvariantCulture).CompareTo(long.Parse(b!, CultureInfo.InvariantCulture));
}
