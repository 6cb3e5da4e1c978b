using OneTable.Services.Data;
using OneTable.Services.Notices;

namespace OneTable.Services.Cases;

/// <param name="MiniOpenid">Of who wrote it; WeChat checks only for users of the mini-program.</param>
public sealed record ContentCheck(long Id, string Kind, long CaseId, long? FileId, string? Words, string? MiniOpenid, int Attempts);

/// <summary>
/// What residents write and photograph is checked by WeChat before anybody but their worker sees it; what it cannot check, or doubts, a
/// person decides. A check holds up nobody: the case is with its worker from the first moment, with a mark.
/// </summary>
public sealed class ContentChecks
{
    public const string Waiting = "waiting", Asked = "asked", Pass = "pass", Review = "review", Risky = "risky", Approved = "approved", Hidden = "hidden";

    const int AttemptsMax = 8, LeaseMs = 60_000, PauseFirstMs = 5_000, AnswerWithinMs = 40 * 60_000, DayMs = 24 * 3600 * 1000, WhyMax = 64;
    const string Early = "early";

    /// <summary>What stands in a case in a resident's place is our own words.</summary>
    static readonly HashSet<string> ours = [Texts.Of("bot/report/voice_title"), Texts.Of("bot/report/only_photo"), "居民想找人说话"];

    public static void AddWords(Tx tx, long caseId, long? residentId, string words)
    {
        if (residentId is not null && words.Length > 0 && !ours.Contains(words)) Add(tx, $"words:{tx.NextId()}", "words", caseId, null, residentId, words);
    }

    /// <summary>A photo once per case, however often it is attached.</summary>
    public static void AddPhoto(Tx tx, long caseId, long? residentId, long fileId)
    {
        if (residentId is not null) Add(tx, $"photo:{caseId}:{fileId}", "photo", caseId, fileId, residentId, null);
    }

    static void Add(Tx tx, string key, string kind, long caseId, long? fileId, long? residentId, string? words) => tx.Run($"""
        {tx.Dialect.InsertIgnore} INTO content_checks (id, dedup_key, kind, case_id, file_id, resident_id, words, state, attempts, next_attempt_at, created_at)
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, 'waiting', 0, @p7, @p7)
        """, tx.NextId(), key, kind, caseId, fileId, residentId, words, tx.Now);

    public bool AnyDue(Tx tx) => tx.Value<long?>("SELECT id FROM content_checks WHERE state IN ('waiting', 'asked') AND next_attempt_at <= @p0 LIMIT 1", tx.Now) is not null;

    /// <summary>Takes the checks that are due; what WeChat never answered goes to a person.</summary>
    public IReadOnlyList<ContentCheck> Claim(Tx tx, int max)
    {
        tx.Run("UPDATE content_checks SET state = 'review', why = 'no_answer', next_attempt_at = NULL WHERE state = 'asked' AND next_attempt_at <= @p0", tx.Now);
        tx.Run("DELETE FROM content_checks WHERE kind = 'early' AND created_at < @p0", tx.Now - DayMs);
        return [.. tx.Query<Row>($"""
            SELECT c.id AS Id, c.kind AS Kind, c.case_id AS CaseId, c.file_id AS FileId, c.words AS Words, r.mini_openid AS MiniOpenid, c.attempts AS Attempts
            FROM content_checks c LEFT JOIN residents r ON r.id = c.resident_id
            WHERE c.state = 'waiting' AND c.next_attempt_at <= @Now ORDER BY c.next_attempt_at LIMIT {max}
            """, new { tx.Now }).ToList()
            .Where(c => tx.Run("UPDATE content_checks SET attempts = attempts + 1, next_attempt_at = @p0 WHERE id = @p1 AND state = 'waiting' AND attempts = @p2", tx.Now + LeaseMs, c.Id, c.Attempts) == 1)
            .Select(c => new ContentCheck(c.Id, c.Kind, c.CaseId, c.FileId, c.Words, c.MiniOpenid, (int)c.Attempts + 1))];
    }

