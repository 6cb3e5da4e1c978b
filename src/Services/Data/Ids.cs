namespace OneTable.Services.Data;

/// <summary>
/// 64-bit ids from blocks (hi/lo). On SQLite a block is taken inside the running transaction, by the one writer thread,
/// and forgotten if that rolls back; on MySQL by a statement of its own, so that writers do not wait for each other.
/// </summary>
sealed class Ids(Database database)
{
    const int BlockSize = 4096;
    readonly Lock gate = new();
    long next, end;

    public long Next(Tx tx)
    {
        lock (gate)
        {
            if (next == end) end = (next = Take(tx, BlockSize)) + BlockSize;
            return next++;
        }
    }

    public void Forget()
    {
        lock (gate) next = end = 0;
    }

    /// <summary>The first of a piece of ids that nobody else gets.</summary>
    public long Take(Tx tx, int count)
    {
        if (database.Dialect.IsSqlite)
        {
            tx.MarkTookIds();
            return Take(tx.Run, () => tx.Value<long>(Select), count);
        }
        using var connection = database.Dialect.Open();
        using var transaction = connection.BeginTransaction();
        var own = new Tx(database, connection) { Transaction = transaction };
        var first = Take(own.Run, () => own.Value<long>(Select), count);
        transaction.Commit();
        return first;
    }

    const string Select = "SELECT next_id FROM id_blocks WHERE name = 'all'";

    static long Take(Func<string, object?[], int> run, Func<long> select, int count)
    {
        if (run("UPDATE id_blocks SET next_id = next_id + @p0 WHERE name = 'all'", [count]) == 0)
            run("INSERT INTO id_blocks (name, next_id) VALUES ('all', @p0)", [count + 1]);
        return select() - count;
    }
}
