using OneTable.OutboundCall.WeChat;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Console;

public sealed record CodesWanted(string? Division);

/// <summary>The codes of grids and buildings, to print.</summary>
static class CodeEndpoints
{
    public static void MapCodes(this RouteGroupBuilder console)
    {
        console.MapGet("/codes", (Viewer viewer, string? division, Database db, PlaceCodes codes, DivisionTree divisions) => db.Read(tx =>
            codes.Within(tx, viewer.Within(division)).Select(c => new { c.Scene, Name = CodeSheet.NameOf(divisions, c), Grid = divisions.FullName(c.GridCode), Ready = c.Url is not null }).ToList()));
        console.MapPost("/codes", async (Viewer viewer, CodesWanted wanted, PlaceCodeMaker maker, CancellationToken ct) =>
        {
            viewer.MustManage("二维码由社区来做。");
            return new { made = (await maker.MakeAsync(viewer.Within(wanted.Division), ofMini: false, ct)).Count };
        });
        // Opened by itself to be printed; the codes must have been made.
        console.MapGet("/codes/sheet", async (Viewer viewer, string? division, bool? mini, Database db, PlaceCodes codes, PlaceCodeMaker maker, DivisionTree divisions, CancellationToken ct) =>
        {
            var scope = viewer.Within(division);
            var made = mini == true ? await MadeAsync() : [.. db.Read(tx => codes.Within(tx, scope)).Where(c => c.Url is not null).Select(c => new MadeCode(c, null))];
            return Results.Text(CodeSheet.Html(divisions, scope, made), "text/html; charset=utf-8");

            Task<IReadOnlyList<MadeCode>> MadeAsync()
            {
                viewer.MustManage("二维码由社区来做。");
                return maker.MakeAsync(scope, ofMini: true, ct);
            }
        });
    }
}
