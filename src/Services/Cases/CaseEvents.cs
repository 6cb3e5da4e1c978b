using OneTable.Services.Data;

namespace OneTable.Services.Cases;

/// <summary>What happened to a case, in order.</summary>
public static class CaseEvents
{
    public static void Add(Tx tx, long caseId, string actor, string kind, string text, bool forResident) => tx.Run("""
        INSERT INTO case_events (id, case_id, position, at, actor, kind, text, for_resident)
        SELECT @p0, @p1, COALESCE(MAX(position), 0) + 1, @p2, @p3, @p4, @p5, @p6 FROM case_events WHERE case_id = @p1
        """, tx.NextId(), caseId, tx.Now, actor, kind, text, forResident ? 1 : 0);

    /// <summary>Whether the resident said just this already.</summary>
    public static bool SaidSince(Tx tx, long caseId, string text, long since) => tx.Value<long?>(
        "SELECT id FROM case_events WHERE case_id = @p0 AND kind = 'words' AND text = @p1 AND at >= @p2 LIMIT 1", caseId, text, since) is not null;

    /// <summary>More after every change of the case, its words or its files.</summary>
    public static long Count(Tx tx, long caseId) => tx.Value<long>(
        "SELECT (SELECT COUNT(*) FROM case_events WHERE case_id = @p0) + (SELECT COUNT(*) FROM case_files WHERE case_id = @p0)", caseId);

    public static IReadOnlyList<CaseEvent> Of(Tx tx, long caseId, bool forResident) => [.. tx.Query<CaseEvent>($"""
        SELECT at AS At, actor AS Actor, kind AS Kind, text AS Text, for_resident AS ForResident FROM case_events
        WHERE case_id = @caseId {(forResident ? "AND for_resident = 1" : "")} ORDER BY position
        """, new { caseId })];
}
