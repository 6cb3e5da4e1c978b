using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Questions;

/// <summary>A question under a name. Whoever opens it asks it anew, over the people they themselves may see.</summary>
/// <param name="Mine">Of the reader; others' are shared and cannot be changed.</param>
public sealed record SavedQuestion(long Id, string Name, string? Words, JsonElement? Condition, IReadOnlyList<string> Places,
    string By, bool Shared, bool Mine, long At);

public sealed class SavedQuestions(Database db)
{
    const int OwnMax = 200, NameMax = 40, JsonMax = 20_000;

    sealed record Row
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Words { get; init; }
        public string ConditionJson { get; init; } = "";
        public string Places { get; init; } = "";
        public long StaffId { get; init; }
        public string StaffName { get; init; } = "";
        public bool Shared { get; init; }
        public long MadeAt { get; init; }
    }

    const string Columns = """
        id AS Id, name AS Name, words AS Words, condition_json AS ConditionJson, places AS Places, staff_id AS StaffId, staff_name AS StaffName,
        shared AS Shared, made_at AS MadeAt
        """;

    /// <summary>The own ones, and those shared in a division to which the reader's belongs.</summary>
    public IReadOnlyList<SavedQuestion> All(long staffId, Scope scope) => db.Read(tx => tx.Query<Row>($"""
        SELECT {Columns} FROM saved_questions WHERE staff_id = @staffId OR shared = 1 AND division_code IN @above ORDER BY name, id
        """, new { staffId, above = Above(scope) }).Select(r => Read(r, staffId)).ToList());

    /// <summary>Keeps it under the name; an own one of that name is replaced.</summary>
    public Task<SavedQuestion> KeepAsync(long staffId, string staffName, Scope scope, string? name, string? words, JsonElement? condition,
        IReadOnlyList<string> places, bool shared)
    {
        name = name?.Trim();
        if (name is not { Length: > 0 and <= NameMax }) throw new Refusal("bad_name", $"请起一个 {NameMax} 字以内的名字。");
        var json = condition?.GetRawText() ?? "null";
        if (json.Length > JsonMax) throw new Refusal("too_long", "条件太多了，存不下。");
        return db.WriteAsync(tx =>
        {
            tx.Run("DELETE FROM saved_questions WHERE staff_id = @p0 AND name = @p1", staffId, name);
            if (tx.Value<int>("SELECT COUNT(*) FROM saved_questions WHERE staff_id = @p0", staffId) >= OwnMax)
                throw new Refusal("too_many", $"最多存 {OwnMax} 个，请先删掉不用的。");
            var id = tx.NextId();
            tx.Run("""
                INSERT INTO saved_questions (id, name, words, condition_json, places, staff_id, staff_name, division_code, shared, made_at)
                VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
                """, id, name, words is { Length: > 200 } ? words[..200] : words, json, string.Join(',', places), staffId, staffName, scope.Code, shared ? 1 : 0, tx.Now);
            return Read(tx.First<Row>($"SELECT {Columns} FROM saved_questions WHERE id = @id", new { id })!, staffId);
        });
    }

    /// <summary>False where there is no own one of this id.</summary>
    public Task<bool> RemoveAsync(long staffId, long id) =>
        db.WriteAsync(tx => tx.Run("DELETE FROM saved_questions WHERE id = @p0 AND staff_id = @p1", id, staffId) > 0);

    static SavedQuestion Read(Row r, long reader) => new(r.Id, r.Name, r.Words, r.ConditionJson == "null" ? null : JsonSerializer.Deserialize<JsonElement>(r.ConditionJson),
        r.Places.Split(',', StringSplitOptions.RemoveEmptyEntries), r.StaffName, r.Shared, r.StaffId == reader, r.MadeAt);

    /// <summary>The division and all it lies in: codes begin with their parents'.</summary>
    static string[] Above(Scope scope) => [.. Enumerable.Range(1, scope.Code.Length).Select(length => scope.Code[..length])];
}
