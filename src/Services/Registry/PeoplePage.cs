using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>All that is known of one person, as a page shows it; cases and notices come from their own rooms.</summary>
public sealed record PersonPage(long Id, string Name, string? Sex, int? Age, IReadOnlyList<FieldGroup> Groups,
    IReadOnlyList<HouseholdMember> Household, IReadOnlyList<HouseholdMember> LivingHousehold, IReadOnlyList<PersonRelation> Relations,
    IReadOnlyList<string> Tags, IReadOnlyList<HistoryEntry> History);

public sealed record FieldGroup(string Title, IReadOnlyList<FieldValue> Fields);

/// <summary>Masked: the value is shown in part, and this reader may reveal it for a purpose. Source and Since are the ledger's.</summary>
public sealed record FieldValue(string Label, string Value, bool Masked, string? Source, long? Since);

public sealed record HouseholdMember(long Id, string Name, string? Relation, int? Age);

/// <summary>Id is null where the other one is outside of what the reader may see; the name is then masked.</summary>
public sealed record PersonRelation(string Kind, string Name, long? Id);

public sealed record HistoryEntry(long At, string Source, string Actor, string? Reason, IReadOnlyList<FieldChange> Changes);
public sealed record FieldChange(string Field, string? Old, string? New);

public sealed partial class People
{
    static readonly Dictionary<string, (string Forward, string Backward)> RelationTexts = new()
    {
        ["guardian_of"] = ("监护对象", "监护人"),
        ["child_of"] = ("父母", "子女"),
        ["works_at"] = ("工作单位", "员工"),
        ["lives_in_care_of"] = ("入住机构", "入住老人"),
    };

