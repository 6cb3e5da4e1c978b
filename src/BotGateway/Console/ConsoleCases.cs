using OneTable.BotGateway.Http;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Addresses;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.HandOvers;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.BotGateway.Console;

public sealed record Reassign(string StaffId, string? Reason);

public sealed record ConsoleCaseSummary : CaseSummary
{
    public ConsoleCaseSummary(CaseSummary summary) : base(summary) { }

    public string? Community { get; init; }
    public string? Grid { get; init; }
    public string? WorkerName { get; init; }
    public required string Source { get; init; }
    public double? FirstContactMinutes { get; init; }
}

/// <summary>事项: the cases and to-dos of the viewer's division.</summary>
static class ConsoleCases
{
    public static void MapConsoleCases(this RouteGroupBuilder console)
    {
        console.MapGet("/cases", List);
        console.MapGet("/cases/{number}", Show);
        console.MapPost("/cases/{number}/assign", Assign);
        console.MapGet("/staff", (Viewer viewer, string? division, Database db, StaffList staff, DutyRota duty, DivisionTree divisions) => db.Read(tx =>
        {
            var within = viewer.Within(division);
            var onDuty = divisions.Within(within).Where(d => d.Level == Division.Community).Select(d => duty.OnDuty(tx, d.Code)?.Id).ToHashSet();
            return staff.Within(tx, within.Code).Select(s => new
            {
                Id = s.Id.ToString(), s.Name, s.Post, s.PostText, Division = divisions.FullName(s.DivisionCode), OnDuty = onDuty.Contains(s.Id),
            }).ToList();
        }));
    }

    public static void MapConsoleToDos(this RouteGroupBuilder console) => console.MapGet("/todos",
        (Viewer viewer, string? state, string? division, int? page, int? size, Database db, ToDoList todos, ToDoViews views) => db.Read(tx =>
        {
            var wanted = state is { Length: > 0 } ? state : ToDoState.Open;
            var (total, items) = todos.Within(tx, viewer.Within(division), wanted, Paging.PageOf(page), Paging.SizeOf(size));
            return new { total, items = views.Summaries(tx, items) };
        }));

    static object List(Viewer viewer, string? state, string? kind, string? division, string? q, int? page, int? size, Database db, CaseViews views,
        StaffList staff, DivisionTree divisions) => db.Read(tx =>
    {
        var filter = new CaseList.Filter(state, kind, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size));
        var (total, items) = CaseList.Within(tx, viewer.Within(division), filter);
        if (FieldRights.IsReadOnly(viewer.Reader)) items = CaseViews.ForOthers(tx, items);
        var workers = staff.Find(tx, items.Select(c => c.StaffId));
        return new
        {
            total,
            items = items.Select(c => Row(c, workers.GetValueOrDefault(c.StaffId))).ToList(),
        };

        ConsoleCaseSummary Row(Case c, StaffMember? worker) => new(views.Summary(c, worker))
        {
            Community = divisions.Community(c.DivisionCode)?.Name,
            Grid = divisions.Find(c.DivisionCode) is { Level: Division.Grid } grid ? grid.Name : null,
            WorkerName = worker?.Name, Source = CaseSource.Text(c.Source),
            FirstContactMinutes = c.ContactedAt is { } at ? Math.Round((at - c.OpenedAt) / 60000.0, 1) : null,
        };
    });

    static IResult Show(Viewer viewer, string number, Database db, CaseViews views, Seal seal, StaffList staff) => db.Read(tx =>
    {
        if (CaseList.Within(tx, viewer.Scope, number) is not { } c) return Problems.NotFound();
        var forOthers = FieldRights.IsReadOnly(viewer.Reader);
        return Results.Ok(new
        {
            Case = views.Detail(tx, c, viewer.Reader, forOthers),
            Reporter = new Reporter(c.ReporterName, Mask.Phone(seal.Open(c.ReporterPhoneSealed))),
            WorkerName = staff.Find(tx, c.StaffId)?.Name,
            HasTalk = HandOver.Of(tx, c.Id) is not null,
            Events = CaseViews.Events(tx, c, viewer.Reader, forOthers),
        });
    });

    static Task<IResult> Assign(Viewer viewer, string number, Reassign to, Database db, CaseDesk desk, StaffList staff,
        AddressNames names) => db.WriteAsync(tx =>
    {
        if (CaseList.Within(tx, viewer.Scope, number) is not { } c) return Problems.NotFound();
        if (c.State is CaseState.Closed or CaseState.Done) throw new Refusal("case_closed", "这件事已经办结了。");
        var worker = long.TryParse(to.StaffId, out var id) ? staff.Find(tx, id) : null;
        if (worker is null || !viewer.Scope.Contains(worker.DivisionCode) || !Posts.WorksOnCases(worker.Post)) throw new Refusal("bad_staff", "只能交给本辖区的人。");
        desk.Move(tx, c, worker, c.DivisionCode, string.IsNullOrWhiteSpace(to.Reason) ? $"{viewer.Name}改派" : to.Reason, viewer.Name);
        if (c.Lat is null) names.LearnMove(tx, c.Place, c.Content, c.DivisionCode, worker.DivisionCode, viewer.Name);
        return Results.NoContent();
    });
}
