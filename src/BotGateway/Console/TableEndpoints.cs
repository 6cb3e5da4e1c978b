using OneTable.BotGateway.Http;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;
using OneTable.Services.Tables;

namespace OneTable.BotGateway.Console;

/// <summary>一套表: pick a table and a division, look at its first rows, get the workbook.</summary>
static class TableEndpoints
{
    public static void MapTables(this RouteGroupBuilder console)
    {
        console.MapGet("/tables", (Viewer viewer, TableMaker maker) => maker.All.Where(t => FieldRights.MayList(viewer.Reader, t.Condition)).Select(t => new
        {
            t.File.Id, t.Name, t.File.Line, t.File.Cycle, t.File.Filter, Columns = t.Columns.Select(c => c.Label), t.File.Sample, t.File.Note, t.File.Row, IsPublic = t.PublicColumns.Count > 0,
        }));
        console.MapGet("/tables/{id}/preview", (Viewer viewer, string id, string? division, string? date, TableMaker maker, Database db,
            StaffList staff, TimeProvider time) =>
            maker.Preview(id, viewer.Within(division), Days.Of(date, time), Staff(db, staff, viewer)));
        console.MapGet("/tables/{id}/file", File);
        console.MapGet("/tables/set", (Viewer viewer, string? division, string? date, TableSet set, Database db, StaffList staff, TimeProvider time, CancellationToken gone) =>
        {
            FieldRights.MustExport(viewer.Reader);
            var (scope, day, me) = (viewer.Within(division), Days.Of(date, time), Staff(db, staff, viewer));
            return Results.Stream(stream => set.StreamAsync(stream, scope, day, me, stop: gone), "application/zip", set.FileName(scope, day));
        });
    }

    /// <summary>Ends with the reader: nobody waits for the rest of a table whose page was closed.</summary>
    static IResult File(Viewer viewer, string id, string? division, string? date, bool? open, TableMaker maker, Database db, StaffList staff,
        TimeProvider time, CancellationToken gone)
    {
        FieldRights.MustExport(viewer.Reader);
        var (scope, reader) = (viewer.Within(division), Staff(db, staff, viewer));
        var sheet = maker.Make(id, scope, Days.Of(date, time), reader, open == true);
        return Results.Stream(stream => sheet.StreamAsync(stream, gone), TableSheet.MediaType, sheet.FileName);
    }

    static StaffMember Staff(Database db, StaffList staff, Viewer viewer) => db.Read(tx => staff.Find(tx, viewer.StaffId))!;
}
