using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Runs;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Filling;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.Tracing;

namespace OneTable.BotGateway.Console;

/// <param name="Version">working, clean or public.</param>
public sealed record FillRequest(string? Division, string? Where, string? CutOff, string? Version);

/// <summary>填这张表: counted, filled beside the request, fetched.</summary>
static class FillEndpoints
{
    const string WithMacros = "application/vnd.ms-excel.sheet.macroEnabled.12";

    public static void MapFills(this RouteGroupBuilder console)
    {
        console.MapPost("/tables/forms/{id:long}/count", (Viewer viewer, long id, FillRequest request, Database db, StaffList staff, FormFiller filler) =>
            new { Rows = filler.Count(FormEndpoints.Require(viewer, db, id).Form, Order(viewer, request, db, staff)) });
        console.MapPost("/tables/forms/{id:long}/fill", FillAsync).RequireRateLimiting("writes");
        console.MapGet("/tables/fills/{code}", (Viewer viewer, string code, Database db, StaffList staff, FillDesk desk, RunLog runs) => db.Read(tx =>
            Own(tx, viewer, staff, code) is { } trace ? Results.Ok(View(trace, desk.Find(tx, runs, trace))) : Problems.NotFound()));
        console.MapGet("/tables/fills/{code}/file", (Viewer viewer, string code, Database db, StaffList staff, FillDesk desk) =>
        {
            FieldRights.MustExport(viewer.Reader);
            if (db.Read(tx => Own(tx, viewer, staff, code)) is not { } trace) return Problems.NotFound();
            var type = trace.FileName.EndsWith(".xlsm", StringComparison.OrdinalIgnoreCase) ? WithMacros : TableSheet.MediaType;
            return Results.Stream(desk.Open(trace), type, trace.FileName);
        });
    }

    static async Task<object> FillAsync(Viewer viewer, long id, FillRequest request, Database db, StaffList staff, FillDesk desk, RunLog runs,
        IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        FieldRights.MustExport(viewer.Reader);
        var ready = await desk.PrepareAsync(FormEndpoints.Require(viewer, db, id), Order(viewer, request, db, staff));
        var work = Task.Run(async () =>
        {
            try { await desk.RunAsync(ready, lifetime.ApplicationStopping); }
            catch (Exception e) when (e is not Refusal) { logs.CreateLogger("OneTable.Filling").LogError(e, "The fill {Code} failed", ready.Trace.Code); }
        }, CancellationToken.None);
        await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None));
        if (work.IsFaulted) await work; // refused at once: said at once
        return View(ready.Trace, db.Read(tx => desk.Find(tx, runs, ready.Trace)));
    }

    static object View(Trace trace, Run? run) => new { trace.Code, trace.FileName, Run = run };

    static FillOrder Order(Viewer viewer, FillRequest request, Database db, StaffList staff) => new(viewer.Within(request.Division),
        request.Where?.Trim() is { Length: > 0 } where ? where : null,
        request.CutOff is not { Length: > 0 } day ? null : DateText.Day(day) ?? throw new Refusal("bad_date", "日期要写成 2026-01-31。"),
        request.Version switch
        {
            null or "" or "working" => FillVersion.Working,
            "clean" => FillVersion.Clean,
            "public" => FillVersion.Public,
            _ => throw new Refusal("bad_version", "只有填报版、干净版和公示版。"),
        }, db.Read(tx => staff.Find(tx, viewer.StaffId))!);

    /// <summary>Nobody fetches what another had filled: that would be under the other's name.</summary>
    static Trace? Own(Tx tx, Viewer viewer, StaffList staff, string code) =>
        TraceLog.Find(tx, staff.Find(tx, viewer.StaffId)!, code) is { Kind: TraceKind.Fill } trace && trace.StaffId == viewer.StaffId ? trace : null;
}
