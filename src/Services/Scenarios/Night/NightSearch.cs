using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios.Night;

/// <summary>
/// Brings the findings up to a day. Only those are looked at whose facts changed since the last time or whose day has come; all of
/// them where a scenario is new or changed. Days that were missed are gone through one after the other, so that what came and went
/// meanwhile is found as well. A random sample is judged in full each time: a difference is said, and repaired.
/// </summary>
public sealed class NightSearch
{
    const int AtOnceMax = 1000, ChangedMax = 20_000, DaysMax = 62, RoundsMax = 20, SampleSize = 500;

    readonly Database db;
    readonly NightPeople people;
    readonly Candidates candidates;
    readonly ILogger<NightSearch> log;
    readonly Counter<long> looked, differing, impossible;

    public NightSearch(Database db, NightPeople people, Candidates candidates, ILogger<NightSearch> log, IMeterFactory meters)
    {
        (this.db, this.people, this.candidates, this.log) = (db, people, candidates, log);
        var meter = meters.Create("OneTable");
        looked = meter.CreateCounter<long>("onetable_night_people", description: "People looked at by nightly runs");
        differing = meter.CreateCounter<long>("onetable_night_differences", description: "Findings of the nightly sample that differed from a full evaluation, and were repaired");
        impossible = meter.CreateCounter<long>("onetable_night_skipped", description: "People whose facts cannot be right, skipped by nightly runs");
    }

    /// <summary>Another run has looked meanwhile; what is left to do is seen anew.</summary>
    sealed class Overtaken : Exception;

    /// <summary>What is to be looked at in one go: everybody, or who changed since the states that all of them share.</summary>
    /// <param name="Signatures">As they were before anything was read: what changes meanwhile is looked at the next time.</param>
    sealed record Work(IReadOnlyList<Scenario> Scenarios, ScenarioState? Since, IReadOnlyDictionary<string, string> Signatures);

    /// <param name="write">How a part is written down: in a transaction of its own.</param>
    public async Task<ScenarioResult> FindAsync(IReadOnlyList<Scenario> scenarios, DateOnly on, Func<Action<Tx>, Task> write)
    {
        var sum = new ScenarioResult();
        for (var round = 0; round < RoundsMax; round++)
        {
            try
            {
                foreach (var work in db.Read(tx => Plan(tx, scenarios, on)))
                    sum += work.Since is { } since ? await CatchUpAsync(work, since, on, write) : await EverybodyAsync(work, work.Scenarios[0], on, write);
                return sum;
            }
            catch (Overtaken)
            {
                // the next round begins where the other one has come to
            }
        }
        throw new InvalidOperationException("Another run of the scenarios is always ahead.");
    }

    static IEnumerable<Work> Plan(Tx tx, IReadOnlyList<Scenario> scenarios, DateOnly on)
    {
        var states = ScenarioState.All(tx);
        var signatures = scenarios.ToDictionary(s => s.Name, s => ScenarioState.SignatureOf(tx, s));
        var known = scenarios.ToLookup(s => states.GetValueOrDefault(s.Name) is { } state && state.Signature == signatures[s.Name]
            && state.On <= on && state.On >= on.AddDays(-DaysMax));
        return [.. known[false].Select(s => new Work([s], null, signatures)),
            .. known[true].GroupBy(s => (states[s.Name].Day, states[s.Name].Number)).Select(g => new Work([.. g], states[g.First().Name], signatures))];
    }

    async Task<ScenarioResult> CatchUpAsync(Work work, ScenarioState since, DateOnly on, Func<Action<Tx>, Task> write)
    {
        var sum = new ScenarioResult();
        do
        {
            var day = since.On < on ? since.On.AddDays(1) : on;
            var (result, changes, number) = db.ReadAtOnce(tx => Look(tx, work.Scenarios, since, day, isLast: day == on));
            if (changes is null)
            {
                foreach (var scenario in work.Scenarios) sum += await EverybodyAsync(work, scenario, on, write);
                return sum;
            }
            sum += result;
            await KeepAsync(changes, work, work.Scenarios, since, day, number, write);
            since = since with { Day = day.Iso(), Number = number };
        }
        while (since.On < on);
        return sum;
    }

    /// <summary>No changes where so many people changed that all are better asked at once.</summary>
    (ScenarioResult, FindingChanges?, long) Look(Tx tx, IReadOnlyList<Scenario> scenarios, ScenarioState since, DateOnly day, bool isLast)
    {
        var number = Candidates.Number(tx);
        var changed = number == since.Number ? [] : Candidates.Changed(tx, since.Number);
        if (changed.Count > ChangedMax) return (new(), null, number);
        var ids = changed.Concat(Candidates.ByOthers(tx, scenarios, changed)).Concat(candidates.ByTime(tx, scenarios, people.Born, since.On, day)).ToHashSet();
        var changes = new FindingChanges();
        var result = new ScenarioResult { People = ids.Count };
        foreach (var chunk in ids.Chunk(AtOnceMax)) result += Judge(tx, scenarios, day, chunk, changes);
        looked.Add(ids.Count);
        if (isLast) result += Sample(tx, scenarios, day, ids, changes);
        return (result, changes, number);
    }

