using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;
using OneTable.Services.Tables;

namespace OneTable.BotGateway.Console;

public sealed record CheckRequest(IReadOnlyList<long>? People);

/// <summary>应享未享、领取待核, and 发放明细 of one person.</summary>
static class NeedEndpoints
{
    public static void MapNeeds(this RouteGroupBuilder console)
    {
        console.MapGet("/needs", (Viewer viewer, string? division, string? date, Needs needs, TimeProvider time) =>
            needs.SummaryAsync(viewer.Within(division), viewer.Reader, Days.Of(date, time)));
        console.MapGet("/needs/{name}", (Viewer viewer, string name, string? division, string? date, int? page, int? size, Needs needs, TimeProvider time) =>
            needs.Page(name, viewer.Within(division), viewer.Reader, Days.Of(date, time), Paging.PageOf(page), Paging.SizeOf(size)));
        console.MapGet("/needs/{name}/file", async (Viewer viewer, string name, string? division, string? date, Needs needs, Database db, StaffList staff, TimeProvider time) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var (file, body) = await needs.FileAsync(name, viewer.Within(division), Days.Of(date, time), db.Read(tx => staff.Me(tx, viewer)));
            return Results.File(body, TableSheet.MediaType, file);
        });
        console.MapGet("/mirror", (Viewer viewer, string? division, string? date, Mirror mirror, TimeProvider time) =>
            mirror.SummaryAsync(viewer.Within(division), viewer.Reader, Days.Of(date, time)));
        console.MapGet("/mirror/{name}", (Viewer viewer, string name, string? division, string? date, int? page, int? size, Mirror mirror, TimeProvider time) =>
            mirror.Page(name, viewer.Within(division), viewer.Reader, Days.Of(date, time), Paging.PageOf(page), Paging.SizeOf(size)));
        console.MapGet("/mirror/{name}/file", async (Viewer viewer, string name, string? division, string? date, Mirror mirror, Database db, StaffList staff, TimeProvider time) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var (file, body) = await mirror.FileAsync(name, viewer.Within(division), Days.Of(date, time), db.Read(tx => staff.Me(tx, viewer)));
            return Results.File(body, TableSheet.MediaType, file);
        });
        console.MapPost("/mirror/{name}/checks", async (Viewer viewer, string name, CheckRequest request, Mirror mirror, Database db, StaffList staff, TimeProvider time) =>
        {
            viewer.MustManage("网格员不能派核实，请找社区书记。");
            return new { made = await mirror.AskAsync(name, request.People ?? [], time.Today(), db.Read(tx => staff.Me(tx, viewer))) };
        });
        console.MapGet("/scenarios/{name}/schedule", (Viewer viewer, string name, long person, string? applied, string? until, ScheduleDesk desk, ScenarioList list, Database db,
            StaffList staff, TimeProvider time) => db.Read(tx => desk.Of(tx, list.Require(tx, name), person, Applied(applied, time), Until(until), staff.Me(tx, viewer))));
        console.MapGet("/scenarios/{name}/schedule/file", async (Viewer viewer, string name, long person, string? applied, string? until, ScheduleDesk desk, ScenarioList list,
            Database db, StaffList staff, TimeProvider time) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var me = db.Read(tx => staff.Me(tx, viewer));
            var (file, body) = await desk.FileAsync(db.Read(tx => desk.Of(tx, list.Require(tx, name), person, Applied(applied, time), Until(until), me)), me);
            return Results.File(body, TableSheet.MediaType, file);
        });
    }

    static DateOnly? Applied(string? text, TimeProvider time) => string.IsNullOrEmpty(text) ? null : Days.Of(text, time);

    /// <summary>A month: 2027-01.</summary>
    public static DateOnly? Until(string? text) => string.IsNullOrEmpty(text) ? null
        : DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", out var month) && month.Year is >= 1900 and <= 2200 ? month : throw new Refusal("bad_date", "月份要写成 2026-12 这样。");
}
