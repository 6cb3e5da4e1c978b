using OneTable.Services.Data;

namespace OneTable.Services.Cases;

public sealed record PhotoPlace(double Lat, double Lon);

/// <summary>Where the photos of a case say they were taken, the first sent first.</summary>
static class CasePhotos
{
    public static IReadOnlyList<PhotoPlace> PlacesOf(Tx tx, long caseId) => [.. tx.Query<PhotoPlace>("""
        SELECT f.lat AS Lat, f.lon AS Lon FROM case_files c JOIN files f ON f.id = c.file_id
        WHERE c.case_id = @caseId AND c.role = 'report' AND f.lat IS NOT NULL ORDER BY c.created_at, c.id
        """, new { caseId })];

    /// <summary>The photos that came before the words: those of the chat, and those the page sends along.</summary>
    public static IReadOnlyList<PhotoPlace> PlacesOf(Tx tx, CaseDraft draft)
    {
        var sent = (draft.Files ?? []).Where(f => f.Role == "report").Select(f => f.FileId).ToList();
        if (draft.Openid is { } openid) sent.AddRange(tx.Query<long>("SELECT file_id FROM case_files WHERE case_id IS NULL AND openid = @openid AND file_id IS NOT NULL", new { openid }));
        return sent.Count == 0 ? [] : [.. tx.Query<PhotoPlace>("SELECT lat AS Lat, lon AS Lon FROM files WHERE id IN @sent AND lat IS NOT NULL ORDER BY created_at, id", new { sent })];
    }
}