    /// <summary>People at random are judged as if they had changed; nothing should come of it.</summary>
    ScenarioResult Sample(Tx tx, IReadOnlyList<Scenario> scenarios, DateOnly day, HashSet<long> known, FindingChanges changes)
    {
        var before = changes.Count;
        foreach (var chunk in Candidates.Sample(tx, SampleSize, Random.Shared).Where(id => !known.Contains(id)).Chunk(AtOnceMax))
            Judge(tx, scenarios, day, chunk, changes);
        var found = changes.Count - before;
        if (found == 0) return new();
        differing.Add(found);
        log.LogError("The nightly sample of {Day} found {Count} findings that differ from a full evaluation; they are repaired", day.Iso(), found);
        return new() { Differences = found };
    }

    ScenarioResult Judge(Tx tx, IReadOnlyList<Scenario> scenarios, DateOnly day, long[] ids, FindingChanges changes)
    {
        var facts = NightFacts.Load(tx, scenarios, day, ids);
        var values = SubjectValues.Load(tx, Subject.Person, new Condition.All([.. scenarios.Select(s => s.Asked)]), scenarios.SelectMany(s => s.Moment.Fields).Append(people.Born), ids)
            .ToDictionary(p => p.Id);
        var places = PersonPlace.Load(tx, ids);
        var known = Finding.Of(tx, scenarios.Select(s => s.Name), ids);
        var (unknown, skipped) = (0, 0);
        foreach (var id in ids)
        {
            var wrong = false;
            foreach (var scenario in scenarios)
            {
                var judged = values.TryGetValue(id, out var person) ? Judging.Of(scenario, person, places[id].Division, people.Born, facts) : new(null, "已不在库里");
                unknown += judged.Unknown ? 1 : 0;
                wrong |= judged.Impossible;
                changes.Add(scenario, id, judged, places.GetValueOrDefault(id), known[(scenario.Name, id)], day);
            }
            skipped += wrong ? 1 : 0;
        }
        if (skipped > 0)
        {
            impossible.Add(skipped);
            log.LogWarning("{Count} people were skipped: their facts cannot be right", skipped);
        }
        return new() { Unknown = unknown, Skipped = skipped };
    }

    async Task<ScenarioResult> EverybodyAsync(Work work, Scenario scenario, DateOnly on, Func<Action<Tx>, Task> write)
    {
        var (result, changes, state, number) = db.ReadAtOnce(tx =>
        {
            var changes = new FindingChanges();
            var found = people.Of(tx, scenario, NightFacts.Load(tx, [scenario], on, null));
            foreach (var chunk in found.Keys.Union(Finding.People(tx, scenario.Name)).Chunk(AtOnceMax))
            {
                var (places, known) = (PersonPlace.Load(tx, chunk), Finding.Of(tx, [scenario.Name], chunk));
                foreach (var id in chunk)
                    changes.Add(scenario, id, found.TryGetValue(id, out var open) ? new(open) : new(null, Judging.NoMore), places.GetValueOrDefault(id), known[(scenario.Name, id)], on);
            }
            var (all, unknown) = NightPeople.Unknown(tx, scenario, on, null);
            return (new ScenarioResult { People = all, Unknown = unknown }, changes, ScenarioState.All(tx).GetValueOrDefault(scenario.Name), Candidates.Number(tx));
        });
        looked.Add(result.People);
        await KeepAsync(changes, work, [scenario], state, on, number, write);
        return result;
    }

    /// <summary>The last part says also how far we are, unless another run has said so meanwhile.</summary>
    async Task KeepAsync(
        FindingChanges changes, Work work, IReadOnlyList<Scenario> scenarios, ScenarioState? since, DateOnly day, long number, Func<Action<Tx>, Task> write)
    {
        var parts = changes.Parts(day).ToList();
        var first = changes.Count <= AtOnceMax ? 0 : parts.Count - 1; // few are written in one go
        foreach (var part in parts.Take(first)) await write(part);
        await write(tx =>
        {
            var states = ScenarioState.All(tx);
            if (scenarios.Any(s => states.GetValueOrDefault(s.Name) is var now && (now?.Day, now?.Number) != (since?.Day, since?.Number))) throw new Overtaken();
            foreach (var part in parts.Skip(first)) part(tx);
            foreach (var scenario in scenarios) new ScenarioState(scenario.Name, work.Signatures[scenario.Name], day.Iso(), number).Keep(tx);
        });
    }
}
