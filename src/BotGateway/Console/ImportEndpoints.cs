using Microsoft.AspNetCore.Mvc;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Import;
using OneTable.Services.Runs;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Tracing;

namespace OneTable.BotGateway.Console;

public sealed record ColumnsRequest(Dictionary<string, string?>? Columns);

/// <summary>导入: a file is taken in, its columns are said, it is tried, brought in, and can be taken back.</summary>
static class ImportEndpoints
{
    const int NameMax = 200, RefusalsShown = 20;
    static readonly TimeSpan quickMax = TimeSpan.FromSeconds(1);

    public static void MapImports(this RouteGroupBuilder console)
    {
        console.MapGet("/imports", (Viewer viewer, int? page, int? size, Database db, ImportDesk desk) => db.Read(tx =>
            Views(tx, ImportBatch.List(tx, viewer.Scope, Paging.PageOf(page), Paging.SizeOf(size)), desk, viewer)));
        console.MapPost("/imports", TakeAsync).RequireRateLimiting("writes").WithMetadata(new RequestSizeLimitAttribute(SheetFile.BytesMax + 1));
        console.MapGet("/imports/fields", (Viewer viewer, FieldCatalog fields) => PersonHeadings.Targets(fields, viewer.Reader)
            .Select(label => new { label, group = fields.Find(label)?.Group is { Length: > 0 } group && !PersonHeadings.IsPart(label) ? group : "地址" }));
        console.MapGet("/imports/{id:long}", (Viewer viewer, long id, Database db, ImportDesk desk) => db.Read(tx => ImportBatch.Find(tx, viewer.Scope, id) is { } batch
            ? Results.Ok(View(tx, batch, desk, viewer, RefusalsShown)) : Problems.NotFound()));
        console.MapPut("/imports/{id:long}/columns", async (Viewer viewer, long id, ColumnsRequest request, Database db, ImportFiles files, ImportDesk desk) =>
        {
            var batch = Require(viewer, db, id);
            batch = await files.CorrectAsync(batch, request.Columns ?? [], Importer(viewer, batch.DivisionCode, batch.Source));
            return db.Read(tx => View(tx, batch, desk, viewer));
        });
        console.MapPost("/imports/{id:long}/try", (Viewer viewer, long id, Work work) => work.RunAsync(Require(viewer, work.Db, id), viewer.Reader, dry: true));
        console.MapPost("/imports/{id:long}/run", (Viewer viewer, long id, Work work) => work.RunAsync(Require(viewer, work.Db, id), viewer.Reader, dry: false));
        console.MapPost("/imports/{id:long}/undo", (Viewer viewer, long id, Work work) => work.UndoAsync(Require(viewer, work.Db, id), viewer.Name));
        console.MapGet("/imports/{id:long}/refused", Refused);
    }

    static Listing<object> Views(Tx tx, Listing<ImportBatch> list, ImportDesk desk, Viewer viewer) => new(list.Total, [.. list.Items.Select(b => View(tx, b, desk, viewer))]);

    static object View(Tx tx, ImportBatch batch, ImportDesk desk, Viewer viewer, int refusalsMax = 0) => new
    {
        batch.Id, batch.FileName, batch.DivisionCode, batch.Source, batch.Actor, Columns = desk.Columns(batch, viewer.Reader), batch.Dry, batch.State, batch.Total, batch.RowsRead, batch.Added,
        batch.Updated, batch.Unchanged, batch.Conflicts, batch.Rejected, batch.KeptBack, batch.CreatedAt, batch.EndedAt, batch.UndoneAt, batch.UndoneBy,
        HasFile = batch.FileKey is not null, Refusals = batch.Rejected == 0 || refusalsMax == 0 || !ImportDesk.MayImport(viewer.Reader) ? [] : ImportRefusals.First(tx, batch.Id, refusalsMax), Run = ImportRun.Last(tx, batch.Id),
    };

    static Importer Importer(Viewer viewer, string division, string source) => new(new Scope(division), viewer.Name, viewer.Reader, source);

