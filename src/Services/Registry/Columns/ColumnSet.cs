using System.Collections.Frozen;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry.Columns;

/// <summary>Everybody in memory: who is where, and a column for each field. Many read, one at a time writes.</summary>
sealed class ColumnSet
{
    readonly IdIndex index = new();
    readonly FrozenDictionary<(string Label, string Sql, FieldType Type), Field> fields;
    long[][] ids;
    int blockCount, next;
    long number;

    public ColumnSet(IEnumerable<Field> fields, int blockCountMax)
    {
        this.fields = fields.ToFrozenDictionary(Key);
        ids = new long[blockCountMax][];
        Alive = new(blockCountMax);
        Values = Fields.Where(f => !f.IsTags).ToFrozenDictionary(f => f.Label, f => new ValueColumn(f, blockCountMax));
        Tags = Fields.Where(f => f.IsTags).ToFrozenDictionary(f => f.Label, _ => new TagColumn(blockCountMax));
    }

    public FrozenDictionary<string, ValueColumn> Values { get; }
    public FrozenDictionary<string, TagColumn> Tags { get; }

    /// <summary>A place whose person is there; those of deleted people stay empty.</summary>
    public BitPlane Alive { get; }
    public ReaderWriterLockSlim Lock { get; } = new();

    public IEnumerable<Field> Fields => fields.Values;
    public int BlockCount => Volatile.Read(ref blockCount);
    public int Count => Enumerable.Range(0, BlockCount).Sum(b => Alive.Block(b).Count());

    /// <summary>The clock of the change feed up to which it is true.</summary>
    public long Number { get => Volatile.Read(ref number); set => Volatile.Write(ref number, value); }

    public long Bytes => index.Bytes + Alive.Bytes + BlockCount * (24L + Block.Size * sizeof(long))
        + Values.Values.Sum(c => c.Bytes) + Tags.Values.Sum(c => c.Bytes);

    /// <summary>The version of the dictionary it was made from.</summary>
    public long Version { get; init; }

    /// <summary>So many changed that all must be read anew.</summary>
    public bool IsOutrun { get; set; }

    /// <summary>Derived fields hang on other rows, which change without the person; keys are for joining.</summary>
    public static bool Holds(Field field) => field is { IsKept: true, IsKey: false, Table: not Field.Derived };

    /// <summary>Whether the field is here as it is described now.</summary>
    public bool Has(Field field) => fields.ContainsKey(Key(field));

    /// <summary>What is sealed is only there or not; of names and addresses there are too many; who is related is not here.</summary>
    public bool CanAnswer(Condition term) => term is Condition.Leaf { Than: null } leaf && (leaf.Op is ConditionOp.Known or ConditionOp.Filled
        ? leaf.Field.IsTags || !Values[leaf.Field.Label].Values.IsFull
        : leaf.Op is ConditionOp.Contains or ConditionOp.Begins ? false
        : leaf.Field.IsTags ? leaf.Op == ConditionOp.In : !leaf.Field.IsSealed && !Values[leaf.Field.Label].Values.IsFull);

    /// <summary>A column of the base table.</summary>
    public ValueColumn At(string column) => Values[Fields.First(f => f.IsBase && f.Column == column).Label];

    public long IdAt(int slot) => ids[slot / Block.Size][slot % Block.Size];
    public int? Find(long id) => index.Find(id, IdAt);

    /// <summary>The first place of an empty block. Those who load take one each, so that none writes where another does.</summary>
    public int NewBlock()
    {
        var block = Interlocked.Increment(ref blockCount) - 1;
        if (block >= ids.Length) throw new InvalidOperationException("More people came than there were while they were read.");
        ids[block] = new long[Block.Size];
        return block * Block.Size;
    }

    public void Put(int slot, long id)
    {
        ids[slot / Block.Size][slot % Block.Size] = id;
        Alive[slot] = true;
    }

    /// <summary>After loading: everybody who was put is found by id.</summary>
    public void Index()
    {
        for (var slot = 0; slot < BlockCount * Block.Size; slot++)
            if (Alive[slot]) index.Add(slot, IdAt);
    }

    /// <summary>The place of somebody who is there now, be it the old one or a new one.</summary>
    public int? Place(long id)
    {
        if (Find(id) is not { } slot) return Append(id);
        Alive[slot] = true;
        return slot;
    }

    int Append(long id)
    {
        if (next % Block.Size == 0)
        {
            if (BlockCount == ids.Length) Grow(ids.Length * 2);
            next = NewBlock();
        }
        Put(next, id);
        index.Add(next, IdAt);
        return next++;
    }

    /// <summary>Forgets all about somebody; the place is kept for the id.</summary>
    public void Clear(int slot)
    {
        Alive[slot] = false;
        foreach (var column in Values.Values) column[slot] = OrdinalSet.Unknown;
        foreach (var column in Tags.Values) column.Clear(slot);
    }

    void Grow(int blockCountMax)
    {
        Array.Resize(ref ids, blockCountMax);
        Alive.Grow(blockCountMax);
        foreach (var column in Values.Values) column.Grow(blockCountMax);
        foreach (var column in Tags.Values) column.Grow(blockCountMax);
    }

    static (string, string, FieldType) Key(Field field) => (field.Label, field.Sql, field.Type);
}
