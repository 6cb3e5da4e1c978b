using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>Where a write comes from: the source (走访, 导入…), who did it and why; all of one import carry its batch.</summary>
public sealed record Origin(string Source, string Actor, string? Reason = null, long? BatchId = null);

/// <summary>One line of a field's history: who said what, and what stood there before.</summary>
public sealed record Said(long At, string Source, string Actor, string? Reason, string? Old, string? New);

/// <summary>Until when a value counts; Overdue: it should be asked again.</summary>
public sealed record Validity(int Days, string Until, bool Overdue);

/// <summary>All about one value on the page. Since is the last entry's time: an edit that has seen an older one is refused.</summary>
public sealed record FieldHistory(
    string Label, string Group, string Department, string? Value, bool Masked, long? Since, Validity? Validity, IReadOnlyList<Said> Entries);

/// <summary>What a field was on one day and on another.</summary>
public sealed record Difference(string Field, string? Before, string? After);

/// <summary>
/// The entries of any subject: who said what of a value, since when and what before, and how the subject stood on any past day.
/// Whoever asks has checked that the reader sees the subject.
/// </summary>
public sealed partial class Ledger(Database db, Seal seal, DivisionTree tree, FieldCatalog fields)
{
    sealed record Entry(long At, string Source, string Actor, string? Reason, string ValuesJson);

    static List<Entry> EntriesOf(Tx tx, Subject subject, long id) => [.. tx.Query<Entry>("""
        SELECT at AS At, source AS Source, actor AS Actor, reason AS Reason, values_json AS ValuesJson
        FROM entries WHERE kind = @Kind AND subject_id = @id ORDER BY at DESC, id DESC
        """, new { subject.Kind, id })];

    /// <summary>Writes an entry down, and into the change feed.</summary>
    internal static void Add(Tx tx, Subject subject, long id, Origin origin, IEnumerable<(string Label, string? Old, string? New)> changes)
    {
        tx.Run("""
            INSERT INTO entries (id, kind, subject_id, at, source, actor, reason, values_json, batch_id)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)
            """, tx.NextId(), subject.Kind, id, tx.Now, origin.Source, origin.Actor, origin.Reason, Facts.LedgerJson(changes), origin.BatchId);
        tx.Changed(subject.Kind, id);
    }

    /// <summary>An entry that changes no field: something was done with the record as a whole.</summary>
    internal static void Note(Tx tx, Subject subject, long id, Origin origin) => Add(tx, subject, id, origin, []);

    /// <summary>Says again what is known: the value stays and counts from today on, as its source's word.</summary>
    internal static void Confirm(Tx tx, Field field, long id, Origin origin)
    {
        var value = Locked(tx, field, id);
        Add(tx, field.Subject, id, origin, [(field.Label, value, value)]);
    }

    /// <summary>What is kept of a field, held until the commit.</summary>
    internal static string? Locked(Tx tx, Field field, long id) => SubjectRows.Lock(tx, field.Subject, id, [field])?.Kept(field);

    /// <summary>What is kept of a field now.</summary>
    internal static string? Kept(Tx tx, Field field, long id) => SubjectValues.Load(tx, field.Subject, [field], [id]).SingleOrDefault()?.Kept(field);

    /// <summary>What a field that nobody writes is made from; who wrote that, and when, is then the answer.</summary>
    public Field? MadeFrom(Field field) => field switch
    {
        { IsWritten: true } => null,
        { Type: FieldType.Age } => fields.Find(Facts.BirthDate),
        { Label: "责任网格员" } => fields.Find("现住网格"),
        { Table: Field.Derived } when field.Subject == Subject.Person => fields.Find("户籍户"),
        _ => field.Subject == Subject.Person ? fields.Find(Facts.Document) : field,
    };

