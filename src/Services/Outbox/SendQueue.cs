using System.Collections.Concurrent;
using OneTable.Services.Data;

namespace OneTable.Services.Outbox;

/// <summary>A row one sender holds for a while. Ask: a call may have been made before, so the vendor is asked, not called again.</summary>
public sealed record Claim(long Id, string DedupKey, string Channel, string Target, string Payload, long? NoticeId,
    bool Ask, int Attempts, int AttemptsMax, long SentAt, long ExpiresAt, string Owner, long HeldUntil);

/// <summary>A send that went out, opened.</summary>
public sealed record Sent(string Channel, string Target, string Payload, long? NoticeId);

/// <summary>
/// Rows before calls. pending → sending → accepted → delivered, or failed; a lost answer goes over asking to one of
/// these or to unknown, which waits for a person. While a row is held its next_attempt_at is the end of the lease, so
/// "due" is one question for every state: to be sent, to be asked about, or left behind by a sender that died.
/// </summary>
public sealed class SendQueue(Seal seal)
{
    public const int LifeDefaultMs = 3 * 24 * 3600 * 1000;
    const int PauseMs = 60_000, BackoffFirstMs = 2_000, BackoffMaxMs = 600_000, AskFirstMs = 3_000, AskPauseMaxMs = 600_000;
    const int KeyMax = 120, DetailMax = 400;

    readonly ConcurrentDictionary<string, SemaphoreSlim> signals = new();

    /// <summary>Writes the row, once per key; the sender hears of it after the commit.</summary>
    public bool Add(Tx tx, Send send)
    {
        if (send.DedupKey.Length > KeyMax) throw new ArgumentException($"a dedup key is longer than {KeyMax}: {send.DedupKey}");
        var first = Math.Max(tx.Now, send.NotBefore ?? 0);
        var added = tx.Run(tx.Dialect.InsertIgnore + """
             INTO outbox (id, dedup_key, channel, notice_id, target, payload, state, attempts, attempts_max, next_attempt_at, expires_at, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 'pending', 0, @p6, @p7, @p8, @p9)
            """, tx.NextId(), send.DedupKey, send.Channel, send.NoticeId, seal.Close(send.Target) ?? "", seal.Close(send.Payload) ?? "",
            send.AttemptsMax, first, send.ExpiresAt ?? first + LifeDefaultMs, tx.Now) == 1;
        if (added) tx.AfterCommit(() => Wake(send.Channel));
        return added;
    }

    /// <summary>Many at once.</summary>
    public void AddAll(Tx tx, IReadOnlyList<Send> sends)
    {
        if (sends.Count == 0) return;
        var rows = new Rows("outbox", "id", "dedup_key", "channel", "notice_id", "target", "payload", "state", "attempts", "attempts_max", "next_attempt_at", "expires_at", "created_at") { OnlyNew = true };
        var id = tx.NextIds(sends.Count);
        foreach (var send in sends)
        {
            if (send.DedupKey.Length > KeyMax) throw new ArgumentException($"a dedup key is longer than {KeyMax}: {send.DedupKey}");
            var first = Math.Max(tx.Now, send.NotBefore ?? 0);
            rows.Add(id++, send.DedupKey, send.Channel, send.NoticeId, seal.Close(send.Target) ?? "", seal.Close(send.Payload) ?? "", "pending", 0,
                send.AttemptsMax, first, send.ExpiresAt ?? first + LifeDefaultMs, tx.Now);
        }
        rows.Write(tx);
        foreach (var channel in sends.Select(s => s.Channel).Distinct()) tx.AfterCommit(() => Wake(channel));
    }

    /// <summary>When the channel's next row comes due; null when nothing waits.</summary>
    public long? NextDue(Tx tx, string channel) => tx.Value<long?>("""
        SELECT MIN(next_attempt_at) FROM outbox WHERE state IN ('pending', 'sending', 'asking') AND channel = @p0
        """, channel);

