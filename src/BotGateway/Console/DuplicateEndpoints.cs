using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Runs;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record MergeRequest(string? SurvivorId, string? MergedId, Dictionary<string, string>? Choices, string? Reason);

/// <summary>疑似重复: found by a scan or at a write, compared side by side, merged and taken apart again.</summary>
static class DuplicateEndpoints
{
    const string MustManage = "合并档案由社工或书记来办。";
    static readonly TimeSpan quickMax = TimeSpan.FromSeconds(1);

    public static void MapDuplicates(this RouteGroupBuilder console)
    {
        console.MapGet("/duplicates", (Viewer viewer, int? page, int? size, Database db, Duplicates duplicates) =>
            db.Read(tx => duplicates.List(tx, viewer.Scope, Paging.PageOf(page), Paging.SizeOf(size))));
        console.MapGet("/duplicates/compare", (Viewer viewer, string? first, string? second, Database db, StaffList staff, Duplicates duplicates) =>
            db.Read(tx => duplicates.Compare(tx, staff.Me(tx, viewer), Id(first), Id(second))));
        console.MapPost("/duplicates/{id:long}/not-same", (Viewer viewer, long id, Database db, StaffList staff, Duplicates duplicates) =>
        {
            viewer.MustManage(MustManage);
            return db.WriteAsync(tx => duplicates.NotSame(tx, staff.Me(tx, viewer), id));
        });
        console.MapPost("/duplicates/scan", ScanAsync);
        console.MapGet("/merges", (Viewer viewer, Database db, Merges merges) => db.Read(tx => merges.List(tx, viewer.Scope)));
        console.MapPost("/merges", (Viewer viewer, MergeRequest request, Database db, StaffList staff, Merges merges) =>
        {
            viewer.MustManage(MustManage);
            return db.WriteAsync(tx => new
            {
                Id = merges.Merge(tx, staff.Me(tx, viewer), new(Id(request.SurvivorId), Id(request.MergedId), request.Choices, request.Reason)),
            });
        });
        console.MapPost("/merges/{id:long}/undo", (Viewer viewer, long id, Database db, StaffList staff, Merges merges) =>
        {
            viewer.MustManage(MustManage);
            return db.WriteAsync(tx =>
            {
                var (survivor, merged) = merges.Undo(tx, staff.Me(tx, viewer), id);
                return new { SurvivorId = survivor, MergedId = merged };
            });
        });
    }

    static long Id(string? text) => long.TryParse(text, out var id) ? id : throw new Refusal("not_found", "没有找到这个人。");

    /// <summary>Starts a scan, or shows the one that runs; the page then follows /runs/{id}.</summary>
    static async Task<Run?> ScanAsync(Viewer viewer, Database db, DuplicateScan scan, RunLog runs, DivisionTree divisions,
        IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        viewer.MustManage("查重由社工或书记来点。");
        Scope? within = divisions.IsEverything(viewer.Scope) ? null : viewer.Scope;
        var job = DuplicateScan.JobOf(within);
        if (db.Read(tx => runs.Last(tx, viewer.Scope, job, 1)) is [{ State: RunState.Running or RunState.Cancelling } last] && scan.IsAlive(last)) return last;
        var at = db.Time.UnixMs();
        var (_, run) = await db.WriteAsync(tx => DuplicateScan.Claim(tx, at, viewer.Name, within));
        if (run is null) return db.Read(tx => runs.Of(tx, job, at));
        var work = Task.Run(async () =>
        {
            try { await scan.RunAsync(run, at, within, lifetime.ApplicationStopping); }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logs.CreateLogger("OneTable.Duplicates").LogError(e, "The scan for duplicates failed");
            }
        });
        await Task.WhenAny(work, Task.Delay(quickMax));
        return db.Read(tx => runs.Of(tx, job, at));
    }
}
