using System.Globalization;
using OneTable.Services.Data;

namespace OneTable.Services.Dictionary;

/// <summary>
/// What is known of one person, field by field, as codes and plain text: null where nobody knows, empty where it is known
/// that there is none, else the value or values.
/// </summary>
public sealed class PersonValues(long id)
{
    /// <summary>Code of 不详原因: the person has none of this.</summary>
    public const string HasNone = "3";

    readonly Dictionary<string, IReadOnlyList<string>> values = [];
    readonly Dictionary<string, string> absences = [];

    public long Id => id;
    public IReadOnlyList<string>? this[Field field] => values.TryGetValue(field.Label, out var v) ? v : field.AbsentMeansNo ? [] : null;

    /// <summary>The single value, null when there is none or it is not known.</summary>
    public string? One(Field field) => this[field] is [var first, ..] ? first : null;

    /// <summary>As the ledger writes it: the value, several with commas, "?2" where only the reason is known, null where nothing is.</summary>
    public string? Kept(Field field) =>
        absences.TryGetValue(field.Label, out var reason) ? "?" + reason
        : values.GetValueOrDefault(field.Label) is { Count: > 0 } known ? string.Join(',', known) : null;

    public PersonValues With(Field field, params IReadOnlyList<string> known)
    {
        values[field.Label] = known;
        return this;
    }

    /// <summary>Reads these people, in the order of the ids. Meant for a page or a chunk, not for everybody at once.</summary>
    public static IReadOnlyList<PersonValues> Load(Tx tx, IEnumerable<Field> fields, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0) return [];
        var kept = fields.Where(f => f.IsKept && f.Subject == "person").DistinctBy(f => f.Label).ToList();
        var people = ids.Distinct().ToDictionary(id => id, id => new PersonValues(id));
        object[] keys = [.. people.Keys.Cast<object>()];
        var inKeys = "IN (" + string.Join(", ", keys.Select((_, i) => "@p" + i)) + ")";
        ReadColumns(tx, [.. kept.Where(f => !f.IsTags)], people, inKeys, keys);
        ReadTags(tx, [.. kept.Where(f => f.IsTags)], people, inKeys, keys);
        ReadAbsences(tx, people, inKeys, keys);
        return [.. ids.Where(people.ContainsKey).Select(id => people[id])];
    }

    static void ReadColumns(Tx tx, List<Field> fields, Dictionary<long, PersonValues> people, string inKeys, object[] keys)
    {
        var from = ConditionSql.From(fields.Select(f => f.SpecialTable).OfType<string>().Distinct());
        using var rows = tx.Rows($"SELECT p.id{string.Concat(fields.Select(f => ", " + f.Sql))} FROM {from} WHERE p.id {inKeys}", keys);
        var found = new HashSet<long>();
        while (rows.Read())
        {
            var person = people[rows.GetInt64(0)];
            found.Add(person.Id);
            for (var i = 0; i < fields.Count; i++)
                if (!rows.IsDBNull(i + 1))
                    person.values[fields[i].Label] = [Convert.ToString(rows.GetValue(i + 1), CultureInfo.InvariantCulture)!];
        }
        foreach (var gone in people.Keys.Except(found).ToList()) people.Remove(gone);
    }

    static void ReadTags(Tx tx, List<Field> fields, Dictionary<long, PersonValues> people, string inKeys, object[] keys)
    {
        if (fields.Count == 0) return;
        var labels = fields.Select(f => f.Label).ToHashSet();
        using var rows = tx.Rows(
            $"SELECT subject_id, field, code FROM tags WHERE kind = 'person' AND subject_id {inKeys} ORDER BY subject_id, field, code", keys);
        while (rows.Read())
            if (labels.Contains(rows.GetString(1)) && people.TryGetValue(rows.GetInt64(0), out var person))
                person.values[rows.GetString(1)] = [.. person.values.GetValueOrDefault(rows.GetString(1), []), rows.GetString(2)];
    }

    static void ReadAbsences(Tx tx, Dictionary<long, PersonValues> people, string inKeys, object[] keys)
    {
        using var rows = tx.Rows($"SELECT subject_id, field, reason FROM absences WHERE kind = 'person' AND subject_id {inKeys}", keys);
        while (rows.Read())
        {
            if (!people.TryGetValue(rows.GetInt64(0), out var person)) continue;
            person.absences[rows.GetString(1)] = rows.GetString(2);
            if (rows.GetString(2) == HasNone) person.values.TryAdd(rows.GetString(1), []);
        }
    }
}
