using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>
/// Every accepted push, once: its key is taken before anything else is done, in the transaction of all it causes. Of two
/// instances with the same push one waits for the other's commit and then finds its answer.
/// </summary>
public sealed class Inbox(Seal seal)
{
    /// <param name="Later">The answer goes as a message, not with the push.</param>
    public readonly record struct Accepted(string? Reply, bool Later);

    /// <summary>False where it was accepted before; that it came again is counted.</summary>
    public bool Take(Tx tx, string dedupKey, string kind, string body, bool sealBody)
    {
        if (tx.Run(tx.Dialect.InsertIgnore + " INTO inbound (dedup_key, received_at, kind, body) VALUES (@p0, @p1, @p2, @p3)",
            dedupKey, tx.Now, kind, sealBody ? seal.Close(body) : body) == 1) return true;
        tx.Run("UPDATE inbound SET repeats = repeats + 1 WHERE dedup_key = @p0", dedupKey);
        return false;
    }

    public Accepted Find(Tx tx, string dedupKey)
    {
        using var rows = tx.Rows("SELECT reply, later FROM inbound WHERE dedup_key = @p0", dedupKey);
        return rows.Read() ? new(rows.IsDBNull(0) ? null : rows.GetString(0), rows.GetInt64(1) == 1) : default;
    }

    public void Answered(Tx tx, string dedupKey, string reply, bool later) =>
        tx.Run("UPDATE inbound SET reply = @p1, later = @p2 WHERE dedup_key = @p0", dedupKey, reply, later ? 1 : 0);
}
