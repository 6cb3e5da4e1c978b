using Microsoft.AspNetCore.Mvc;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Runs;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Returning;

namespace OneTable.BotGateway.Console;

/// <param name="Act">same, add or leave.</param>
public sealed record ReturnRowRequest(string? Act);

/// <summary>交回: a filled table is taken back, its differences are shown and accepted.</summary>
static class ReturnEndpoints
{
    const int NameMax = 200;
    static readonly TimeSpan quickMax = TimeSpan.FromSeconds(1);

    public static void MapReturns(this RouteGroupBuilder console)
    {
        console.MapGet("/tables/returns", (Viewer viewer, int? page, int? size, Work work) => work.List(viewer, page, size));
        console.MapPost("/tables/returns", (Viewer viewer, string? name, string? division, HttpRequest request, Work work, CancellationToken gone) => work.TakeAsync(viewer, name, division, request.Body, gone))
            .RequireRateLimiting("writes").WithMetadata(new RequestSizeLimitAttribute(SheetFile.BytesMax + 1));
        console.MapGet("/tables/returns/{id:long}", (Viewer viewer, long id, Work work) => work.View(work.Require(viewer, id), viewer));
        console.MapGet("/tables/returns/{id:long}/rows", (Viewer viewer, long id, string? kind, int? page, int? size, Work work, ReturnRows rows) =>
        {
            var kept = work.Require(viewer, id);
            return work.Db.Read(tx => rows.List(tx, kept, work.Me(tx, viewer), kind, Paging.PageOf(page), Paging.SizeOf(size)));
        });
        console.MapPut("/tables/returns/{id:long}/columns", (Viewer viewer, long id, FormColumnRequest request, Work work) => work.CorrectAsync(viewer, id, request));
        console.MapPost("/tables/returns/{id:long}/accept", (Viewer viewer, long id, Acceptance which, Work work) => work.AcceptAsync(viewer, id, which)).RequireRateLimiting("writes");
        console.MapPost("/tables/returns/{id:long}/rows/{sheet:int}/{row:long}", async (Viewer viewer, long id, int sheet, long row, ReturnRowRequest request, Work work, ReturnStrangers strangers) =>
        {
            var kept = work.Require(viewer, id);
            await strangers.ActAsync(kept, sheet, row, request.Act, work.Db.Read(tx => work.Me(tx, viewer)));
            return work.View(kept, viewer);
        });
        console.MapGet("/tables/returns/{id:long}/file", (Viewer viewer, long id, Work work, ReturnSheet sheet, CancellationToken gone) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var (kept, me) = (work.Require(viewer, id), work.Db.Read(tx => work.Me(tx, viewer)));
            return Results.Stream(stream => sheet.StreamAsync(kept, me, stream, gone), TableSheet.MediaType, ReturnSheet.FileName(kept));
        });
    }

    /// <summary>Reading and accepting go on beside the request; what is quick is answered whole.</summary>
    public sealed class Work(Database db, StaffList staff, ReturnDesk desk, ReturnRows rows, ReturnAccept accept, RunLog runs, DivisionTree divisions, IHostApplicationLifetime lifetime, ILogger<Work> log)
    {
        public Database Db => db;

        public StaffMember Me(Tx tx, Viewer viewer) => staff.Find(tx, viewer.StaffId)!;

        public Return Require(Viewer viewer, long id)
        {
            viewer.MustManage("网格员不能收回表，请找社区社工。");
            return db.Read(tx => Return.Find(tx, viewer.Scope, id)) ?? throw new Refusal("not_found", "没有这张交回的表。");
        }

        public Listing<object> List(Viewer viewer, int? page, int? size)
        {
            viewer.MustManage("网格员不能收回表，请找社区社工。");
            var list = db.Read(tx => Return.List(tx, viewer.Scope, Paging.PageOf(page), Paging.SizeOf(size)));
            return new(list.Total, [.. list.Items.Select(r => Head(r))]);
        }

        public async Task<object> TakeAsync(Viewer viewer, string? name, string? division, Stream body, CancellationToken gone)
        {
            viewer.MustManage("网格员不能收回表，请找社区社工。");
            if (name is not { Length: > 0 and <= NameMax }) throw new Refusal("bad_name", "文件名要有，最多200个字。");
            var kept = await desk.TakeAsync(body, Path.GetFileName(name), viewer.Within(division), db.Read(tx => Me(tx, viewer)), gone);
            await BesideAsync(() => desk.ReadAsync(kept, viewer.Reader, stop: lifetime.ApplicationStopping), kept.Id);
            return View(kept, viewer);
        }

        public async Task<object> CorrectAsync(Viewer viewer, long id, FormColumnRequest request)
        {
            var kept = await desk.CorrectAsync(Require(viewer, id), request.Sheet, request.Column, request.Target is { Length: > 0 } target ? target : null, db.Read(tx => Me(tx, viewer)));
            await BesideAsync(() => desk.ReadAsync(kept, viewer.Reader, stop: lifetime.ApplicationStopping), id);
            return View(kept, viewer);
        }

        public async Task<object> AcceptAsync(Viewer viewer, long id, Acceptance which)
        {
            var (kept, at) = (Require(viewer, id), accept.At);
            await BesideAsync(() => accept.RunAsync(kept, which, db.Read(tx => Me(tx, viewer)), at, lifetime.ApplicationStopping), id);
            return View(kept, viewer, at);
        }

        async Task BesideAsync(Func<Task> act, long id)
        {
            var work = Task.Run(async () =>
            {
                try { await act(); }
                catch (Exception e) when (e is not Refusal) { log.LogError(e, "The return {Id} failed", id); }
            }, CancellationToken.None);
            await Task.WhenAny(work, Task.Delay(quickMax, CancellationToken.None));
            if (work.IsFaulted) await work; // refused at once: said at once
        }

        object Head(Return kept) => new
        {
            kept.Id, kept.FileName, kept.TableName, Division = divisions.FullName(kept.DivisionCode), kept.Actor, kept.TraceCode, kept.MadeAt, kept.CutOff, kept.CreatedAt,
            HasFile = kept.FileKey is not null, kept.Counts,
        };

        /// <param name="acceptAt">The acceptance that was just begun.</param>
        public object View(Return kept, Viewer viewer, long? acceptAt = null) => db.Read(tx =>
        {
            kept = Return.Find(tx, viewer.Scope, kept.Id)!;
            var (me, before) = (Me(tx, viewer), kept.Before(tx, viewer.Scope));
            return new
            {
                Head = Head(kept), kept.Form.Notes, Columns = rows.Columns(tx, kept, me),
                OneOffs = rows.OneOffColumns(kept, me), Strangers = ReturnRows.Strangers(tx, kept),
                Before = before is null ? null : new { before.Actor, before.CreatedAt },
                Run = runs.Of(tx, kept.ReadJob, kept.ReadAt), Accepting = acceptAt is { } at ? runs.Of(tx, kept.AcceptJob, at) : RunLog.Newest(tx, kept.AcceptJob),
            };
        });
    }
}
