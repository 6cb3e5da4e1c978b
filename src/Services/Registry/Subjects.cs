using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Finding;

namespace OneTable.Services.Registry;

/// <summary>What became of facts that were proposed: how many fields were written and how many contradict another source.</summary>
public readonly record struct Proposed(int Written, int Conflicts);

/// <summary>Writes what is said of people, houses, organisations and places: checked, sealed, and with its entry in the ledger.</summary>
public sealed class Subjects(FieldCatalog fields, Seal seal, Ledger ledger, Identities identities)
{
    static readonly Dictionary<Subject, string[]> mandatory = new()
    {
        [Subject.Person] = [Facts.Name, Facts.DocumentKind, "人口类别", "人员状态"],
        [Subject.House] = ["统一地址", "房屋网格"],
        [Subject.Organisation] = ["单位名称", "单位网格"],
        [Subject.Place] = ["物的名称", "物的网格"],
    };

    /// <summary>What must be known of each.</summary>
    public static IReadOnlyList<string> Mandatory(Subject subject) => mandatory[subject];

    /// <summary>
    /// Writes facts (field label → value) of a new subject (id null) or a known one, with its row in the ledger.
    /// What does not change leaves no trace. Returns the id.
    /// </summary>
    public long Write(Tx tx, Subject subject, long? id, IReadOnlyDictionary<string, string?> facts, Origin origin)
    {
        var known = id is { } there ? Lock(tx, subject, there, facts.Keys) : null;
        var next = new Facts(subject, facts, fields, seal, DocumentKind(known));
        var changes = next.Ledger.Select(f => (Field: fields.Find(f.Key)!, Old: known?.Kept(fields.Find(f.Key)!), New: f.Value))
            .Where(c => ledger.Differs(c.Field, c.Old, c.New)).ToList();
        if (changes.Count == 0 && id is not null) return id.Value;
        if (mandatory[subject].Any(label => next.Ledger.TryGetValue(label, out var value) ? value is null or ['?', _] : id is null))
            throw new Refusal("missing_field", $"{string.Join('、', mandatory[subject])}都要填");

        if (changes.Any(c => c.Field.Label is Facts.Document or Facts.CreditCode)) identities.MustBeOne(tx, id, next);
        var written = id ?? tx.NextId();
        if (subject == Subject.Person && changes.Any(c => Relation.IsHousehold(c.Field) && c.Old is not null)) Affected.Leaves(tx, written);
        SubjectRows.Store(tx, subject, written, next, isNew: id is null);
        if (next.Plain.GetValueOrDefault(Facts.Name) is { } name) NameBook.Keep(tx, [name]);
        Ledger.Add(tx, subject, written, origin, changes.Select(c => (c.Field.Label, c.Old, c.New)));
        if (id is not null) Conflicts.Follow(tx, ledger, subject, written, [.. changes.Select(c => (c.Field, c.New))], origin);
        return written;
    }

    /// <summary>
    /// For whoever does not look at the old value: imports, tables that come back, lists. A blank is filled, the same source may
    /// correct itself, another source's value stays and the two become a conflict for a person to settle. Nothing is cleared.
    /// </summary>
    public Proposed Propose(Tx tx, Subject subject, long id, IReadOnlyDictionary<string, string?> facts, Origin origin)
    {
        var known = Lock(tx, subject, id, facts.Keys);
        var next = new Facts(subject, facts, fields, seal, DocumentKind(known));
        var differing = next.Ledger.Select(f => (Field: fields.Find(f.Key)!, f.Value))
            .Where(f => f.Value is not null && ledger.Differs(f.Field, known.Kept(f.Field), f.Value)).ToList();
        if (differing.Count == 0) return default;
        var origins = Ledger.Origins(tx, subject, id);
        var written = new Dictionary<string, string?>();
        var conflicts = 0;
        foreach (var (field, value) in differing)
        {
            var old = known.Kept(field);
            var says = origins.GetValueOrDefault(field.Label, ("", 0));
            if (SaysLess(field, old, value)) continue;
            if (old is null or ['?', _] || says.Source == origin.Source || SaysLess(field, value, old)) written[field.Label] = value is ['?', _] ? value : next.Plain[field.Label];
            else if (value is not ['?', _])
            {
                Conflicts.Open(tx, field, id, (old, says.Source, says.At), value!, origin);
                conflicts++;
            }
        }
        if (written.TryGetValue(Facts.Document, out var number) && identities.HolderOf(tx, Identities.AsDocument(number), id) is { } holder)
        {
            Duplicates.Suggest(tx, id, holder.Id, Duplicates.SameNumber, "证件号相同"); // a person decides whether the two are one
            written.Remove(Facts.Document);
        }
        if (written.Count > 0) Write(tx, subject, id, written, origin);
        return new(written.Count, conflicts);
    }

    /// <summary>The community of a grid that is known contradicts nothing; the grid of a known community says it more exactly.</summary>
    static bool SaysLess(Field field, string? than, string? value) =>
        field.Type == FieldType.Division && value is not (null or ['?', _]) && than?.StartsWith(value, StringComparison.Ordinal) == true;

    SubjectValues Lock(Tx tx, Subject subject, long id, IEnumerable<string> labels)
    {
        // A number brings its kind into play, and writes birth date and sex; an address writes the area it lies in.
        var touched = labels.Concat([Facts.DocumentKind, Facts.BirthDate, Facts.Sex, Facts.RegisteredArea]).Distinct().Select(label => fields.Find(label)).OfType<Field>();
        return SubjectRows.Lock(tx, subject, id, touched) ?? throw new Refusal("unknown_subject", subject == Subject.Person ? "没有这个人" : $"没有这个{subject.Word}");
    }

    string? DocumentKind(SubjectValues? known) => known?.One(fields.Find(Facts.DocumentKind)!);
}
