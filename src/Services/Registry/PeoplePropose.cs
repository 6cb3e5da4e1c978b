using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>What became of facts that were proposed: how many fields were written and how many contradict another source.</summary>
public readonly record struct Proposed(int Written, int Conflicts);

public sealed partial class People
{
    /// <summary>
    /// For whoever does not look at the old value: imports, tables that come back, lists. A blank is filled, the same source may
    /// correct itself, another source's value stays and the two become a conflict for a person to settle. Nothing is cleared.
    /// </summary>
    public Proposed Propose(Tx tx, long id, IReadOnlyDictionary<string, string?> facts, Origin origin)
    {
        var known = Lock(tx, id, facts.Keys) ?? throw new Refusal("unknown_person", "没有这个人");
        var next = new PersonFacts(facts, fields, seal, known.One(fields.Find(PersonFacts.DocumentKind)!));
        var differing = next.Ledger.Where(f => f.Value is not null && Differs(f.Key, known.Kept(fields.Find(f.Key)!), f.Value)).ToList();
        if (differing.Count == 0) return default;
        var origins = Origins(tx, id);
        var written = new Dictionary<string, string?>();
        var conflicts = 0;
        foreach (var (label, value) in differing)
        {
            var old = known.Kept(fields.Find(label)!);
            var says = origins.GetValueOrDefault(label, ("", 0));
            if (old is null or ['?', _] || says.Source == origin.Source) written[label] = value is ['?', _] ? value : next.Plain[label];
            else if (value is not ['?', _])
            {
                Conflicts.Open(tx, fields.Find(label)!, id, (old, says.Source, says.At), value!, origin);
                conflicts++;
            }
        }
        if (written.TryGetValue(PersonFacts.Document, out var number) && HolderOf(tx, AsDocument(number), id) is { } holder)
        {
            Duplicates.Suggest(tx, id, holder.Id, Duplicates.SameNumber, "证件号相同"); // a person decides whether the two are one
            written.Remove(PersonFacts.Document);
        }
        if (written.Count > 0) Write(tx, id, written, origin);
        return new(written.Count, conflicts);
    }

    /// <summary>Who said last what is known of each field, and when.</summary>
    internal static Dictionary<string, (string Source, long At)> Origins(Tx tx, long id)
    {
        var origins = new Dictionary<string, (string, long)>();
        using var rows = tx.Rows("SELECT source, at, values_json FROM entries WHERE kind = 'person' AND subject_id = @p0 ORDER BY at, id", id);
        while (rows.Read())
        {
            using var values = JsonDocument.Parse(rows.GetString(2));
            foreach (var field in values.RootElement.EnumerateObject()) origins[field.Name] = (rows.GetString(0), rows.GetInt64(1));
        }
        return origins;
    }
}