    /// <summary>
    /// Takes up to max due rows for the owner. Compare-and-set on what was read, so of two senders one gets the row on
    /// either engine; attempt and next time are moved on before the call, so a row that kills its sender cannot spin.
    /// </summary>
    public IReadOnlyList<Claim> Claim(Tx tx, string owner, string channel, int max, int leaseMs)
    {
        var now = tx.Now;
        var claims = new List<Claim>();
        foreach (var row in tx.Query<Row>("""
            SELECT id AS Id, dedup_key AS DedupKey, target AS Target, payload AS Payload, notice_id AS NoticeId, state AS State, attempts AS Attempts,
                   attempts_max AS AttemptsMax, next_attempt_at AS NextAttemptAt, expires_at AS ExpiresAt, sent_at AS SentAt
            FROM outbox WHERE state IN ('pending', 'sending', 'asking') AND next_attempt_at <= @now AND channel = @channel
            ORDER BY next_attempt_at, id LIMIT @max
            """, new { now, channel, max }).ToList())
        {
            var ask = row.State != "pending";
            var sentAt = ask ? row.SentAt ?? now : now;
            var taken = tx.Run("""
                UPDATE outbox SET state = @p0, attempts = attempts + @p1, sent_at = @p2, next_attempt_at = @p3, claimed_until = @p3, claimed_by = @p4
                WHERE id = @p5 AND state = @p6 AND next_attempt_at = @p7
                """, ask ? "asking" : "sending", ask ? 0 : 1, sentAt, now + leaseMs, owner, row.Id, row.State, row.NextAttemptAt);
            if (taken == 1)
                claims.Add(new Claim(row.Id, row.DedupKey, channel, seal.Open(row.Target) ?? "", seal.Open(row.Payload) ?? "", row.NoticeId,
                    ask, row.Attempts + (ask ? 0 : 1), row.AttemptsMax, sentAt, row.ExpiresAt, owner, now + leaseMs));
        }
        return claims;
    }

    /// <summary>Puts a claimed row back, untried, until the given moment.</summary>
    public void Hold(Tx tx, Claim claim, long until) => Set(tx, claim, "pending", null, until, claim.Attempts - 1);

    /// <summary>The same for days: what was to expire meanwhile lives as long again after that.</summary>
    public void HoldOver(Tx tx, Claim claim, long until)
    {
        tx.Run("UPDATE outbox SET expires_at = @p1 WHERE id = @p0 AND expires_at < @p1", claim.Id, until + LifeDefaultMs);
        Hold(tx, claim, until);
    }

    /// <summary>Writes down how a claimed send went. True when it ended here; false when it goes on, or the claim was lost.</summary>
    public bool Finish(Tx tx, Claim claim, SendResult result)
    {
        var now = tx.Now;
        var (state, next, attempts) = result.Outcome switch
        {
            Outcome.Accepted => ("accepted", (long?)null, claim.Attempts),
            Outcome.PermanentNumber or Outcome.PermanentContent => ("failed", null, claim.Attempts),
            Outcome.Unknown => ("asking", now + AskPauseMs(now - claim.SentAt), claim.Attempts),
            Outcome.Retry when claim.Attempts >= claim.AttemptsMax => ("failed", null, claim.Attempts),
            Outcome.Retry => ("pending", now + BackoffMs(claim.Attempts), claim.Attempts),
            // Nothing went out and the message is not to blame: the try does not count, expires_at bounds the waiting.
            _ => ("pending", Math.Max(result.Until ?? now + PauseMs, now + 1), Math.Max(0, claim.Attempts - 1)),
        };
        return Set(tx, claim, state, result, next, attempts) && next is null;
    }

    /// <summary>What waits because of an account, its fault or its quota, is due at once.</summary>
    public void Retry(Tx tx) => tx.Run(
        "UPDATE outbox SET next_attempt_at = @p0 WHERE state = 'pending' AND outcome IN ('PermanentAccount', 'ThrottledAccount') AND next_attempt_at > @p0", tx.Now);

    /// <summary>Nobody can say whether it arrived: it is left for a person, and never sent again by itself.</summary>
    public bool GiveUp(Tx tx, Claim claim, SendResult result) => Set(tx, claim, "unknown", result);

