using System.Diagnostics;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Runs;

namespace OneTable.Services.Scenarios;

/// <summary>
/// Runs scenarios for a day: writes down the run, then acts, in chunks. Whatever is done hangs on a key of its own, so that
/// a second run, a second instance or a run after a crash adds nothing twice.
/// </summary>
public sealed class ScenarioRun(Database db, ScenarioList scenarios, ScenarioVisits visits)
{
    public const string JobPrefix = "scenarios:";
    const int ChunkMax = 200, WorkersMax = 20, PreviewMax = 1000;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), StaleAfter = TimeSpan.FromSeconds(30);

    sealed class Stopped : Exception;

    /// <summary>The time by which the run of a day is known: its midnight in Beijing.</summary>
    public static long RunAt(DateOnly day) => BeijingTime.UnixMs(day, TimeOnly.MinValue);

    /// <summary>Whom a run would find, and why; the people that division would visit.</summary>
    public ScenarioPreview Preview(Scope scope, Reader reader, string name, DateOnly on) => db.Read(tx =>
    {
        var scenario = scenarios.Require(tx, name);
        if (!FieldRights.MayList(reader, scenario.Asked)) throw new Refusal("forbidden", "这个场景的名单只给管这条线的人看。");
        var (total, people) = ScenarioPeople.Within(tx, scenario, on, scope, PreviewMax);
        var rows = people.Chunk(ChunkMax).SelectMany(chunk => Preview(tx, scenario, on, chunk, reader));
        return new ScenarioPreview(total, [.. rows]);
    });

    /// <param name="name">One scenario, or null for all.</param>
    /// <param name="dryRun">Counts only; writes nothing.</param>
    /// <param name="within">Only whom this division would visit, a run of its own; null for everybody.</param>
    public async Task<ScenarioResult> RunAsync(
        DateOnly on, string? name, string actor, bool dryRun = false, Scope? within = null, CancellationToken stop = default)
    {
        var chosen = db.Read(tx => name is null ? scenarios.All(tx).Where(s => s.Moment is Moment.Birthday) : [scenarios.Require(tx, name)]);
        var sum = new ScenarioResult();
        foreach (var scenario in chosen)
            sum += dryRun ? Count(scenario, on, within) : await RunOneAsync(scenario, on, actor, within, stop);
        return sum;
    }

    /// <summary>The name under which a run is known; a division's own run does not stand for everybody's.</summary>
    public static string JobOf(string scenario, Scope? within) => JobPrefix + scenario + (within is { } scope ? "@" + scope.Code : "");

    async Task<ScenarioResult> RunOneAsync(Scenario scenario, DateOnly on, string actor, Scope? within, CancellationToken stop)
    {
        if (await ClaimAsync(scenario.Name, within, on, actor, stop) is not { } run) return new(Scenarios: 1, Already: 1);
        var watch = Stopwatch.StartNew();
        try
        {
            var result = await ActAsync(run, scenario, on, within, Count(scenario, on, within), stop);
            result = result with { Ms = watch.ElapsedMilliseconds };
            await db.WriteAsync(tx => run.End(tx, result.Cancelled ? RunState.Cancelled : RunState.Done, result));
            return result;
        }
        catch (Exception e)
        {
            await db.WriteAsync(tx => run.End(tx, RunState.Failed, new { error = e.Message }));
            throw;
        }
    }

    /// <summary>Waits while another instance is at it: it ends, or dies and is taken over. Null when it is done.</summary>
    async Task<HeldRun?> ClaimAsync(string scenario, Scope? within, DateOnly on, string actor, CancellationToken stop)
    {
        for (var waited = false; ; waited = true)
        {
            var (found, run) = await db.WriteAsync(tx =>
                HeldRun.Claim(tx, JobOf(scenario, within), RunAt(on), actor, StaleAfter, waited, within?.Code));
            if (found != HeldRun.Found.Running) return run;
            await Task.Delay(Pause, stop);
        }
    }

    async Task<ScenarioResult> ActAsync(
        HeldRun run, Scenario scenario, DateOnly on, Scope? within, ScenarioResult result, CancellationToken stop)
    {
        var ids = db.Read(tx => ScenarioPeople.Ids(tx, scenario, on, within));
        var done = 0;
        try
        {
            foreach (var chunk in ids.Chunk(ChunkMax))
            {
                result += await StepAsync(run, on, done, ids.Count, stop, tx => ScenarioPeople.Still(tx, scenario, on, chunk)
                    .Aggregate(new ScenarioResult(), (sum, person) => sum + visits.Open(tx, scenario, person, on)));
                done += chunk.Length;
            }
            var opened = 0;
            foreach (var workers in db.Read(tx => ScenarioVisits.WaitingWorkers(tx, within)).Chunk(WorkersMax))
                opened += (await StepAsync(run, on, done, ids.Count, stop, tx => new(
                    NewToDos: workers.Sum(w => visits.FillDay(tx, w, on, scenario.File.Todo?.DueDays ?? 30))))).NewToDos;
            await StepAsync(run, on, done, ids.Count, stop, _ => new());
            return result with { NewToDos = opened, Planned = db.Read(tx => ScenarioVisits.Waiting(tx, scenario, within)) };
        }
        catch (Stopped)
        {
            return result with { Cancelled = true };
        }
    }

    /// <summary>One write: the beat first, which also makes other scenarios' writes wait, then the work.</summary>
    Task<ScenarioResult> StepAsync(HeldRun run, DateOnly on, int done, int total, CancellationToken stop, Func<Tx, ScenarioResult> work)
    {
        stop.ThrowIfCancellationRequested();
        return db.WriteAsync(tx => run.Beat(tx, JobPrefix, RunAt(on), done, total) ? work(tx) : throw new Stopped());
    }

    ScenarioResult Count(Scenario scenario, DateOnly on, Scope? within) => db.Read(tx =>
    {
        var (people, unknown) = ScenarioPeople.Count(tx, scenario, on, within);
        return new ScenarioResult(Scenarios: 1, People: people, Eligible: ScenarioPeople.Ids(tx, scenario, on, within).Count, Unknown: unknown);
    });

    IEnumerable<PreviewPerson> Preview(Tx tx, Scenario scenario, DateOnly on, FoundPerson[] people, Reader reader)
    {
        var values = SubjectValues.Load(tx, scenario.Condition, [.. people.Select(p => p.Id)]).ToDictionary(v => v.Id);
        var keys = people.ToDictionary(p => p.Id, p => ScenarioVisits.Key(scenario.Name, p.Id, scenario.OccasionOf(p.Birth, on)));
        var there = tx.Query<string>("SELECT dedup_key FROM todos WHERE dedup_key IN @keys", new { keys = keys.Values }).ToHashSet();
        foreach (var person in people)
        {
            var why = scenario.Condition.Explain(values[person.Id], on).Reasons
                .Where(r => r.Held == true && r.Term.Fields.All(f => FieldRights.ReadsInFull(reader, f))).Select(r => $"{r.Text}（{r.Value}）");
            yield return new(person.Id, person.Name, Age.On(person.Birth, on), person.Address, string.Join("；", why),
                scenario.OccasionOf(person.Birth, on).TurnsOn, person.LivingHouseholdId, there.Contains(keys[person.Id]));
        }
    }

}
