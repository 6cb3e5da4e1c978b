using OneTable.OutboundCall.WeChat;
using OneTable.Services;
using OneTable.Services.Divisions;

namespace OneTable.BotGateway.Console;

/// <summary>The account's menu at WeChat, compared with the file and made anew.</summary>
static class MenuEndpoints
{
    public static void MapMenu(this RouteGroupBuilder console)
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
    }

    /// <summary>The menu is one for all communities of the account.</summary>
    static void MustHoldAccount(Viewer viewer, DivisionTree divisions)
    {
        viewer.MustManage("菜单由街道来管。");
        if (!divisions.IsEverything(viewer.Scope)) throw new Refusal("forbidden", "菜单由街道来管。");
    }
}
