using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry.Columns;

/// <summary>One field of everybody, as ordinals of its values. A block in which nobody has anything is not there.</summary>
sealed class ValueColumn
{
    const int TextsMax = ushort.MaxValue - 1, FreshMax = 1000;
    Block?[] blocks;

    public ValueColumn(Field field, int blockCount)
    {
        var isText = field.Type is FieldType.Text or FieldType.Address;
        Values = new(field.Type is FieldType.Int or FieldType.Money, isText ? TextsMax : ValueList.Max);
        blocks = new Block?[blockCount];
    }

    public ValueList Values { get; }
    public long Bytes => Values.Bytes + blocks.Sum(b => 8L + (b?.Bytes ?? 0));

    public uint this[int slot]
    {
        get => blocks[slot / Block.Size] is { } block ? block[slot % Block.Size] : OrdinalSet.Unknown;
        set
        {
            ref var block = ref blocks[slot / Block.Size];
            if (block is null && value == OrdinalSet.Unknown) return;
            if (block?.Fits(value) != true) block = Wider(block, slot % Block.Size, value);
            block[slot % Block.Size] = value;
        }
    }

    /// <summary>Known to have none, unless there is a value.</summary>
    public void SetNone(int slot)
    {
        if (this[slot] == OrdinalSet.Unknown) this[slot] = OrdinalSet.None;
    }

    public void Narrow(int block, OrdinalSet set, Span<ulong> candidates)
    {
        if (blocks[block] is { } cells) cells.Narrow(set, candidates, block + 1 < blocks.Length ? blocks[block + 1] : null);
        else if (!set.Has(OrdinalSet.Unknown)) candidates.Clear();
    }

    public void Grow(int blockCount) => Array.Resize(ref blocks, blockCount);

    /// <summary>Puts the values in order, so that most questions are one range.</summary>
    public void Sort(bool evenFew)
    {
        if (Values.IsFull)
        {
            Values.Clear();
            Array.Clear(blocks);
        }
        if (Values.FreshCount == 0 || Values.FreshCount <= FreshMax && !evenFew) return;
        var map = Values.Sort();
        Span<uint> ordinals = stackalloc uint[Block.Size];
        for (var i = 0; i < blocks.Length; i++)
        {
            if (blocks[i] is not { } block) continue;
            block.CopyTo(ordinals);
            foreach (ref var ordinal in ordinals) ordinal = map[ordinal];
            blocks[i] = Block.Of(ordinals);
        }
    }

    static Block Wider(Block? block, int at, uint value)
    {
        Span<uint> ordinals = stackalloc uint[Block.Size];
        ordinals.Clear();
        block?.CopyTo(ordinals);
        ordinals[at] = value;
        return Block.Of(ordinals);
    }
}
