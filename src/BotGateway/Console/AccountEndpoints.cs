using OneTable.OutboundCall.WeChat;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Console;

public sealed record CodesWanted(string? Division);

/// <summary>The account at WeChat: its menu compared with the file, and the codes of grids and buildings to print.</summary>
static class AccountEndpoints
{
    public static void MapAccount(this RouteGroupBuilder console)
    {
        console.MapGet("/menu", (Viewer viewer, AccountMenus menus, DivisionTree divisions, CancellationToken ct) =>
        {
            MustHoldAccount(viewer, divisions);
            return menus.CompareAsync(ct);
        });
        console.MapPost("/menu", (Viewer viewer, AccountMenus menus, DivisionTree divisions, ILogger<AccountMenus> log, CancellationToken ct) =>
        {
            MustHoldAccount(viewer, divisions);
            log.LogInformation("The account's menu was made anew by {Staff}", viewer.StaffId);
            return menus.ApplyAsync(ct);
        });
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

    /// <summary>The menu is one for all communities of the account.</summary>
    static void MustHoldAccount(Viewer viewer, DivisionTree divisions)
    {
        viewer.MustManage("菜单由街道来管。");
        if (!divisions.IsEverything(viewer.Scope)) throw new Refusal("forbidden", "菜单由街道来管。");
    }
}
