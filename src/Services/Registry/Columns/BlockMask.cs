using System.Numerics;

namespace OneTable.Services.Registry.Columns;

/// <summary>One bit for each person of a block.</summary>
static class BlockMask
{
    public static int Count(this ReadOnlySpan<ulong> mask)
    {
        var count = 0;
        foreach (var word in mask) count += BitOperations.PopCount(word);
        return count;
    }

    public static int Count(this Span<ulong> mask) => Count((ReadOnlySpan<ulong>)mask);
    public static bool IsEmpty(this Span<ulong> mask) => !mask.ContainsAnyExcept(0UL);

    public static void And(this Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < mask.Length; i++) mask[i] &= other[i];
    }

    public static void AndNot(this Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < mask.Length; i++) mask[i] &= ~other[i];
    }

    public static void Or(this Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < other.Length; i++) mask[i] |= other[i];
    }
}
