using Microsoft.AspNetCore.Mvc;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Approvals;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record StartClaim(string? PersonId, string? Scenario);
public sealed record ClaimStep(string? Verb, string? Key, int? Round, long? OpenedAt, Dictionary<string, string?>? Answers, string? Reason);
public sealed record NewPaidList(string? Scenario, string? Month);
public sealed record PaidWord(string? ClaimId, bool? Paid, string? Why);
public sealed record PaidWords(PaidWord[]? Words);

/// <summary>办理: the claims of the viewer's division, what their steps take, and the lists that go to the department.</summary>
static class ClaimEndpoints
{
    public static void MapConsoleClaims(this RouteGroupBuilder console)
    {
        ((IEndpointRouteBuilder)console).ServiceProvider.GetRequiredService<ClaimFigures>();
        console.MapGet("/claims", (Viewer viewer, string? division, string? step, string? state, string? scenario, bool? late, string? q, int? page, int? size, Database db, StaffList staff, ClaimViews views) =>
            db.Read(tx => views.List(tx, staff.Me(tx, viewer), new(step, state, scenario, late == true, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size)), viewer.Within(division))));
        console.MapGet("/claims/overview", (Viewer viewer, string? division, Database db, ClaimViews views, ClaimFigures figures) =>
            db.Read(tx => figures.Overview(tx, viewer.Within(division), views.Known(tx, viewer.Reader))));
        console.MapGet("/people/{id:long}/claims", (Viewer viewer, long id, Database db, StaffList staff, ClaimViews views) => db.Read(tx =>
        {
            var me = staff.Me(tx, viewer);
            return views.Matters(tx, me, Ownership.Require(tx, me, id));
        }));
        console.MapPost("/claims", (Viewer viewer, StartClaim start, Database db, StaffList staff, ClaimDesk desk) => db.WriteAsync(tx =>
            new { desk.Start(tx, staff.Me(tx, viewer), Id(start.PersonId), start.Scenario ?? "").Id })).RequireRateLimiting("writes");
        console.MapGet("/claims/{id:long}", (Viewer viewer, long id, Database db, StaffList staff, ClaimViews views, PhotoLinks links) =>
            db.Read(tx => views.Page(tx, staff.Me(tx, viewer), id, links.To) is { } page ? Results.Ok(page) : Problems.NotFound()));
        console.MapPost("/claims/{id:long}/steps", (Viewer viewer, long id, ClaimStep step, Database db, StaffList staff, ClaimDesk desk, ClaimViews views, PhotoLinks links) => db.WriteAsync(tx =>
        {
            var me = staff.Me(tx, viewer);
            desk.Do(tx, me, id, new(step.Verb, step.Key, step.Round ?? 0, step.OpenedAt ?? 0, step.Answers, null, step.Reason));
            return Answer(tx, views, me, id, links);
        })).RequireRateLimiting("writes");
        MapLists(console.MapGroup("/claims/lists"));
    }

    /// <summary>A step further it may no longer be for who took the last one.</summary>
    internal static IResult Answer(Tx tx, ClaimViews views, StaffMember me, long id, PhotoLinks links) =>
        views.Page(tx, me, id, links.To) is { } page ? Results.Ok(page) : Results.NoContent();

    static void MapLists(RouteGroupBuilder lists)
    {
        lists.MapGet("", (Viewer viewer, Database db, StaffList staff, PaidLists paid) => db.Read(tx => paid.Within(tx, staff.Me(tx, viewer))));
        lists.MapPost("", (Viewer viewer, NewPaidList made, Database db, StaffList staff, PaidLists paid) =>
            db.WriteAsync(tx => new { Id = paid.Make(tx, staff.Me(tx, viewer), made.Scenario, made.Month) })).RequireRateLimiting("writes");
        lists.MapGet("/{id:long}", (Viewer viewer, long id, Database db, StaffList staff, PaidLists paid) => db.Read(tx =>
            paid.Find(tx, staff.Me(tx, viewer), id) is { } list ? Results.Ok(new { list, items = paid.Items(tx, staff.Me(tx, viewer), id) }) : Problems.NotFound()));
        lists.MapGet("/{id:long}/file", FileAsync);
        lists.MapPost("/{id:long}/answers", (Viewer viewer, long id, PaidWords said, Database db, StaffList staff, PaidLists paid) => db.WriteAsync(tx =>
        {
            var me = staff.Me(tx, viewer);
            if (paid.Find(tx, me, id) is null) return Problems.NotFound();
            return Results.Ok(new { settled = paid.Settle(tx, me, id, [.. (said.Words ?? []).OfType<PaidWord>().Select(w => new PaidAnswer(Id(w.ClaimId), w.Paid == true, w.Why))]) });
        })).RequireRateLimiting("writes");
        lists.MapPost("/{id:long}/returned", ReturnedAsync).RequireRateLimiting("writes").WithMetadata(new RequestSizeLimitAttribute(PaidSheet.BytesMax + 1));
    }

    static async Task<IResult> FileAsync(Viewer viewer, long id, Database db, StaffList staff, PaidLists paid, PaidSheet sheet, HttpResponse response, CancellationToken gone)
    {
        Services.Dictionary.FieldRights.MustExport(viewer.Reader);
        var me = db.Read(tx => staff.Me(tx, viewer));
        if (db.Read(tx => paid.Find(tx, me, id)) is not { } list) return Problems.NotFound();
        return Results.Stream(to => sheet.StreamAsync(list, me, to, gone), Services.Tables.TableSheet.MediaType, sheet.FileName(list));
    }

    /// <summary>The workbook is the body; what it says of each is settled at once, and what cannot be settled is left.</summary>
    static async Task<IResult> ReturnedAsync(Viewer viewer, long id, string? name, HttpRequest request, Database db, StaffList staff, PaidLists paid, PaidSheet sheet, CancellationToken gone)
    {
        var me = db.Read(tx => staff.Me(tx, viewer));
        if (db.Read(tx => paid.Find(tx, me, id)) is not { } list) return Problems.NotFound();
        var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, gone);
        if (bytes.Length is 0 or > PaidSheet.BytesMax) throw new Refusal(bytes.Length == 0 ? "file_needed" : "too_big", bytes.Length == 0 ? "没有收到文件，请再传一次。" : "文件太大了，最多10兆。");
        var answers = sheet.Read(list, bytes, Path.GetFileName(name) ?? "returned.xlsx");
        return Results.Ok(new { read = answers.Count, settled = await db.WriteAsync(tx => paid.Settle(tx, me, id, answers)) });
    }

    internal static long Id(string? text) => long.TryParse(text, out var id) ? id : throw new Refusal("not_found", "没有找到，请重新打开。");
}
