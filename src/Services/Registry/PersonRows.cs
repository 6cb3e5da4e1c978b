using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>All rows of one person, of the base table, the special libraries, tags and absences: taken out as they are and put back.</summary>
static class PersonRows
{
    const string WorkedOut = "age_from"; // by the database itself
    static readonly JsonSerializerOptions json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Take(Tx tx, FieldCatalog fields, long person)
    {
        var tables = new Dictionary<string, List<Dictionary<string, object?>>>();
        var libraries = fields.Person.Select(f => f.SpecialTable).OfType<string>().Distinct().Select(t => (Table: t, Key: "person_id = @p0"));
        foreach (var (table, key) in libraries.Concat([("tags", "kind = 'person' AND subject_id = @p0"), ("absences", "kind = 'person' AND subject_id = @p0"),
            (Subject.Person.Table, "id = @p0")]))
        {
            tables[table] = Read(tx, $"SELECT * FROM {table} WHERE {key}", person);
            tx.Run($"DELETE FROM {table} WHERE {key}", person);
        }
        return JsonSerializer.Serialize(tables, json);
    }

    public static void PutBack(Tx tx, string rows)
    {
        foreach (var (table, kept) in JsonSerializer.Deserialize<Dictionary<string, List<Dictionary<string, JsonElement>>>>(rows)!)
            foreach (var row in kept)
                tx.Run($"INSERT INTO {table} ({string.Join(", ", row.Keys)}) VALUES ({string.Join(", ", row.Select((_, i) => "@p" + i))})", [.. row.Values.Select(Value)]);
    }

    static List<Dictionary<string, object?>> Read(Tx tx, string sql, long person)
    {
        var found = new List<Dictionary<string, object?>>();
        using var rows = tx.Rows(sql, person);
        while (rows.Read())
            found.Add(Enumerable.Range(0, rows.FieldCount).Where(i => rows.GetName(i) != WorkedOut).ToDictionary(rows.GetName, i => rows.IsDBNull(i) ? null : rows.GetValue(i)));
        return found;
    }

    static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.True => 1L,
        JsonValueKind.False => 0L,
        _ => value.GetString(),
    };
}
