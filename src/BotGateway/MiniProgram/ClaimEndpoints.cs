using OneTable.BotGateway.Console;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Approvals;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.MiniProgram;

public sealed record StartAtDoor(string? PersonId, string? Scenario, string? TodoId);
/// <summary>Photos of one material, or of one signer's signature.</summary>
public sealed record SentPapers(string? Name, string? SignerId, string[]? Files);
public sealed record DoorStep(string? Verb, string? Key, int? Round, long? OpenedAt, Dictionary<string, string?>? Answers, SentPapers[]? Materials, string? Reason);
public sealed record DoorCode(string? Code, string? Key);
public sealed record TakeBack(string? Reason);

/// <summary>办理 at the door, and 我的办理 of the resident. The phone's outbox may send all of it twice.</summary>
static class ClaimEndpoints
{
    const int PapersMax = 40;

    public static void MapClaims(this RouteGroupBuilder mini)
    {
        mini.MapPost("/claims", (StartAtDoor start, Caller caller, Database db, StaffList staff, ClaimDesk desk, ClaimViews views, PhotoLinks links) => db.WriteAsync(tx =>
        {
            var me = Me(tx, staff, caller);
            var claim = desk.Start(tx, me, Console.ClaimEndpoints.Id(start.PersonId), start.Scenario ?? "", long.TryParse(start.TodoId, out var todo) ? todo : null);
            return Console.ClaimEndpoints.Answer(tx, views, me, claim.Id, links);
        })).RequireRateLimiting("writes");
        mini.MapGet("/claims/{id:long}", (long id, Caller caller, Database db, StaffList staff, ClaimViews views, PhotoLinks links) =>
            db.Read(tx => views.Page(tx, Me(tx, staff, caller), id, links.To) is { } page ? Results.Ok(page) : Problems.NotFound()));
        mini.MapPost("/claims/{id:long}/steps", (long id, DoorStep step, Caller caller, Database db, StaffList staff, ClaimDesk desk, ClaimViews views, Uploads uploads, PhotoLinks links) => db.WriteAsync(tx =>
        {
            var me = Me(tx, staff, caller);
            desk.Do(tx, me, id, new(step.Verb, step.Key, step.Round ?? 0, step.OpenedAt ?? 0, step.Answers, Owned(tx, uploads, caller, step.Materials), step.Reason));
            return Console.ClaimEndpoints.Answer(tx, views, me, id, links);
        })).RequireRateLimiting("writes");
        mini.MapPost("/claims/present", (DoorCode code, Caller caller, Database db, StaffList staff, ClaimDesk desk) => db.WriteAsync(tx =>
        {
            var me = Me(tx, staff, caller);
            var id = desk.ByDoorCode(tx, me, code.Code) ?? throw new Refusal("bad_code", "没有这个号，请看同事手机上的6位数。");
            desk.Do(tx, me, id, new(ClaimVerb.Present, code.Key, 0));
            return new { id = id.ToString() };
        })).RequireRateLimiting("sign-in");
        mini.MapGet("/my/claims", (Caller caller, Database db, ResidentBook residents, OwnClaims own) =>
            db.Read(tx => residents.Find(tx, caller.ResidentId) is { PersonId: { } person, Level: > 0 } ? own.Of(tx, person) : []));
        mini.MapPost("/my/claims/{id:long}/withdraw", (long id, TakeBack back, Caller caller, Database db, ResidentBook residents, ClaimDesk desk, OwnClaims own) => db.WriteAsync(tx =>
        {
            if (residents.Find(tx, caller.ResidentId) is not { PersonId: { } person, Level: > 0 }) return Problems.NotFound();
            desk.WithdrawOwn(tx, person, id, back.Reason);
            return Results.Ok(own.Of(tx, person));
        })).RequireRateLimiting("writes");
    }

    static StaffMember Me(Tx tx, StaffList staff, Caller caller) => staff.Find(tx, caller.Worker) ?? throw new Refusal("forbidden", "这一页只给工作人员用。");

    /// <summary>Nobody hangs another's photo on a claim.</summary>
    static List<Paper> Owned(Tx tx, Uploads uploads, Caller caller, SentPapers[]? materials)
    {
        var papers = (materials ?? []).OfType<SentPapers>().SelectMany(m => (m.Files ?? []).Select(file =>
            new Paper(m.Name ?? "", m.SignerId is null ? null : Console.ClaimEndpoints.Id(m.SignerId), Console.ClaimEndpoints.Id(file)))).Take(PapersMax + 1).ToList();
        if (papers.Count > PapersMax) throw new Refusal("too_many", $"照片最多{PapersMax}张。");
        return uploads.OwnsAll(tx, caller.Owner, [.. papers.Select(p => p.FileId)]) ? papers : throw new Refusal("bad_file", "照片没有传好，请再拍一次。");
    }
}
