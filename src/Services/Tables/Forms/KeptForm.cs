using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables.Forms;

/// <summary>A form as it was handed in: whose it is, where its file lies, how it was recognised and corrected.</summary>
public sealed record KeptForm
{
    public long Id { get; init; }
    public long StaffId { get; init; }
    public string DivisionCode { get; init; } = "";
    public string FileName { get; init; } = "";
    /// <summary>xlsx, xls, csv or docx.</summary>
    public string Kind { get; init; } = "";
    public string Sha256 { get; init; } = "";
    public long Length { get; init; }
    /// <summary>Sealed; null once the file is forgotten.</summary>
    public string? FileKey { get; init; }
    public string FormJson { get; init; } = "";
    public long CreatedAt { get; init; }

    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Form Form => JsonSerializer.Deserialize<Form>(FormJson, json)!;

    const string Select = """
        SELECT id AS Id, staff_id AS StaffId, division_code AS DivisionCode, file_name AS FileName, kind AS Kind, sha256 AS Sha256, length AS Length,
          file_key AS FileKey, form_json AS FormJson, created_at AS CreatedAt FROM forms
        """;

    /// <summary>Null where there is none, or it is another division's.</summary>
    public static KeptForm? Find(Tx tx, Scope scope, long id) =>
        tx.First<KeptForm>(Select + " WHERE id = @id AND division_code >= @From AND division_code < @To", new { id, scope.From, scope.To });

    public static Listing<KeptForm> List(Tx tx, Scope scope, int page, int size) => new(
        tx.Count<int>("SELECT COUNT(*) FROM forms WHERE division_code >= @From AND division_code < @To", new { scope.From, scope.To }),
        [.. tx.Query<KeptForm>(Select + " WHERE division_code >= @From AND division_code < @To ORDER BY created_at DESC, id DESC LIMIT @size OFFSET @skip",
            new { scope.From, scope.To, size, skip = (page - 1) * size })]);

    public static KeptForm Add(Tx tx, KeptForm form, Form recognised)
    {
        form = form with { Id = tx.NextId(), CreatedAt = tx.Now, FormJson = JsonSerializer.Serialize(recognised, json) };
        tx.Run("""
            INSERT INTO forms (id, staff_id, division_code, file_name, kind, sha256, length, file_key, form_json, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
            """, form.Id, form.StaffId, form.DivisionCode, form.FileName, form.Kind, form.Sha256, form.Length, form.FileKey, form.FormJson, form.CreatedAt);
        return form;
    }

    public static void SetForm(Tx tx, long id, Form recognised) =>
        tx.Run("UPDATE forms SET form_json = @p1 WHERE id = @p0", id, JsonSerializer.Serialize(recognised, json));
}
