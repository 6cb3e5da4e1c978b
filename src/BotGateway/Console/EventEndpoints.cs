using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Events;

namespace OneTable.BotGateway.Console;

/// <param name="Forms">Names of the form files; all of the kind where none is named.</param>
public sealed record NewEvent(string? Kind, string? Name, string[]? Forms, string[]? Divisions, string? Due);

/// <summary>事件: opened, seen as it comes in, taken away, closed.</summary>
static class EventEndpoints
{
    public static void MapEvents(this RouteGroupBuilder console)
    {
        var events = console.MapGroup("/tables/events");
        events.MapGet("", (Viewer viewer, Database db) => db.Read(tx => TableEvent.List(tx, viewer.Scope).Select(e => Head(e, viewer)).ToList()));
        events.MapGet("/kinds", (Database db) => db.Read(tx => EventTemplates.All(tx).Select(e => new
        {
            e.Id, e.Name, Forms = e.Forms.Select(f => new { Name = f, EventTemplates.Form(tx, f).Title }).ToList(),
        }).ToList()));
        events.MapPost("", (Viewer viewer, NewEvent request, Database db, StaffList staff, EventDesk desk, TimeProvider time) => Change(viewer, db, staff, (tx, me) => new
        {
            Id = desk.Open(tx, me, request.Kind, request.Name, [.. (request.Forms ?? []).OfType<string>()], [.. (request.Divisions ?? []).OfType<string>()],
                string.IsNullOrEmpty(request.Due) ? null : Days.Of(request.Due, time)),
        })).RequireRateLimiting("writes");
        events.MapGet("/{id:long}", Page);
        events.MapPost("/{id:long}/remind", (Viewer viewer, long id, Database db, StaffList staff, EventDesk desk) =>
            Change(viewer, db, staff, (tx, me) => new { Told = desk.Remind(tx, Require(tx, viewer, id), me.Scope) }));
        events.MapPost("/{id:long}/close", (Viewer viewer, long id, Database db, StaffList staff, EventDesk desk) => Change(viewer, db, staff, (tx, me) => desk.Close(tx, me, id)));
        events.MapGet("/{id:long}/file", (Viewer viewer, long id, string? division, Database db, StaffList staff, EventDesk desk, CancellationToken gone) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var (one, me) = db.Read(tx => (Require(tx, viewer, id), staff.Me(tx, viewer)));
            var sheet = desk.Sheet(one, viewer.Within(division), me);
            return Results.Stream(to => sheet.StreamAsync(to, gone), TableSheet.MediaType, $"{one.Name}_{sheet.FileName}");
        });
    }

    /// <summary>All that the page shows, in one look; asked again every few seconds.</summary>
    static IResult Page(Viewer viewer, long id, string? division, Database db, StaffList staff, EventDesk desk, DivisionTree tree, PhotoLinks links) => db.Read(tx =>
    {
        if (TableEvent.Find(tx, viewer.Scope, id) is not { } one) return Problems.NotFound();
        var scope = viewer.Within(division);
        var (columns, ids, rows) = desk.Table(tx, one, scope, staff.Me(tx, viewer));
        return Results.Ok(new
        {
            Event = Head(one, viewer), Columns = columns, Rows = ids.Zip(rows, (row, cells) => new { Id = row, Cells = cells }),
            Tasks = desk.Tasks(tx, one, scope),
            Points = EventDesk.Points(tx, one, scope).Select(p => new
            {
                p.Answer.Id, Form = p.Form.Title, Kind = p.Form.SubjectKind, p.Answer.SubjectId, p.Answer.Name, p.Answer.Place, p.Answer.Lat, p.Answer.Lon, Grid = tree.FullName(p.Answer.GridCode),
                Photos = p.Answer.Photos.Select(links.To), p.Answer.Worker, p.Answer.At,
            }),
        });
    });

    static object Head(TableEvent e, Viewer viewer) => new { e.Id, e.Kind, e.Name, e.State, e.Maker, e.OpenedAt, e.ClosedAt, Mine = viewer.Scope.Contains(e.DivisionCode) && !viewer.IsGridWorker };

    static TableEvent Require(Tx tx, Viewer viewer, long id) => TableEvent.Find(tx, viewer.Scope, id) ?? throw new Refusal("not_found", "没有这个事件。");

    static Task<object> Change(Viewer viewer, Database db, StaffList staff, Func<Tx, StaffMember, object> change)
    {
        viewer.MustManage("网格员在手机上填，开事件请找社区或街道。");
        return db.WriteAsync(tx => change(tx, staff.Me(tx, viewer)));
    }
}
