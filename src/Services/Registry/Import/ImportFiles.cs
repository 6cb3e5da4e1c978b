using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Sheets;

namespace OneTable.Services.Registry.Import;

/// <summary>Uploaded files of imports: sealed under a key of their own until they are forgotten.</summary>
public sealed class ImportFiles(Database db, Seal seal, ImportDesk desk, string folder)
{
    static readonly TimeSpan keptFor = TimeSpan.FromDays(30);

    /// <summary>Takes a file in: sealed, read once whole, its columns recognised. A file that is refused leaves nothing.</summary>
    public async Task<ImportBatch> TakeAsync(Stream from, string fileName, Importer importer, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            var (length, sha256, key) = await SealedFile.KeepAsync(from, path, SheetFile.BytesMax, stop);
            ImportBatch batch;
            using (var file = SheetFile.Open(new SealedFile(path, key), fileName))
                batch = await desk.BeginAsync(importer, fileName, sha256, length, seal.Close(key), desk.Tables(file, importer), dry: true, goesOn: false);
            File.Move(path, PathOf(batch.Id));
            return batch;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <exception cref="Refusal">file_gone</exception>
    public SheetFile Open(ImportBatch batch) => seal.Open(batch.FileKey) is { } key && File.Exists(PathOf(batch.Id))
        ? SheetFile.Open(new SealedFile(PathOf(batch.Id), key), batch.FileName) : throw new Refusal("file_gone", "原来的文件只留30天，已经删了，请重新上传。");

    /// <summary>Somebody says what columns mean; the next file of the division is read so at once.</summary>
    public async Task<ImportBatch> CorrectAsync(ImportBatch batch, IReadOnlyDictionary<string, string?> said, Importer importer)
    {
        if (batch.State is not (ImportState.Ready or ImportState.Checked)) throw new Refusal("import_begun", "已经开始导入，不能再改列了。");
        var map = batch.Columns.DistinctBy(c => c.Heading).ToDictionary(c => c.Heading, c => c.Target);
        foreach (var (heading, target) in said)
        {
            if (!map.ContainsKey(heading)) throw new Refusal("unknown_column", $"表里没有“{heading}”这一列。");
            foreach (var other in map.Where(m => target is not null && m.Value == target).Select(m => m.Key).ToList()) map[other] = null; // one column each
            map[heading] = target;
        }
        using var file = Open(batch);
        var hows = batch.Columns.DistinctBy(c => c.Heading).ToDictionary(c => c.Heading, c => c.How);
        IReadOnlyList<ImportColumn> columns = [.. desk.Columns(desk.Tables(file, importer, map)).Select(c => said.ContainsKey(c.Heading) ? c : c with { How = hows[c.Heading] })];
        await db.WriteAsync(tx =>
        {
            foreach (var (heading, _) in said) LearnedHeadings.Learn(tx, importer.Scope.Code, heading, columns.First(c => c.Heading == heading).Target, importer.Actor);
            ImportBatch.SetColumns(tx, batch.Id, ImportDesk.Json(columns));
        });
        return db.Read(tx => ImportBatch.Find(tx, importer.Scope, batch.Id))!;
    }

    /// <summary>Forgets the files whose time is over; what became of their rows stays.</summary>
    public async Task<int> SweepAsync()
    {
        var before = db.Time.UnixMs() - (long)keptFor.TotalMilliseconds;
        var old = db.Read(tx => tx.Query<long>("SELECT id FROM imports WHERE file_key IS NOT NULL AND created_at < @before", new { before }).ToList());
        foreach (var id in old)
        {
            File.Delete(PathOf(id));
            await db.WriteAsync(tx => tx.Run("UPDATE imports SET file_key = NULL WHERE id = @p0", id));
        }
        return old.Count;
    }

    string PathOf(long id) => Path.Combine(folder, id.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
