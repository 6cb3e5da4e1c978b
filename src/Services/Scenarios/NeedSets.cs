using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Scenarios.Night;

namespace OneTable.Services.Scenarios;

/// <summary>What somebody would get. Fen is null where nobody can tell.</summary>
public readonly record struct NeedAmount(long? Fen, string Per);

/// <summary>Who should have a benefit and who has it, as sets over everybody in a scope; the amounts by one set for each segment.</summary>
public sealed class NeedSets(Database db, PeopleColumns columns)
{
    const int ChunkMax = 500;

    /// <summary>Eligible for certain, receiving neither it nor what excludes it, and not stopped; with what each would get.</summary>
    public Dictionary<long, NeedAmount> Missing(Scenario scenario, IReadOnlyList<Scenario> exclusive, Scope scope, DateOnly on) =>
        Eligible(scenario, new Condition.All([scenario.Guard, .. exclusive.Select(e => e.Receives).OfType<Condition>().Select(r => r.Not())]), scope, on);

    /// <summary>Eligible and already receiving something that excludes it.</summary>
    public Dictionary<long, NeedAmount> InPlaceOf(Scenario scenario, Scenario other, Scope scope, DateOnly on) =>
        other.Receives is null ? [] : Eligible(scenario, new Condition.All([scenario.Guard, other.Receives]), scope, on);

    /// <summary>What those who receive it would get today.</summary>
    public Dictionary<long, NeedAmount> Receiving(Scenario scenario, Condition also, Scope scope, DateOnly on) =>
        scenario.Receives is null ? [] : Amounts(scenario, new Condition.All([scenario.Receives, also]), scope, on);

    Dictionary<long, NeedAmount> Eligible(Scenario scenario, Condition also, Scope scope, DateOnly on)
    {
        var condition = new Condition.All([scenario.Condition, also]);
        var found = Amounts(scenario, condition, scope, on);
        foreach (var stop in scenario.Stops.Select(s => s.Condition).OfType<Condition>())
            foreach (var id in columns.Ids(scope, new Condition.All([condition, stop]), on)) found.Remove(id);
        foreach (var list in scenario.Stops.Select(s => s.List).OfType<string>())
            foreach (var id in db.Read(tx => NightFacts.Listed(tx, list))) found.Remove(id);
        return found;
    }

    Dictionary<long, NeedAmount> Amounts(Scenario scenario, Condition condition, Scope scope, DateOnly on)
    {
        var found = (scenario.IsLaw(on) ? columns.Ids(scope, condition, on) : []).ToDictionary(id => id, _ => new NeedAmount(null, "month"));
        foreach (var segment in scenario.Amounts.Segments.Where(s => s.IsValidOn(on)).Reverse()) // the first one that holds counts
        {
            var ids = columns.Ids(scope, new Condition.All([condition, segment.When]), on).Where(found.ContainsKey).ToList();
            if (segment.Less is null || segment.FenOn(on) is null)
                foreach (var id in ids) found[id] = new(segment.FenOn(on), segment.Per);
            else foreach (var (id, fen) in Less(segment, segment.Less, ids, on)) found[id] = new(fen, segment.Per);
        }
        return found;
    }

    IEnumerable<(long Id, long? Fen)> Less(AmountSegment segment, Field less, List<long> ids, DateOnly on) =>
        ids.Chunk(ChunkMax).SelectMany(some => db.Read(tx => SubjectValues.Load(tx, [less], some)))
            .Select(p => (p.Id, p.One(less) is { } off ? Math.Max(0, segment.FenOn(on)!.Value - long.Parse(off, System.Globalization.CultureInfo.InvariantCulture)) : (long?)null));
}
