using OneTable.Services.Data;

namespace OneTable.Services.Outbox;

/// <summary>A photo or voice that still lies at WeChat.</summary>
/// <param name="OfMini">Sent to the mini-program's customer service, which has openids and media of its own.</param>
public sealed record Fetch(long Id, long? CaseId, string? OpenId, string Kind, string MediaId, int Attempts, long HeldUntil, bool OfMini = false);

/// <summary>
/// What residents sent and we still have to fetch (case_files in state waiting). WeChat keeps it three days; until then
/// a failed fetch is tried again. As in the outbox, a held row's next_attempt_at is the end of its lease.
/// </summary>
public sealed class Fetches
{
    const int LeaseMs = 120_000, LifeMs = 3 * 24 * 3600 * 1000, PauseFirstMs = 2_000, PauseMaxMs = 30 * 60_000;
    readonly SemaphoreSlim signal = new(0);

    /// <summary>Writes down what is to be fetched; the fetcher starts after the commit.</summary>
    public void Add(Tx tx, string openid, long? caseId, string kind, string mediaId)
    {
        tx.Run("""
            INSERT INTO case_files (id, case_id, openid, role, kind, media_id, state, attempts, next_attempt_at, created_at)
            VALUES (@p0, @p1, @p2, 'report', @p3, @p4, 'waiting', 0, @p5, @p5)
            """, tx.NextId(), caseId, openid, kind, mediaId, tx.Now);
        tx.AfterCommit(() => { if (signal.CurrentCount == 0) signal.Release(); });
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => signal.WaitAsync(atMost, ct);

    public bool AnyDue(Tx tx) => tx.Value<long?>(
        "SELECT id FROM case_files WHERE state = 'waiting' AND (next_attempt_at IS NULL OR next_attempt_at <= @p0) LIMIT 1", tx.Now) is not null;

    public IReadOnlyList<Fetch> Claim(Tx tx, string owner, int max)
    {
        var now = tx.Now;
        return [.. tx.Query<Row>("""
            SELECT id AS Id, case_id AS CaseId, openid AS OpenId, kind AS Kind, media_id AS MediaId, attempts AS Attempts, created_at AS CreatedAt
            FROM case_files WHERE state = 'waiting' AND (next_attempt_at IS NULL OR next_attempt_at <= @now) ORDER BY created_at, id LIMIT @max
            """, new { now, max }).ToList().Where(row => Take(tx, row, owner, now))
            .Select(row => new Fetch(row.Id, row.CaseId, row.OpenId, row.Kind, row.MediaId ?? "", row.Attempts + 1, now + LeaseMs,
                tx.Value<long?>("SELECT id FROM residents WHERE mini_openid = @p0", row.OpenId) is not null))];
    }

    /// <summary>Those that nobody could fetch as long as WeChat kept them: ended, and given back to be told.</summary>
    public IReadOnlyList<Fetch> GiveUp(Tx tx, int max) => [.. tx.Query<Row>($"""
        SELECT id AS Id, case_id AS CaseId, openid AS OpenId, kind AS Kind, media_id AS MediaId, attempts AS Attempts, created_at AS CreatedAt
        FROM case_files WHERE state = 'waiting' AND (next_attempt_at IS NULL OR next_attempt_at <= @Now) AND created_at < @oldest ORDER BY created_at, id LIMIT {max}
        """, new { tx.Now, oldest = tx.Now - LifeMs }).ToList().Select(row => new Fetch(row.Id, row.CaseId, row.OpenId, row.Kind, row.MediaId ?? "", row.Attempts, 0))
        .Where(fetch => Failed(tx, fetch, "三天内没能从微信取回"))];

    static bool Take(Tx tx, Row row, string owner, long now) => tx.Run("""
        UPDATE case_files SET attempts = attempts + 1, next_attempt_at = @p0, claimed_until = @p0, claimed_by = @p1
        WHERE id = @p2 AND state = 'waiting' AND attempts = @p3
        """, now + LeaseMs, owner, row.Id, row.Attempts) == 1;

    /// <summary>The case it belongs to by now: one sent before the words came without any.</summary>
    public static long? CaseOf(Tx tx, Fetch fetch) => tx.Value<long?>("SELECT case_id FROM case_files WHERE id = @p0", fetch.Id);

    /// <summary>Whoever sent it has taken it back.</summary>
    public static bool IsWithdrawn(Tx tx, Fetch fetch) => tx.Value<string>("SELECT state FROM case_files WHERE id = @p0", fetch.Id) == "withdrawn";

    /// <summary>Which WeChat user sent it, and where the case lies.</summary>
    public (long ResidentId, string? DivisionCode)? Sender(Tx tx, Fetch fetch) =>
        tx.Value<long?>("SELECT id FROM residents WHERE mp_openid = @p0 OR mini_openid = @p0", fetch.OpenId) is { } id
            ? (id, tx.Value<string>("SELECT division_code FROM cases WHERE id = @p0", CaseOf(tx, fetch))) : null;

    public bool Stored(Tx tx, Fetch fetch, long fileId) => End(tx, fetch, "stored", null, fileId);
    public bool Refused(Tx tx, Fetch fetch, string why) => End(tx, fetch, "refused", why, null);
    public bool Failed(Tx tx, Fetch fetch, string why) => End(tx, fetch, "failed", why, null);

    public void Again(Tx tx, Fetch fetch) => tx.Run(
        "UPDATE case_files SET next_attempt_at = @p0, claimed_by = NULL, claimed_until = NULL WHERE id = @p1 AND state = 'waiting' AND attempts = @p2",
        tx.Now + Math.Min(PauseMaxMs, PauseFirstMs << Math.Min(fetch.Attempts - 1, 12)), fetch.Id, fetch.Attempts);

    static bool End(Tx tx, Fetch fetch, string state, string? why, long? fileId) => tx.Run("""
        UPDATE case_files SET state = @p0, why = @p1, file_id = @p2, next_attempt_at = NULL, claimed_by = NULL, claimed_until = NULL
        WHERE id = @p3 AND state = 'waiting' AND attempts = @p4
        """, state, why, fileId, fetch.Id, fetch.Attempts) == 1;

    sealed record Row
    {
        public long Id { get; init; }
        public long? CaseId { get; init; }
        public string? OpenId { get; init; }
        public string Kind { get; init; } = "";
        public string? MediaId { get; init; }
        public int Attempts { get; init; }
        public long CreatedAt { get; init; }
    }
}