    /// <summary>The vendor says later what became of an accepted send.</summary>
    public void Reported(Tx tx, string dedupKey, bool delivered, string code) => tx.Run(
        "UPDATE outbox SET state = @p1, code = @p2 WHERE dedup_key = @p0 AND state IN ('accepted', 'unknown')", dedupKey, delivered ? "delivered" : "failed", code.Length > 64 ? code[..64] : code);
    /// <summary>The vendor's last word about a send it took; null where that send is not waiting for one.</summary>
    public Sent? Arrived(Tx tx, long id, bool delivered, string said)
    {
        var ended = tx.Run("UPDATE outbox SET state = @p1, code = @p2, detail = @p3 WHERE id = @p0 AND state = 'accepted'",
            id, delivered ? "delivered" : "failed", delivered ? "delivered" : "not_delivered", Cut(said));
        var row = ended == 0 ? null : tx.First<Row>("SELECT dedup_key AS DedupKey, target AS Target, payload AS Payload, notice_id AS NoticeId FROM outbox WHERE id = @id", new { id });
        return row is null ? null : new(tx.Value<string>("SELECT channel FROM outbox WHERE id = @p0", id)!, seal.Open(row.Target) ?? "", seal.Open(row.Payload) ?? "", row.NoticeId);
    }

    /// <summary>The sends of some notices, by notice.</summary>
    public ILookup<long, SendState> OfNotices(Tx tx, IReadOnlyList<long> noticeIds) => noticeIds.Count == 0
        ? Array.Empty<SendState>().ToLookup(s => s.NoticeId)
        : tx.Query<SendState>("""
            SELECT notice_id AS NoticeId, channel AS Channel, state AS State, outcome AS Outcome, code AS Code, attempts AS Attempts,
                   next_attempt_at AS NextAttemptAt, sent_at AS SentAt, vendor_id AS VendorId, detail AS Detail
            FROM outbox WHERE notice_id IN @noticeIds ORDER BY created_at, id
            """, new { noticeIds }).ToLookup(s => s.NoticeId);

    /// <summary>Waits until a row was added for the channel, or the time is over.</summary>
    public Task WaitAsync(string channel, TimeSpan atMost, CancellationToken ct) => Signal(channel).WaitAsync(atMost, ct);

    public void Wake(string channel)
    {
        var signal = Signal(channel);
        if (signal.CurrentCount == 0) signal.Release();
    }

    SemaphoreSlim Signal(string channel) => signals.GetOrAdd(channel, _ => new SemaphoreSlim(0));

    // Only the holder of the claim may write: next_attempt_at is its lease's end, which no later claim shares.
    static bool Set(Tx tx, Claim claim, string state, SendResult? result, long? next = null, int? attempts = null) => tx.Run("""
        UPDATE outbox SET state = @p0, attempts = @p1, next_attempt_at = @p2, claimed_by = NULL, claimed_until = NULL, outcome = @p3, code = @p4,
               detail = @p5, vendor = @p6, vendor_id = @p7, ended_at = @p8
        WHERE id = @p9 AND claimed_by = @p10 AND next_attempt_at = @p11
        """, state, attempts ?? claim.Attempts, next ?? claim.HeldUntil, result?.Outcome.ToString(), result?.Code, Cut(result?.Detail),
        result?.Vendor, result?.VendorId, next is null ? tx.Now : null, claim.Id, claim.Owner, claim.HeldUntil) == 1;

    static long BackoffMs(int attempts)
    {
        var pause = Math.Min(BackoffMaxMs, BackoffFirstMs * Math.Pow(4, attempts - 1));
        return (long)(pause * (0.75 + Random.Shared.NextDouble() / 2));
    }

    static long AskPauseMs(long ageMs) => Math.Clamp(ageMs / 2, AskFirstMs, AskPauseMaxMs);

    static string? Cut(string? text) => text is { Length: > DetailMax } ? text[..DetailMax] : text;

    sealed record Row
    {
        public long Id { get; init; }
        public string DedupKey { get; init; } = "";
        public string Target { get; init; } = "";
        public string Payload { get; init; } = "";
        public long? NoticeId { get; init; }
        public string State { get; init; } = "";
        public int Attempts { get; init; }
        public int AttemptsMax { get; init; }
        public long NextAttemptAt { get; init; }
        public long ExpiresAt { get; init; }
        public long? SentAt { get; init; }
    }
}
