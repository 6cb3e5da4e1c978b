using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OneTable.Services.Registry.Columns;

/// <summary>One bit for each person of a block: 64 words, worked on eight at a time. A block that is not there has no words.</summary>
static class BlockMask
{
    public static int Count(this ReadOnlySpan<ulong> mask)
    {
        var count = 0;
        foreach (var word in mask) count += BitOperations.PopCount(word);
        return count;
    }

    public static bool IsEmpty(this Span<ulong> mask)
    {
        var any = Vector512<ulong>.Zero;
        foreach (var wide in Wide(mask)) any |= wide;
        return any == Vector512<ulong>.Zero;
    }

    public static void And(this Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        if (other.IsEmpty) mask.Clear();
        var to = Wide(mask);
        var from = Wide(other);
        for (var i = 0; i < from.Length; i++) to[i] &= from[i];
    }

    public static void AndNot(this Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        var to = Wide(mask);
        var from = Wide(other);
        for (var i = 0; i < from.Length; i++) to[i] = Vector512.AndNot(to[i], from[i]);
    }

    public static void Or(this Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        var to = Wide(mask);
        var from = Wide(other);
        for (var i = 0; i < from.Length; i++) to[i] |= from[i];
    }

    static Span<Vector512<ulong>> Wide(Span<ulong> mask) => MemoryMarshal.Cast<ulong, Vector512<ulong>>(mask);
    static ReadOnlySpan<Vector512<ulong>> Wide(ReadOnlySpan<ulong> mask) => MemoryMarshal.Cast<ulong, Vector512<ulong>>(mask);
}
