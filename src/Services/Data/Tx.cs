using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace OneTable.Services.Data;

/// <summary>
/// What a write or read works with: one connection, inside one transaction when it writes.
/// <see cref="Run"/> and <see cref="Value{T}"/> take positional values (@p0, @p1 …) and keep their statements
/// prepared, for the paths that must be fast; <see cref="Execute"/> and <see cref="Query{T}"/> are Dapper's.
/// </summary>
public sealed class Tx
{
    const int PreparedMax = 600; // statements differ by the columns a write touches, and those are without end
    readonly Database database;
    readonly DbConnection connection;
    readonly Dictionary<string, DbCommand>? prepared;
    List<(string Kind, long Id)>? changes;

    static Tx() => NumberHandlers.Register();

    internal Tx(Database database, DbConnection connection, Dictionary<string, DbCommand>? prepared = null)
    {
        this.database = database;
        this.connection = connection;
        this.prepared = prepared;
    }

    internal DbTransaction? Transaction { get; set; }
    internal SqliteConnection? Sqlite => connection as SqliteConnection;
    internal List<Action>? Committed { get; private set; }
    internal bool TookIds { get; private set; }

    public Dialect Dialect => database.Dialect;

    /// <summary>
    /// Ends a SELECT of what is about to be changed: on MySQL two writers would else both act on the same old state. Nothing
    /// on SQLite, which has one writer, and nothing outside of a write.
    /// </summary>
    public string ForUpdate => Transaction is null ? "" : " FOR UPDATE";

    /// <summary>Now, in Unix milliseconds, by the product's clock.</summary>
    public long Now => database.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public int Execute(string sql, object? args = null) => connection.Execute(sql, args, Transaction);
    public IEnumerable<T> Query<T>(string sql, object? args = null) => connection.Query<T>(sql, args, Transaction);
    public T? First<T>(string sql, object? args = null) => connection.QueryFirstOrDefault<T>(sql, args, Transaction);
    public T Count<T>(string sql, object? args = null) => connection.ExecuteScalar<T>(sql, args, Transaction)!;

    /// <summary>Rows as the driver gives them, for exports that must not hold them all.</summary>
    public DbDataReader Rows(string sql, params object?[] values) => Command(sql, values).ExecuteReader();

    /// <summary>Rows of a whole table, as fast as the engine gives them.</summary>
    public IScan Scan(string sql, params object?[] values)
    {
        if (connection is SqliteConnection sqlite) return new SqliteScan(sqlite, sql, values);
        var command = Command(sql, values);
        command.CommandTimeout = 0; // its time would run while we work on the rows
        return new ReaderScan(command.ExecuteReader());
    }

    /// <summary>Runs one statement with @p0, @p1 …; the number of rows it touched.</summary>
    public int Run(string sql, params object?[] values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row, or default where there is none.</summary>
    public T? Value<T>(string sql, params object?[] values)
    {
        var value = Command(sql, values).ExecuteScalar();
        if (value is null or DBNull) return default;
        return value is T t ? t : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));
    }

    /// <summary>A new id; ids never mean order.</summary>
    public long NextId() => database.Ids.Next(this);

    /// <summary>The first of so many ids in one piece, for those who make rows before they write them.</summary>
    public long NextIds(int count) => database.Ids.Take(this, count);

    /// <summary>Says that a subject changed, so that whoever follows the change feed sees it.</summary>
    public void Changed(string kind, long id) => (changes ??= []).Add((kind, id));

    /// <summary>Done once the transaction is on disk; not at all if it fails.</summary>
    public void AfterCommit(Action action) => (Committed ??= []).Add(action);

    /// <summary>The last step before commit: takes the next number of the clock for what changed.</summary>
    internal void WriteChanges()
    {
        if (changes is null) return;
        Run("UPDATE clock SET number = number + 1 WHERE id = 1");
        var number = Value<long>("SELECT number FROM clock WHERE id = 1");
        var rows = new Rows("changes", "number", "kind", "subject_id");
        foreach (var (kind, id) in changes.Distinct()) rows.Add(number, kind, id);
        rows.Write(this);
        changes = null;
    }

    internal void MarkTookIds() => TookIds = true;

    internal DbCommand Command(string sql, object?[] values)
    {
        if (prepared is null || !prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "@p" + i;
                command.Parameters.Add(parameter);
            }
            if (prepared is { Count: >= PreparedMax }) prepared.Clear(); // not disposed: a reader of one may still be open
            prepared?.Add(sql, command);
        }
        command.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.Parameters[i];
            parameter.Value = values[i] ?? DBNull.Value;
            if (parameter is SqliteParameter sqlite) sqlite.ResetSqliteType();
        }
        return command;
    }
}
