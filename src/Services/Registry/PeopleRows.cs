using OneTable.Services.Data;

namespace OneTable.Services.Registry;

/// <summary>Many new people in one write: sealed on all cores, then row after row, each with its entry in the ledger.</summary>
public sealed class PeopleRows(Seal seal, Origin origin)
{
    readonly Rows people = new("people", [.. PersonField.PeopleColumns, "updated_at", "id"]);
    readonly Rows ageing = new("people_ageing", [.. PersonField.AgeingColumns, "person_id"]);
    readonly Rows tags = new("tags", "kind", "subject_id", "field", "code");
    readonly Rows absences = new("absences", "kind", "subject_id", "field", "reason");
    readonly Rows entries = new("entries", "id", "kind", "subject_id", "at", "source", "actor", "reason", "values_json");

    /// <summary>The people must be new and their facts whole: names, documents, kinds and states are not asked for again.</summary>
    public void Write(Tx tx, IReadOnlyList<(long Id, IReadOnlyDictionary<string, string?> Facts)> fresh)
    {
        var ready = fresh.AsParallel().AsOrdered().Select(person =>
        {
            var facts = PersonFacts.Of(person.Facts, seal);
            return (person.Id, Facts: facts, Json: PersonFacts.LedgerJson(facts.Ledger.Select(f => (f.Key, (string?)null, f.Value))));
        });
        var now = tx.Now;
        foreach (var (id, facts, json) in ready)
        {
            people.Add([.. facts.Values(PersonField.PeopleColumns), now, id]);
            if (facts.Touches(PersonField.AgeingColumns)) ageing.Add([.. facts.Values(PersonField.AgeingColumns), id]);
            foreach (var (field, values) in facts.Codes)
                foreach (var code in values) tags.Add("person", id, field, code);
            foreach (var (field, reason) in facts.Absent) absences.Add("person", id, field, reason);
            entries.Add(tx.NextId(), "person", id, now, origin.Source, origin.Actor, origin.Reason, json);
            tx.Changed("person", id);
        }
        foreach (var rows in (Rows[])[people, ageing, tags, absences, entries]) rows.Write(tx);
    }
}
