using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>The values known of one person, as a page shows them; households, cases and notices come from their own rooms.</summary>
public sealed record PersonPage(long Id, string Name, string? Sex, int? Age, IReadOnlyList<FieldGroup> Groups,
    IReadOnlyList<BlankGroup> Blank, IReadOnlyList<string> Tags, IReadOnlyList<HistoryEntry> History);

public sealed record FieldGroup(string Title, IReadOnlyList<FieldValue> Fields);

/// <summary>Masked: the value is shown in part, and this reader may reveal it for a purpose. Source and Since are the ledger's.</summary>
/// <param name="Overdue">Longer known than it is valid: 该复核了.</param>
/// <param name="Disputed">Another source says something else.</param>
public sealed record FieldValue(string Label, string Value, bool Masked, string? Source, long? Since, bool Overdue, bool Disputed);

/// <summary>The labels of a heading whose values nobody has said.</summary>
public sealed record BlankGroup(string Title, IReadOnlyList<string> Labels);

public sealed record HistoryEntry(long At, string Source, string Actor, string? Reason, IReadOnlyList<FieldChange> Changes);
public sealed record FieldChange(string Field, string? Old, string? New);

public sealed partial class People
{
    sealed record EntryRow(long At, string Source, string Actor, string? Reason, string ValuesJson);

    /// <summary>Null where the person is unknown or outside of the scope. The reader decides which fields there are and which are masked.</summary>
    /// <param name="asOf">Only the values, as they stood at the end of that day.</param>
    public PersonPage? Page(Scope scope, long id, Reader reader = default, DateOnly? asOf = null) => db.Read(tx =>
    {
        var found = tx.First<Found>($"SELECT {Columns} FROM people p WHERE p.id = @id AND {Seen.PersonOrMoving}", new { id, scope.From, scope.To });
        if (found is null || PersonValues.Load(tx, fields.Person, [id]) is not [var values]) return null;
        var entries = tx.Query<EntryRow>(EntriesOf + " ORDER BY at DESC, id DESC", new { id })
            .Where(e => asOf is not { } day || e.At < EndOf(day)).Select(e => Visible(e, reader)).OfType<(EntryRow Entry, List<FieldChange> Changes)>().ToList();
        var origins = entries.SelectMany(e => e.Changes, (e, c) => (c.Field, e.Entry)) // the newest first
            .GroupBy(o => o.Field).ToDictionary(g => g.Key, g => g.First().Entry);
        var history = entries.Select(e => new HistoryEntry(e.Entry.At, e.Entry.Source, e.Entry.Actor, e.Entry.Reason, e.Changes)).ToList();
        if (asOf is { } past)
        {
            var kept = AsOf(tx, id, EndOf(past));
            return new PersonPage(id, found.Name, fields.Label("性别", found.Sex), AgeOf(found.BirthDate), kept is null ? []
                : Groups(f => f.IsWritten ? kept.GetValueOrDefault(f.Label) : null, origins, [], reader), [], [], history);
        }
        return new PersonPage(id, found.Name, fields.Label("性别", found.Sex), AgeOf(found.BirthDate),
            Groups(values.Kept, origins, Conflicts.Fields(tx, id), reader), Blank(values, reader), [.. OpenTags(tx, [id], reader)[id]], history);
    });

    List<FieldGroup> Groups(Func<Field, string?> kept, Dictionary<string, EntryRow> origins, HashSet<string> disputed, Reader reader) =>
        [.. fields.Person.Where(f => !f.IsKey && f.Type != FieldType.Age && f.IsVisibleTo(reader) && kept(f) is not null)
            .GroupBy(f => f.Group, f =>
            {
                var value = kept(f);
                var origin = origins.GetValueOrDefault(f.Label);
                return new FieldValue(f.Label, Shown(f, value)!, FieldRights.MayReveal(reader, f) && IsMasked(f, value), origin?.Source, origin?.At,
                    ValidityOf(f, value, origin?.At)?.Overdue == true, disputed.Contains(f.Label));
            })
            .Select(g => new FieldGroup(g.Key, [.. g]))];

    /// <summary>What nobody has said yet and could be asked.</summary>
    List<BlankGroup> Blank(PersonValues values, Reader reader) =>
        [.. fields.Person.Where(f => f is { IsWritten: true, IsKey: false } && f.IsVisibleTo(reader) && values.Kept(f) is null)
            .GroupBy(f => f.Group, f => f.Label).Select(g => new BlankGroup(g.Key, [.. g]))];

    /// <summary>What of an entry is for this reader, null where nothing is; its reason could name what is not.</summary>
    (EntryRow Entry, List<FieldChange> Changes)? Visible(EntryRow entry, Reader reader)
    {
        using var values = JsonDocument.Parse(entry.ValuesJson);
        var (changes, all) = (new List<FieldChange>(), 0);
        foreach (var change in values.RootElement.EnumerateObject())
        {
            all++;
            if (fields.Find(change.Name) is not { IsKey: false } field) continue;
            if (!field.IsVisibleTo(reader)) entry = entry with { Reason = null };
            else changes.Add(new(field.Label, Shown(field, change.Value[0].GetString()), Shown(field, change.Value[1].GetString())));
        }
        return all > 0 && changes.Count == 0 ? null : (entry, changes);
    }
}
