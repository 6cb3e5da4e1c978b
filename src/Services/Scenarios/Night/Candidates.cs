using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Columns;
using static OneTable.Services.Dictionary.Condition;

namespace OneTable.Services.Scenarios.Night;

/// <summary>Of whom scenarios may say something else than before: whose facts changed, and whose day has come.</summary>
public sealed class Candidates(Affected affected, PeopleColumns columns)
{
    const int SampleStarts = 20;

    internal static long Number(Tx tx) => tx.Value<long>("SELECT number FROM clock WHERE id = 1");

    internal static IReadOnlyList<long> Changed(Tx tx, long since) =>
        [.. tx.Query<long>("SELECT DISTINCT subject_id FROM changes WHERE number > @since AND kind = 'person'", new { since })];

    /// <summary>Those whose answers hang on these people.</summary>
    internal static IReadOnlyList<long> ByOthers(Tx tx, IReadOnlyList<Scenario> scenarios, IReadOnlyList<long> changed)
    {
        var asked = scenarios.Select(s => s.Asked).ToList();
        if (asked.Any(a => a.Fields.Any(f => f.Table == Field.Derived))) asked.Add(new Related(Relation.Of("同户籍家人")!, Everything));
        return Affected.ByOthers(tx, asked, changed);
    }

    /// <summary>For whom the second day differs from the first with nothing written.</summary>
    internal IEnumerable<long> ByTime(Tx tx, IReadOnlyList<Scenario> scenarios, Field born, DateOnly from, DateOnly until)
    {
        var called = scenarios.Where(s => s.Moment is Moment.Called && IsCalled(tx, s, until)).ToList();
        var found = new HashSet<long>(tx.Query<long>("SELECT person_id FROM findings WHERE scenario IN @names AND left_on IS NULL AND until_day < @day",
            new { names = scenarios.Select(s => s.Name), day = until.Iso() }));
        // Somebody calls in the middle of a day, which may have been looked at before.
        foreach (var scenario in called) found.UnionWith(columns.Ids(null, scenario.Condition, until));
        if (from == until) return found;
        foreach (var asked in scenarios.GroupBy(s => s.Moment.AskedOn(until)))
            found.UnionWith(affected.ByTime(asked.Select(s => s.Condition), asked.First().Moment.AskedOn(from), asked.Key));
        found.UnionWith(affected.ByTime(scenarios.SelectMany(s => s.Stops).Select(s => s.Condition).OfType<Condition>().Concat(scenarios.Select(s => s.Guard)), from, until));

        var opens = scenarios.Select(s => (Scenario: s, Opens: Occasions.Opens(s.Moment, from, until))).ToList();
        var days = opens.Select(o => o.Opens).OfType<Condition>().SelectMany(o => o.Leaves).Append(new Leaf(born, ConditionOp.Between, [from.Iso() + "~", until.Iso()]));
        foreach (var field in days.GroupBy(p => p.Field)) found.UnionWith(columns.Ids(null, new Any([.. field.DistinctBy(p => string.Join(' ', p.Values.Prepend($"{p.Op}")))]), until));
        foreach (var (scenario, _) in opens.Where(o => o.Opens is null))
            found.UnionWith(columns.Ids(null, scenario.Condition, scenario.Moment.AskedOn(until)));
        return found;
    }

    /// <summary>Some of all people at random, whoever they are.</summary>
    internal static IReadOnlyList<long> Sample(Tx tx, int count, Random random)
    {
        var (least, most) = tx.First<(long, long)>("SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), 0) FROM people");
        return [.. Enumerable.Range(0, SampleStarts).SelectMany(_ => tx.Query<long>("SELECT id FROM people WHERE id >= @start ORDER BY id LIMIT @size",
            new { start = random.NextInt64(least, most + 1), size = count / SampleStarts })).Distinct()];
    }

    static bool IsCalled(Tx tx, Scenario scenario, DateOnly on) =>
        tx.Count<int>("SELECT COUNT(*) FROM scenario_calls WHERE scenario = @Name AND day = @day", new { scenario.Name, day = on.Iso() }) > 0;
}
