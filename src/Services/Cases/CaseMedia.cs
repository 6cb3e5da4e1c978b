using OneTable.Services.Data;

namespace OneTable.Services.Cases;

/// <summary>Photos and voices that still lie with WeChat; OutboundCall's fetcher takes the waiting rows.</summary>
public static class CaseMedia
{
    public static void Await(Tx tx, string openid, long? caseId, string kind, string mediaId) => tx.Run("""
        INSERT INTO case_files (id, case_id, openid, role, kind, media_id, state, attempts, next_attempt_at, created_at)
        VALUES (@p0, @p1, @p2, 'report', @p3, @p4, 'waiting', 0, @p5, @p5)
        """, tx.NextId(), caseId, openid, kind, mediaId, tx.Now);
}
