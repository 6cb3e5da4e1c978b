using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace OneTable.Services.Data;

/// <summary>
/// The only thread that writes to SQLite. Whatever waits when a transaction begins goes into that one transaction,
/// each in a savepoint, so one sync to disk serves them all; each is answered after the commit.
/// </summary>
sealed class SqliteWriter : IDisposable
{
    /// <summary>Pages that changes touch at random are read once; but most commits look through all that is kept.</summary>
    internal const int CacheKb = 16_384;
    const int QueueMax = 20_000, BatchMax = 512;

    readonly Database database;
    readonly Channel<Item> queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    readonly Lazy<Thread> thread;
    DbConnection? connection;
    SqliteStatements? statements;

    public SqliteWriter(Database database)
    {
        this.database = database;
        thread = new Lazy<Thread>(() =>
        {
            var t = new Thread(Work) { IsBackground = true, Name = "sqlite writer" };
            t.Start();
            return t;
        });
    }

    public Task<T> Enqueue<T>(Func<Tx, T> work)
    {
        _ = thread.Value;
        var item = new Item<T>(work);
        return queue.Writer.TryWrite(item) ? item.Task : WaitAndEnqueue(item);
    }

    async Task<T> WaitAndEnqueue<T>(Item<T> item)
    {
        await queue.Writer.WriteAsync(item);
        return await item.Task;
    }

    void Work()
    {
        using var opened = (SqliteConnection)database.Dialect.Open();
        using var prepared = statements = new SqliteStatements(opened);
        connection = opened;
        Run("PRAGMA busy_timeout = 30000");
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL");
        Run("PRAGMA wal_autocheckpoint = 4000");
        Run($"PRAGMA cache_size = -{CacheKb}");
        var batch = new List<Item>(BatchMax);
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            RunBatch(batch);
            batch.Clear();
        }
    }

    void RunBatch(List<Item> batch)
    {
        try
        {
            Run("BEGIN IMMEDIATE");
            while (batch.Count < BatchMax && queue.Reader.TryRead(out var item))
            {
                batch.Add(item);
                RunOne(item);
            }
            Run("COMMIT");
        }
        catch (Exception e)
        {
            database.Ids.Forget();
            try { Run("ROLLBACK"); } catch (DbException) { /* already rolled back by the engine */ }
            if (batch.Count == 0 && queue.Reader.TryRead(out var first)) batch.Add(first);
            foreach (var item in batch) item.Fail(e);
            return;
        }
        foreach (var item in batch) item.Answer();
    }

    void RunOne(Item item)
    {
        var tx = new Tx(database, connection!, statements);
        Run("SAVEPOINT item");
        try
        {
            item.Run(tx);
            tx.WriteChanges();
        }
        catch (Exception e)
        {
            Run("ROLLBACK TO item");
            if (tx.TookIds) database.Ids.Forget(); // the block it took went with it
            item.Error = e;
        }
        Run("RELEASE item");
    }

    void Run(string sql)
    {
        using var statement = statements!.Of(sql);
        statement.Run([]);
    }

    public void Dispose()
    {
        queue.Writer.TryComplete();
        if (thread.IsValueCreated) thread.Value.Join(TimeSpan.FromSeconds(30));
    }

    abstract class Item
    {
        public Exception? Error;
        public abstract void Run(Tx tx);
        public abstract void Answer();
        public abstract void Fail(Exception error);
    }

    sealed class Item<T>(Func<Tx, T> work) : Item
    {
        readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Tx? tx;
        T? result;

        public Task<T> Task => source.Task;
        public override void Run(Tx tx) => result = work(this.tx = tx);
        public override void Fail(Exception error) => source.TrySetException(error);

        public override void Answer()
        {
            if (Error is not null)
            {
                source.TrySetException(Error);
                return;
            }
            tx?.Committed?.ForEach(done => done());
            source.TrySetResult(result!);
        }
    }
}
