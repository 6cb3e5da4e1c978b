using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;

namespace OneTable.Services.Tables.Reports;

/// <param name="Number">1 is the first that was sent; each time it comes back the next.</param>
/// <param name="SubmittedAt">Null as long as it is checked and stamped; then it stays as it is.</param>
public sealed record ReportCopy(long Id, long ReportId, long Number, long MadeAt, string MadeBy, long RowsKept, string Sha256, long? SubmittedAt);

/// <summary>A copy that is ready to be kept.</summary>
public sealed record NewCopy(KeptHead Head, IReadOnlyList<KeptRow> Rows, IReadOnlyList<KeptChange> Changes, string? Counts, byte[] File);

/// <summary>
/// What was sent and handed in, packed and sealed part by part. Nothing of it hangs on templates, fields or people of today, and
/// nobody changes one that was handed in.
/// </summary>
public sealed class ReportCopies(Seal seal)
{
    const string HeadPart = "head", RowsPart = "rows", ChangesPart = "changes", CountsPart = "counts", FilePart = "file";
    const int RowsOfPart = 500, BytesOfPart = 512 * 1024;
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
    };

    const string Select = """
        SELECT id AS Id, report_id AS ReportId, number AS Number, made_at AS MadeAt, made_by AS MadeBy, rows_kept AS RowsKept, sha256 AS Sha256,
          submitted_at AS SubmittedAt FROM report_copies
        """;

    /// <summary>All copies of a report, the first one first.</summary>
    public static IReadOnlyList<ReportCopy> Of(Tx tx, long report) => [.. tx.Query<ReportCopy>(Select + " WHERE report_id = @report ORDER BY number", new { report })];

    /// <summary>What the division handed in last for an earlier cut-off day, with rows; null where there was none.</summary>
    public static (ReportCopy Copy, Report Report)? Before(Tx tx, Report report) => tx.First<Report>($"""
        {Report.Select} WHERE table_id = @TableId AND division_code = @DivisionCode AND cut_off < @CutOff AND zero = 0 AND state IN ('submitted', 'archived')
        ORDER BY cut_off DESC LIMIT 1
        """, new { report.TableId, report.DivisionCode, report.CutOff }) is { } earlier
        && tx.First<ReportCopy>(Select + " WHERE report_id = @Id AND submitted_at IS NOT NULL ORDER BY number DESC LIMIT 1", new { earlier.Id }) is { } copy ? (copy, earlier) : null;

    /// <summary>Seals a copy outside of the transaction that keeps it.</summary>
    public IReadOnlyList<(string Part, string Body)> Pack(NewCopy copy)
    {
        var parts = new List<(string, string)> { (HeadPart, Box(copy.Head)) };
        parts.AddRange(copy.Rows.Chunk(RowsOfPart).Select(rows => (RowsPart, Box(rows))));
        parts.AddRange(copy.Changes.Chunk(RowsOfPart).Select(changes => (ChangesPart, Box(changes))));
        if (copy.Counts is { } counts) parts.Add((CountsPart, Box(counts)));
        parts.AddRange(copy.File.Chunk(BytesOfPart).Select(bytes => (FilePart, seal.Close(Convert.ToBase64String(bytes))!)));
        return parts;
    }

    public static void Keep(Tx tx, long report, NewCopy copy, IReadOnlyList<(string Part, string Body)> parts, string actor, bool submitted)
    {
        Drop(tx, report);
        var id = tx.NextId();
        tx.Run("""
            INSERT INTO report_copies (id, report_id, number, made_at, made_by, rows_kept, sha256, submitted_at)
            VALUES (@p0, @p1, (SELECT n FROM (SELECT COALESCE(MAX(number), 0) + 1 AS n FROM report_copies WHERE report_id = @p1) next), @p2, @p3, @p4, @p5, @p6)
            """, id, report, tx.Now, actor, copy.Rows.Count, Convert.ToHexStringLower(SHA256.HashData(copy.File)), submitted ? tx.Now : null);
        var numbers = new Dictionary<string, int>();
        foreach (var (part, body) in parts)
        {
            var number = numbers[part] = numbers.GetValueOrDefault(part) + 1;
            tx.Run("INSERT INTO report_parts (copy_id, part, number, body_sealed) VALUES (@p0, @p1, @p2, @p3)", id, part, number, body);
        }
    }

    public static void Submit(Tx tx, long report) => tx.Run("UPDATE report_copies SET submitted_at = @p1 WHERE report_id = @p0 AND submitted_at IS NULL", report, tx.Now);

    /// <summary>Forgets what was sent and not handed in.</summary>
    public static void Drop(Tx tx, long report)
    {
        tx.Run("DELETE FROM report_parts WHERE copy_id IN (SELECT id FROM report_copies WHERE report_id = @p0 AND submitted_at IS NULL)", report);
        tx.Run("DELETE FROM report_copies WHERE report_id = @p0 AND submitted_at IS NULL", report);
    }

    public KeptHead Head(Tx tx, ReportCopy copy) => Parts<KeptHead>(tx, copy, HeadPart).Single();
    public IReadOnlyList<KeptRow> Rows(Tx tx, ReportCopy copy) => [.. Parts<List<KeptRow>>(tx, copy, RowsPart).SelectMany(rows => rows)];
    public IReadOnlyList<KeptChange> Changes(Tx tx, ReportCopy copy) => [.. Parts<List<KeptChange>>(tx, copy, ChangesPart).SelectMany(changes => changes)];
    public string? Counts(Tx tx, ReportCopy copy) => Parts<string>(tx, copy, CountsPart).SingleOrDefault();

    /// <summary>The workbook as it was handed in, byte by byte.</summary>
    public byte[] File(Tx tx, ReportCopy copy) => [.. Boxes(tx, copy, FilePart).SelectMany(box => Convert.FromBase64String(seal.Open(box)!))];

    IEnumerable<T> Parts<T>(Tx tx, ReportCopy copy, string part) => Boxes(tx, copy, part).Select(Open<T>);

    static IReadOnlyList<string> Boxes(Tx tx, ReportCopy copy, string part) => [.. tx.Query<string>(
        "SELECT body_sealed FROM report_parts WHERE copy_id = @Id AND part = @part ORDER BY number", new { copy.Id, part })];

    string Box<T>(T value)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)) JsonSerializer.Serialize(brotli, value, json);
        return seal.Close(Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length))!;
    }

    T Open<T>(string box)
    {
        using var brotli = new BrotliStream(new MemoryStream(Convert.FromBase64String(seal.Open(box)!)), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(brotli, json)!;
    }
}
