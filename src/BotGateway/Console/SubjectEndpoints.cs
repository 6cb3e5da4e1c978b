using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record ConfirmRequest(string? Label);
public sealed record RevealRequest(string? Field, string? Purpose);

/// <summary>
/// /people/7, /houses/7, /organisations/7, /places/7: every value with who says so, since when and what before, on any past day,
/// written by hand and revealed for a purpose. A person's whole page is <see cref="PersonEndpoints"/>.
/// </summary>
static class SubjectEndpoints
{
    const int RevealSeconds = 60;

    public static void MapSubjects(this RouteGroupBuilder console)
    {
        foreach (var subject in Subject.Registered)
        {
            var one = console.MapGroup($"/{subject.Table}/{{id:long}}");
            one.MapGet("/field", (Viewer viewer, long id, string? label, Values values) => values.Field(viewer, subject, id, label));
            one.MapPut("/field", (Viewer viewer, long id, Edit edit, Values values) => values.SaveAsync(viewer, subject, id, edit));
            one.MapPost("/field/confirm", (Viewer viewer, long id, ConfirmRequest request, Database db, StaffList staff, Edits edits) =>
                db.WriteAsync(tx => edits.Confirm(tx, staff.Me(tx, viewer), subject, id, request.Label)));
            one.MapGet("/changes", (Viewer viewer, long id, string? from, string? to, Database db, StaffList staff, Ledger ledger, TimeProvider time) => db.Read(tx =>
            {
                Ownership.Require(tx, staff.Me(tx, viewer), subject, id);
                return ledger.Between(tx, subject, id, Days.Of(from, time), Days.Of(to, time), viewer.Reader);
            }));
            one.MapPost("/reveal", (Viewer viewer, long id, RevealRequest request, Values values) => values.RevealAsync(viewer, subject, id, request));
            if (subject != Subject.Person) MapThing(console, one, subject);
        }
    }

    static void MapThing(RouteGroupBuilder console, RouteGroupBuilder one, Subject subject)
    {
        one.MapGet("", (Viewer viewer, long id, string? asOf, Database db, StaffList staff, SubjectDesk desk, TimeProvider time) =>
            db.Read(tx => desk.Page(tx, staff.Me(tx, viewer), subject, id, Days.Past(asOf, time))) is { } page ? Results.Ok(page) : Problems.NotFound());
        console.MapGet($"/{subject.Table}/form", (Viewer viewer, Database db, StaffList staff, SubjectDesk desk) => db.Read(tx => desk.Form(staff.Me(tx, viewer), subject)));
        console.MapPost($"/{subject.Table}", (Viewer viewer, Dictionary<string, string?> facts, Database db, StaffList staff, SubjectDesk desk) =>
            db.WriteAsync(tx => new { Id = desk.Add(tx, staff.Me(tx, viewer), subject, facts) }));
    }

    /// <summary>The viewer as one of the staff: what Services ask of whoever acts.</summary>
    public static StaffMember Me(this StaffList staff, Tx tx, Viewer viewer) => staff.Find(tx, viewer.StaffId)!;

    /// <summary>What is asked of one value.</summary>
    public sealed class Values(Database db, StaffList staff, Ledger ledger, Ownership ownership, Edits edits, Conflicts conflicts, Reveals reveals, FieldCatalog fields)
    {
        public IResult Field(Viewer viewer, Subject subject, long id, string? label) => db.Read(tx =>
        {
            var me = staff.Me(tx, viewer);
            var whose = Ownership.Require(tx, me, subject, id);
            if (fields.Find(label ?? "") is { IsWritten: false, IsKept: true } shown && shown.Subject == subject && shown.IsVisibleTo(me.Reader) && ledger.MadeFrom(shown) is { } from)
                return Results.Ok(new { MadeFrom = from.Label, History = ledger.History(tx, from, id, me.Reader) });
            var field = ownership.Writable(me, subject, label);
            return Results.Ok(new
            {
                History = ledger.History(tx, field, id, me.Reader), Form = edits.Form(tx, me, field, whose),
                Conflicts = conflicts.List(tx, me, new(Field: field.Label, Subject: subject, SubjectId: id), 1, 10).Items,
            });
        });

        public Task<IResult> SaveAsync(Viewer viewer, Subject subject, long id, Edit edit) => db.WriteAsync(tx =>
            edits.Save(tx, staff.Me(tx, viewer), subject, id, edit) is var done && done.State == "same_identity"
                ? Results.Problem(statusCode: 409, title: $"这个证件号已经登记给{done.OtherName}（{done.Decides}）。是同一个人就合并。",
                    extensions: new Dictionary<string, object?> { ["code"] = "same_identity", ["otherId"] = done.OtherId?.ToString() })
                : Results.Ok(done));

        public Task<IResult> RevealAsync(Viewer viewer, Subject subject, long id, RevealRequest request) => db.WriteAsync(tx =>
            fields.Find(request.Field ?? "") is { IsSealed: true } field && !FieldRights.MayReveal(viewer.Reader, field)
                ? Problems.Of(403, "forbidden", "这一项您这个岗位不能看全，电话请用“打电话”拨。")
            : reveals.Of(tx, viewer.Scope, viewer.StaffId, subject, id, request.Field ?? "", request.Purpose ?? "") is { } value
                ? Results.Ok(new { value, seconds = RevealSeconds }) : Problems.NotFound());
    }
}
