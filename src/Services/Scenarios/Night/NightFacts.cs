using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios.Night;

/// <summary>
/// What scenarios ask that is not among a person's values: when a field was last changed, who stands in a compared list, and for
/// whom a scenario was called.
/// </summary>
sealed class NightFacts(DateOnly on)
{
    readonly Dictionary<(string Label, long Person), DateOnly> changed = [];
    readonly Dictionary<string, HashSet<long>> listed = [];
    readonly Dictionary<string, List<string>> calls = [];

    public DateOnly On => on;

    /// <param name="ids">Only about these people; about everybody where it is left out.</param>
    public static NightFacts Load(Tx tx, IReadOnlyList<Scenario> scenarios, DateOnly on, IReadOnlyList<long>? ids)
    {
        var facts = new NightFacts(on);
        foreach (var change in scenarios.Select(s => s.Moment).OfType<Moment.Change>().GroupBy(m => m.Field.Label))
            facts.ReadChanges(tx, change.Key, on.AddDays(-change.Max(m => m.OpenDays)), ids);
        foreach (var list in scenarios.SelectMany(s => s.Stops).Select(s => s.List).OfType<string>().Distinct()) facts.listed[list] = Listed(tx, list);
        foreach (var (scenario, division) in tx.Query<(string, string)>("SELECT scenario, division_code FROM scenario_calls WHERE day = @day", new { day = on.Iso() }))
            facts.Call(scenario, division);
        return facts;
    }

    /// <param name="division">Everywhere where nothing is said.</param>
    public void Call(string scenario, string division = "")
    {
        if (!calls.TryGetValue(scenario, out var divisions)) calls[scenario] = divisions = [];
        divisions.Add(division);
    }

    public bool IsListed(string list, long person) => listed[list].Contains(person);
    public bool IsCalled(string scenario) => calls.ContainsKey(scenario);
    public bool IsCalled(string scenario, string division) => calls.GetValueOrDefault(scenario, []).Any(d => division.StartsWith(d, StringComparison.Ordinal));
    public DateOnly? Changed(Moment moment, long person) =>
        moment is Moment.Change change && changed.TryGetValue((change.Field.Label, person), out var day) ? day : null;

    /// <summary>The newest lists of a name, by which a change of one is seen: each division compares its own people.</summary>
    public static string ListsOf(Tx tx, string name) => string.Join(' ', Newest(tx, name).Select(id =>
        $"{id}.{tx.Value<long>("SELECT COALESCE(MAX(decided_at), 0) + COUNT(*) FROM comparison_items WHERE comparison_id = @p0", id)}"));

    static IEnumerable<long> Newest(Tx tx, string name) => tx.Query<(long Id, string Division)>(
        "SELECT id, division_code FROM comparisons WHERE title = @name AND ended_at IS NOT NULL AND swept_at IS NULL ORDER BY data_day DESC, created_at DESC", new { name })
        .DistinctBy(c => c.Division).Select(c => c.Id).Order();

    /// <summary>Who stands in the newest lists of that name.</summary>
    public static HashSet<long> Listed(Tx tx, string name) => Newest(tx, name).ToList() is { Count: > 0 } lists
        ? [.. tx.Query<long>("SELECT person_id FROM comparison_items WHERE comparison_id IN @lists AND outcome = 'both' AND person_id IS NOT NULL", new { lists })] : [];

    /// <summary>
    /// Of a new record nothing has changed yet, and nothing when somebody says again what was known. Facts are those of now also for a
    /// night that was missed, and so are their changes.
    /// </summary>
    void ReadChanges(Tx tx, string label, DateOnly since, IReadOnlyList<long>? ids)
    {
        foreach (var (person, at, json) in tx.Query<(long, long, string)>($"""
            SELECT subject_id, at, values_json FROM entries WHERE kind = 'person' AND at >= @from AND INSTR(values_json, @mark) > 0
            {(ids is null ? "" : "AND subject_id IN @ids")} ORDER BY at
            """, new { from = BeijingTime.UnixMs(since, TimeOnly.MinValue), mark = $"\"{label}\"", ids }))
        {
            using var values = JsonDocument.Parse(json);
            if (values.RootElement.TryGetProperty(label, out var change) && change[0].GetString() is { } old && old != change[1].GetString())
                changed[(label, person)] = DateOnly.FromDateTime(BeijingTime.Of(at).DateTime);
        }
    }
}
