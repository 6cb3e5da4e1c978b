using System.Globalization;
using OneTable.Services.Data;

namespace OneTable.Services.Registry;

/// <summary>Where a write comes from: the source (走访, 导入…), who did it and why.</summary>
public sealed record Origin(string Source, string Actor, string? Reason = null);

public sealed partial class People
{
    static readonly string[] Mandatory = ["name", "document_kind", "population_kind", "status"];
    static readonly string InsertSql = Insert("people", [.. PersonField.PeopleColumns, "updated_at", "id"]);
    static readonly string UpdateSql = $"""
        UPDATE people SET {Assignments([.. PersonField.PeopleColumns, "updated_at"])} WHERE id = @p{PersonField.PeopleColumns.Length + 1}
        """;
    static readonly string SelectSql = $"""
        SELECT {string.Join(", ", PersonField.PeopleColumns.Select(c => "p." + c).Concat(PersonField.AgeingColumns.Select(c => "a." + c)))}
        FROM people p LEFT JOIN people_ageing a ON a.person_id = p.id WHERE p.id = @p0
        """;

    /// <summary>
    /// Writes facts (field label → value) of a new person (id null) or a known one, with its row in the ledger.
    /// What does not change leaves no trace. Returns the id.
    /// </summary>
    public long Write(Tx tx, long? id, IReadOnlyDictionary<string, string?> facts, Origin origin)
    {
        var old = id is { } known ? Load(tx, known) ?? throw new Refusal("unknown_person", "没有这个人") : [];
        var next = PersonFacts.Of(facts, seal, old.GetValueOrDefault("document_kind") as string);
        var before = id is { } subject ? Before(tx, subject, old) : [];
        var changes = next.Ledger.Select(f => (f.Key, Old: before.GetValueOrDefault(f.Key), New: f.Value))
            .Where(c => Differs(c.Key, c.Old, c.New)).ToList();
        if (changes.Count == 0 && id is not null) return id.Value;
        var all = next.Over(old);
        if (Mandatory.Any(column => string.IsNullOrEmpty(all.GetValueOrDefault(column) as string)))
            throw new Refusal("missing_field", "姓名、证件类型、人口类别、人员状态都要填");

        var person = id ?? tx.NextId();
        tx.Run(id is null ? InsertSql : UpdateSql, [.. PersonField.PeopleColumns.Select(c => all.GetValueOrDefault(c)), tx.Now, person]);
        if (next.Touches(PersonField.AgeingColumns))
            tx.Run(tx.Dialect.Upsert(Insert("people_ageing", [.. PersonField.AgeingColumns, "person_id"]), "person_id", PersonField.AgeingColumns),
                [.. PersonField.AgeingColumns.Select(c => all.GetValueOrDefault(c)), person]);
        WriteTags(tx, person, next);
        tx.Run("""
            INSERT INTO entries (id, kind, subject_id, at, source, actor, reason, values_json)
            VALUES (@p0, 'person', @p1, @p2, @p3, @p4, @p5, @p6)
            """, tx.NextId(), person, tx.Now, origin.Source, origin.Actor, origin.Reason, PersonFacts.LedgerJson(changes));
        tx.Changed("person", person);
        return person;
    }

    static void WriteTags(Tx tx, long person, PersonFacts next)
    {
        foreach (var (field, values) in next.Codes)
        {
            tx.Run("DELETE FROM tags WHERE kind = 'person' AND subject_id = @p0 AND field = @p1", person, field);
            foreach (var code in values.Distinct())
                tx.Run("INSERT INTO tags (kind, subject_id, field, code) VALUES ('person', @p0, @p1, @p2)", person, field, code);
        }
        foreach (var field in next.Ledger.Keys)
        {
            tx.Run("DELETE FROM absences WHERE kind = 'person' AND subject_id = @p0 AND field = @p1", person, field);
            if (next.Absent.TryGetValue(field, out var reason))
                tx.Run("INSERT INTO absences (kind, subject_id, field, reason) VALUES ('person', @p0, @p1, @p2)", person, field, reason);
        }
    }

    /// <summary>Two seals of one value look different: what they hold is compared.</summary>
    bool Differs(string label, string? old, string? now) =>
        PersonField.Find(label)!.IsSealed && old is not (null or ['?', _]) && now is not (null or ['?', _])
            ? seal.Open(old) != seal.Open(now) : old != now;

    static Dictionary<string, object?>? Load(Tx tx, long id)
    {
        using var row = tx.Rows(SelectSql + tx.ForUpdate, id); // or a second writer's facts would be written over with old ones
        if (!row.Read()) return null;
        return Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, i => row.IsDBNull(i) ? null : row.GetValue(i));
    }

    /// <summary>What the ledger would say of what is known now.</summary>
    static Dictionary<string, string?> Before(Tx tx, long id, Dictionary<string, object?> old)
    {
        const string tags = "SELECT subject_id AS Id, field AS Field, code AS Code FROM tags WHERE kind = 'person' AND subject_id = @id ORDER BY code";
        const string absences = "SELECT subject_id AS Id, field AS Field, reason AS Code FROM absences WHERE kind = 'person' AND subject_id = @id";
        var before = PersonField.All.Where(f => f.Kind != FieldKind.Codes).ToDictionary(f => f.Label, f => Text(old[f.Column]));
        foreach (var field in tx.Query<TagRow>(tags, new { id }).GroupBy(t => t.Field))
            before[field.Key] = string.Join(',', field.Select(t => t.Code));
        foreach (var absence in tx.Query<TagRow>(absences, new { id }))
            before[absence.Field] = "?" + absence.Code;
        return before;
    }

    static string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    static string Insert(string table, string[] columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => "@p" + i))})";

    static string Assignments(string[] columns) => string.Join(", ", columns.Select((c, i) => $"{c} = @p{i}"));
}
