using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Statistics;

namespace OneTable.BotGateway.Console;

/// <summary>统计表: counts by division and band, each cell with its rule and its people.</summary>
static class StatisticsEndpoints
{
    public static void MapStatistics(this RouteGroupBuilder console)
    {
        console.MapGet("/statistics", (StatisticsList list, Database db) => db.Read(tx =>
            list.All(tx).Select(t => new { t.File.Id, t.File.Name, t.File.Line, t.File.Cycle, t.File.Filter, t.File.Note }).ToList()));
        console.MapGet("/statistics/{id}", (Viewer viewer, string id, string? division, string? date, StatisticsDesk desk, TimeProvider time) =>
            desk.LookAsync(id, viewer.Within(division), Days.Of(date, time), viewer.Reader));
        console.MapGet("/statistics/{id}/cell", (Viewer viewer, string id, string? division, string? date, string? row, string? column, int? page, int? size, StatisticsDesk desk,
            TimeProvider time) => desk.Cell(id, viewer.Within(division), Days.Of(date, time), row ?? "", column ?? "", Paging.PageOf(page), Paging.SizeOf(size), viewer.Reader));
        console.MapGet("/statistics/{id}/file", async (Viewer viewer, string id, string? division, string? date, bool? before, StatisticsDesk desk, Database db, StaffList staff, TimeProvider time) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var (name, file, _, _) = await desk.FileAsync(id, viewer.Within(division), Days.Of(date, time), before == true, db.Read(tx => staff.Me(tx, viewer)));
            return Results.File(file, TableSheet.MediaType, name);
        });
    }
}
