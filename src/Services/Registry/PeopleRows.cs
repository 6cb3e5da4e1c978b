using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Finding;

namespace OneTable.Services.Registry;

/// <summary>Many new people in one write: sealed on all cores, then row after row, each with its entry in the ledger.</summary>
public sealed class PeopleRows(FieldCatalog fields, Seal seal, Origin origin)
{
    readonly Dictionary<string, (string[] Columns, Rows Rows)> tables = [];
    readonly Rows tags = new("tags", "kind", "subject_id", "field", "code");
    readonly Rows absences = new("absences", "kind", "subject_id", "field", "reason");
    readonly Rows entries = new("entries", "id", "kind", "subject_id", "at", "source", "actor", "reason", "values_json", "batch_id");

    /// <summary>The people must be new and their facts whole: names, documents, kinds and states are not asked for again.</summary>
    public void Write(Tx tx, IReadOnlyList<(long Id, IReadOnlyDictionary<string, string?> Facts)> fresh)
    {
        var ready = fresh.AsParallel().AsOrdered().Select(person =>
        {
            var facts = new Facts(Subject.Person, person.Facts, fields, seal);
            return (person.Id, Facts: facts, Json: Facts.LedgerJson(facts.Ledger.Select(f => (f.Key, (string?)null, f.Value))));
        });
        Write(tx, ready.ToList());
    }

    /// <summary>The same, of facts that somebody has made ready already.</summary>
    public void Write(Tx tx, IReadOnlyList<(long Id, Facts Facts, string Json)> ready)
    {
        var now = tx.Now;
        foreach (var (_, facts, _) in ready)
            foreach (var (table, values) in facts.Tables)
                if (!tables.TryGetValue(table, out var known) || !Covers(known.Columns, values.Keys)) Open(table, values.Keys);
        foreach (var (id, facts, json) in ready)
        {
            foreach (var (table, values) in facts.Tables) Add(tables[table], values, id, table == Subject.Person.Table ? now : null);
            foreach (var (field, values) in facts.Codes)
                foreach (var code in values) tags.Add("person", id, field, code);
            foreach (var (field, reason) in facts.Absent) absences.Add("person", id, field, reason);
            entries.Add(tx.NextId(), "person", id, now, origin.Source, origin.Actor, origin.Reason, json, origin.BatchId);
            tx.Changed("person", id);
        }
        NameBook.Keep(tx, ready.Select(p => p.Facts.Plain.GetValueOrDefault(Facts.Name)).OfType<string>());
        foreach (var (_, rows) in tables.Values) rows.Write(tx);
        foreach (var rows in (Rows[])[tags, absences, entries]) rows.Write(tx);
    }

    /// <summary>One statement for the whole chunk: the columns that anybody in it has.</summary>
    void Open(string table, IEnumerable<string> used)
    {
        string[] columns = [.. used.Concat(tables.GetValueOrDefault(table).Columns ?? []).Distinct().Order(StringComparer.Ordinal)];
        tables[table] = (columns, new Rows(table, table == Subject.Person.Table ? [.. columns, "id", "updated_at"] : [.. columns, Subject.Person.Key]));
    }

    static bool Covers(string[] columns, IEnumerable<string> used)
    {
        var at = 0;
        foreach (var column in used) // both in the same order
        {
            while (at < columns.Length && columns[at] != column) at++;
            if (at == columns.Length) return false;
        }
        return true;
    }

    static void Add((string[] Columns, Rows Rows) table, SortedDictionary<string, object?> values, long id, long? now)
    {
        var row = new object?[table.Columns.Length + (now is null ? 1 : 2)];
        var at = 0;
        foreach (var (column, value) in values) // both in the same order
        {
            while (table.Columns[at] != column) at++;
            row[at] = value;
        }
        row[table.Columns.Length] = id;
        if (now is not null) row[^1] = now;
        table.Rows.Add(row);
    }
}
