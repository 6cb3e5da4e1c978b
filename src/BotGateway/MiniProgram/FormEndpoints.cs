using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Events;
using OneTable.Services.Tables.OwnForms;

namespace OneTable.BotGateway.MiniProgram;

/// <summary>What a worker's phone hands in; the outbox may send it twice.</summary>
public sealed record FilledForm(string? Key, int Version, string? SubjectId, string? AnswerId, string? Seen, long OpenedAt, string? Name, Dictionary<string, string?>? Answers,
    string? Place, double? Lat, double? Lon, string[]? Files);

public sealed record NothingToSay(string? Key);

/// <summary>要填的表 on a worker's phone: of the own grid only, with everything known already there.</summary>
static class FormEndpoints
{
    const int RowsMax = 60;

    public static void MapWorkerForms(this RouteGroupBuilder mini)
    {
        mini.MapGet("/forms", List);
        mini.MapGet("/forms/{id:long}", (long id, string? q, Caller caller, Database db, StaffList staff, FormMembers members, DivisionTree tree) => db.Read(tx => Show(tx, id, q, Me(tx, staff, caller), members, tree)));
        mini.MapGet("/forms/{id:long}/sheet", (long id, string? subject, string? answer, Caller caller, Database db, StaffList staff, FormSheets sheets) => db.Read(tx =>
        {
            var me = Me(tx, staff, caller);
            return sheets.Open(tx, me, Require(tx, me, id), IdOf(subject), IdOf(answer));
        }));
        mini.MapPost("/forms/{id:long}/answers", (long id, FilledForm filled, Caller caller, Database db, StaffList staff, FormFilling filling, Uploads uploads) =>
        {
            CaseEndpoints.MustBeOnEarth(filled.Lat, filled.Lon);
            return db.WriteAsync(tx =>
            {
                var me = Writer(tx, staff, caller);
                var files = CaseEndpoints.Owned(tx, uploads, caller, "form", filled.Files).Select(f => f.FileId).ToList();
                return filling.Take(tx, me, Require(tx, me, id), new(filled.Key, filled.Version, filled.SubjectId, filled.AnswerId, filled.Seen, filled.OpenedAt, filled.Name, filled.Answers,
                    filled.Place, filled.Lat, filled.Lon), files);
            });
        }).RequireRateLimiting("writes");
        mini.MapPost("/forms/{id:long}/none", (long id, NothingToSay said, Caller caller, Database db, StaffList staff, FormFilling filling) => db.WriteAsync(tx =>
        {
            var me = Writer(tx, staff, caller);
            return filling.None(tx, me, Require(tx, me, id), said.Key);
        })).RequireRateLimiting("writes");
    }

    static object List(Caller caller, Database db, StaffList staff, FormProgress progress, TimeProvider time) => db.Read(tx =>
    {
        var me = Me(tx, staff, caller);
        var events = TableEvent.List(tx, me.Scope).ToDictionary(e => e.Id, e => e.Name);
        return OwnForm.Open(tx, me.Scope).Select(f => (Form: f, Grids: progress.Of(tx, f, me.Scope))).Where(f => f.Grids.Count > 0).Select(f => new
        {
            f.Form.Id, f.Form.Title, f.Form.DueDay, Late = f.Grids.Any(g => g.Late), Done = f.Grids.All(g => g.Done), None = f.Grids.All(g => g.None),
            Expected = f.Grids.Any(g => g.Expected is null) ? (int?)null : f.Grids.Sum(g => g.Expected), Answered = f.Grids.Sum(g => g.Answered),
            Event = f.Form.EventId is { } id ? events.GetValueOrDefault(id) : null,
        }).ToList();
    });

    /// <summary>The form and whom it asks about: those still open first; where the worker picks, what was filled or found.</summary>
    static object Show(Tx tx, long id, string? q, StaffMember me, FormMembers members, DivisionTree tree)
    {
        var form = Require(tx, me, id);
        var body = form.Body;
        var answers = FormAnswer.Of(tx, id, me.Scope);
        var filled = answers.Where(a => !a.IsNone).ToList();
        var done = filled.Select(a => a.SubjectId).ToHashSet();
        var within = OwnForm.Within(tx, id, me.Scope);
        var known = body.Whom.Kind == Whom.Picked ? null : within.SelectMany(s => members.Of(tx, form, s)!).DistinctBy(m => m.Id).ToList();
        q = q?.Trim();
        var asked = known?.Where(m => string.IsNullOrEmpty(q) || m.Name.Contains(q, StringComparison.Ordinal)).OrderBy(m => done.Contains(m.Id))
            ?? (string.IsNullOrEmpty(q) ? [] : within.SelectMany(s => members.Find(form.Subject, s, q, RowsMax)).DistinctBy(m => m.Id));
        return new
        {
            form.Id, form.Title, body.Note, Subject = form.SubjectKind, form.Subject.Word, form.DueDay, form.State, body.Makes, Picks = known is null, TakesPhotos = body.Photos, TakesPlace = body.Place,
            Total = known?.Count, Answered = filled.Count, None = answers.Any(a => a.IsNone),
            Rows = asked.Take(RowsMax).Select(m => new { m.Id, m.Name, Grid = tree.FullName(m.Grid) is { Length: > 0 } name ? name : m.Grid, Done = done.Contains(m.Id) }),
            Filled = filled.Take(RowsMax).Select(a => new { a.Id, a.SubjectId, a.Name, a.Worker, a.At, Photos = a.Photos.Count }),
        };
    }

    static OwnForm Require(Tx tx, StaffMember me, long id) => OwnForm.Find(tx, me.Scope, id) is { State: not FormState.Draft } form ? form : throw new Refusal("not_found", "没有这张表，或不是发给您的。");

    static StaffMember Me(Tx tx, StaffList staff, Caller caller) => staff.Find(tx, caller.Worker) is { } me && FieldRights.SeesPeople(me.Reader) ? me : throw new Refusal("forbidden", "这个岗位不填表。");

    static StaffMember Writer(Tx tx, StaffList staff, Caller caller) => Me(tx, staff, caller) is var me && !FieldRights.IsReadOnly(me.Reader) ? me : throw new Refusal("forbidden", "这个岗位只能看，不能填。");

    static long? IdOf(string? text) => string.IsNullOrEmpty(text) ? null : long.TryParse(text, out var id) ? id : throw new Refusal("not_found", "没有这一条。");
}
