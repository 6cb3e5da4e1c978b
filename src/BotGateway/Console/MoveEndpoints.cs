using OneTable.Services.Approvals;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record ReasonRequest(string? Reason);
public sealed record AcceptRequest(string? Grid, string? AddressId, string? Text);
public sealed record DeathRequest(string? HeardFrom, string? Note, string? ContactId);
public sealed record ConfirmDeathRequest(string? DiedOn);

/// <summary>移交 and 疑似去世: who goes where, and who may have died, each decided by a person.</summary>
static class MoveEndpoints
{
    public static void MapMoves(this RouteGroupBuilder console)
    {
        console.MapGet("/moves", (Viewer viewer, string? box, int? page, int? size, Database db, StaffList staff, Moves moves) =>
            db.Read(tx => moves.List(tx, staff.Me(tx, viewer), box, Paging.PageOf(page), Paging.SizeOf(size))));
        console.MapGet("/moves/places", (DivisionTree tree) => tree.All.Select(d => new DivisionView(d.Code, d.ParentCode, d.Level, d.Name)));
        console.MapGet("/moves/houses", (Viewer viewer, string? grid, string? q, Database db, StaffList staff, Moves moves) =>
            db.Read(tx => moves.HousesOf(tx, staff.Me(tx, viewer), grid, Paging.QueryOf(q))));
        console.MapPost("/people/{id:long}/moves", (Viewer viewer, long id, MoveOrder order, Database db, StaffList staff, Moves moves) =>
            db.WriteAsync(tx => new { Id = moves.Give(tx, staff.Me(tx, viewer), id, order) }));
        console.MapPost("/moves/{id:long}/accept", (Viewer viewer, long id, AcceptRequest request, Database db, StaffList staff, Moves moves) => db.WriteAsync(tx =>
            moves.Accept(tx, staff.Me(tx, viewer), id, new(request.Grid, long.TryParse(request.AddressId, out var address) ? address : null, request.Text))));
        console.MapPost("/moves/{id:long}/return", (Viewer viewer, long id, ReasonRequest request, Database db, StaffList staff, Moves moves) =>
            db.WriteAsync(tx => moves.SendBack(tx, staff.Me(tx, viewer), id, request.Reason)));
        console.MapPost("/moves/{id:long}/cancel", (Viewer viewer, long id, Database db, StaffList staff, Moves moves) =>
            db.WriteAsync(tx => moves.Cancel(tx, staff.Me(tx, viewer), id)));
    }

    public static void MapDeaths(this RouteGroupBuilder console)
    {
        console.MapGet("/deaths", (Viewer viewer, string? state, int? page, int? size, Database db, StaffList staff, Deaths deaths) =>
            db.Read(tx => deaths.List(tx, staff.Me(tx, viewer), state, Paging.PageOf(page), Paging.SizeOf(size))));
        console.MapPost("/people/{id:long}/death", (Viewer viewer, long id, DeathRequest request, Database db, StaffList staff, Deaths deaths) => db.WriteAsync(tx => new
        {
            Id = deaths.Report(tx, staff.Me(tx, viewer), id, new(request.HeardFrom, request.Note, long.TryParse(request.ContactId, out var contact) ? contact : null)),
        }));
        console.MapPost("/deaths/{id:long}/confirm", (Viewer viewer, long id, ConfirmDeathRequest request, Database db, StaffList staff, Deaths deaths, ClaimDesk claims) =>
            db.WriteAsync(tx => { claims.StopOfDead(tx, deaths.Confirm(tx, staff.Me(tx, viewer), id, request.DiedOn)); }));
        console.MapPost("/deaths/{id:long}/withdraw", (Viewer viewer, long id, Database db, StaffList staff, Deaths deaths) =>
            db.WriteAsync(tx => deaths.Withdraw(tx, staff.Me(tx, viewer), id)));
    }
}
