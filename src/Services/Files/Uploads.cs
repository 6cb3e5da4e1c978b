using OneTable.Services.Data;

namespace OneTable.Services.Files;

/// <summary>Files a client sent, by the client's own key: the same key again gives the same file.</summary>
public sealed class Uploads
{
    public long? Find(Tx tx, string owner, string key) =>
        tx.First<long?>("SELECT file_id FROM uploads WHERE owner = @owner AND client_key = @key", new { owner, key });

    /// <summary>How many this owner sent since then: whoever fills the disk is stopped.</summary>
    public int Since(Tx tx, string owner, long since) => tx.Count<int>("SELECT COUNT(*) FROM uploads WHERE owner = @owner AND created_at >= @since", new { owner, since });

    public void Add(Tx tx, string owner, string key, long fileId) => tx.Run(
        tx.Dialect.InsertIgnore + " INTO uploads (owner, client_key, file_id, created_at) VALUES (@p0, @p1, @p2, @p3)", owner, key, fileId, tx.Now);

    /// <summary>The files of one who turned out to be the other.</summary>
    public static void GiveToOwner(Tx tx, string from, string to) => tx.Run("UPDATE uploads SET owner = @p1 WHERE owner = @p0", from, to);

    /// <summary>Whether this owner sent these files: nobody hangs another's photo on a case of their own.</summary>
    public bool OwnsAll(Tx tx, string owner, IReadOnlyCollection<long> files) => files.Count == 0
        || tx.Count<int>("SELECT COUNT(DISTINCT file_id) FROM uploads WHERE owner = @owner AND file_id IN @files", new { owner, files }) == files.Distinct().Count();
}
