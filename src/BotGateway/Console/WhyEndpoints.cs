using OneTable.BotGateway.Http;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Why;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

/// <summary>能享受什么: what every scenario says of one person, and why.</summary>
static class WhyEndpoints
{
    public static void MapWhy(this RouteGroupBuilder console)
    {
        console.MapGet("/people/{id:long}/scenarios", All);
        console.MapGet("/scenarios/{name}/explain", Explain);
    }

    static IResult All(Viewer viewer, long id, string? date, Database db, StaffList staff, ScenarioDesk desk, DoorQuestions questions, TimeProvider time) => db.Read(tx =>
    {
        var me = staff.Me(tx, viewer);
        var day = Days.Of(date, time);
        var now = Merges.SurvivorOf(tx, id);
        if (Ownership.Find(tx, me.Scope, now) is null) return Problems.NotFound();
        return Results.Ok(new { Date = day.Iso(), Scenarios = desk.All(tx, now, day, me.Reader)!.Select(Line), questions.Of(tx, me, now, day).Questions });
    });

    static object Line(Found found)
    {
        var answer = ScenarioAnswer.Of(found);
        return new
        {
            answer.Scenario, answer.Title, answer.Outcome, answer.OutcomeText, answer.Amounts, answer.Missing, answer.Receiving, answer.Stopped, answer.From, answer.Sample,
            Claimed = found.Scenario.IsClaimed,
        };
    }

    /// <summary>A scenario whose people are not for this reader is not there.</summary>
    static IResult Explain(Viewer viewer, string name, string? person, string? date, Database db, StaffList staff, ScenarioList list, ScenarioDesk desk, TimeProvider time) => db.Read(tx =>
    {
        var me = staff.Me(tx, viewer);
        if (!long.TryParse(person, out var id) || Ownership.Find(tx, me.Scope, id) is null) return Problems.NotFound();
        if (list.Find(tx, name) is not { } scenario || !FieldRights.MayList(me.Reader, scenario.Asked)) return Problems.NotFound();
        return Results.Ok(ScenarioAnswer.Of(scenario, desk.Explain(tx, scenario, id, Days.Of(date, time), me.Reader)!));
    });
}
