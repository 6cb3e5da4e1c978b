using Microsoft.AspNetCore.Mvc;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Reports;

namespace OneTable.BotGateway.Console;

public sealed record ZeroRequest(string? Table, string? Division, string? Period, bool? Sure);
public sealed record StepRequest(string? Step, int? Version, string? Reason, bool? Sure);
public sealed record ExplainRequest(string? Reason);

/// <summary>报表: what is due, the life of each report, what was handed in and what has changed since.</summary>
static class ReportEndpoints
{
    const int DaysBack = 31, DaysAhead = 31, DaysMax = 400, NameMax = 200;

    public static void MapReports(this RouteGroupBuilder console)
    {
        ((IEndpointRouteBuilder)console).ServiceProvider.GetRequiredService<ReportFigures>();
        console.MapGet("/reports", (Viewer viewer, string? division, string? table, string? state, int? page, int? size, Database db, DivisionTree divisions) => db.Read(tx =>
        {
            var list = Report.List(tx, viewer.Within(division), Of(table), Of(state), Paging.PageOf(page), Paging.SizeOf(size));
            return new Listing<object>(list.Total, [.. list.Items.Select(r => View(r, divisions))]);
        }));
        console.MapGet("/reports/calendar", Calendar);
        console.MapPost("/reports", (Viewer viewer, ReportOrder order, Database db, StaffList staff, ReportDesk desk, DivisionTree divisions) =>
            Done(desk.OpenAsync(order, Me(db, staff, viewer)), divisions)).RequireRateLimiting("writes");
        console.MapPost("/reports/zero", (Viewer viewer, ZeroRequest order, Database db, StaffList staff, ReportDesk desk, DivisionTree divisions) =>
            Done(desk.ZeroAsync(new(order.Table, order.Division, order.Period), order.Sure == true, Me(db, staff, viewer)), divisions)).RequireRateLimiting("writes");
        console.MapPost("/reports/forms/{form:long}", async (Viewer viewer, long form, string? name, string? due, HttpRequest request, Database db, StaffList staff, ReportForms forms,
            DivisionTree divisions, TimeProvider time, CancellationToken gone) =>
        {
            if (name is not { Length: > 0 and <= NameMax }) throw new Refusal("bad_name", "文件名要有，最多200个字。");
            var order = new FormOrder(form, Path.GetFileName(name), string.IsNullOrEmpty(due) ? null : Days.Of(due, time));
            return View(await forms.TakeAsync(order, request.Body, Me(db, staff, viewer), gone), divisions);
        }).RequireRateLimiting("writes").WithMetadata(new RequestSizeLimitAttribute(ReportForms.BytesMax + 1));
        var one = console.MapGroup("/reports/{id:long}");
        one.MapGet("", One);
        one.MapPost("/steps", (Viewer viewer, long id, StepRequest step, Database db, StaffList staff, ReportDesk desk, DivisionTree divisions) =>
            Done(desk.StepAsync(id, new(step.Step, step.Version ?? 0, step.Reason, step.Sure == true), Me(db, staff, viewer)), divisions)).RequireRateLimiting("writes");
        one.MapPut("/changes/{subject:long}", async (Viewer viewer, long id, long subject, ExplainRequest request, Database db, StaffList staff, ReportDesk desk) =>
        {
            await desk.ExplainAsync(id, subject, request.Reason, Me(db, staff, viewer));
            return Results.NoContent();
        });
        MapReading(one);
    }

