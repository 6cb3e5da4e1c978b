namespace OneTable.Services.Data;

/// <summary>
/// Many rows for one table. SQLite is quickest with one prepared statement a row; over a network many rows share a statement
/// (not too many: MySQL's driver takes more than twice as long over twice as many values).
/// </summary>
public sealed class Rows(string table, params string[] columns)
{
    const int ValuesPerStatementMax = 500;
    readonly List<object?[]> rows = [];

    public int Count => rows.Count;

    /// <summary>Rows whose key is there already are left out.</summary>
    public bool OnlyNew { get; init; }

    public void Add(params object?[] values) => rows.Add(values);

    /// <summary>Writes them and forgets them.</summary>
    public void Write(Tx tx)
    {
        if (tx.Dialect.IsSqlite) tx.RunEach(Insert(tx, 1), rows);
        else
            foreach (var chunk in rows.Chunk(Math.Max(1, ValuesPerStatementMax / columns.Length)))
                tx.Run(Insert(tx, chunk.Length), chunk.Length == 1 ? chunk[0] : [.. chunk.SelectMany(r => r)]);
        rows.Clear();
    }

    readonly Dictionary<int, string> statements = [];

    string Insert(Tx tx, int count)
    {
        if (statements.TryGetValue(count, out var sql)) return sql;
        var tuples = Enumerable.Range(0, count).Select(row =>
            $"({string.Join(", ", Enumerable.Range(row * columns.Length, columns.Length).Select(i => "@p" + i))})");
        return statements[count] = $"{(OnlyNew ? tx.Dialect.InsertIgnore : "INSERT")} INTO {table} ({string.Join(", ", columns)}) VALUES {string.Join(", ", tuples)}";
    }
}
