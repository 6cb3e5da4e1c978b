using OneTable.BotGateway.Http;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Runs;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record RunRequest(string? Date);
public sealed record CallRequest(string? Date, string? Words);

/// <summary>智慧场景: what each scenario asks, whom it would find, and "run now" with its progress.</summary>
static class ScenarioEndpoints
{
    const int DaysAsideMax = 31;
    static readonly TimeSpan quickMax = TimeSpan.FromSeconds(1);

    public static void MapScenarios(this RouteGroupBuilder console)
    {
        console.MapGet("/scenarios", List);
        console.MapGet("/scenarios/{name}/preview", (Viewer viewer, string name, string? date, ScenarioRun run, TimeProvider time) =>
            run.Preview(viewer.Scope, viewer.Reader, name, Days.Of(date, time)));
        console.MapPost("/scenarios/{name}/run", RunNowAsync);
        console.MapPost("/scenarios/{name}/call", CallAsync);
        console.MapGet("/runs", (Viewer viewer, string? job, Database db, RunLog runs, ScenarioList scenarios) =>
            db.Read(tx => runs.Last(tx, viewer.Scope, job).Where(run => scenarios.Shows(tx, viewer.Reader, run)).ToList()));
        console.MapGet("/runs/{id:long}", (Viewer viewer, long id, Database db, RunLog runs, ScenarioList scenarios) => db.Read(tx =>
            runs.Find(tx, viewer.Scope, id) is { } run && scenarios.Shows(tx, viewer.Reader, run) ? Results.Ok(run) : Problems.NotFound()));
        console.MapPost("/runs/{id:long}/cancel", async (Viewer viewer, long id, Database db, RunLog runs) =>
        {
            viewer.MustManage("网格员不能停场景，请找社区书记。");
            return await db.WriteAsync(tx => runs.Cancel(tx, viewer.Scope, id)) ? Results.NoContent() : Problems.NotFound();
        });
    }

    static object List(Viewer viewer, Database db, ScenarioList scenarios, RunLog runs) => db.Read(tx =>
    {
        var night = runs.Last(tx, viewer.Scope, ScenarioRun.JobOf(null, null), 1).FirstOrDefault();
        var (todos, notices) = (ScenarioCounts.ToDos(tx, viewer.Scope), ScenarioCounts.Notices(tx, viewer.Scope));
        // What a condition on 重点人群 leads to would tell how many there are (F07).
        return scenarios.All(tx).Where(s => FieldRights.MayList(viewer.Reader, s.Asked)).Select(s => new
        {
            s.Name, s.Title, Source = s.File.Law?.Number, s.File.Sample, When = s.Moment.Sentence(), s.Sentence, s.File.Note, HasMoney = s.Amounts.Segments.Count > 0,
            LastRun = runs.Last(tx, viewer.Scope, s.Job, 1).FirstOrDefault() is { } own && (night is null || own.StartedAt > night.StartedAt) ? own : night,
            Called = s.Moment is Moment.Called, Asks = s.File.Variables.Values.FirstOrDefault(v => v.StartsWith('?'))?[1..],
            ToDos = todos.GetValueOrDefault(s.Name), Notices = notices.GetValueOrDefault(s.Name),
        }).ToList();
    });

    /// <summary>A weather alarm: who is to be asked after is found and given to the workers at once.</summary>
    static async Task<IResult> CallAsync(Viewer viewer, string name, CallRequest request, ScenarioRun scenarios, ScenarioList list, Database db, TimeProvider time, CancellationToken stop)
    {
        viewer.MustManage("网格员不能启动场景，请找社区书记。");
        var day = Days.Of(request.Date, time);
        if (day.DayNumber - time.Today().DayNumber is < 0 or > DaysAsideMax) throw new Refusal("bad_date", $"只能启动今天起{DaysAsideMax}天内的。");
        if (db.Read(tx => list.Find(tx, name)) is not { } scenario) return Problems.NotFound();
        if (!FieldRights.MayList(viewer.Reader, scenario.Asked)) throw new Refusal("forbidden", "这个场景只给管这条线的人跑。");
        return Results.Ok(await scenarios.CallAsync(scenario, day, viewer.Scope, request.Words, viewer.Name, stop));
    }

    /// <summary>Starts the run and answers with its row, finished where it was quick; the page then follows /runs/{id}.</summary>
    static async Task<IResult> RunNowAsync(Viewer viewer, string name, RunRequest request, ScenarioRun scenarios, ScenarioList list,
        RunLog runs, DivisionTree divisions, Database db, TimeProvider time, IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        viewer.MustManage("网格员不能跑场景，请找社区书记。");
        var day = Days.Of(request.Date, time);
        if (Math.Abs(day.DayNumber - time.Today().DayNumber) > DaysAsideMax)
            throw new Refusal("bad_date", $"只能跑今天前后{DaysAsideMax}天的：跑了就真的发通知。");
        if (db.Read(tx => list.Find(tx, name)) is not { } scenario) return Problems.NotFound();
        if (!FieldRights.MayList(viewer.Reader, scenario.Asked)) throw new Refusal("forbidden", "这个场景只给管这条线的人跑。");
        db.Read(tx => list.RequireOn(tx, name));
        // Whose division is everything here starts the night's own run; anybody else a run over the own division.
        Scope? within = divisions.IsEverything(viewer.Scope) ? null : viewer.Scope;
        var work = Task.Run(async () =>
        {
            try { await scenarios.RunAsync(day, name, viewer.Name, within: within, stop: lifetime.ApplicationStopping); }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logs.CreateLogger("OneTable.Scenarios").LogError(e, "The run of {Scenario} failed", name);
            }
        });
        await Task.WhenAny(work, Task.Delay(quickMax));
        return Results.Ok(db.Read(tx => runs.Of(tx, ScenarioRun.JobOf(name, within), ScenarioRun.RunAt(day))));
    }
}
