using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>One line of a field's history: who said what, and what stood there before.</summary>
public sealed record Said(long At, string Source, string Actor, string? Reason, string? Old, string? New);

/// <summary>Until when a value counts; Overdue: it should be asked again.</summary>
public sealed record Validity(int Days, string Until, bool Overdue);

/// <summary>All about one value on the page. Since is the last entry's time: an edit that has seen an older one is refused.</summary>
public sealed record FieldHistory(
    string Label, string Group, string Department, string? Value, bool Masked, long? Since, Validity? Validity, IReadOnlyList<Said> Entries);

/// <summary>What a field was on one day and on another.</summary>
public sealed record Difference(string Field, string? Before, string? After);

public sealed partial class People
{
    const string EntriesOf = """
        SELECT at AS At, source AS Source, actor AS Actor, reason AS Reason, values_json AS ValuesJson
        FROM entries WHERE kind = 'person' AND subject_id = @id
        """;

    internal long Now => db.Time.UnixMs();

    /// <summary>What a field that nobody writes is made from; who wrote that, and when, is then the answer.</summary>
    public Field? MadeFrom(Field field) => field switch
    {
        { IsWritten: true } => null,
        { Label: "责任网格员" } => fields.Find("现住网格"),
        { Table: Field.Derived } => fields.Find("户籍户"),
        _ => fields.Find(PersonFacts.Document),
    };

    /// <summary>Who says so, since when, what before: all entries of one field, the newest first.</summary>
    public FieldHistory History(Tx tx, Field field, long id, Reader reader)
    {
        var value = PersonValues.Load(tx, [field], [id]).Single().Kept(field);
        var entries = new List<Said>();
        foreach (var entry in tx.Query<EntryRow>(EntriesOf + " ORDER BY at DESC, id DESC", new { id }))
        {
            using var values = JsonDocument.Parse(entry.ValuesJson);
            if (values.RootElement.TryGetProperty(field.Label, out var change))
                entries.Add(new(entry.At, entry.Source, entry.Actor, Visible(entry, reader)?.Entry.Reason, Shown(field, change[0].GetString()), Shown(field, change[1].GetString())));
        }
        var since = entries.Count > 0 ? entries[0].At : (long?)null;
        return new(field.Label, field.Group, field.Owner, Shown(field, value), FieldRights.MayReveal(reader, field) && IsMasked(field, value), since,
            ValidityOf(field, value, since), entries);
    }

    /// <summary>The last word on a field, for whoever must know that it has not changed since.</summary>
    internal (string Source, long At)? LastSaid(Tx tx, long id, string label) => Origins(tx, id).TryGetValue(label, out var said) ? said : null;

    Validity? ValidityOf(Field field, string? value, long? since)
    {
        if (field.ValidDays is not { } days || value is null || since is not { } at) return null;
        var until = DateOnly.FromDateTime(BeijingTime.Of(at).DateTime).AddDays(days);
        return new(days, until.Iso(), until < db.Time.Today());
    }

    /// <summary>Says again what is known: the value stays and counts from today on, as its source's word.</summary>
    internal void Confirm(Tx tx, long id, Field field, Origin origin)
    {
        var value = Lock(tx, id, [field.Label])?.Kept(field);
        AddEntry(tx, id, origin, PersonFacts.LedgerJson([(field.Label, value, value)]));
    }

    /// <summary>An entry that changes no field: something was done with the record as a whole.</summary>
    internal void Note(Tx tx, long id, Origin origin) => AddEntry(tx, id, origin, "{}");

    static void AddEntry(Tx tx, long person, Origin origin, string values)
    {
        tx.Run("""
            INSERT INTO entries (id, kind, subject_id, at, source, actor, reason, values_json, batch_id)
            VALUES (@p0, 'person', @p1, @p2, @p3, @p4, @p5, @p6, @p7)
            """, tx.NextId(), person, tx.Now, origin.Source, origin.Actor, origin.Reason, values, origin.BatchId);
        tx.Changed("person", person);
    }

    /// <summary>The first instant after a day in Beijing.</summary>
    public static long EndOf(DateOnly day) => BeijingTime.UnixMs(day.AddDays(1), TimeOnly.MinValue);

