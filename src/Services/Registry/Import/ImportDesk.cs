using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;

namespace OneTable.Services.Registry.Import;

/// <summary>Who brings a file in, for where, and whose word it is.</summary>
/// <param name="Reader">Decides about the fields of F07; null for whoever runs a verb on the machine itself.</param>
public sealed record Importer(Scope Scope, string Actor, Reader? Reader, string Source = "导入");

/// <summary>Files of people: what is in them, what their columns mean, one batch each.</summary>
public sealed class ImportDesk(Database db, FieldCatalog fields, LearnedHeadings learned)
{
    const int FileNameMax = 200, SourceMax = 20, SamplesMax = 3;
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tables of people in a file, read once whole: what is wrong with the file is said now.</summary>
    /// <param name="map">heading → label, alias or null, as people write them.</param>
    /// <exception cref="Refusal">no_people, unknown_field and those of the file</exception>
    public IReadOnlyList<SheetTable> Tables(SheetFile file, Importer importer, IReadOnlyDictionary<string, string?>? map = null)
    {
        var (headings, lessons) = db.Read(tx => (PersonHeadings.Of(tx, fields, importer.Reader), learned.Of(tx, importer.Scope.Code)));
        var said = (map ?? new Dictionary<string, string?>()).DistinctBy(m => Headings.Plain(m.Key))
            .ToDictionary(m => Headings.Plain(m.Key), m => m.Value is null ? null : headings.Target([m.Value]) ?? throw Unknown(m.Value));
        var taught = lessons.Where(t => t.Value is null || headings.Target([t.Value]) == t.Value).ToDictionary();
        var tables = Enumerable.Range(0, file.Sheets.Count).Where(s => !file.Sheets[s].Hidden)
            .Select(s => SheetTable.Find(file, s, headings, ("map", said), ("learned", taught))).OfType<SheetTable>()
            .Where(t => t.Column(Facts.Name) is not null || t.Column(Facts.Document) is not null).ToList();
        if (tables.Count == 0) throw new Refusal("no_people", "没有找到“姓名”或“身份证号”这一列，请看看表头。");
        return tables.Any(t => t.Rows().Any()) ? tables : throw new Refusal("no_people", "表头下面没有读到一行人。");
    }

    public IReadOnlyList<ImportColumn> Columns(IReadOnlyList<SheetTable> tables) => [.. tables.SelectMany(t => t.Columns).DistinctBy(c => Headings.Plain(c.Heading))
        .Select(c => new ImportColumn(c.Heading, c.Target, c.How, [.. c.Samples.Take(SamplesMax).Select(s => FieldRights.Sample(c.Target is null ? null : fields.Find(c.Target), s))]))];

    /// <summary>The same for whoever reads of a batch: samples only to who could bring such a file in, and of what their post may read.</summary>
    public IReadOnlyList<ImportColumn> Columns(ImportBatch batch, Reader reader) => [.. batch.Columns.Select(c =>
        MayImport(reader) && FieldOf(c.Heading, c.Target)?.IsVisibleTo(reader) != false ? c : c with { Samples = [] })];

    /// <summary>A cell of a refused row for whoever takes it away; what a column is that was left aside, its digits may tell.</summary>
    public string? Shown(SheetColumn column, string? cell, Reader reader) => string.IsNullOrEmpty(cell) ? cell : FieldOf(column.Heading, column.Target) switch
    {
        { } field when FieldRights.ReadsInFull(reader, field) => cell,
        { } field => field.IsVisibleTo(reader) ? FieldRights.Mask(field, cell) : FieldRights.Stars,
        null => FieldRights.ReadsInFull(reader, fields.Find(Facts.Document)!) ? cell : FieldRights.Sample(null, cell),
    };

    /// <summary>What a heading means to the dictionary, also where the importer's post could not name it.</summary>
    Field? FieldOf(string heading, string? target) => fields.Find(target ?? Headings.Plain(heading));

    public static bool MayImport(Reader reader) => !FieldRights.IsReadOnly(reader) && reader.Post is not (Posts.GridWorker or Posts.PartTimeGridWorker);

    internal static string Json(IReadOnlyList<ImportColumn> columns) => JsonSerializer.Serialize(columns, json);

    /// <summary>The batch of this file: one that was begun with it goes on, else a new one.</summary>
    public async Task<ImportBatch> BeginAsync(Importer importer, string fileName, string sha256, long length, string? fileKey, IReadOnlyList<SheetTable> tables, bool dry, bool goesOn)
    {
        if (importer.Source.Length is 0 or > SourceMax) throw new Refusal("bad_source", $"来源要写，最多{SourceMax}个字。");
        var columns = Json(Columns(tables));
        var meaning = string.Join('\n', tables.SelectMany(t => t.Columns).Select(c => $"{c.Heading}={c.Target}"));
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sha256}|{importer.Scope.Code}|{importer.Source}|{meaning}")));
        return await db.WriteAsync(tx =>
        {
            if (goesOn && !dry && ImportBatch.Open(tx, key) is { } begun) return begun;
            var batch = new ImportBatch
            {
                Id = tx.NextId(), FileName = fileName.Length <= FileNameMax ? fileName : fileName[^FileNameMax..], Sha256 = sha256, Length = length, FileKey = fileKey,
                DivisionCode = importer.Scope.Code, Source = importer.Source, Actor = importer.Actor, ColumnsJson = columns, Dry = dry,
                State = ImportState.Ready, Total = tables.Sum(t => (long)t.Survey.Rows), CreatedAt = tx.Now,
            };
            ImportBatch.Add(tx, batch, goesOn && !dry ? key : null);
            return batch;
        });
    }

    /// <summary>The same tables as when the batch was begun, whatever was learned since.</summary>
    public IReadOnlyList<SheetTable> Tables(SheetFile file, ImportBatch batch, Reader? reader) =>
        Tables(file, new(new(batch.DivisionCode), batch.Actor, reader, batch.Source), batch.Columns.DistinctBy(c => c.Heading).ToDictionary(c => c.Heading, c => c.Target));

    static Refusal Unknown(string name) => new("unknown_field", $"没有“{name}”这个字段，列的对应关系里不能写它。");
}
