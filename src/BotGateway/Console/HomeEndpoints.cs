using OneTable.BotGateway.Http;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Registry;
using OneTable.Services.Runs;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Reports;
using OneTable.Services.ToDos;

namespace OneTable.BotGateway.Console;

/// <summary>工作台: what is to be done today, in the viewer's division.</summary>
static class HomeEndpoints
{
    const int DaysShown = 14, DaysOfTables = 31;

    public static void MapHome(this RouteGroupBuilder console) => console.MapGet("/home", Home);

    static object Home(Viewer viewer, Database db, ToDoList todos, RunLog runs, CaseViews cases, ToDoViews toDoViews, TimeProvider time, StaffList staff,
        Conflicts conflicts, Duplicates duplicates, Moves moves, Deaths deaths, ScenarioList scenarios, ReportCalendar calendar) => db.Read(tx =>
    {
        var today = time.Today();
        var figures = CaseFigures.Of(tx, viewer.Scope, today, DaysShown);
        var counts = todos.Counts(tx, viewer.Scope);
        var me = staff.Me(tx, viewer);
        var truth = new (string Label, int Count)[]
        {
            ("冲突", conflicts.Count(tx, me)), ("重复", duplicates.Count(tx, me.Scope)), ("移交", moves.Count(tx, me)), ("疑似去世", deaths.Count(tx, me.Scope)),
        };
        var waiting = string.Join('，', truth.Where(t => t.Count > 0).Select(t => $"{t.Label} {t.Count}"));
        // 今天有表吗: a grid owes none itself.
        var tables = viewer.IsGridWorker ? [] : calendar.Due(tx, viewer.Scope, today.AddDays(-DaysOfTables), today.AddDays(DaysShown)).Where(d => d is { Begun: true, IsHandedIn: false }).ToList();
        var (tablesLate, tablesToday) = (tables.Count(d => d.Overdue), tables.Count(d => d.Due == today.Iso()));
        return new
        {
            today = today.Iso(),
            cards = new object[]
            {
                new { key = "cases", label = "在办事项", value = figures.Open, hint = $"今天新来 {figures.OpenedToday} 件" },
                new { key = "late", label = "超期事项", value = figures.Late, hint = figures.Late == 0 ? "没有超期的" : "先办这些" },
                new { key = "todos", label = "待办", value = counts.Open, hint = $"待安排清单 {counts.Planned} 条" },
                new { key = "tables", label = "要交的表", value = tables.Count, hint = tablesLate > 0 ? $"超期 {tablesLate} 张" : tablesToday > 0 ? $"今天 {tablesToday} 张" : "两周内，今天没有" },
                new { key = "truth", label = "待核对", value = truth.Sum(t => t.Count), hint = waiting.Length == 0 ? "没有要核对的" : waiting },
                new { key = "closed", label = "今天办结", value = figures.ClosedToday, hint = $"{DaysShown}天内办结 {figures.ByDay.Sum(d => d.Closed)} 件" },
            },
            todos = toDoViews.Summaries(tx, todos.Within(tx, viewer.Scope, ToDoState.Open, 1, 20).Items),
            lateCases = cases.Summaries(tx, CaseList.Late(tx, viewer.Scope)),
            lastRuns = viewer.IsGridWorker ? [] : runs.Last(tx, viewer.Scope, max: 5).Where(run => scenarios.Shows(tx, viewer.Reader, run)).ToList(),
            byDay = figures.ByDay,
            firstContact = new { medianMinutes = figures.FirstContactMedianMinutes, count = figures.Contacted },
        };
    });
}