    /// <summary>
    /// What was kept of a person just before an instant, field by field: what is kept now, with every later entry taken back.
    /// Null where nobody had heard of the person yet.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? AsOf(Tx tx, long id, long before)
    {
        if (PersonValues.Load(tx, fields.Person, [id]) is not [var now]) return null;
        var kept = fields.Person.Where(f => f.IsWritten).ToDictionary(f => f.Label, now.Kept);
        var entries = tx.Query<EntryRow>(EntriesOf + " ORDER BY at DESC, id DESC", new { id }).ToList();
        if (entries.Count > 0 && entries[^1].At >= before) return null;
        foreach (var entry in entries.TakeWhile(e => e.At >= before))
        {
            using var values = JsonDocument.Parse(entry.ValuesJson);
            foreach (var change in values.RootElement.EnumerateObject()) kept[change.Name] = change.Value[0].GetString();
        }
        return kept;
    }

    /// <summary>What changed from the end of one day to the end of another; null where the person is not seen.</summary>
    public IReadOnlyList<Difference>? Between(Scope scope, long id, DateOnly from, DateOnly to, Reader reader) => db.Read(tx =>
    {
        if (Ownership.Find(tx, scope, id) is null) return null;
        var none = new Dictionary<string, string?>();
        var (before, after) = (AsOf(tx, id, EndOf(from)) ?? none, AsOf(tx, id, EndOf(to)) ?? none);
        return fields.Person.Where(f => f is { IsWritten: true, IsKey: false } && f.IsVisibleTo(reader))
            .Select(f => (Field: f, Before: before.GetValueOrDefault(f.Label), After: after.GetValueOrDefault(f.Label)))
            .Where(d => Differs(d.Field.Label, d.Before, d.After))
            .Select(d => new Difference(d.Field.Label, Shown(d.Field, d.Before), Shown(d.Field, d.After))).ToList();
    });

    static bool IsMasked(Field field, string? value) => field.IsSealed && value is not (null or ['?', _]);

    /// <summary>A kept value as people read it: codes by their labels, sealed ones masked, reasons in brackets.</summary>
    internal string? Shown(Field field, string? value) => value switch
    {
        null => null,
        ['?', var reason] => $"（{fields.Label("不详原因", reason.ToString())}）",
        _ when field.IsSealed => FieldRights.Mask(field, seal.Open(value)!),
        _ when field.Type == FieldType.Division => tree.FullName(value) is { Length: > 0 } name ? name : value,
        _ => string.Join('、', (field.IsTags ? value.Split(',') : [value]).Select(v => FieldText.Of(field, v))),
    };

    /// <summary>A kept value without its seal, as <see cref="Write"/> takes it.</summary>
    internal string? Plain(Field field, string? value) => IsMasked(field, value) ? seal.Open(value) : value;

    /// <summary>What is known of a field in people's words; null where nothing is.</summary>
    internal string? TextOf(Tx tx, long id, string label) => fields.Find(label) is { } field
        && PersonValues.Load(tx, [field], [id]).SingleOrDefault()?.Kept(field) is { } kept and not ['?', _] ? Shown(field, kept) : null;

    /// <summary>Keeps others from writing this person until the commit.</summary>
    internal void HoldRow(Tx tx, long id) => tx.Value<long?>("SELECT id FROM people WHERE id = @p0" + tx.ForUpdate, id);

    /// <summary>How many others have the same phone on record (F06): it says nothing about who somebody is.</summary>
    public int PhoneSharedWith(Tx tx, long id) => tx.Count<int>(
        "SELECT COUNT(*) FROM people p JOIN people q ON q.phone_hash = p.phone_hash AND q.id <> p.id WHERE p.id = @id", new { id });

    internal string? LockValue(Tx tx, long id, Field field) => Lock(tx, id, [field.Label])?.Kept(field);

    /// <summary>A plain value as the registry keeps it: phones as digits, numbers of GB 11643 widened and checked, sealed.</summary>
    internal string? AsKept(Field field, string? value) =>
        new PersonFacts(new Dictionary<string, string?> { [field.Label] = value }, fields, seal, "99").Ledger[field.Label];

    internal string? AsDocument(string? value) => value is null or ['?', _] ? null : IdentityNumber.Parse(value)?.Value ?? value.ToUpperInvariant();
}
