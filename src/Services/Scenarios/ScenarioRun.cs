using System.Diagnostics;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Runs;
using OneTable.Services.Scenarios.Night;

namespace OneTable.Services.Scenarios;

/// <summary>
/// Runs scenarios for a day: writes down the run, brings the findings up to the day, does what they are due for, and fills the
/// workers' day. All in small writes, each whole in itself: a second run, a second instance or a run after a crash adds nothing twice.
/// </summary>
public sealed class ScenarioRun(Database db, ScenarioList scenarios, NightSearch search, NightActs acts, DayPlan plan, NightPeople found)
{
    public const string JobPrefix = "scenarios:", Everything = "*";
    const int WorkersMax = 20, PreviewMax = 1000, WordsMax = 14, ExplainedAtOnce = 200;
    static readonly TimeOnly nightIsOver = new(3, 0);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), StaleAfter = TimeSpan.FromSeconds(30);

    sealed class Stopped : Exception;

    /// <summary>The time by which the run of a day is known: its midnight in Beijing.</summary>
    public static long RunAt(DateOnly day) => BeijingTime.UnixMs(day, TimeOnly.MinValue);

    /// <summary>The name under which a run is known; a division's own run does not stand for everybody's.</summary>
    public static string JobOf(string? scenario, Scope? within) => JobPrefix + (scenario ?? Everything) + (within is { } scope ? "@" + scope.Code : "");

    /// <summary>Whom a run would find, and why; the people that division would visit.</summary>
    public ScenarioPreview Preview(Scope scope, Reader reader, string name, DateOnly on) => db.Read(tx =>
    {
        var scenario = scenarios.Require(tx, name);
        if (!FieldRights.MayList(reader, scenario.Asked)) throw new Refusal("forbidden", "这个场景的名单只给管这条线的人看。");
        var occasions = found.Of(tx, scenario, on, scope, asIfCalled: true);
        var people = occasions.Keys.Chunk(ExplainedAtOnce).SelectMany(chunk => FoundPerson.Load(tx, chunk).Values).OrderBy(p => p.BirthDate, StringComparer.Ordinal).ThenBy(p => p.Id).Take(PreviewMax);
        return new ScenarioPreview(occasions.Count, [.. people.Chunk(ExplainedAtOnce).SelectMany(chunk => Preview(tx, scenario, on, chunk, occasions, reader))]);
    });

    /// <param name="name">One scenario, or null for all.</param>
    /// <param name="dryRun">Counts only; writes nothing.</param>
    /// <param name="runAt">The time by which the run is known; that of the day's night where nothing is said.</param>
    /// <param name="within">Acts only for whom this division would visit, in a run of its own; null for everybody.</param>
    public async Task<ScenarioResult> RunAsync(
        DateOnly on, string? name, string actor, bool dryRun = false, Scope? within = null, CancellationToken stop = default, long? runAt = null)
    {
        var chosen = db.Read(tx => name is null ? scenarios.On(tx) : [dryRun ? scenarios.Require(tx, name) : scenarios.RequireOn(tx, name)]);
        var at = runAt ?? RunAt(on);
        var watch = Stopwatch.StartNew();
        if (dryRun) return chosen.Aggregate(new ScenarioResult(), (sum, scenario) => sum + Count(scenario, on, within)) with { Ms = watch.ElapsedMilliseconds };
        if (await ClaimAsync(name, within, at, actor, stop) is not { } run)
            return new(Scenarios: chosen.Count, Eligible: db.Read(tx => Finding.Count(tx, chosen, within)), Already: chosen.Count, Ms: watch.ElapsedMilliseconds);
        try
        {
            var result = await ActAsync(run, at, chosen, on, within, stop);
            result = result with { Scenarios = chosen.Count, Ms = watch.ElapsedMilliseconds };
            await db.WriteAsync(tx => run.End(tx, result.Cancelled ? RunState.Cancelled : RunState.Done, result));
            return result;
        }
        catch (Exception e)
        {
            await db.WriteAsync(tx => run.End(tx, RunState.Failed, new { error = e.Message }));
            throw;
        }
    }

    /// <summary>Calls a scenario that waits for it (a weather alarm), for a day and a division; what it finds is acted on at once.</summary>
    /// <param name="words">What a notice says of it, where it asks for that.</param>
    public async Task<ScenarioResult> CallAsync(Scenario scenario, DateOnly day, Scope scope, string? words, string actor, CancellationToken stop)
    {
        if (scenario.Moment is not Moment.Called) throw new Refusal("not_called", "这个场景到时候自己跑，不用启动。");
        db.Read(tx => scenarios.RequireOn(tx, scenario.Name));
        var asks = scenario.File.Variables.Values.FirstOrDefault(v => v.StartsWith('?'));
        if (words is { Length: > WordsMax } || asks is not null && string.IsNullOrWhiteSpace(words)) throw new Refusal("words_needed", $"请写一句，最多{WordsMax}个字：{asks?[1..]}");
        var at = await db.WriteAsync(tx =>
        {
            tx.Run(tx.Dialect.Upsert("INSERT INTO scenario_calls (scenario, day, division_code, words, actor, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
                "scenario, day, division_code", "words", "actor", "at"), scenario.Name, day.Iso(), scope.Code, words?.Trim(), actor, tx.Now);
            return tx.Now;
        });
        return await RunAsync(day, scenario.Name, actor, within: scope, stop: stop, runAt: at);
    }

    /// <summary>The night that was missed while no host ran; null where none was, or somebody has begun it already.</summary>
    /// <param name="now">In Beijing.</param>
    public async Task<ScenarioResult?> CatchUpAsync(DateTime now, CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(now);
        return TimeOnly.FromDateTime(now) >= nightIsOver && db.Read(tx => ScenarioState.IsBehind(tx, today) && !RunLog.Has(tx, JobOf(null, null), RunAt(today)))
            ? await RunAsync(today, null, "系统", stop: stop) : null;
    }

    /// <summary>Waits while another instance is at it: it ends, or dies and is taken over. Null when it is done.</summary>
    async Task<HeldRun?> ClaimAsync(string? scenario, Scope? within, long at, string actor, CancellationToken stop)
    {
        for (var waited = false; ; waited = true)
        {
            var (state, run) = await db.WriteAsync(tx =>
                HeldRun.Claim(tx, JobOf(scenario, within), at, actor, StaleAfter, waited, within?.Code));
            if (state != HeldRun.Found.Running) return run;
            await Task.Delay(Pause, stop);
        }
    }

    async Task<ScenarioResult> ActAsync(HeldRun run, long at, IReadOnlyList<Scenario> chosen, DateOnly on, Scope? within, CancellationToken stop)
    {
        var result = new ScenarioResult();
        long done = 0, total = 0;
        try
        {
            result += await search.FindAsync(chosen, on, part => StepAsync(tx => { part(tx); return 0; }));
            (total, result) = (result.People, result with { Eligible = db.Read(tx => Finding.Count(tx, chosen, within)) });
            var all = db.Read(scenarios.All).ToDictionary(s => s.Name);
            foreach (var scenario in chosen) all[scenario.Name] = scenario;
            for (var due = 1; due > 0; done += due)
            {
                (due, var acted) = await StepAsync(tx => acts.Act(tx, chosen, all, on, within));
                result += acted;
            }
            foreach (var workers in db.Read(tx => DayPlan.Workers(tx, within)).Chunk(WorkersMax))
                result += new ScenarioResult(NewToDos: await StepAsync(tx => workers.Sum(w => plan.Fill(tx, w, on, all))));
            done = total;
            await StepAsync(_ => 0);
            return result with { Planned = db.Read(tx => DayPlan.Count(tx, within)) };
        }
        catch (Stopped)
        {
            return result with { Cancelled = true };
        }

        // One write: the beat first, which also makes other runs' writes of that day wait, then the work.
        Task<T> StepAsync<T>(Func<Tx, T> work)
        {
            stop.ThrowIfCancellationRequested();
            return db.WriteAsync(tx => run.Beat(tx, JobPrefix, at, done, total) ? work(tx) : throw new Stopped());
        }
    }

    ScenarioResult Count(Scenario scenario, DateOnly on, Scope? within) => db.Read(tx =>
    {
        var (people, unknown) = NightPeople.Unknown(tx, scenario, on, within);
        return new ScenarioResult(Scenarios: 1, People: people, Eligible: found.Of(tx, scenario, on, within).Count, Unknown: unknown);
    });

    static IEnumerable<PreviewPerson> Preview(Tx tx, Scenario scenario, DateOnly on, FoundPerson[] people, IReadOnlyDictionary<long, Occasion> occasions, Reader reader)
    {
        var ids = people.Select(p => p.Id).ToList();
        var values = SubjectValues.Load(tx, scenario.Condition, ids).ToDictionary(v => v.Id);
        var known = Finding.Of(tx, [scenario.Name], ids);
        foreach (var person in people)
        {
            var occasion = occasions[person.Id];
            var why = scenario.Condition.Explain(values[person.Id], on).Reasons
                .Where(r => r.Held == true && r.Term.Fields.All(f => FieldRights.ReadsInFull(reader, f))).Select(r => $"{r.Text}：{r.Value}");
            yield return new(person.Id, person.Name, person.BirthDate is null ? 0 : Age.On(person.Birth, on), person.Address, string.Join("；", why), occasion.Day,
                person.LivingHouseholdId, known[(scenario.Name, person.Id)].Any(f => f.ActedAt is not null && (f.Occasion == occasion.Key || scenario.Moment is Moment.Holds)));
        }
    }
}
