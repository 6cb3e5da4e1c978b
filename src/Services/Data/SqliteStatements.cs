using Microsoft.Data.Sqlite;

namespace OneTable.Services.Data;

/// <summary>The statements of one connection that stay prepared, by their text.</summary>
sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    const int Max = 600; // statements differ by the columns a write touches, and those are without end
    readonly Dictionary<string, SqliteStatement> kept = [];

    /// <summary>Dispose it after use; another one of the same text is made where its rows are being read.</summary>
    public SqliteStatement Of(string sql)
    {
        if (kept.TryGetValue(sql, out var statement)) return statement.IsOpen ? new(connection, sql) : statement;
        if (kept.Count >= Max) Free(statement => !statement.IsOpen);
        return kept[sql] = new(connection, sql, kept: true);
    }

    void Free(Func<SqliteStatement, bool> which)
    {
        foreach (var (sql, statement) in kept.Where(k => which(k.Value)).ToList())
        {
            statement.Free();
            kept.Remove(sql);
        }
    }

    public void Dispose() => Free(_ => true);
}
