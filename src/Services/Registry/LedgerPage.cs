using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Registry;

/// <summary>All values known of a subject, as its page shows them, and what nobody has said yet.</summary>
public sealed record SubjectPage(IReadOnlyList<FieldGroup> Groups, IReadOnlyList<BlankGroup> Blank, IReadOnlyList<HistoryEntry> History);

public sealed record FieldGroup(string Title, IReadOnlyList<FieldValue> Fields);

/// <summary>Masked: the value is shown in part, and this reader may reveal it for a purpose. Source and Since are the ledger's.</summary>
/// <param name="Overdue">Longer known than it is valid: 该复核了.</param>
/// <param name="Disputed">Another source says something else.</param>
public sealed record FieldValue(string Label, string Value, bool Masked, string? Source, long? Since, bool Overdue, bool Disputed);

/// <summary>The labels of a heading whose values nobody has said.</summary>
public sealed record BlankGroup(string Title, IReadOnlyList<string> Labels);

public sealed record HistoryEntry(long At, string Source, string Actor, string? Reason, IReadOnlyList<FieldChange> Changes);
public sealed record FieldChange(string Field, string? Old, string? New);

public sealed partial class Ledger
{
    /// <summary>Null where there is no such subject. The reader decides which fields there are and which are masked.</summary>
    /// <param name="asOf">Only the values, as they stood at the end of that day.</param>
    public SubjectPage? Page(Tx tx, Subject subject, long id, Reader reader, DateOnly? asOf = null)
    {
        if (SubjectValues.Load(tx, subject, fields.Of(subject), [id]) is not [var values]) return null;
        var entries = EntriesOf(tx, subject, id).Where(e => asOf is not { } day || e.At < EndOf(day))
            .Select(e => Visible(e, reader)).OfType<(Entry Entry, List<FieldChange> Changes)>().ToList();
        var origins = entries.SelectMany(e => e.Changes, (e, c) => (c.Field, e.Entry)) // the newest first
            .GroupBy(o => o.Field).ToDictionary(g => g.Key, g => g.First().Entry);
        var history = entries.Select(e => new HistoryEntry(e.Entry.At, e.Entry.Source, e.Entry.Actor, e.Entry.Reason, e.Changes)).ToList();
        if (asOf is not { } past)
            return new(Groups(subject, values.Kept, origins, Conflicts.Fields(tx, subject, id), reader), Blank(subject, values, reader), history);
        var kept = AsOf(tx, subject, id, EndOf(past));
        return new(kept is null ? [] : Groups(subject, f => f.IsWritten ? kept.GetValueOrDefault(f.Label) : null, origins, [], reader), [], history);
    }

    List<FieldGroup> Groups(Subject subject, Func<Field, string?> kept, Dictionary<string, Entry> origins, HashSet<string> disputed, Reader reader) =>
        [.. fields.Of(subject).Where(f => !f.IsKey && f.Type != FieldType.Age && f.IsVisibleTo(reader) && kept(f) is not null)
            .GroupBy(f => f.Group, f =>
            {
                var value = kept(f);
                var origin = origins.GetValueOrDefault(f.Label);
                return new FieldValue(f.Label, Shown(f, value)!, FieldRights.MayReveal(reader, f) && IsMasked(f, value), origin?.Source, origin?.At,
                    ValidityOf(f, value, origin?.At)?.Overdue == true, disputed.Contains(f.Label));
            })
            .Select(g => new FieldGroup(g.Key, [.. g]))];

    /// <summary>What nobody has said yet and could be asked.</summary>
    List<BlankGroup> Blank(Subject subject, SubjectValues values, Reader reader) =>
        [.. fields.Of(subject).Where(f => f is { IsWritten: true, IsKey: false } && f.IsVisibleTo(reader) && values.Kept(f) is null)
            .GroupBy(f => f.Group, f => f.Label).Select(g => new BlankGroup(g.Key, [.. g]))];

    /// <summary>What of an entry is for this reader, null where nothing is; its reason could name what is not.</summary>
    (Entry Entry, List<FieldChange> Changes)? Visible(Entry entry, Reader reader)
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