    /// <summary>Who says so, since when, what before: all entries of one field, the newest first.</summary>
    public FieldHistory History(Tx tx, Field field, long id, Reader reader)
    {
        var value = Kept(tx, field, id);
        var entries = new List<Said>();
        foreach (var entry in EntriesOf(tx, field.Subject, id))
        {
            using var values = JsonDocument.Parse(entry.ValuesJson);
            if (values.RootElement.TryGetProperty(field.Label, out var change))
                entries.Add(new(entry.At, entry.Source, entry.Actor, Visible(entry, reader)?.Entry.Reason, Shown(field, change[0].GetString()), Shown(field, change[1].GetString())));
        }
        var since = entries.Count > 0 ? entries[0].At : (long?)null;
        return new(field.Label, field.Group, field.Owner, Shown(field, value), FieldRights.MayReveal(reader, field) && IsMasked(field, value), since,
            ValidityOf(field, value, since), entries);
    }

    /// <summary>Every change of a value, the newest first.</summary>
    internal static IEnumerable<(long At, string Label, string? Old, string? New)> Changes(Tx tx, Subject subject, long id)
    {
        foreach (var entry in EntriesOf(tx, subject, id))
        {
            using var values = JsonDocument.Parse(entry.ValuesJson);
            foreach (var change in values.RootElement.EnumerateObject()) yield return (entry.At, change.Name, change.Value[0].GetString(), change.Value[1].GetString());
        }
    }

    /// <summary>Who said last what is known of each field, and when.</summary>
    internal static Dictionary<string, (string Source, long At)> Origins(Tx tx, Subject subject, long id)
    {
        var origins = new Dictionary<string, (string, long)>();
        using var rows = tx.Scan("SELECT source, at, values_json FROM entries WHERE kind = @p0 AND subject_id = @p1 ORDER BY at, id", subject.Kind, id);
        while (rows.Read())
        {
            using var values = JsonDocument.Parse(rows.Text(2)!);
            foreach (var field in values.RootElement.EnumerateObject()) origins[field.Name] = (rows.Text(0)!, rows.Number(1));
        }
        return origins;
    }

    /// <summary>The last word on a field, for whoever must know that it has not changed since.</summary>
    internal static (string Source, long At)? LastSaid(Tx tx, Field field, long id) =>
        Origins(tx, field.Subject, id).TryGetValue(field.Label, out var said) ? said : null;

    Validity? ValidityOf(Field field, string? value, long? since)
    {
        if (field.ValidDays is not { } days || value is null || since is not { } at) return null;
        var until = DateOnly.FromDateTime(BeijingTime.Of(at).DateTime).AddDays(days);
        return new(days, until.Iso(), until < db.Time.Today());
    }

    /// <summary>The first instant after a day in Beijing.</summary>
    public static long EndOf(DateOnly day) => BeijingTime.UnixMs(day.AddDays(1), TimeOnly.MinValue);

    /// <summary>
    /// What was kept of a subject just before an instant, field by field: what is kept now, with every later entry taken back.
    /// Null where nobody had heard of it yet.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? AsOf(Tx tx, Subject subject, long id, long before)
    {
        var all = fields.Of(subject);
        if (SubjectValues.Load(tx, subject, all, [id]) is not [var now]) return null;
        var kept = all.Where(f => f.IsWritten).ToDictionary(f => f.Label, now.Kept);
        var entries = EntriesOf(tx, subject, id);
        if (entries.Count > 0 && entries[^1].At >= before) return null;
        foreach (var entry in entries.TakeWhile(e => e.At >= before))
        {
            using var values = JsonDocument.Parse(entry.ValuesJson);
            foreach (var change in values.RootElement.EnumerateObject()) kept[change.Name] = change.Value[0].GetString();
        }
        return kept;
    }

    /// <summary>What changed from the end of one day to the end of another.</summary>
    public IReadOnlyList<Difference> Between(Tx tx, Subject subject, long id, DateOnly from, DateOnly to, Reader reader)
    {
        var none = new Dictionary<string, string?>();
        var (before, after) = (AsOf(tx, subject, id, EndOf(from)) ?? none, AsOf(tx, subject, id, EndOf(to)) ?? none);
        return [.. fields.Of(subject).Where(f => f is { IsWritten: true, IsKey: false } && f.IsVisibleTo(reader))
            .Select(f => (Field: f, Before: before.GetValueOrDefault(f.Label), After: after.GetValueOrDefault(f.Label)))
            .Where(d => Differs(d.Field, d.Before, d.After))
            .Select(d => new Difference(d.Field.Label, Shown(d.Field, d.Before), Shown(d.Field, d.After)))];
    }
}
