using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Returning;

/// <summary>What a returned file says, counted by rows and cells.</summary>
/// <param name="Changed">The registry's value is from a returned table too, so that this one corrects it.</param>
/// <param name="UnknownRows">Rows that are nobody, or nobody for sure.</param>
/// <param name="StillAsked">Cells that were to be filled in and stayed empty.</param>
/// <param name="Stale">As the file was made; the registry was changed since.</param>
public sealed record ReturnCounts(long Rows = 0, long Matched = 0, long New = 0, long Changed = 0, long Conflicts = 0, long Unreadable = 0, long UnknownRows = 0,
    long StillAsked = 0, long Unchanged = 0, long Masked = 0, long Stale = 0, long Told = 0, long OneOff = 0)
{
    public bool ChangesNothing => New + Changed + Conflicts + UnknownRows + Unreadable == 0;
}

/// <summary>A filled table that came back: whose it is, which table it was, and what was found in it.</summary>
public sealed record Return
{
    public long Id { get; init; }
    public long StaffId { get; init; }
    public string Actor { get; init; } = "";
    public string DivisionCode { get; init; } = "";
    public string FileName { get; init; } = "";
    public string Sha256 { get; init; } = "";
    public long Length { get; init; }
    /// <summary>Sealed; null once the file is forgotten.</summary>
    public string? FileKey { get; init; }
    public string FormJson { get; init; } = "";
    public string TableName { get; init; } = "";
    public string? TraceCode { get; init; }
    /// <summary>When it left this house; null where nobody knows.</summary>
    public long? MadeAt { get; init; }
    public string CutOff { get; init; } = "";
    /// <summary>When the last reading of it began.</summary>
    public long ReadAt { get; init; }
    /// <summary>Null until it is read.</summary>
    public string? CountsJson { get; init; }
    public long CreatedAt { get; init; }

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Form Form => JsonSerializer.Deserialize<Form>(FormJson, Json)!;
    public ReturnCounts? Counts => CountsJson is null ? null : JsonSerializer.Deserialize<ReturnCounts>(CountsJson, Json);
    public Scope Scope => new(DivisionCode);
    public string ReadJob => $"return@{Id}";
    public string AcceptJob => $"accept_return@{Id}";

    const string Select = """
        SELECT id AS Id, staff_id AS StaffId, actor AS Actor, division_code AS DivisionCode, file_name AS FileName, sha256 AS Sha256, length AS Length, file_key AS FileKey,
          form_json AS FormJson, table_name AS TableName, trace_code AS TraceCode, made_at AS MadeAt, cut_off AS CutOff, read_at AS ReadAt, counts_json AS CountsJson,
          created_at AS CreatedAt FROM returns
        """;

    const string Within = "division_code >= @From AND division_code < @To";

    /// <summary>Null where there is none, or it is another division's.</summary>
    public static Return? Find(Tx tx, Scope scope, long id) => tx.First<Return>($"{Select} WHERE id = @id AND {Within}", new { id, scope.From, scope.To });

    public static Listing<Return> List(Tx tx, Scope scope, int page, int size) => new(
        tx.Count<int>($"SELECT COUNT(*) FROM returns WHERE {Within}", new { scope.From, scope.To }),
        [.. tx.Query<Return>($"{Select} WHERE {Within} ORDER BY created_at DESC, id DESC LIMIT @size OFFSET @skip", new { scope.From, scope.To, size, skip = (page - 1) * size })]);

    /// <summary>The same file as it came before, from the same division or one that lies around or in it.</summary>
    public Return? Before(Tx tx, Scope scope) => tx.Query<Return>($"{Select} WHERE sha256 = @Sha256 AND created_at < @CreatedAt AND {Within} ORDER BY created_at DESC LIMIT 1",
        new { Sha256, CreatedAt, scope.From, scope.To }).FirstOrDefault();

    internal static Return Add(Tx tx, Return found, Form form)
    {
        found = found with { Id = tx.NextId(), CreatedAt = tx.Now, ReadAt = tx.Now, FormJson = JsonSerializer.Serialize(form, Json) };
        tx.Run("""
            INSERT INTO returns (id, staff_id, actor, division_code, file_name, sha256, length, file_key, form_json, table_name, trace_code, made_at, cut_off, read_at, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14)
            """, found.Id, found.StaffId, found.Actor, found.DivisionCode, found.FileName, found.Sha256, found.Length, found.FileKey, found.FormJson, found.TableName,
            found.TraceCode, found.MadeAt, found.CutOff, found.ReadAt, found.CreatedAt);
        return found;
    }

    internal static void SetForm(Tx tx, long id, Form form) =>
        tx.Run("UPDATE returns SET form_json = @p1, counts_json = NULL, read_at = @p2 WHERE id = @p0", id, JsonSerializer.Serialize(form, Json), tx.Now);

    internal static void SetCounts(Tx tx, long id, ReturnCounts counts) => tx.Run("UPDATE returns SET counts_json = @p1 WHERE id = @p0", id, JsonSerializer.Serialize(counts, Json));
}