    sealed record Row(long Id, string Kind, long CaseId, long? FileId, string? Words, string? MiniOpenid, long Attempts);

    /// <summary>WeChat has said what it thinks of it: pass, review or risky.</summary>
    public void Judged(Tx tx, ContentCheck check, string suggest, int? label, string? traceId) => tx.Run("""
        UPDATE content_checks SET state = @p1, why = @p2, label = @p3, trace_id = @p4, next_attempt_at = NULL WHERE id = @p0 AND state = 'waiting'
        """, check.Id, StateOf(suggest), "wechat:" + suggest, label, traceId);

    /// <summary>WeChat will say later; it may have done so before we could write down what to wait for.</summary>
    public void WaitFor(Tx tx, ContentCheck check, string traceId)
    {
        tx.Run("UPDATE content_checks SET state = 'asked', trace_id = @p1, next_attempt_at = @p2 WHERE id = @p0 AND state = 'waiting'", check.Id, traceId, tx.Now + AnswerWithinMs);
        if (tx.First<(string Why, int? Label)?>("SELECT why, label FROM content_checks WHERE trace_id = @traceId AND kind = 'early'", new { traceId }) is not { } early) return;
        tx.Run("DELETE FROM content_checks WHERE trace_id = @p0 AND kind = 'early'", traceId);
        Answered(tx, traceId, early.Why, early.Label);
    }

    /// <summary>What WeChat said of a photo. No verdict (it could not be fetched) is tried again, then left to a person.</summary>
    /// <param name="suggest">pass, review, risky, or null where the check came to nothing.</param>
    public void Answered(Tx tx, string traceId, string? suggest, int? label)
    {
        if (traceId.Length is 0 or > 64) return;
        if (tx.First<long?>($"SELECT id FROM content_checks WHERE trace_id = @traceId AND kind <> '{Early}'", new { traceId }) is null)
            tx.Run($"""
                {tx.Dialect.InsertIgnore} INTO content_checks (id, dedup_key, kind, case_id, state, why, label, trace_id, attempts, created_at) VALUES (@p0, @p1, 'early', 0, 'early', @p2, @p3, @p4, 0, @p5)
                """, tx.NextId(), "early:" + traceId, suggest, label, traceId, tx.Now);
        else if (suggest is null)
            tx.Run("""
                UPDATE content_checks SET state = CASE WHEN attempts < 3 THEN 'waiting' ELSE 'review' END, why = 'not_fetched', next_attempt_at = @p1 WHERE trace_id = @p0 AND state = 'asked'
                """, traceId, tx.Now + PauseFirstMs);
        else
            tx.Run("UPDATE content_checks SET state = @p1, why = @p2, label = @p3, next_attempt_at = NULL WHERE trace_id = @p0 AND state = 'asked'", traceId, StateOf(suggest), "wechat:" + suggest, label);
    }

    /// <summary>It cannot be checked: that is no pass, a person looks.</summary>
    public void ToPerson(Tx tx, ContentCheck check, string why) => tx.Run(
        "UPDATE content_checks SET state = 'review', why = @p1, next_attempt_at = NULL WHERE id = @p0 AND state = 'waiting'", check.Id, why.Length <= WhyMax ? why : why[..WhyMax]);

    public void Again(Tx tx, ContentCheck check, string why, long? notBefore)
    {
        if (check.Attempts >= AttemptsMax) ToPerson(tx, check, why);
        else tx.Run("UPDATE content_checks SET next_attempt_at = @p1 WHERE id = @p0 AND state = 'waiting'", check.Id, Math.Max(notBefore ?? 0, tx.Now + (PauseFirstMs << check.Attempts)));
    }

    /// <summary>Two WeChat users turned out to be one resident.</summary>
    internal static void GiveToResident(Tx tx, long from, long to) => tx.Run("UPDATE content_checks SET resident_id = @p1 WHERE resident_id = @p0", from, to);

    static string StateOf(string suggest) => suggest switch { "pass" => Pass, "risky" => Risky, _ => Review };
}