    static void MapReading(RouteGroupBuilder one)
    {
        one.MapGet("/rows", (Viewer viewer, long id, int? copy, int? page, int? size, Database db, StaffList staff, ReportView view) =>
            Reading(viewer, id, db, staff, (tx, report, me) => view.Rows(tx, report, copy, me, Paging.PageOf(page), Paging.SizeOf(size))));
        one.MapGet("/changes", (Viewer viewer, long id, int? copy, Database db, StaffList staff, ReportView view) =>
            Reading(viewer, id, db, staff, (tx, report, me) => view.Changes(tx, report, copy, me)));
        one.MapGet("/since", (Viewer viewer, long id, int? copy, Database db, StaffList staff, ReportSince since) => Reading(viewer, id, db, staff, (tx, report, me) =>
            since.Of(tx, report, ReportView.Copy(tx, report, copy) ?? throw new Refusal("not_found", "还没有送审，没有可比的。"), me)));
        one.MapGet("/counts", (Viewer viewer, long id, int? copy, Database db, StaffList staff, ReportView view) =>
            Reading(viewer, id, db, staff, (tx, report, me) => view.Counts(tx, report, copy, me) is { } counts ? new { counts.Grid, counts.Sentences } : throw new Refusal("not_found", "还没有送审。")));
        one.MapGet("/cell", (Viewer viewer, long id, int? copy, string? row, string? column, int? page, int? size, Database db, StaffList staff, ReportView view) =>
            Reading(viewer, id, db, staff, (tx, report, me) => view.Cell(tx, report, copy, row ?? "", column ?? "", me, Paging.PageOf(page), Paging.SizeOf(size))));
        one.MapGet("/stamp", (Viewer viewer, long id, Database db, StaffList staff, ReportView view) =>
            Reading(viewer, id, db, staff, (tx, report, _) => view.Stamp(tx, report)));
        one.MapGet("/file", async (Viewer viewer, long id, int? copy, Database db, StaffList staff, ReportView view) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var (name, file) = await view.FileAsync(db.Read(tx => Find(tx, viewer, id)), copy, Me(db, staff, viewer));
            return Results.File(file, TableSheet.MediaType, name);
        });
    }

    static object Calendar(Viewer viewer, string? division, string? from, string? until, Database db, TimeProvider time, ReportCalendar calendar) => db.Read(tx =>
    {
        var (first, last) = (string.IsNullOrEmpty(from) ? time.Today().AddDays(-DaysBack) : Days.Of(from, time), string.IsNullOrEmpty(until) ? time.Today().AddDays(DaysAhead) : Days.Of(until, time));
        if (last.DayNumber - first.DayNumber is < 0 or > DaysMax) throw new Refusal("bad_date", "起止日期不对，最多看一年。");
        // Who works in a grid sees what the community owes no more than its people.
        var due = calendar.Due(tx, viewer.Within(division), first, last);
        return new { Today = time.Today().Iso(), From = first.Iso(), Until = last.Iso(), Divisions = ReportCalendar.ByDivision(due), Items = due };
    });

    static object One(Viewer viewer, long id, Database db, StaffList staff, ReportDesk desk, DivisionTree divisions) => Reading(viewer, id, db, staff, (tx, report, me) => new
    {
        Report = View(report, divisions), Steps = ReportStep.Of(tx, id).Select(s => new { s.At, s.Step, Text = ReportStep.Text(s.Step), s.Actor, Post = Posts.Text(s.Post), s.Reason }),
        May = desk.Steps(tx, report, me).Select(step => new { Step = step, Text = ReportStep.Text(step) }),
        Copies = ReportCopies.Of(tx, id).Select(c => new { c.Number, c.MadeAt, c.MadeBy, Rows = c.RowsKept, c.Sha256, c.SubmittedAt }),
    });

    static object Reading(Viewer viewer, long id, Database db, StaffList staff, Func<Tx, Report, StaffMember, object> read) =>
        db.ReadAtOnce(tx => read(tx, Find(tx, viewer, id), staff.Me(tx, viewer)));

    static Report Find(Tx tx, Viewer viewer, long id) => Report.Find(tx, viewer.Scope, id) ?? throw new Refusal("not_found", "没有这张报表。");

    static async Task<object> Done(Task<Report> report, DivisionTree divisions) => View(await report, divisions);

    static object View(Report r, DivisionTree divisions) => new
    {
        r.Id, r.Kind, r.TableId, r.TableName, r.Line, r.DivisionCode, Division = divisions.FullName(r.DivisionCode), r.Period, PeriodText = Period.TextOf(r.Period), r.CutOff, r.DueDay,
        r.State, StateText = ReportState.Text(r.State), r.Zero, r.Version, Rows = r.RowsKept, r.CreatedAt, r.SubmittedAt, r.InTime,
    };

    static StaffMember Me(Database db, StaffList staff, Viewer viewer) => db.Read(tx => staff.Me(tx, viewer));
    static string? Of(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
