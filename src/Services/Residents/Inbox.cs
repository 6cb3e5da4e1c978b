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

    /// <summary>One message of a resident and what was answered, for the person who takes over.</summary>
    public sealed record Heard(long At, string Text, string? Reply);

    const int HeardMax = 40;
    static readonly Dictionary<string, string> kinds = new()
    {
        ["text"] = "", ["image"] = "〔照片〕", ["voice"] = "〔语音〕", ["video"] = "〔视频〕", ["shortvideo"] = "〔视频〕",
        ["location"] = "〔位置〕", ["event:CLICK"] = "〔点了菜单〕",
    };

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
        using var row = tx.Scan("SELECT reply, later FROM inbound WHERE dedup_key = @p0", dedupKey);
        return row.Read() ? new(row.Text(0), row.Number(1) == 1) : default;
    }

    public void Answered(Tx tx, string dedupKey, string reply, bool later) =>
        tx.Run("UPDATE inbound SET reply = @p1, later = @p2 WHERE dedup_key = @p0", dedupKey, reply, later ? 1 : 0);

    /// <summary>
    /// The half hour that led to this moment, and the message of the moment itself. Nobody's messages are indexed by their sender: keys begin
    /// with the time, so half an hour of everybody's is looked through, once for each look of a worker.
    /// </summary>
    public IReadOnlyList<Heard> Before(Tx tx, string openid, long at)
    {
        // Keys carry WeChat's clock, rows ours: the newest row tells how far the two are apart.
        var newest = tx.First<(string Key, long At)?>("SELECT dedup_key, received_at FROM inbound ORDER BY dedup_key DESC LIMIT 1");
        if (newest is not var (key, received) || !long.TryParse(key.Split('|')[0], out var pushed)) return [];
        var theirs = at / 1000 + pushed - received / 1000;
        var rows = tx.Query<(long At, string Kind, string Body, string? Reply)>($"""
            SELECT received_at, kind, body, reply FROM inbound
            WHERE dedup_key >= @from AND dedup_key < @to AND dedup_key LIKE @whose ORDER BY dedup_key DESC LIMIT {HeardMax}
            """, new { from = $"{theirs - (long)Conversations.EndsAfter.TotalSeconds}", to = $"{theirs + 60}", whose = $"%|{openid}|%" })
            .Where(r => kinds.ContainsKey(r.Kind) && r.At <= at).OrderBy(r => r.At);
        return [.. rows.Select(r => new Heard(r.At, r.Kind == "text" ? seal.OpenIfClosed(r.Body) : kinds[r.Kind], r.Reply))];
    }
}
