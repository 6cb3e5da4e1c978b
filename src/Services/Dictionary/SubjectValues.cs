using System.Globalization;
using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>
/// What is known of one subject, field by field, as codes and plain text: null where nobody knows, empty where it is known
/// that there is none, else the value or values.
/// </summary>
public sealed class SubjectValues(long id)
{
    const int OthersAtOnceMax = 500;

    /// <summary>Code of 不详原因: there is none of this.</summary>
    public const string HasNone = "3";

    readonly Dictionary<string, IReadOnlyList<string>> values = [];
    readonly Dictionary<string, string> absences = [];

    /// <summary>By word; null where nobody looked who is related.</summary>
    Dictionary<string, List<(SubjectValues Other, string? Until)>>? related = [];

    public long Id => id;

    /// <summary>The age is that of a birth date reckoned from an age somebody said.</summary>
    public bool AgeIsReckoned { get; private set; }
    public IReadOnlyList<string>? this[Field field] => values.TryGetValue(field.Label, out var v) ? v : field.AbsentMeansNo ? [] : null;

    /// <summary>The single value, null when there is none or it is not known.</summary>
    public string? One(Field field) => this[field] is [var first, ..] ? first : null;

    /// <summary>As the ledger writes it: the value, several with commas, "?2" where only the reason is known, null where nothing is.</summary>
    public string? Kept(Field field) =>
        absences.TryGetValue(field.Label, out var reason) ? "?" + reason
        : values.GetValueOrDefault(field.Label) is { Count: > 0 } known ? string.Join(',', known) : null;

    public SubjectValues With(Field field, params IReadOnlyList<string> known)
    {
        values[field.Label] = known;
        return this;
    }

    /// <summary>Those who stand so to the person on that day.</summary>
    public IEnumerable<SubjectValues> Related(Relation relation, DateOnly on) =>
        (related ?? throw new InvalidOperationException("These values were loaded without those of related people.")).GetValueOrDefault(relation.Word, [])
            .Where(r => relation.Counts(r.Until, on)).Select(r => r.Other).DistinctBy(r => r.Id);

    public SubjectValues With(Relation relation, SubjectValues other, string? until = null)
    {
        related ??= [];
        if (!related.TryGetValue(relation.Word, out var others)) related[relation.Word] = others = [];
        others.Add((other, until));
        return this;
    }

    /// <summary>As if nobody had said it.</summary>
    public void Forget(Field field)
    {
        values.Remove(field.Label);
        absences.Remove(field.Label);
    }

    /// <summary>A value as the ledger writes it, in place of what was known.</summary>
    public SubjectValues Keep(Field field, string? kept)
    {
        Forget(field);
        if (kept is ['?', _]) absences[field.Label] = kept[1..];
        if (kept == "?" + HasNone) With(field);
        else if (kept is not (null or ['?', _])) With(field, field.IsTags ? kept.Split(',') : [kept]);
        return this;
    }

    /// <summary>The same, to be changed by itself.</summary>
    public SubjectValues Copy()
    {
        var copy = new SubjectValues(id) { related = related };
        foreach (var (label, known) in values) copy.values[label] = known;
        foreach (var (label, reason) in absences) copy.absences[label] = reason;
        return copy;
    }

    /// <summary>Reads all that a condition asks about these people, and about those related to them.</summary>
    public static IReadOnlyList<SubjectValues> Load(Tx tx, Condition condition, IReadOnlyList<long> ids) => Load(tx, Subject.Person, condition, [], ids);

    /// <summary>The same of any subject, with further fields.</summary>
    public static IReadOnlyList<SubjectValues> Load(Tx tx, Subject subject, Condition condition, IEnumerable<Field> besides, IReadOnlyList<long> ids)
    {
        var terms = condition.Terms.ToLookup(t => t is Condition.Related);
        var known = Load(tx, subject, new Condition.All([.. terms[false]]).Fields.Concat(besides), ids);
        foreach (var one in known) one.related ??= [];
        foreach (var asked in terms[true].Cast<Condition.Related>().GroupBy(r => r.Relation with { Ended = null }))
        {
            var rows = asked.Key.Rows(tx, ids);
            var others = rows.Select(r => r.Other).Distinct().Chunk(OthersAtOnceMax)
                .SelectMany(some => Load(tx, asked.SelectMany(r => r.Inner.Fields), some)).ToDictionary(o => o.Id);
            var byId = known.DistinctBy(k => k.Id).ToDictionary(k => k.Id);
            foreach (var row in rows)
                if (byId.TryGetValue(row.Own, out var one) && others.TryGetValue(row.Other, out var other)) one.With(asked.Key, other, row.Until);
        }
        return known;
    }

