using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>Takes departments' forms in: the file sealed for a week, what it asks recognised, corrected and learned.</summary>
public sealed class FormDesk(Database db, FieldCatalog fields, Seal seal, FormReader reader, DocxReader documents, string folder)
{
    const int FileNameMax = 200;
    static readonly TimeSpan keptFor = TimeSpan.FromDays(7);

    /// <summary>A file that is refused leaves nothing.</summary>
    public async Task<KeptForm> TakeAsync(Stream from, string fileName, Scope scope, long staff, Reader? viewer, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        fileName = fileName.Length <= FileNameMax ? fileName : fileName[^FileNameMax..];
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            var (length, sha256, key) = await SealedFile.KeepAsync(from, path, SheetFile.BytesMax, stop);
            var form = Recognise(new SealedFile(path, key), fileName, scope.Code, viewer);
            var kept = await db.WriteAsync(tx => KeptForm.Add(tx, new()
            {
                StaffId = staff, DivisionCode = scope.Code, FileName = fileName, Kind = form.Kind, Sha256 = sha256, Length = length, FileKey = seal.Close(key),
            }, form));
            File.Move(path, PathOf(kept.Id));
            return kept;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>What a file asks; the stream is closed with it.</summary>
    public Form Recognise(Stream stream, string fileName, string division, Reader? viewer)
    {
        if (documents.Read(stream, fileName, division, viewer) is { } document) return document;
        using var file = SheetFile.Open(stream, fileName);
        return reader.Read(file, fileName, division, viewer);
    }

    /// <summary>The file as it was handed in.</summary>
    /// <exception cref="Refusal">file_gone</exception>
    public Stream Open(KeptForm form) => seal.Open(form.FileKey) is { } key && File.Exists(PathOf(form.Id))
        ? new SealedFile(PathOf(form.Id), key) : throw new Refusal("file_gone", "原来的文件只留7天，已经删了，请重新上传。");

    /// <summary>Somebody says what a column means (null: leave it empty); the next form of the division is read so at once.</summary>
    public async Task<KeptForm> CorrectAsync(KeptForm kept, int sheet, int column, string? target, Reader viewer, string actor)
    {
        MustBeKnown(target, viewer);
        var (form, said) = kept.Form.Corrected(sheet, column, target);
        await db.WriteAsync(tx =>
        {
            LearnedHeadings.Learn(tx, kept.DivisionCode, said.Path, target, actor);
            KeptForm.SetForm(tx, kept.Id, form);
        });
        return db.Read(tx => KeptForm.Find(tx, new(kept.DivisionCode), kept.Id))!;
    }

    /// <exception cref="Refusal">unknown_field: nothing a column can mean, or nothing this post may see</exception>
    public void MustBeKnown(string? target, Reader viewer)
    {
        if (target is not null && !FormHeadings.Specials.Contains(target) && (fields.Find(target) is not { } field || field.Label != target || !field.IsVisibleTo(viewer)))
            throw new Refusal("unknown_field", $"没有“{target}”这个字段。");
    }

    /// <summary>Forgets the files whose week is over.</summary>
    public async Task<int> SweepAsync()
    {
        var before = db.Time.UnixMs() - (long)keptFor.TotalMilliseconds;
        var old = db.Read(tx => tx.Query<long>("SELECT id FROM forms WHERE file_key IS NOT NULL AND created_at < @before", new { before }).ToList());
        foreach (var id in old)
        {
            File.Delete(PathOf(id));
            await db.WriteAsync(tx => tx.Run("UPDATE forms SET file_key = NULL WHERE id = @p0", id));
        }
        return old.Count;
    }

    string PathOf(long id) => Path.Combine(folder, id.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
