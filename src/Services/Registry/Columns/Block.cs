using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OneTable.Services.Registry.Columns;

/// <summary>One field of 4,096 people: an ordinal each, in as few bytes as the largest of them needs.</summary>
abstract class Block
{
    public const int Size = 4096, Words = Size / 64;

    public static Block Of(ReadOnlySpan<uint> ordinals)
    {
        var (least, most) = (uint.MaxValue, 0u);
        foreach (var ordinal in ordinals) (least, most) = (Math.Min(least, ordinal), Math.Max(most, ordinal));
        Block block = most <= byte.MaxValue ? new Block<byte>(ordinals) : most <= ushort.MaxValue ? new Block<ushort>(ordinals) : new Block<uint>(ordinals);
        (block.Least, block.Most) = (least, most);
        return block;
    }

    /// <summary>Bounds of what it holds; a cell that is written over may leave them too wide, never too narrow.</summary>
    protected uint Least, Most;

    public abstract uint this[int at] { get; set; }
    public abstract void CopyTo(Span<uint> ordinals);
    public abstract bool Fits(uint ordinal);
    public abstract int Bytes { get; }

    /// <summary>Takes out of the candidates who is not in the set.</summary>
    /// <param name="next">The block that will be asked next, brought near meanwhile: blocks lie apart, and no processor guesses the next one.</param>
    public void Narrow(OrdinalSet set, Span<ulong> candidates, Block? next)
    {
        switch (set.HasAllBetween(Least, Most))
        {
            case true: break;
            case false: candidates.Clear(); break;
            case null when set.IsScattered: Look(set, candidates); break;
            case null: Compare(set, candidates, next); break;
        }
    }

    protected abstract void Compare(OrdinalSet set, Span<ulong> candidates, Block? next);

    void Look(OrdinalSet set, Span<ulong> candidates)
    {
        for (var word = 0; word < Words; word++)
            for (var left = candidates[word]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                if (!set.Has(this[word * 64 + bit])) candidates[word] &= ~(1UL << bit);
            }
    }
}

sealed class Block<T> : Block where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    readonly T[] cells = new T[Size];

    public Block(ReadOnlySpan<uint> ordinals)
    {
        for (var i = 0; i < ordinals.Length; i++) cells[i] = T.CreateTruncating(ordinals[i]);
    }

    public override int Bytes => 24 + 32 + Buffer.ByteLength(cells);
    public override bool Fits(uint ordinal) => ordinal <= uint.CreateTruncating(T.MaxValue);

    public override void CopyTo(Span<uint> ordinals)
    {
        for (var i = 0; i < cells.Length; i++) ordinals[i] = uint.CreateTruncating(cells[i]);
    }

    public override uint this[int at]
    {
        get => uint.CreateTruncating(cells[at]);
        set
        {
            cells[at] = T.CreateTruncating(value);
            Least = Math.Min(Least, value);
            Most = Math.Max(Most, value);
        }
    }

    /// <summary>Words in which nobody is left are compared as well: that costs less than to guess at each.</summary>
    protected override void Compare(OrdinalSet set, Span<ulong> candidates, Block? next)
    {
        var ahead = (next as Block<T> ?? this).cells;
        var ranges = set.Ranges.AsSpan();
        while (ranges is [.., var last] && !Fits(last.From)) ranges = ranges[..^1];
        if (ranges is [var only])
        {
            Narrow(Range(only), candidates, ahead);
            return;
        }
        Span<ulong> found = stackalloc ulong[Words];
        found.Clear();
        for (var i = 0; i < ranges.Length; i += 2) Find(Range(ranges[i]), Range(ranges[Math.Min(i + 1, ranges.Length - 1)]), found, ahead);
        candidates.And(found);
    }

    void Narrow((Vector512<T> From, Vector512<T> Length) range, Span<ulong> candidates, T[] ahead)
    {
        ref var cell = ref MemoryMarshal.GetArrayDataReference(cells);
        for (var word = 0; word < Words; word++)
        {
            var held = 0UL;
            for (var lane = 0; lane < 64; lane += Vector512<T>.Count)
            {
                held |= Within(Vector512.LoadUnsafe(ref cell, (nuint)(word * 64 + lane)), range) << lane;
                Prefetch(ahead, word * 64 + lane);
            }
            candidates[word] &= held;
        }
    }

    /// <summary>Two ranges in one go: the cells are read once.</summary>
    void Find((Vector512<T> From, Vector512<T> Length) one, (Vector512<T> From, Vector512<T> Length) other, Span<ulong> found, T[] ahead)
    {
        ref var cell = ref MemoryMarshal.GetArrayDataReference(cells);
        for (var word = 0; word < Words; word++)
        {
            var held = 0UL;
            for (var lane = 0; lane < 64; lane += Vector512<T>.Count)
            {
                var here = Vector512.LoadUnsafe(ref cell, (nuint)(word * 64 + lane));
                held |= (Within(here, one) | Within(here, other)) << lane;
                Prefetch(ahead, word * 64 + lane);
            }
            found[word] |= held;
        }
    }

    /// <summary>An address is only a hint: should the array move meanwhile, the hint is lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe void Prefetch(T[] cells, int at)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(cells), at)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Within(Vector512<T> here, (Vector512<T> From, Vector512<T> Length) range) =>
        Vector512.LessThanOrEqual(here - range.From, range.Length).ExtractMostSignificantBits();

    /// <summary>From ≤ x ≤ to is one comparison: x − from, which wraps around below from, ≤ to − from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector512<T>, Vector512<T>) Range((uint From, uint To) range) => (Vector512.Create(T.CreateTruncating(range.From)),
        Vector512.Create(T.CreateTruncating(Math.Min(range.To, uint.CreateTruncating(T.MaxValue)) - range.From)));
}
