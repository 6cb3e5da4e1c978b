using System.Data.Common;
using System.Threading.Channels;

namespace OneTable.Services.Data;

/// <summary>
/// The only thread that writes to SQLite. Whatever waits when a transaction begins goes into that one transaction,
/// each in a savepoint, so one sync to disk serves them all; each is answered after the commit.
/// </summary>
sealed class SqliteWriter : IDisposable
{
    const int QueueMax = 20_000, BatchMax = 512;

    readonly Database database;
    readonly Channel<Item> queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    readonly Dictionary<string, DbCommand> prepared = [];
    readonly Lazy<Thread> thread;
    DbConnection? connection;

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

    public async Task<T> Enqueue<T>(Func<Tx, T> work)
    {
        _ = thread.Value;
        var item = new Item<T>(work);
        if (!queue.Writer.TryWrite(item)) await queue.Writer.WriteAsync(item);
        return await item.Task;
    }

    void Work()
    {
        using var opened = database.Dialect.Open();
        connection = opened;
        Statement("PRAGMA journal_mode = WAL").ExecuteNonQuery();
        Statement("PRAGMA synchronous = FULL").ExecuteNonQuery();
        Statement("PRAGMA busy_timeout = 30000").ExecuteNonQuery();
        Statement("PRAGMA wal_autocheckpoint = 4000").ExecuteNonQuery();
        Statement("PRAGMA cache_size = -65536").ExecuteNonQuery(); // KiB: the indexes that an import touches at random, read once
        var batch = new List<Item>(BatchMax);
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            RunBatch(batch);
            batch.Clear();
        }
        foreach (var command in prepared.Values) command.Dispose();
    }

    void RunBatch(List<Item> batch)
    {
        try
        {
            Statement("BEGIN IMMEDIATE").ExecuteNonQuery();
            while (batch.Count < BatchMax && queue.Reader.TryRead(out var item))
            {
                batch.Add(item);
                RunOne(item);
            }
            Statement("COMMIT").ExecuteNonQuery();
        }
        catch (Exception e)
        {
            database.Ids.Forget();
            try { Statement("ROLLBACK").ExecuteNonQuery(); } catch (DbException) { /* already rolled back by the engine */ }
            if (batch.Count == 0 && queue.Reader.TryRead(out var first)) batch.Add(first);
            foreach (var item in batch) item.Fail(e);
            return;
        }
        foreach (var item in batch) item.Answer();
    }

    void RunOne(Item item)
    {
        var tx = new Tx(database, connection!, prepared);
        Statement("SAVEPOINT item").ExecuteNonQuery();
        try
        {
            item.Run(tx);
            tx.WriteChanges();
        }
        catch (Exception e)
        {
            Statement("ROLLBACK TO item").ExecuteNonQuery();
            if (tx.TookIds) database.Ids.Forget(); // the block it took went with it
            item.Error = e;
        }
        Statement("RELEASE item").ExecuteNonQuery();
    }

    DbCommand Statement(string sql)
    {
        if (prepared.TryGetValue(sql, out var command)) return command;
        command = connection!.CreateCommand();
        command.CommandText = sql;
        return prepared[sql] = command;
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
