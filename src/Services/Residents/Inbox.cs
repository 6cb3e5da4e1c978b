using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>Every accepted push, once: the key is taken before anything else is done, in the same transaction as the answer.</summary>
public sealed class Inbox(Seal seal)
{
    /// <summary>False when this push was accepted before.</summary>
    public bool Take(Tx tx, string dedupKey, string kind, string body, bool sealBody) => tx.Run(
        tx.Dialect.InsertIgnore + " INTO inbound (dedup_key, received_at, kind, body) VALUES (@p0, @p1, @p2, @p3)",
        dedupKey, tx.Now, kind, sealBody ? seal.Close(body) : body) == 1;

    public void Answered(Tx tx, string dedupKey, string reply) =>
        tx.Run("UPDATE inbound SET reply = @p1 WHERE dedup_key = @p0", dedupKey, reply);

    /// <summary>What was answered to a push that comes again because its answer was lost.</summary>
    public string? ReplyTo(Tx tx, string dedupKey) => tx.Value<string>("SELECT reply FROM inbound WHERE dedup_key = @p0", dedupKey);
}
