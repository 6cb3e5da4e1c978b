namespace OneTable.Services.Registry.Columns;

/// <summary>A field of many values: for each code one bit a person, so that any number of codes costs what is used of them.</summary>
sealed class TagColumn(int blockCount)
{
    readonly Dictionary<string, BitPlane> codes = [];

    /// <summary>Known to have none.</summary>
    public BitPlane None { get; } = new(blockCount);
    public IEnumerable<BitPlane> Codes => codes.Values;
    public long Bytes => None.Bytes + codes.Values.Sum(p => p.Bytes);

    public BitPlane? Find(string code) => codes.GetValueOrDefault(code);

    public void Add(int slot, ReadOnlySpan<char> code)
    {
        var byText = codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!byText.TryGetValue(code, out var plane)) byText[code] = plane = new(None.BlockCount);
        plane[slot] = true;
    }

    public void Clear(int slot)
    {
        None[slot] = false;
        foreach (var plane in codes.Values) plane[slot] = false;
    }

    public void Grow(int blockCount)
    {
        None.Grow(blockCount);
        foreach (var plane in codes.Values) plane.Grow(blockCount);
    }
}

/// <summary>One bit a person. A block without any is not there.</summary>
sealed class BitPlane(int blockCount)
{
    const int BlockSize = Columns.Block.Size;
    ulong[]?[] blocks = new ulong[]?[blockCount];

    public int BlockCount => blocks.Length;
    public long Bytes => blocks.Sum(b => 8L + (b is null ? 0 : 24 + BlockSize / 8));

    /// <summary>Its 64 words, or nothing where nobody has a bit.</summary>
    public ReadOnlySpan<ulong> Block(int block) => blocks[block];

    /// <summary>A shift counts modulo 64, so the place itself says which bit of the word.</summary>
    public bool this[int slot]
    {
        get => blocks[slot / BlockSize] is { } block && (block[slot % BlockSize / 64] >> slot & 1) != 0;
        set
        {
            ref var block = ref blocks[slot / BlockSize];
            if (value) (block ??= new ulong[BlockSize / 64])[slot % BlockSize / 64] |= 1UL << slot;
            else if (block is not null) block[slot % BlockSize / 64] &= ~(1UL << slot);
        }
    }

    public void Grow(int blockCount) => Array.Resize(ref blocks, blockCount);
}
