using System.Security.Cryptography;
using OneTable.Services.Data;

namespace OneTable.Services.Files;

/// <param name="Sha256">Lower-case hex; the name of the file on disk.</param>
public sealed record KeptFile(long Id, string Sha256, string MediaType, long Length);

/// <summary>
/// Photos and voices, kept once by the hash of their bytes under data/files. The bytes are on disk before the row is;
/// place and time are read from a photo and its metadata stripped before it is kept.
/// </summary>
public sealed class FileStore(Database db, string folder)
{
    public const int BytesMax = 10 * 1024 * 1024;

    /// <exception cref="Refusal">too_big, not_an_image (neither photo nor voice)</exception>
    public async Task<KeptFile> KeepAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct = default)
    {
        if (bytes.Length > BytesMax) throw new Refusal("too_big", "这张太大了，10兆以内就够，不用原图。");
        var type = MediaTypes.Of(bytes.Span) ?? throw new Refusal("not_an_image", "这个打不开，不是照片也不是语音，换一张再发就行。");
        var photo = type.StartsWith("image/", StringComparison.Ordinal) ? PhotoMetadata.Read(bytes) : null;
        bytes = PhotoMetadata.Strip(type, bytes, photo?.Orientation ?? 1);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        await WriteAsync(PathOf(sha256), bytes, ct);
        var kept = await db.WriteAsync(tx => Record(tx, sha256, type, bytes.Length, photo));
        await WriteAsync(PathOf(sha256), bytes, ct); // where just now another of the same was forgotten
        return kept;
    }

    public (KeptFile File, string Path)? Find(long id) =>
        db.Read(tx => tx.First<KeptFile>("SELECT id AS Id, sha256 AS Sha256, media_type AS MediaType, length AS Length FROM files WHERE id = @id", new { id }))
            is { } file ? (file, PathOf(file.Sha256)) : null;

    /// <summary>Voices that no browser plays and that have no copy yet, the newest first.</summary>
    public static IReadOnlyList<long> Unheard(Tx tx, int max) => [.. tx.Query<long>(
        $"SELECT id FROM files WHERE media_type = '{MediaTypes.Amr}' AND heard_as IS NULL ORDER BY created_at DESC LIMIT {max}")];

    /// <summary>Which copy a voice is heard by; 0: none can be made.</summary>
    public static void Heard(Tx tx, long voice, long copy) => tx.Run("UPDATE files SET heard_as = @p1 WHERE id = @p0", voice, copy);

    /// <summary>Deletes those that nobody else sent too, their copies with them; the bytes go once it is committed.</summary>
    public int Forget(Tx tx, IReadOnlyCollection<long> ids)
    {
        if (ids.Count == 0) return 0;
        var gone = tx.Query<(long Id, string Sha256)>("""
            SELECT id, sha256 FROM files f WHERE (id IN @ids OR id IN (SELECT heard_as FROM files WHERE id IN @ids))
            AND NOT EXISTS (SELECT 1 FROM case_files c WHERE c.file_id = f.id) AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.file_id = f.id)
            AND NOT EXISTS (SELECT 1 FROM claim_papers p WHERE p.file_id = f.id)
            """, new { ids }).ToList();
        if (gone.Count == 0) return 0;
        tx.Execute("DELETE FROM files WHERE id IN @gone", new { gone = gone.Select(g => g.Id) });
        tx.AfterCommit(() => gone.ForEach(g => File.Delete(PathOf(g.Sha256))));
        return gone.Count;
    }

    static KeptFile Record(Tx tx, string sha256, string type, long length, PhotoMetadata? photo)
    {
        tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO files (id, sha256, media_type, length, lat, lon, taken_at, created_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)
            """, tx.NextId(), sha256, type, length, photo?.Lat, photo?.Lon, photo?.TakenAt, tx.Now);
        // The same picture may first have come without its place.
        if (photo?.Lat is not null) tx.Run("UPDATE files SET lat = @p1, lon = @p2, taken_at = @p3 WHERE sha256 = @p0 AND lat IS NULL", sha256, photo.Lat, photo.Lon, photo.TakenAt);
        return new KeptFile(tx.Value<long>("SELECT id FROM files WHERE sha256 = @p0", sha256), sha256, type, length);
    }

    string PathOf(string sha256) => Path.Combine(folder, sha256[..2], sha256);

    static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        if (File.Exists(path)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + "." + Guid.NewGuid().ToString("N");
        await using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
        {
            await stream.WriteAsync(bytes, ct);
            stream.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }
}
