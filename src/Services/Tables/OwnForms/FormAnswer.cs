using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables.OwnForms;

/// <summary>What was filled in about one subject, or a zero report (零报告) of a division.</summary>
public sealed record FormAnswer
{
    const string NonePrefix = "none:";

    public long Id { get; init; }
    public long FormId { get; init; }
    public string? CurrentKey { get; init; }
    public long? SubjectId { get; init; }
    public string Name { get; init; } = "";
    public string GridCode { get; init; } = "";
    public long StaffId { get; init; }
    public string Worker { get; init; } = "";
    public string BodyJson { get; init; } = "{}";
    public string? Place { get; init; }
    public double? Lat { get; init; }
    public double? Lon { get; init; }
    public string Files { get; init; } = "";
    public long At { get; init; }

    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As kept: codes, and numbers sealed.</summary>
    public Dictionary<string, string?> Values => JsonSerializer.Deserialize<Dictionary<string, string?>>(BodyJson, json)!;
    public IReadOnlyList<long> Photos => [.. Files.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
    public bool IsNone => CurrentKey?.StartsWith(NonePrefix, StringComparison.Ordinal) == true;

    public static string KeyOfSubject(long subject) => "s:" + subject;
    public static string KeyOfNone(string division) => NonePrefix + division;
    public static string KeyOfItself(long id) => "a:" + id;

    const string Columns = """
        id AS Id, form_id AS FormId, current_key AS CurrentKey, subject_id AS SubjectId, name AS Name, grid_code AS GridCode, staff_id AS StaffId, worker AS Worker,
        body_json AS BodyJson, place AS Place, lat AS Lat, lon AS Lon, files AS Files, at AS At
        """;

    public static FormAnswer? ByClientKey(Tx tx, string key) => tx.First<FormAnswer>($"SELECT {Columns} FROM own_form_answers WHERE client_key = @key", new { key });

    /// <summary>What stands now under a key.</summary>
    public static FormAnswer? Current(Tx tx, long form, string key) =>
        tx.First<FormAnswer>($"SELECT {Columns} FROM own_form_answers WHERE form_id = @form AND current_key = @key", new { form, key });

    /// <summary>All that stands now in a division, the newest first.</summary>
    public static IReadOnlyList<FormAnswer> Of(Tx tx, long form, Scope scope) => [.. tx.Query<FormAnswer>($"""
        SELECT {Columns} FROM own_form_answers WHERE form_id = @form AND current_key IS NOT NULL AND grid_code >= @From AND grid_code < @To ORDER BY at DESC, id DESC
        """, new { form, scope.From, scope.To })];

    public static IReadOnlyList<FormAnswer> Of(Tx tx, IReadOnlyList<long> ids) => ids.Count == 0 ? []
        : [.. tx.Query<FormAnswer>($"SELECT {Columns} FROM own_form_answers WHERE id IN @ids", new { ids })];

    /// <summary>Writes one, in the place of what stood under its key.</summary>
    public static FormAnswer Add(Tx tx, FormAnswer answer, string clientKey, int version, IReadOnlyDictionary<string, string?> values)
    {
        var id = tx.NextId();
        answer = answer with { Id = id, At = tx.Now, CurrentKey = answer.CurrentKey ?? KeyOfItself(id), BodyJson = JsonSerializer.Serialize(values, json) };
        Replace(tx, answer.FormId, answer.CurrentKey);
        tx.Run("""
            INSERT INTO own_form_answers (id, form_id, client_key, current_key, version, subject_id, name, grid_code, staff_id, worker, body_json, place, lat, lon, files, at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15)
            """, id, answer.FormId, clientKey, answer.CurrentKey, version, answer.SubjectId, answer.Name, answer.GridCode, answer.StaffId, answer.Worker, answer.BodyJson,
            answer.Place, answer.Lat, answer.Lon, answer.Files, answer.At);
        return answer;
    }

    public static void Replace(Tx tx, long form, string key) =>
        tx.Run("UPDATE own_form_answers SET current_key = NULL WHERE form_id = @p0 AND current_key = @p1", form, key);
}
