using OneTable.BotGateway.Http;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Runs;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.BotGateway.Console;

/// <summary>工作台: what is to be done today, in the viewer's division.</summary>
static class HomeEndpoints
{
    const int DaysShown = 14;

    public static void MapHome(this RouteGroupBuilder console) => console.MapGet("/home", Home);

    static object Home(Viewer viewer, Database db, ToDoList todos, RunLog runs, CaseViews cases, ToDoViews toDoViews, TimeProvider time) => db.Read(tx =>
    {
        var today = time.Today();
        var figures = CaseFigures.Of(tx, viewer.Scope, today, DaysShown);
        var counts = todos.Counts(tx, viewer.Scope);
        return new
        {
            today = today.Iso(),
            cards = new object[]
            {
                new { key = "cases", label = "在办事项", value = figures.Open, hint = $"今天新来 {figures.OpenedToday} 件" },
                new { key = "late", label = "超期事项", value = figures.Late, hint = figures.Late == 0 ? "没有超期的" : "先办这些" },
                new { key = "todos", label = "待办", value = counts.Open, hint = $"待安排清单 {counts.Planned} 条" },
                new { key = "closed", label = "今天办结", value = figures.ClosedToday, hint = $"{DaysShown}天内办结 {figures.ByDay.Sum(d => d.Closed)} 件" },
            },
            todos = toDoViews.Summaries(tx, todos.Within(tx, viewer.Scope, ToDoState.Open, 1, 20).Items),
            lateCases = cases.Summaries(tx, CaseList.Late(tx, viewer.Scope)),
            lastRuns = viewer.IsGridWorker ? [] : runs.Last(tx, viewer.Scope, max: 5),
            byDay = figures.ByDay,
            firstContact = new { medianMinutes = figures.FirstContactMedianMinutes, count = figures.Contacted },
        };
    });
}
