using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace OneTable.Services.Data;

/// <summary>
/// What a write or read works with: one connection, inside one transaction when it writes.
/// <see cref="Run"/>, <see cref="Value{T}"/> and <see cref="Scan"/> take positional values (@p0, @p1 …), and the writer keeps their
/// statements prepared, for the paths that must be fast; <see cref="Execute"/> and <see cref="Query{T}"/> are Dapper's.
/// </summary>
public sealed class Tx
{
    readonly Database database;
    readonly DbConnection connection;
    readonly SqliteStatements? statements;
    List<(string Kind, long Id)>? changes;
    long? now;

    static Tx() => NumberHandlers.Register();

    /// <param name="statements">The writer's, which stay prepared.</param>
    internal Tx(Database database, DbConnection connection, SqliteStatements? statements = null)
    {
        this.database = database;
        this.connection = connection;
        this.statements = statements;
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

    /// <summary>Now, in Unix milliseconds, by the product's clock; one moment for all that is done in it.</summary>
    public long Now => now ??= database.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public int Execute(string sql, object? args = null) => connection.Execute(sql, args, Transaction);
    public IEnumerable<T> Query<T>(string sql, object? args = null) => connection.Query<T>(sql, args, Transaction);
    public T? First<T>(string sql, object? args = null) => connection.QueryFirstOrDefault<T>(sql, args, Transaction);
    public T Count<T>(string sql, object? args = null) => connection.ExecuteScalar<T>(sql, args, Transaction)!;

    /// <summary>Rows as the driver gives them, for exports that must not hold them all.</summary>
    public DbDataReader Rows(string sql, params object?[] values) => Command(sql, values).ExecuteReader();

    /// <summary>Rows read once and in order, as fast as the engine gives them: of whole tables, and on the paths that must be fast.</summary>
    public IScan Scan(string sql, params object?[] values)
    {
        if (Statement(sql) is { } statement)
        {
            statement.Begin(values);
            return statement;
        }
        var command = Command(sql, values);
        command.CommandTimeout = 0; // its time would run while we work on the rows
        return new ReaderScan(command.ExecuteReader());
    }

    SqliteStatement? Statement(string sql) => statements?.Of(sql) ?? (connection is SqliteConnection sqlite ? new SqliteStatement(sqlite, sql) : null);

    /// <summary>Runs one statement with @p0, @p1 …; the number of rows it touched.</summary>
    public int Run(string sql, params object?[] values)
    {
        if (statements is null) return Command(sql, values).ExecuteNonQuery();
        using var statement = statements.Of(sql);
        return statement.Run(values);
    }

    /// <summary>Runs it on SQLite with each of these.</summary>
    internal void RunEach(string sql, IEnumerable<object?[]> rows)
    {
        using var statement = Statement(sql)!;
        foreach (var row in rows) statement.Run(row);
    }

    /// <summary>The first column of the first row, or default where there is none.</summary>
    public T? Value<T>(string sql, params object?[] values)
    {
        var value = statements is null ? Command(sql, values).ExecuteScalar() : First(sql, values);
        if (value is null or DBNull) return default;
        return value is T t ? t : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));
    }

    object? First(string sql, object?[] values)
    {
        using var statement = statements!.Of(sql);
        statement.Begin(values);
        return statement.Read() ? statement.Value(0) : null;
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
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@p" + i;
            parameter.Value = values[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
