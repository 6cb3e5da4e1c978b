using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry.Columns;

/// <summary>Reads people from the database into the columns: all of them at first, later those who changed.</summary>
static class ColumnReader
{
    const int RangePeople = 1 << 18, RangesMax = 32, SpareBlocks = 64, AtOnceMax = 500, ChangedMin = 1000, ChangedShare = 64;

    static readonly ParallelOptions allCores = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    public static long ClockNumber(Tx tx) => tx.Value<long>("SELECT number FROM clock WHERE id = 1");

    /// <summary>Everybody. The number of the clock is read first: who changes meanwhile is read again afterwards.</summary>
    public static ColumnSet Load(Database db, IEnumerable<Field> fields, long version)
    {
        var number = db.Read(ClockNumber);
        var (count, ranges) = db.Read(tx => Ranges(tx));
        var set = new ColumnSet(fields, count / Block.Size + ranges.Count + SpareBlocks) { Number = number, Version = version };
        Parallel.ForEach(ranges, allCores, range => db.Read(tx => ReadRange(tx, set, range.From, range.To)));
        set.Index();
        Parallel.Invoke(allCores, [
            () => db.Read(tx => ReadTags(tx, set, "1 = 1")),
            .. Libraries(set).Select(table => (Action)(() => db.Read(tx => ReadRows(tx, set, table, "1 = 1", [], set.Find)))),
        ]);
        db.Read(tx => ReadAbsences(tx, set, "1 = 1"));
        Parallel.ForEach(set.Values.Values, allCores, column => column.Sort(evenFew: true));
        return set;
    }

    /// <summary>Reads again who changed since; who is no more vanishes. Nobody else may read the columns meanwhile.</summary>
    public static bool CatchUp(Tx tx, ColumnSet set)
    {
        var number = ClockNumber(tx);
        var most = Math.Max(ChangedMin, set.BlockCount * Block.Size / ChangedShare);
        var changed = tx.Query<long>(
            "SELECT DISTINCT subject_id FROM changes WHERE kind = 'person' AND number > @since AND number <= @number LIMIT @limit",
            new { since = set.Number, number, limit = most + 1 }).ToList();
        if (set.IsOutrun = changed.Count > most) return false;
        foreach (var chunk in changed.Chunk(AtOnceMax)) Reload(tx, set, chunk);
        foreach (var column in set.Values.Values) column.Sort(evenFew: false);
        set.Number = number;
        return true;
    }

    static void Reload(Tx tx, ColumnSet set, long[] ids)
    {
        foreach (var id in ids)
            if (set.Find(id) is { } slot) set.Clear(slot);
        object[] keys = [.. ids.Cast<object>()];
        var those = "IN (" + string.Join(", ", keys.Select((_, i) => "@p" + i)) + ")";
        ReadRows(tx, set, Subject.Person.Table, $"p.id {those}", keys, set.Place);
        foreach (var table in Libraries(set)) ReadRows(tx, set, table, $"person_id {those}", keys, set.Find);
        ReadTags(tx, set, $"subject_id {those}", keys);
        ReadAbsences(tx, set, $"subject_id {those}", keys);
    }

    static IEnumerable<string> Libraries(ColumnSet set) => set.Fields.Select(f => f.SpecialTable).OfType<string>().Distinct();

    static (int Count, List<(long From, long To)> Ranges) Ranges(Tx tx)
    {
        var key = tx.Dialect.RowOrder("id");
        var count = tx.Value<int>("SELECT COUNT(*) FROM people");
        var (from, to) = (tx.Value<long>($"SELECT MIN({key}) FROM people"), tx.Value<long>($"SELECT MAX({key}) FROM people"));
        var length = (to - from) / Math.Clamp(count / RangePeople, 1, RangesMax) + 1;
        var ranges = new List<(long, long)>();
        for (; from <= to; from += length) ranges.Add((from, from + length));
        return (count, ranges);
    }

    static int ReadRange(Tx tx, ColumnSet set, long from, long to)
    {
        var next = 0;
        return ReadRows(tx, set, Subject.Person.Table, $"p.{tx.Dialect.RowOrder("id")} >= @p0 AND p.{tx.Dialect.RowOrder("id")} < @p1", [from, to], id =>
        {
            if (next % Block.Size == 0) next = set.NewBlock();
            set.Put(next, id);
            return next++;
        });
    }

    /// <summary>Rows of people or of one special library; <paramref name="placeOf"/> says where the person is.</summary>
    static int ReadRows(Tx tx, ColumnSet set, string table, string where, object[] values, Func<long, int?> placeOf)
    {
        var fields = set.Fields.Where(f => f.Table == table).ToList();
        var columns = fields.Select(f => new CellReader(set.Values[f.Label])).ToArray();
        var (from, id) = table == Subject.Person.Table ? ("people p", "p.id") : (table, Subject.Person.Key);
        using var rows = tx.Scan($"SELECT {id}{string.Concat(fields.Select(f => ", " + Cell(f)))} FROM {from} WHERE {where}", values);
        var count = 0;
        for (; rows.Read(); count++)
            if (placeOf(rows.Number(0)) is { } slot)
                for (var i = 0; i < columns.Length; i++)
                    if (!columns[i].IsFull && rows.TryText(i + 1, out var text)) columns[i].Read(slot, text);
        return count;
    }

    /// <summary>Of what is sealed one may only ask whether it is there.</summary>
    static string Cell(Field field) => field.IsSealed ? $"CASE WHEN {field.Sql} IS NOT NULL THEN 1 END" : field.Sql;

    static int ReadTags(Tx tx, ColumnSet set, string where, params object[] values)
    {
        var columns = set.Tags.GetAlternateLookup<ReadOnlySpan<char>>();
        using var rows = tx.Scan($"SELECT subject_id, field, code FROM tags WHERE kind = 'person' AND {where}", values);
        var count = 0;
        for (; rows.Read(); count++)
            if (set.Find(rows.Number(0)) is { } slot && rows.TryText(1, out var field) && columns.TryGetValue(field, out var column)
                && rows.TryText(2, out var code)) column.Add(slot, code);
        return count;
    }

    static int ReadAbsences(Tx tx, ColumnSet set, string where, params object[] values)
    {
        using var rows = tx.Scan($"SELECT subject_id, field FROM absences WHERE kind = 'person' AND reason = '{SubjectValues.HasNone}' AND {where}", values);
        var count = 0;
        for (; rows.Read(); count++)
        {
            if (set.Find(rows.Number(0)) is not { } slot || !rows.TryText(1, out var field)) continue;
            if (set.Values.GetValueOrDefault(field.ToString()) is { } column) column.SetNone(slot);
            if (set.Tags.GetValueOrDefault(field.ToString()) is { } tags) tags.None[slot] = true;
        }
        return count;
    }

    /// <summary>
    /// Fills one column. Neighbours often have the same value; and it remembers the ordinals it has seen, so that several readers
    /// seldom meet at the list of values.
    /// </summary>
    sealed class CellReader(ValueColumn column)
    {
        readonly Dictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> known = new Dictionary<string, uint>().GetAlternateLookup<ReadOnlySpan<char>>();
        string? last;
        uint ordinal;

        public bool IsFull => column.Values.IsFull;

        public void Read(int slot, ReadOnlySpan<char> text)
        {
            if (last is null || !text.SequenceEqual(last)) Find(text);
            column[slot] = ordinal;
        }

        void Find(ReadOnlySpan<char> text)
        {
            if (known.TryGetValue(text, out last, out ordinal)) return;
            last = text.ToString();
            lock (column.Values) known[text] = ordinal = column.Values.Ordinal(last);
        }
    }
}
