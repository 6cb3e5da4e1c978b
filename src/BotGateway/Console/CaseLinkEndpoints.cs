using OneTable.BotGateway.Http;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Console;

/// <summary>A link to the progress of one case, for whoever phoned or came by: it opens without signing in, ends, and can be taken back.</summary>
static class CaseLinkEndpoints
{
    public static void MapCaseLinks(this RouteGroupBuilder console)
    {
        console.MapPost("/cases/{number}/link", MakeAsync);
        console.MapDelete("/cases/{number}/link", (Viewer viewer, string number, Database db, OpenLinks links) => db.WriteAsync(tx =>
        {
            if (CaseList.Within(tx, viewer.Scope, number) is not { } case_) return Problems.NotFound();
            var ended = links.Revoke(tx, OpenLinks.Case, number);
            if (ended > 0) CaseEvents.Add(tx, case_.Id, viewer.Name, "link", "收回了进度链接", forResident: false);
            return Results.Ok(new { ended });
        }));
    }

    static async Task<IResult> MakeAsync(Viewer viewer, string number, HttpRequest request, Database db, OpenLinks links, UrlLinks wechat, PublicSettings here, CancellationToken ct)
    {
        var made = await db.WriteAsync(tx =>
        {
            if (CaseList.Within(tx, viewer.Scope, number) is not { } case_) return ((string Token, long ExpiresAt)?)null;
            CaseEvents.Add(tx, case_.Id, viewer.Name, "link", "做了一个进度链接", forResident: false);
            return links.Make(tx, OpenLinks.Case, number, viewer.Name);
        });
        if (made is not { } link) return Problems.NotFound();
        var address = here.Address.Length > 0 ? here.Address : $"{request.Scheme}://{request.Host}";
        return Results.Ok(new
        {
            url = $"{address}/m/#/pages/link/link?t={link.Token}", wechat = await wechat.MakeAsync("pages/link/link", "t=" + link.Token, ct), link.ExpiresAt,
        });
    }
}
