using OneTable.BotGateway.Http;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Notices;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record ConfirmRequest(string? Label);

/// <summary>One person's page: every value with who says so, since when and what before, on any past day, and written by hand.</summary>
static class PersonEndpoints
{
    public static void MapPerson(this RouteGroupBuilder console)
    {
        console.MapGet("/people/{id:long}", Show);
        console.MapGet("/people/{id:long}/changes", (Viewer viewer, long id, string? from, string? to, People people, TimeProvider time) =>
            people.Between(viewer.Scope, id, Days.Of(from, time), Days.Of(to, time), viewer.Reader) is { } changes ? Results.Ok(changes) : Problems.NotFound());
        console.MapGet("/people/{id:long}/field", Field);
        console.MapPut("/people/{id:long}/field", SaveAsync);
        console.MapPost("/people/{id:long}/field/confirm", (Viewer viewer, long id, ConfirmRequest request, Database db, StaffList staff, Edits edits) =>
            db.WriteAsync(tx => edits.Confirm(tx, staff.Me(tx, viewer), id, request.Label)));
    }

    /// <summary>The viewer as one of the staff: what Services ask of whoever acts.</summary>
    public static StaffMember Me(this StaffList staff, Tx tx, Viewer viewer) => staff.Find(tx, viewer.StaffId)!;

    /// <summary>An old link to somebody who was merged opens the survivor.</summary>
    static IResult Show(Viewer viewer, long id, string? asOf, Database db, People people, NoticeDesk notices, CaseViews views, StaffList staff,
        Households households, Merges merges, Moves moves, Deaths deaths, Conflicts conflicts, Ownership ownership, TimeProvider time)
    {
        var day = string.IsNullOrEmpty(asOf) ? (DateOnly?)null : Days.Of(asOf, time);
        if (day > time.Today()) throw new Refusal("bad_date", "只能看今天和以前的。");
        var now = db.Read(tx => Merges.SurvivorOf(tx, id));
        if (people.Page(viewer.Scope, now, viewer.Reader, day) is not { } page) return Problems.NotFound();
        if (day is not null) return Results.Ok(new { page.Id, page.Name, page.Sex, page.Age, page.Groups, page.History });
        return db.Read(tx =>
        {
            var me = staff.Me(tx, viewer);
            var person = Ownership.Require(tx, me, now);
            return Results.Ok(new
            {
                page.Id, page.Name, page.Sex, page.Age, page.Groups, page.Blank, page.Tags, page.History,
                Households = households.Of(tx, me, person), Relations = Relations.Of(tx, me, now),
                Apart = ownership.Apart(person), PhoneSharedWith = people.PhoneSharedWith(tx, now),
                Move = moves.Of(tx, me, now), Death = deaths.Of(tx, me, now), MayDecideDeath = Deaths.MayDecide(me),
                Conflicts = conflicts.List(tx, me, new(PersonId: now), 1, 1).Total, Merges = merges.List(tx, me.Scope, now),
                Cases = views.Summaries(tx, CaseList.OfPerson(tx, viewer.Scope, now)),
                Notices = notices.List(tx, viewer.Scope, personId: now).Items,
            });
        });
    }

    static IResult Field(Viewer viewer, long id, string? label, Database db, People people, StaffList staff, Ownership ownership, Edits edits,
        Conflicts conflicts, FieldCatalog fields) => db.Read(tx =>
    {
        var me = staff.Me(tx, viewer);
        var person = Ownership.Require(tx, me, id);
        if (fields.Find(label ?? "") is { IsWritten: false, IsKept: true } shown && shown.IsVisibleTo(me.Reader) && people.MadeFrom(shown) is { } from)
            return Results.Ok(new { MadeFrom = from.Label, History = people.History(tx, from, id, me.Reader) });
        var field = ownership.Writable(me, label);
        return Results.Ok(new
        {
            History = people.History(tx, field, id, me.Reader), Form = edits.Form(tx, me, field, person),
            Conflicts = conflicts.List(tx, me, new(Field: field.Label, PersonId: id), 1, 10).Items,
        });
    });

    static Task<IResult> SaveAsync(Viewer viewer, long id, Edit edit, Database db, StaffList staff, Edits edits) => db.WriteAsync(tx =>
        edits.Save(tx, staff.Me(tx, viewer), id, edit) is var done && done.State == "same_identity"
            ? Results.Problem(statusCode: 409, title: $"这个证件号已经登记给{done.OtherName}（{done.Decides}）。是同一个人就合并。",
                extensions: new Dictionary<string, object?> { ["code"] = "same_identity", ["otherId"] = done.OtherId?.ToString() })
            : Results.Ok(done));
}
