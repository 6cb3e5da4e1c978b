using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>
/// Every accepted push, once: looked for before anything else is done, and kept with its answer in the transaction of all it
/// caused. The key is unique, so of two instances
/// with the same push one is rolled back whole, and finds the other's answer when it is run again.
/// </summary>
public sealed class Inbox(Seal seal)
{
    public sealed record Accepted(string? Reply);

    /// <summary>A push accepted before, with what was answered; it comes again because that answer was lost.</summary>
    public Accepted? Find(Tx tx, string dedupKey)
    {
        using var rows = tx.Rows("SELECT reply FROM inbound WHERE dedup_key = @p0", dedupKey);
        return rows.Read() ? new(rows.IsDBNull(0) ? null : rows.GetString(0)) : null;
    }

    public void Keep(Tx tx, string dedupKey, string kind, string body, string? reply, bool sealBody) => tx.Run(
        "INSERT INTO inbound (dedup_key, received_at, kind, body, reply) VALUES (@p0, @p1, @p2, @p3, @p4)",
        dedupKey, tx.Now, kind, sealBody ? seal.Close(body) : body, reply);
}
