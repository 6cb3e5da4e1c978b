using System.Data;
using System.Data.Common;

namespace OneTable.Services.Data;

/// <summary>
/// The one way to the database. A write is one synchronous delegate: on SQLite run by the one writer thread, many to a
/// commit; on MySQL in a transaction of its own, repeated on deadlock and on a lost race for a key. The task ends when the write is on disk.
/// </summary>
public sealed class Database : IDisposable
{
    const int DeadlockAttemptsMax = 8, RaceAttemptsMax = 3, WritesMax = 32;
    readonly SqliteWriter? writer;
    readonly SemaphoreSlim lanes = new(WritesMax); // fewer than the driver's pool has connections: a write may need a second one

    public Database(Dialect dialect, TimeProvider time)
    {
        Dialect = dialect;
        Time = time;
        Ids = new Ids(this);
        writer = dialect.IsSqlite ? new SqliteWriter(this) : null;
        if (dialect.IsSqlite) return;
        // The driver waits on its thread; with only as many as there are cores, a few lock waits would stop the host.
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, 2 * WritesMax), ports);
    }

    public Dialect Dialect { get; }
    public TimeProvider Time { get; }
    internal Ids Ids { get; }

    public Task<T> WriteAsync<T>(Func<Tx, T> work) =>
        writer is { } w ? w.Enqueue(work) : InLaneAsync(work);

    public Task WriteAsync(Action<Tx> work) => WriteAsync(tx => { work(tx); return 0; });

    /// <summary>
    /// Makes a table or a column, and bears that it is there already. Not inside a write: MySQL would commit that one half done.
    /// </summary>
    public async Task AlterAsync(string sql)
    {
        try
        {
            if (writer is { } w) await w.Enqueue(tx => tx.Run(sql));
            else await Task.Run(() => Read(tx => tx.Run(sql)));
        }
        catch (DbException e) when (Dialect.IsThereAlready(e))
        {
            // another instance was quicker
        }
    }

    /// <summary>Reads over a connection of its own; sees what is committed.</summary>
    public T Read<T>(Func<Tx, T> read)
    {
        using var connection = Dialect.Open();
        return read(new Tx(this, connection));
    }

    /// <summary>The same, with everything as it was at one moment.</summary>
    public T ReadAtOnce<T>(Func<Tx, T> read) => Read(tx =>
    {
        tx.Run(Dialect.BeginReading);
        try { return read(tx); }
        finally { tx.Run("COMMIT"); }
    });

    async Task<T> InLaneAsync<T>(Func<Tx, T> work)
    {
        await lanes.WaitAsync();
        try { return await Task.Run(() => InOwnTransaction(work)); }
        finally { lanes.Release(); }
    }

    T InOwnTransaction<T>(Func<Tx, T> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var connection = Dialect.Open();
            // Not the engine's default, under which looking for what is not there locks the gap and neighbours deadlock.
            using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
            var tx = new Tx(this, connection) { Transaction = transaction };
            try
            {
                var result = work(tx);
                tx.WriteChanges();
                transaction.Commit();
                tx.Committed?.ForEach(done => done());
                return result;
            }
            catch (DbException e) when (attempt < AttemptsMax(e))
            {
                Thread.Sleep(Random.Shared.Next(1, 5 << attempt));
            }
        }
    }

    /// <summary>A key that another host has just taken is found when the work is done again, as the two in turn would have found it.</summary>
    int AttemptsMax(DbException error) => Dialect.IsTransient(error) ? DeadlockAttemptsMax : Dialect.IsUniqueViolation(error) ? RaceAttemptsMax : 0;

    public void Dispose() => writer?.Dispose();
}
