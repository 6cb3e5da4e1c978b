using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.MiniProgram;

public sealed record ScannedPlace(string? Scene);

/// <summary>What a link or a scanned code opens.</summary>
static class LinkEndpoints
{
    const int SceneMax = 64;

    public static void MapLinks(this RouteGroupBuilder mini)
    {
        // Nobody signs in for it; the token is the whole right, and it opens the progress of one case without a word the resident wrote.
        mini.MapGet("/links/{token}", (string token, Database db, OpenLinks links, CaseViews views) => db.WriteAsync(tx =>
            links.Open(tx, OpenLinks.Case, token) is { } number && CaseList.ByNumber(tx, number) is { } case_ ? Results.Ok(views.Progress(tx, case_)) : Problems.NotFound()))
            .AllowAnonymous().RequireRateLimiting("links");
        mini.MapPost("/place", (ScannedPlace scanned, Caller caller, Database db, PlaceCodes codes) => db.WriteAsync(tx =>
            scanned.Scene is { Length: > 0 and <= SceneMax } scene && codes.Opened(tx, caller.ResidentId, scene) is { } place
                ? new { place } : throw new Refusal("bad_code", "这个码不是本社区的，请找网格员。"))).RequireRateLimiting("writes");
    }
}
