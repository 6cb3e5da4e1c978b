using OneTable.Services.Data;

namespace OneTable.Services.Demo;

/// <summary>What is to be written of a street, gathered without a transaction: one street is made while another is written.</summary>
sealed class DemoSheet(Func<long> nextId, long now)
{
    readonly Dictionary<string, Rows> tables = [];
    readonly List<(string Kind, long Id)> changed = [];

    public long NextId() => nextId();
    public long Now => now;

    /// <summary>The rows of a table, always with the same columns.</summary>
    public Rows Rows(string table, params string[] columns) =>
        tables.TryGetValue(table, out var known) ? known : tables[table] = new(table, columns);

    public void Changed(string kind, long id) => changed.Add((kind, id));

    /// <summary>Writes all of it and forgets it.</summary>
    public void Write(Tx tx)
    {
        foreach (var rows in tables.Values) rows.Write(tx);
        foreach (var (kind, id) in changed) tx.Changed(kind, id);
        changed.Clear();
    }
}
