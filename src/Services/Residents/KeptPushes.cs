using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>
/// Pushes as they came, kept for 90 days. What somebody took back is emptied here, not in the push that says so: no index finds
/// pushes by their sender, so all are looked through, piece by piece, and after each piece it is written down how far that is.
/// </summary>
public sealed class KeptPushes(Database db)
{
    const int SeekMax = 2_000, SweepMax = 500, WantedMax = 200;
    static readonly TimeSpan kept = TimeSpan.FromDays(90);

    sealed record Wanted(long Id, long At, string Whose, string Kinds, string Reached)
    {
        public bool Has(string kind, long at) => at <= At && Kinds.Split(',').Contains(kind.StartsWith("mini:", StringComparison.Ordinal) ? kind[5..] : kind);
    }

    /// <summary>All that waits is sought in one go; what is taken back meanwhile waits for the next. How many pushes were emptied.</summary>
    public async Task<int> EmptyAsync(CancellationToken stop = default)
    {
        var wanted = db.Read(tx => tx.Query<Wanted>($"""
            SELECT id AS Id, at AS At, whose AS Whose, kinds AS Kinds, reached AS Reached FROM privacy_revocations WHERE done_at IS NULL ORDER BY at, id LIMIT {WantedMax}
            """).ToList());
        var (ids, byOpenid) = (wanted.Select(w => w.Id).ToList(), wanted.SelectMany(w => w.Whose.Split(',').Select(openid => (openid, w))).ToLookup(o => o.openid, o => o.w));
        var (reached, emptied, more) = (wanted.Min(w => w.Reached), 0, wanted.Count > 0);
        while (more && !stop.IsCancellationRequested)
        {
            var piece = db.Read(tx => tx.Query<(string Key, string Kind, long At)>(
                $"SELECT dedup_key, kind, received_at FROM inbound WHERE dedup_key > @reached ORDER BY dedup_key LIMIT {SeekMax}", new { reached }).ToList());
            var found = piece.Select(p => (p.Key, By: byOpenid[p.Key.Split('|').ElementAtOrDefault(2) ?? ""].FirstOrDefault(w => w.Has(p.Kind, p.At))))
                .Where(f => f.By is not null).GroupBy(f => f.By!.Id, f => f.Key).ToList();
            more = piece.Count == SeekMax;
            if (piece.Count > 0) reached = piece[^1].Key;
            emptied += await db.WriteAsync(tx =>
            {
                var count = found.Sum(keys => Empty(tx, keys.Key, keys));
                tx.Execute(more ? "UPDATE privacy_revocations SET reached = @reached WHERE id IN @ids AND done_at IS NULL AND reached < @reached"
                    : "UPDATE privacy_revocations SET done_at = @Now, whose = '' WHERE id IN @ids AND done_at IS NULL", new { ids, reached, tx.Now });
                return count;
            });
        }
        return emptied;
    }

    /// <summary>A push stays with its key, so that it is not taken for new, and without its body.</summary>
    static int Empty(Tx tx, long id, IEnumerable<string> keys)
    {
        var count = tx.Execute("UPDATE inbound SET body = '' WHERE dedup_key IN @keys AND body <> ''", new { keys });
        tx.Run("UPDATE privacy_revocations SET emptied = emptied + @p1 WHERE id = @p0", id, count);
        return count;
    }

    /// <summary>Forgets what is older; keys begin with WeChat's time, so the old ones come first.</summary>
    public async Task<int> SweepAsync(CancellationToken stop = default)
    {
        var oldest = db.Time.GetUtcNow() - kept;
        for (var swept = 0; ;)
        {
            var keys = db.Read(tx => tx.Query<string>($"SELECT dedup_key FROM inbound WHERE dedup_key < @key AND received_at < @at ORDER BY dedup_key LIMIT {SweepMax}",
                new { key = $"{oldest.ToUnixTimeSeconds()}", at = oldest.ToUnixTimeMilliseconds() }).ToList());
            if (keys.Count > 0) swept += await db.WriteAsync(tx => tx.Execute("DELETE FROM inbound WHERE dedup_key IN @keys", new { keys }));
            if (keys.Count < SweepMax || stop.IsCancellationRequested) return swept;
        }
    }
}
