using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Import;

public static class ImportState
{
    public const string Ready = "ready", Running = "running", Checked = "checked", Done = "done", Cancelled = "cancelled", Failed = "failed", Undone = "undone";
}

/// <summary>A column of an imported file and what it means; Target null: left aside.</summary>
public sealed record ImportColumn(string Heading, string? Target, string How, IReadOnlyList<string> Samples);

/// <summary>One file brought in (导入批次): what it is, how far it is and what became of its rows.</summary>
public sealed record ImportBatch
{
    public long Id { get; init; }
    public string FileName { get; init; } = "";
    public string Sha256 { get; init; } = "";
    public long Length { get; init; }
    public string? FileKey { get; init; }
    public string DivisionCode { get; init; } = "";
    public string Source { get; init; } = "";
    public string Actor { get; init; } = "";
    public string ColumnsJson { get; init; } = "[]";
    public bool Dry { get; init; }
    public string State { get; init; } = "";
    public long Total { get; init; }
    public int Sheet { get; init; }
    public int RowNo { get; init; }
    public long RowsRead { get; init; }
    public long Added { get; init; }
    public long Updated { get; init; }
    public long Unchanged { get; init; }
    public long Conflicts { get; init; }
    public long Rejected { get; init; }

    /// <summary>Values that an undo left because somebody changed them later.</summary>
    public long KeptBack { get; init; }
    public long UndoneTo { get; init; }
    public long CreatedAt { get; init; }
    public long? EndedAt { get; init; }
    public long? UndoneAt { get; init; }
    public string? UndoneBy { get; init; }

    public IReadOnlyList<ImportColumn> Columns => JsonSerializer.Deserialize<List<ImportColumn>>(ColumnsJson, JsonSerializerOptions.Web)!;
    public ImportCounts Counts => new(RowsRead, Added, Updated, Unchanged, Conflicts, Rejected);

    const string Select = """
        SELECT id AS Id, file_name AS FileName, sha256 AS Sha256, length AS Length, file_key AS FileKey, division_code AS DivisionCode, source AS Source,
          actor AS Actor, columns_json AS ColumnsJson, dry AS Dry, state AS State, total AS Total, sheet AS Sheet, row_no AS RowNo, rows_read AS RowsRead,
          added AS Added, updated AS Updated, unchanged AS Unchanged, conflicts AS Conflicts, rejected AS Rejected, kept_back AS KeptBack,
          undone_to AS UndoneTo, created_at AS CreatedAt, ended_at AS EndedAt, undone_at AS UndoneAt, undone_by AS UndoneBy FROM imports
        """;

    /// <summary>Null where there is none, or it is another division's.</summary>
    public static ImportBatch? Find(Tx tx, Scope scope, long id) =>
        tx.First<ImportBatch>(Select + " WHERE id = @id AND division_code >= @From AND division_code < @To", new { id, scope.From, scope.To });

    /// <summary>The one that was begun and not ended with the same file and meaning of columns.</summary>
    public static ImportBatch? Open(Tx tx, string key) => tx.First<ImportBatch>(Select + " WHERE open_key = @key", new { key });

    public static Listing<ImportBatch> List(Tx tx, Scope scope, int page, int size) => new(
        tx.Count<int>("SELECT COUNT(*) FROM imports WHERE division_code >= @From AND division_code < @To", new { scope.From, scope.To }),
        [.. tx.Query<ImportBatch>(Select + " WHERE division_code >= @From AND division_code < @To ORDER BY created_at DESC, id DESC LIMIT @size OFFSET @skip",
            new { scope.From, scope.To, size, skip = (page - 1) * size })]);

    public static void Add(Tx tx, ImportBatch batch, string? openKey) => tx.Run("""
        INSERT INTO imports (id, open_key, file_name, sha256, length, file_key, division_code, source, actor, columns_json, dry, state, total, sheet, row_no,
          rows_read, added, updated, unchanged, conflicts, rejected, kept_back, undone_to, created_at)
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, @p13)
        """, batch.Id, openKey, batch.FileName, batch.Sha256, batch.Length, batch.FileKey, batch.DivisionCode, batch.Source, batch.Actor, batch.ColumnsJson,
        batch.Dry ? 1 : 0, batch.State, batch.Total, batch.CreatedAt);

    /// <summary>Starts over: nothing read yet.</summary>
    public static void Reset(Tx tx, long id, bool dry)
    {
        tx.Run("""
            UPDATE imports SET dry = @p1, sheet = 0, row_no = 0, rows_read = 0, added = 0, updated = 0, unchanged = 0, conflicts = 0, rejected = 0, ended_at = NULL
            WHERE id = @p0
            """, id, dry ? 1 : 0);
        ImportRefusals.Forget(tx, id);
    }

    /// <summary>What a chunk led to and where it ended, written with the chunk itself.</summary>
    public static void Advance(Tx tx, long id, int sheet, int row, ImportCounts counts) => tx.Run("""
        UPDATE imports SET sheet = @p1, row_no = @p2, rows_read = rows_read + @p3, added = added + @p4, updated = updated + @p5, unchanged = unchanged + @p6,
          conflicts = conflicts + @p7, rejected = rejected + @p8 WHERE id = @p0
        """, id, sheet, row, counts.Read, counts.Added, counts.Updated, counts.Unchanged, counts.Conflicts, counts.Rejected);

    public static void SetColumns(Tx tx, long id, string json) =>
        tx.Run("UPDATE imports SET columns_json = @p1, state = @p2 WHERE id = @p0", id, json, ImportState.Ready);

    public static void Set(Tx tx, long id, string state, long total) => tx.Run("UPDATE imports SET state = @p1, total = @p2 WHERE id = @p0", id, state, total);

    /// <summary>What is done is no longer gone on with: the same file again is another import.</summary>
    public static void End(Tx tx, long id, string state) => tx.Run(
        "UPDATE imports SET state = @p1, ended_at = @p2, open_key = CASE WHEN @p3 = 1 THEN NULL ELSE open_key END WHERE id = @p0",
        id, state, tx.Now, state is ImportState.Done or ImportState.Checked ? 1 : 0);
}