    static ImportBatch Require(Viewer viewer, Database db, long id)
    {
        viewer.MustManage("网格员不能导入，请找社区社工。");
        return db.Read(tx => ImportBatch.Find(tx, viewer.Scope, id)) ?? throw new Refusal("not_found", "没有这一批导入。");
    }

    /// <summary>The body is the file itself.</summary>
    static async Task<object> TakeAsync(Viewer viewer, string? name, string? source, string? division, HttpRequest request, ImportFiles files, ImportDesk desk, DivisionTree tree, Database db, CancellationToken gone)
    {
        viewer.MustManage("网格员不能导入，请找社区社工。");
        if (name is not { Length: > 0 and <= NameMax }) throw new Refusal("bad_name", "文件名要有，最多200个字。");
        var batch = await files.TakeAsync(request.Body, Path.GetFileName(name), Importer(viewer, tree.StreetWhereOne(viewer.Within(division).Code), source is { Length: > 0 } ? source : "导入"), gone);
        return db.Read(tx => View(tx, batch, desk, viewer));
    }

    /// <summary>The refused rows as a workbook, with who took them away noted: whole numbers are for who may have them.</summary>
    static IResult Refused(Viewer viewer, long id, Database db, TraceLog traces, StaffList staff, ImportFiles files, ImportDesk desk, CancellationToken gone)
    {
        var batch = Require(viewer, db, id);
        var (file, me) = (files.Open(batch), db.Read(tx => staff.Find(tx, viewer.StaffId))!);
        return Results.Stream(async stream =>
        {
            using (file) await ImportRefusals.WriteAsync(db, traces, batch, desk.Tables(file, batch, viewer.Reader), stream, me, (column, cell) => desk.Shown(column, cell, viewer.Reader), gone);
        }, TableSheet.MediaType, ImportRefusals.NameOf(batch));
    }

    /// <summary>Long work beside the request: answered with its run, finished where it was quick; the page follows /runs/{id}.</summary>
    public sealed class Work(Database db, ImportFiles files, ImportDesk desk, ImportRun imports, ImportUndo undo, IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        public Database Db => db;

        public Task<Run?> RunAsync(ImportBatch batch, Reader? reader, bool dry)
        {
            if (batch.State is ImportState.Done or ImportState.Undone) throw new Refusal("import_done", "这一批已经导完了。");
            var file = files.Open(batch);
            return BesideAsync(batch, async () =>
            {
                using (file) await imports.RunAsync(batch, () => desk.Tables(file, batch, reader), dry, stop: lifetime.ApplicationStopping);
            });
        }

        public Task<Run?> UndoAsync(ImportBatch batch, string actor) => BesideAsync(batch, () => undo.RunAsync(batch, actor, lifetime.ApplicationStopping));

        /// <summary>What a host was at when it died or was stopped goes on by itself, with the columns as they were said; a try is only given up.</summary>
        public async Task<int> GoOnAsync()
        {
            var left = db.Read(tx => ImportRun.Abandoned(tx).ToList());
            foreach (var (run, batch) in left)
                if (run.Job == ImportUndo.JobOf(batch.Id)) await UndoAsync(batch, run.Actor);
                else if (run.Job == ImportRun.JobOf(batch.Id, dry: true)) await db.WriteAsync(tx => ImportRun.GiveUp(tx, run, batch));
                else if (batch.FileKey is not null) await RunAsync(batch, null, dry: false); // a file of the verb is gone on with by the verb
            return left.Count;
        }

        async Task<Run?> BesideAsync(ImportBatch batch, Func<Task> work)
        {
            var running = Task.Run(async () =>
            {
                try { await work(); }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    logs.CreateLogger("OneTable.Import").LogError(e, "The import {Id} failed", batch.Id);
                    if (e is Refusal) throw;
                }
            });
            await Task.WhenAny(running, Task.Delay(quickMax));
            if (running.IsFaulted) await running; // refused at once: said at once
            return db.Read(tx => ImportRun.Last(tx, batch.Id));
        }
    }
}
