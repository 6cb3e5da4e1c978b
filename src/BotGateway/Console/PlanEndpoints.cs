using OneTable.BotGateway.Http;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Scenarios.Night;

namespace OneTable.BotGateway.Console;

public sealed record GiveVisit(string? StaffId);
public sealed record AsideVisit(string? Reason);

/// <summary>待安排清单: the visits that wait for a day, by worker; a secretary says which comes first, who does it, and what may wait.</summary>
static class PlanEndpoints
{
    public static void MapPlan(this RouteGroupBuilder console)
    {
        console.MapGet("/plan", (Viewer viewer, string? division, Database db, PlanList plan, TimeProvider time) => db.Read(tx =>
        {
            var workers = plan.Workers(tx, viewer.Reader, viewer.Within(division), time.Today());
            return new { waiting = workers.Sum(w => w.Waiting), aside = workers.Sum(w => w.Aside), days = workers.Select(w => w.Days).DefaultIfEmpty().Max(), perDay = DayPlan.NewPerWorkerAndDayMax, workers };
        }));
        console.MapGet("/plan/{staffId:long}", (Viewer viewer, long staffId, string? state, int? page, int? size, Database db, PlanList plan) => db.Read(tx =>
            plan.Visits(tx, viewer.Reader, viewer.Scope, staffId, state == "aside", Paging.PageOf(page), Paging.SizeOf(size))));
        console.MapPost("/plan/visits/{id:long}/first", (Viewer viewer, long id, Database db, PlanList plan) =>
            ChangeAsync(viewer, db, (tx, reader, scope) => plan.First(tx, reader, scope, id)));
        console.MapPost("/plan/visits/{id:long}/give", (Viewer viewer, long id, GiveVisit give, Database db, PlanList plan) =>
            ChangeAsync(viewer, db, (tx, reader, scope) => plan.Give(tx, reader, scope, id, long.TryParse(give.StaffId, out var to) ? to : throw new Refusal("bad_staff", "请选一个人。"))));
        console.MapPost("/plan/visits/{id:long}/aside", (Viewer viewer, long id, AsideVisit aside, Database db, PlanList plan) =>
            ChangeAsync(viewer, db, (tx, reader, scope) => plan.Aside(tx, reader, scope, id, viewer.Name, aside.Reason)));
        console.MapPost("/plan/visits/{id:long}/back", (Viewer viewer, long id, Database db, PlanList plan) =>
            ChangeAsync(viewer, db, (tx, reader, scope) => plan.Back(tx, reader, scope, id)));
    }

    static async Task<IResult> ChangeAsync(Viewer viewer, Database db, Action<Tx, Reader, Scope> change)
    {
        viewer.MustManage("网格员不能改安排，请找社区书记。");
        await db.WriteAsync(tx => change(tx, viewer.Reader, viewer.Scope));
        return Results.NoContent();
    }
}