    sealed record Member
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? BirthDate { get; init; }
        public string? Relation { get; init; }
        public long? RegisteredHouseholdId { get; init; }
        public long? LivingHouseholdId { get; init; }
    }

    sealed record RelationRow
    {
        public string Kind { get; init; } = "";
        public bool Forward { get; init; }
        public string? Detail { get; init; }
        public string? PersonName { get; init; }
        public string? OrganisationName { get; init; }
        public long? SeenId { get; init; }
    }

    sealed record EntryRow(long At, string Source, string Actor, string? Reason, string ValuesJson);

    /// <summary>Null where the person is unknown or outside of the scope. The reader decides which fields there are and which are masked.</summary>
    public PersonPage? Page(Scope scope, long id, Reader reader = default) => db.Read(tx =>
    {
        var found = tx.First<Found>($"SELECT {Columns} FROM people p WHERE p.id = @id AND {Seen.Person}", new { id, scope.From, scope.To });
        if (found is null || PersonValues.Load(tx, fields.Person, [id]) is not [var values]) return null;
        var entries = tx.Query<EntryRow>("""
            SELECT at AS At, source AS Source, actor AS Actor, reason AS Reason, values_json AS ValuesJson
            FROM entries WHERE kind = 'person' AND subject_id = @id ORDER BY at DESC, id DESC
            """, new { id }).Select(e => Visible(e, reader)).Where(e => e.Changes.Count > 0).ToList();
        var origins = entries.SelectMany(e => e.Changes, (e, c) => (c.Field, e.Entry)) // the newest first
            .GroupBy(o => o.Field).ToDictionary(g => g.Key, g => g.First().Entry);
        var members = tx.Query<Member>($"""
            SELECT p.id AS Id, p.name AS Name, p.birth_date AS BirthDate, p.relation_to_head AS Relation,
                p.registered_household_id AS RegisteredHouseholdId, p.living_household_id AS LivingHouseholdId
            FROM people p WHERE (p.registered_household_id = @Registered OR p.living_household_id = @Living) AND {Seen.Person}
            ORDER BY p.birth_date, p.id
            """, new { Registered = HouseholdOf(values, "户籍户"), Living = HouseholdOf(values, "居住户"), scope.From, scope.To }).ToList();
        return new PersonPage(id, found.Name, fields.Label("性别", found.Sex), AgeOf(found.BirthDate),
            Groups(values, origins, reader),
            [.. members.Where(m => m.RegisteredHouseholdId is { } h && h == HouseholdOf(values, "户籍户")).Select(Person)],
            [.. members.Where(m => m.LivingHouseholdId is { } h && h == HouseholdOf(values, "居住户")).Select(Person)],
            Relations(tx, scope, id), [.. OpenTags(tx, [id], reader)[id]],
            [.. entries.Select(e => new HistoryEntry(e.Entry.At, e.Entry.Source, e.Entry.Actor, e.Entry.Reason, e.Changes))]);
    });

    HouseholdMember Person(Member m) => new(m.Id, m.Name, fields.Label("与户主关系", m.Relation), AgeOf(m.BirthDate));

    long? HouseholdOf(PersonValues values, string label) => long.TryParse(values.One(fields.Find(label)!), out var id) ? id : null;

    List<FieldGroup> Groups(PersonValues values, Dictionary<string, EntryRow> origins, Reader reader) =>
        [.. fields.Person.Where(f => !f.IsKey && f.Type != FieldType.Age && f.IsVisibleTo(reader) && values.Kept(f) is not null)
            .GroupBy(f => f.Group, f =>
            {
                var value = values.Kept(f);
                var origin = origins.GetValueOrDefault(f.Label);
                return new FieldValue(f.Label, Shown(f, value)!, FieldRights.MayReveal(reader, f) && value is not ['?', _], origin?.Source, origin?.At);
            })
            .Select(g => new FieldGroup(g.Key, [.. g]))];

    /// <summary>What of an entry is for this reader; its reason could name what is not.</summary>
    (EntryRow Entry, List<FieldChange> Changes) Visible(EntryRow entry, Reader reader)
    {
        using var values = JsonDocument.Parse(entry.ValuesJson);
        var changes = new List<FieldChange>();
        foreach (var change in values.RootElement.EnumerateObject())
        {
            if (fields.Find(change.Name) is not { IsKey: false } field) continue;
            if (!field.IsVisibleTo(reader)) entry = entry with { Reason = null };
            else changes.Add(new(field.Label, Shown(field, change.Value[0].GetString()), Shown(field, change.Value[1].GetString())));
        }
        return (entry, changes);
    }

    string? Shown(Field field, string? value) => value switch
    {
        null => null,
        ['?', var reason] => $"（{fields.Label("不详原因", reason.ToString())}）",
        _ when field.IsSealed => FieldRights.Mask(field, seal.Open(value)!),
        _ when field.Type == FieldType.Division => tree.FullName(value) is { Length: > 0 } name ? name : value,
        _ => string.Join('、', (field.IsTags ? value.Split(',') : [value]).Select(v => FieldText.Of(field, v))),
    };

    static List<PersonRelation> Relations(Tx tx, Scope scope, long id) => [.. tx.Query<RelationRow>($"""
        SELECT r.kind AS Kind, r.from_id = @id AS Forward, r.detail AS Detail, q.name AS PersonName, o.name AS OrganisationName, p.id AS SeenId
        FROM relations r
        LEFT JOIN people q ON r.to_kind = 'person' AND q.id = CASE WHEN r.from_id = @id THEN r.to_id ELSE r.from_id END
        LEFT JOIN people p ON p.id = q.id AND {Seen.Person}
        LEFT JOIN organisations o ON r.to_kind = 'organisation' AND o.id = r.to_id
        WHERE r.until IS NULL AND (r.from_kind = 'person' AND r.from_id = @id OR r.to_kind = 'person' AND r.to_id = @id)
        """, new { id, scope.From, scope.To }).Select(r =>
        {
            var (forward, backward) = RelationTexts.GetValueOrDefault(r.Kind, (r.Kind, r.Kind));
            var name = r.OrganisationName ?? (r.SeenId is null ? Mask.Name(r.PersonName ?? "") : r.PersonName!);
            return new PersonRelation((r.Forward ? forward : backward) + (r.Detail is null ? "" : $"（{r.Detail}）"), name, r.SeenId);
        })];
}
