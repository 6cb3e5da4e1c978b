using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Finding;

namespace OneTable.Services.Registry;

/// <summary>Where a write comes from: the source (走访, 导入…), who did it and why; all of one import carry its batch.</summary>
public sealed record Origin(string Source, string Actor, string? Reason = null, long? BatchId = null);

public sealed partial class People
{
    static readonly string[] Mandatory = [PersonFacts.Name, PersonFacts.DocumentKind, "人口类别", "人员状态"];

    /// <summary>
    /// Writes facts (field label → value) of a new person (id null) or a known one, with its row in the ledger.
    /// What does not change leaves no trace. Returns the id.
    /// </summary>
    public long Write(Tx tx, long? id, IReadOnlyDictionary<string, string?> facts, Origin origin)
    {
        var known = id is { } subject ? Lock(tx, subject, facts.Keys) ?? throw new Refusal("unknown_person", "没有这个人") : null;
        var next = new PersonFacts(facts, fields, seal, known?.One(fields.Find(PersonFacts.DocumentKind)!));
        var changes = next.Ledger.Select(f => (f.Key, Old: known?.Kept(fields.Find(f.Key)!), New: f.Value))
            .Where(c => Differs(c.Key, c.Old, c.New)).ToList();
        if (changes.Count == 0 && id is not null) return id.Value;
        if (Mandatory.Any(label => next.Ledger.TryGetValue(label, out var value) ? value is null or ['?', _] : id is null))
            throw new Refusal("missing_field", "姓名、证件类型、人口类别、人员状态都要填");

        if (changes.Any(c => c.Key == PersonFacts.Document)) MustBeOne(tx, id, next.Plain[PersonFacts.Document]);
        var person = id ?? tx.NextId();
        Store(tx, person, next, isNew: id is null);
        if (next.Plain.GetValueOrDefault(PersonFacts.Name) is { } name) NameBook.Keep(tx, [name]);
        WriteTags(tx, person, next);
        AddEntry(tx, person, origin, PersonFacts.LedgerJson(changes));
        if (id is not null) Conflicts.Follow(tx, this, person, [.. changes.Select(c => (fields.Find(c.Key)!, c.New))], origin);
        return person;
    }

    /// <summary>Whose number this already is; null where nobody else has it.</summary>
    public Whereabouts? HolderOf(Tx tx, string? number, long? besides) => number is null ? null : tx.First<Whereabouts>("""
        SELECT id AS Id, name AS Name, living_grid AS LivingGrid, registered_community AS RegisteredCommunity
        FROM people WHERE document_hash = @hash AND id <> @besides ORDER BY id LIMIT 1
        """, new { hash = seal.Hash(number), besides = besides ?? 0 });

    /// <summary>Two people with one number are one person, or one number is wrong: the second write is told whose it is.</summary>
    void MustBeOne(Tx tx, long? id, string? number)
    {
        if (number is null) return;
        tx.Value<long>("SELECT number FROM clock WHERE id = 1" + tx.ForUpdate); // two that look at the same time would both write
        if (HolderOf(tx, number, id) is { } holder)
            throw new Refusal("same_identity", $"这个证件号已经登记给{Mask.Name(holder.Name)}（{HomeOf(holder)}）。是同一个人就合并。");
    }

    internal string HomeOf(Whereabouts person) =>
        (tree.Community(person.LivingGrid) ?? tree.Community(person.RegisteredCommunity))?.Name ?? "住处不详";

    /// <summary>What is known of these fields, held until the write is done: a second writer's facts would else be written over.</summary>
    PersonValues? Lock(Tx tx, long id, IEnumerable<string> labels)
    {
        if (tx.Value<long?>("SELECT id FROM people WHERE id = @p0" + tx.ForUpdate, id) is null) return null;
        return PersonValues.Load(tx, labels.Concat([PersonFacts.DocumentKind, PersonFacts.BirthDate, PersonFacts.Sex]).Distinct()
            .Select(label => fields.Find(label)).OfType<Field>(), [id]).SingleOrDefault();
    }

    static void Store(Tx tx, long person, PersonFacts facts, bool isNew)
    {
        foreach (var (table, columns) in facts.Tables)
        {
            var isBase = table == Field.BaseTable;
            if (isBase) columns["updated_at"] = tx.Now;
            object?[] values = [.. columns.Values, person];
            if (isBase && !isNew)
            {
                tx.Run($"UPDATE people SET {string.Join(", ", columns.Keys.Select((c, i) => $"{c} = @p{i}"))} WHERE id = @p{columns.Count}", values);
                continue;
            }
            var key = isBase ? "id" : "person_id";
            var insert = $"INSERT INTO {table} ({string.Join(", ", columns.Keys.Append(key))}) VALUES ({string.Join(", ", values.Select((_, i) => "@p" + i))})";
            tx.Run(isBase ? insert : tx.Dialect.Upsert(insert, key, [.. columns.Keys]), values);
        }
        if (!isNew && !facts.Tables.ContainsKey(Field.BaseTable)) tx.Run("UPDATE people SET updated_at = @p0 WHERE id = @p1", tx.Now, person);
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
    internal bool Differs(string label, string? old, string? now) =>
        fields.Find(label)!.IsSealed && old is not (null or ['?', _]) && now is not (null or ['?', _])
            ? seal.Open(old) != seal.Open(now) : old != now;
}
