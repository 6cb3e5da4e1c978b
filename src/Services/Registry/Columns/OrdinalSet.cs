namespace OneTable.Services.Registry.Columns;

/// <summary>
/// The cells for which one question of a condition is true. A cell is an ordinal: 0 nobody knows, 1 known that there is none, from 2
/// on the values in order. So what is unknown, and what "not" makes of it, is part of the set, and two-valued from here on.
/// </summary>
sealed class OrdinalSet
{
    public const uint Unknown = 0, None = 1, FirstValue = 2;
    const int RangesMax = 8;

    /// <summary>By ordinal, all below the last range; where the ranges are so many that looking up beats comparing.</summary>
    readonly bool[]? members;

    /// <param name="ranges">From and to, both inside, in any order.</param>
    public OrdinalSet(IEnumerable<(uint From, uint To)> ranges)
    {
        var merged = new List<(uint From, uint To)>();
        foreach (var range in ranges.Order())
            if (merged is [.., var last] && range.From <= (ulong)last.To + 1) merged[^1] = (last.From, Math.Max(last.To, range.To));
            else merged.Add(range);
        Ranges = [.. merged];
        if (Ranges.Length <= RangesMax) return;
        members = new bool[Ranges[^1].From];
        foreach (var (from, to) in Ranges[..^1]) members.AsSpan((int)from..((int)to + 1)).Fill(true);
    }

    public (uint From, uint To)[] Ranges { get; }

    /// <summary>Ask <see cref="Has"/> for single cells rather than compare whole blocks with every range.</summary>
    public bool IsScattered => members is not null;

    public bool Has(uint ordinal)
    {
        if (members is not null) return ordinal < (uint)members.Length ? members[ordinal] : ordinal <= Ranges[^1].To;
        foreach (var (from, to) in Ranges)
            if (ordinal >= from && ordinal <= to) return true;
        return false;
    }

    /// <summary>All other cells from this one on.</summary>
    public OrdinalSet Except(uint first)
    {
        var others = new List<(uint, uint)>();
        ulong next = first;
        foreach (var (from, to) in Ranges)
        {
            if (from > next) others.Add(((uint)next, from - 1));
            next = Math.Max(next, (ulong)to + 1);
        }
        if (next <= uint.MaxValue) others.Add(((uint)next, uint.MaxValue));
        return new(others);
    }

    /// <summary>Whether it holds all cells, none, or (null) some of those between these two.</summary>
    public bool? HasAllBetween(uint least, uint most)
    {
        foreach (var (from, to) in Ranges)
        {
            if (from > most) break;
            if (to >= least) return from <= least && to >= most ? true : null;
        }
        return false;
    }
}
