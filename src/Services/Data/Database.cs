using System.Data;
using System.Data.Common;

namespace OneTable.Services.Data;

/// <summary>
/// The one way to the database. A write is one synchronous delegate: on SQLite run by the one writer thread, many to a
/// commit; on MySQL in a transaction of its own, repeated on deadlock
/// and where two added the same row at once. The task ends when the write is on disk.
/// </summary>
public sealed class Database : IDisposable
{
    const int DeadlockAttemptsMax = 8, SameRowAttemptsMax = 4;
    readonly SqliteWriter? writer;

    public Database(Dialect dialect, TimeProvider time)
    {
        Dialect = dialect;
        Time = time;
        Ids = new Ids(this);
        writer = dialect.IsSqlite ? new SqliteWriter(this) : null;
    }

    public Dialect Dialect { get; }
    public TimeProvider Time { get; }
    internal Ids Ids { get; }

    public Task<T> WriteAsync<T>(Func<Tx, T> work) =>
        writer is { } w ? w.Enqueue(work) : Task.Run(() => InOwnTransaction(work));

    public Task WriteAsync(Action<Tx> work) => WriteAsync(tx => { work(tx); return 0; });

    /// <summary>Reads over a connection of its own; sees what is committed.</summary>
    public T Read<T>(Func<Tx, T> read)
    {
        using var connection = Dialect.Open();
        return read(new Tx(this, connection));
    }

    T InOwnTransaction<T>(Func<Tx, T> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var connection = Dialect.Open();
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
            // Two who add the same row at once: the second, run again, finds the first one's.
            catch (DbException e) when (Dialect.IsTransient(e) && attempt < DeadlockAttemptsMax || Dialect.IsUniqueViolation(e) && attempt < SameRowAttemptsMax)
            {
                Thread.Sleep(Random.Shared.Next(1, 5 << attempt));
            }
        }
    }

    public void Dispose() => writer?.Dispose();
}