    /// <summary>Reads these people, in the order of the ids. Meant for a page or a chunk, not for everybody at once.</summary>
    public static IReadOnlyList<SubjectValues> Load(Tx tx, IEnumerable<Field> fields, IReadOnlyList<long> ids) => Load(tx, Subject.Person, fields, ids);

    /// <summary>The same of any subject.</summary>
    public static IReadOnlyList<SubjectValues> Load(Tx tx, Subject subject, IEnumerable<Field> fields, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0) return [];
        var kept = fields.Where(f => f.IsKept && f.Subject == subject).DistinctBy(f => f.Label).ToList();
        var known = ids.Distinct().ToDictionary(id => id, id => new SubjectValues(id) { related = null });
        object[] keys = [.. known.Keys.Cast<object>()];
        var inKeys = "IN (" + string.Join(", ", keys.Select((_, i) => "@p" + i)) + ")";
        ReadColumns(tx, subject, [.. kept.Where(f => !f.IsTags)], known, inKeys, keys);
        ReadTags(tx, subject, [.. kept.Where(f => f.IsTags)], known, inKeys, keys);
        ReadAbsences(tx, subject, known, inKeys, keys);
        return [.. ids.Where(known.ContainsKey).Select(id => known[id])];
    }

    static void ReadColumns(Tx tx, Subject subject, List<Field> fields, Dictionary<long, SubjectValues> known, string inKeys, object[] keys)
    {
        var from = subject.From(fields.Select(f => f.SpecialTable).OfType<string>().Distinct());
        var asksAge = fields.Exists(f => f.Type == FieldType.Age);
        using var rows = tx.Scan($"SELECT p.id{string.Concat(fields.Select(f => ", " + f.Sql))}{(asksAge ? ", p.birth_date" : "")} FROM {from} WHERE p.id {inKeys}", keys);
        var found = new HashSet<long>();
        while (rows.Read())
        {
            var one = known[rows.Number(0)];
            found.Add(one.Id);
            one.AgeIsReckoned = asksAge && rows.IsNull(fields.Count + 1);
            for (var i = 0; i < fields.Count; i++)
                if (rows.Text(i + 1) is { } value) one.values[fields[i].Label] = [value];
        }
        foreach (var gone in known.Keys.Except(found).ToList()) known.Remove(gone);
    }

    static void ReadTags(Tx tx, Subject subject, List<Field> fields, Dictionary<long, SubjectValues> known, string inKeys, object[] keys)
    {
        if (fields.Count == 0) return;
        var labels = fields.Select(f => f.Label).ToHashSet();
        using var rows = tx.Scan(
            $"SELECT subject_id, field, code FROM tags WHERE kind = '{subject.Kind}' AND subject_id {inKeys} ORDER BY subject_id, field, code", keys);
        while (rows.Read())
            if (labels.Contains(rows.Text(1)!) && known.TryGetValue(rows.Number(0), out var one))
                one.values[rows.Text(1)!] = [.. one.values.GetValueOrDefault(rows.Text(1)!, []), rows.Text(2)!];
    }

    static void ReadAbsences(Tx tx, Subject subject, Dictionary<long, SubjectValues> known, string inKeys, object[] keys)
    {
        using var rows = tx.Scan($"SELECT subject_id, field, reason FROM absences WHERE kind = '{subject.Kind}' AND subject_id {inKeys}", keys);
        while (rows.Read())
        {
            if (!known.TryGetValue(rows.Number(0), out var one)) continue;
            one.absences[rows.Text(1)!] = rows.Text(2)!;
            if (rows.Text(2) == HasNone) one.values.TryAdd(rows.Text(1)!, []);
        }
    }
}
