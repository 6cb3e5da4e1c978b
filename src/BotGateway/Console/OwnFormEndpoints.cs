using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.OwnForms;

namespace OneTable.BotGateway.Console;

public sealed record FormSet(string? Title, string[]? Ids);

/// <param name="Due">The last day, yyyy-MM-dd.</param>
public sealed record FormSending(string[]? Divisions, string? Due);

/// <summary>自建表: built, sent out, followed, taken away.</summary>
static class OwnFormEndpoints
{
    const string ForGridWorkers = "网格员在手机上填表，建表请找社区社工。";

    public static void MapOwnForms(this RouteGroupBuilder console)
    {
        var forms = console.MapGroup("/tables/own");
        forms.MapGet("", (Viewer viewer, int? page, int? size, Database db) => db.Read(tx =>
        {
            var list = OwnForm.List(tx, viewer.Scope, Paging.PageOf(page), Paging.SizeOf(size));
            return new Listing<object>(list.Total, [.. list.Items.Select(f => Head(f, viewer))]);
        }));
        forms.MapGet("/fields", (Viewer viewer, string? subject, OwnFormDesk desk) =>
            desk.Askable(Subject.Registered.FirstOrDefault(s => s.Kind == subject) ?? Subject.Person, viewer.Reader)
                .Select(f => new { f.Label, f.Group, Type = f.Type.ToString().ToLowerInvariant(), Choices = f.CodeSet?.Codes.Select(c => c.Label) ?? [] }));
        forms.MapPost("", (Viewer viewer, FormBody body, Database db, StaffList staff, OwnFormDesk desk) =>
            Change(viewer, db, staff, (tx, me) => new { Id = desk.Keep(tx, me, body, null) })).RequireRateLimiting("writes");
        forms.MapPost("/sets", (Viewer viewer, FormSet set, Database db, StaffList staff, OwnFormDesk desk) =>
            Change(viewer, db, staff, (tx, me) => new { Id = desk.Join(tx, me, set.Title, [.. (set.Ids ?? []).Select(IdOf)]) }));
        var one = forms.MapGroup("/{id:long}");
        one.MapGet("", (Viewer viewer, long id, Database db, DivisionTree tree) => db.Read(tx => OwnForm.Find(tx, viewer.Scope, id) is { } form
            ? Results.Ok(new { Form = Head(form, viewer), form.Body, Divisions = OwnForm.Divisions(tx, id).Select(code => new { Code = code, Name = tree.FullName(code) }) }) : Problems.NotFound()));
        one.MapPut("", (Viewer viewer, long id, FormBody body, Database db, StaffList staff, OwnFormDesk desk) => Change(viewer, db, staff, (tx, me) => new { Id = desk.Keep(tx, me, body, id) }));
        one.MapPost("/send", (Viewer viewer, long id, FormSending sending, Database db, StaffList staff, OwnFormDesk desk, TimeProvider time) => Change(viewer, db, staff, (tx, me) =>
        {
            desk.Send(tx, me, id, [.. (sending.Divisions ?? []).OfType<string>()], string.IsNullOrEmpty(sending.Due) ? null : Days.Of(sending.Due, time));
            return new { Id = id };
        }));
        one.MapPost("/remind", (Viewer viewer, long id, Database db, StaffList staff, OwnFormDesk desk) =>
            Change(viewer, db, staff, (tx, me) => new { Told = desk.Remind(tx, Require(tx, viewer, id), me.Scope) }));
        one.MapPost("/close", (Viewer viewer, long id, Database db, StaffList staff, OwnFormDesk desk) => Change(viewer, db, staff, (tx, me) =>
        {
            desk.Close(tx, me, id);
            return new { Id = id };
        }));
        one.MapGet("/progress", (Viewer viewer, long id, string? division, Database db, FormProgress progress) => db.Read(tx => progress.Of(tx, Require(tx, viewer, id), viewer.Within(division))));
        one.MapGet("/rows", RowsOf);
        one.MapGet("/file", File);
    }

    static object RowsOf(Viewer viewer, long id, string? division, string? part, int? page, int? size, Database db, FormResults results, DivisionTree tree, PhotoLinks links) => db.Read(tx =>
    {
        var form = Require(tx, viewer, id);
        var answers = FormAnswer.Of(tx, id, viewer.Within(division)).Where(a => !a.IsNone).ToList();
        var shown = answers.Skip((Paging.PageOf(page) - 1) * Paging.SizeOf(size)).Take(Paging.SizeOf(size));
        return new
        {
            Total = answers.Count, Columns = FormResults.Questions(form, part).Select(q => q.Label),
            Items = results.Rows(form, part, shown, viewer.Reader, whole: false).Select(r => new
            {
                r.Answer.Id, r.Answer.SubjectId, Kind = form.SubjectKind, r.Answer.Name, Grid = tree.FullName(r.Answer.GridCode), r.Cells, r.Answer.Place, Photos = r.Answer.Photos.Select(links.To), r.Answer.Worker, r.Answer.At,
            }),
        };
    });

    static IResult File(Viewer viewer, long id, string? division, string? part, bool? blank, Database db, StaffList staff, FormResults results, CancellationToken gone)
    {
        FieldRights.MustExport(viewer.Reader);
        var (form, me) = db.Read(tx => (Require(tx, viewer, id), staff.Me(tx, viewer)));
        var file = results.File(form, part, viewer.Within(division), me, blank == true);
        return Results.Stream(to => file.StreamAsync(to, gone), TableSheet.MediaType, file.FileName);
    }

    static object Head(OwnForm f, Viewer viewer) => new
    {
        f.Id, f.Title, Subject = f.SubjectKind, f.Subject.Word, f.State, f.DueDay, f.Version, f.Maker, f.CreatedAt, f.SentAt, f.EventId, Mine = viewer.Scope.Contains(f.DivisionCode) && !viewer.IsGridWorker,
        Parts = f.Body.Parts.Select(p => p.Title),
    };

    static OwnForm Require(Tx tx, Viewer viewer, long id) => OwnForm.Find(tx, viewer.Scope, id) ?? throw new Refusal("not_found", "没有这张表，或不是发给您的。");

    static Task<object> Change(Viewer viewer, Database db, StaffList staff, Func<Tx, StaffMember, object> change)
    {
        viewer.MustManage(ForGridWorkers);
        return db.WriteAsync(tx => change(tx, staff.Me(tx, viewer)));
    }

    static long IdOf(string? text) => long.TryParse(text, out var id) ? id : throw new Refusal("not_found", "没有这张表。");
}
