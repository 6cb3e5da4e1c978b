using Microsoft.AspNetCore.Mvc;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Returning;

namespace OneTable.BotGateway.Console;

/// <param name="Act">same, add or leave.</param>
public sealed record ReturnRowRequest(string? Act);

/// <summary>交回: a filled table is taken back, its differences are shown and accepted.</summary>
static class ReturnEndpoints
{
    public static void MapReturns(this RouteGroupBuilder console)
    {
        console.MapGet("/tables/returns", (Viewer viewer, int? page, int? size, ReturnWork work) => work.List(viewer, page, size));
        console.MapPost("/tables/returns", (Viewer viewer, string? name, string? division, HttpRequest request, ReturnWork work, CancellationToken gone) => work.TakeAsync(viewer, name, division, request.Body, gone))
            .RequireRateLimiting("writes").WithMetadata(new RequestSizeLimitAttribute(SheetFile.BytesMax + 1));
        console.MapGet("/tables/returns/{id:long}", (Viewer viewer, long id, ReturnWork work) => work.View(work.Require(viewer, id), viewer));
        console.MapGet("/tables/returns/{id:long}/rows", (Viewer viewer, long id, string? kind, int? page, int? size, ReturnWork work, ReturnRows rows) =>
        {
            var kept = work.Require(viewer, id);
            return work.Db.Read(tx => rows.List(tx, kept, work.Me(tx, viewer), kind, Paging.PageOf(page), Paging.SizeOf(size)));
        });
        console.MapPut("/tables/returns/{id:long}/columns", (Viewer viewer, long id, FormColumnRequest request, ReturnWork work) => work.CorrectAsync(viewer, id, request));
        console.MapPost("/tables/returns/{id:long}/accept", (Viewer viewer, long id, Acceptance which, ReturnWork work) => work.AcceptAsync(viewer, id, which)).RequireRateLimiting("writes");
        console.MapPost("/tables/returns/{id:long}/rows/{sheet:int}/{row:long}", async (Viewer viewer, long id, int sheet, long row, ReturnRowRequest request, ReturnWork work, ReturnStrangers strangers) =>
        {
            var kept = work.Require(viewer, id);
            await strangers.ActAsync(kept, sheet, row, request.Act, work.Db.Read(tx => work.Me(tx, viewer)));
            return work.View(kept, viewer);
        });
        console.MapGet("/tables/returns/{id:long}/file", (Viewer viewer, long id, ReturnWork work, ReturnSheet sheet, CancellationToken gone) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var (kept, me) = (work.Require(viewer, id), work.Db.Read(tx => work.Me(tx, viewer)));
            return Results.Stream(stream => sheet.StreamAsync(kept, me, stream, gone), TableSheet.MediaType, ReturnSheet.FileName(kept));
        });
    }
}
