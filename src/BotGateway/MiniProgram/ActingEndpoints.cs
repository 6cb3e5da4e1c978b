using System.Globalization;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Approvals;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.Residents;
using OneTable.Services.Scenarios.Why;

namespace OneTable.BotGateway.MiniProgram;

/// <summary>What an endpoint below /for belongs to; one without it does not start.</summary>
sealed record ActsIn(string Scope);

/// <summary>
/// Who acts for whom in this request. The address names the proxy, and whoever wants the person behind it must bind this: it is asked here, for every
/// request, whether it still holds and reaches so far.
/// </summary>
public sealed record Acting(Caller Caller, Proxy For)
{
    public long Person => For.PersonId!.Value;
    public bool SeesProgress => For.Scopes.Contains(ProxyScope.Progress);

    /// <summary>Asked again where something is written: it may have been taken back while the request was still coming in.</summary>
    public void Still(Tx tx, ActingFor acting, string scope) => acting.Require(tx, Caller.ResidentId, For.Id, scope);

    public static async ValueTask<Acting> BindAsync(HttpContext http)
    {
        var caller = await Caller.BindAsync(http);
        var scope = http.GetEndpoint()!.Metadata.GetRequiredMetadata<ActsIn>().Scope;
        var proxy = long.TryParse(http.Request.RouteValues["proxy"] as string, CultureInfo.InvariantCulture, out var id) ? id : 0;
        var (db, acting) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<ActingFor>());
        return new(caller, await db.WriteAsync(tx => acting.Require(tx, caller.ResidentId, proxy, scope)));
    }
}

/// <summary>What one may do for a parent, and nothing else: /api/mini/for/{proxy}/…</summary>
static class ActingEndpoints
{
    public static void MapActing(this RouteGroupBuilder mini)
    {
        var acting = mini.MapGroup("/for/{proxy:long}");
        acting.MapGet("/cases", (Acting me, Database db, CaseViews views) => db.Read(tx => views.Summaries(tx, CaseList.OfActedFor(tx, me.Person)))).WithMetadata(new ActsIn(ProxyScope.Progress));
        acting.MapGet("/cases/{number}", (string number, Acting me, Database db, CaseViews views) => db.Read(tx =>
            CaseList.OfActedFor(tx, me.Person, number) is { } found ? Results.Ok(views.Detail(tx, found)) : Problems.NotFound())).WithMetadata(new ActsIn(ProxyScope.Progress));
        acting.MapPost("/cases", Open).WithMetadata(new ActsIn(ProxyScope.Apply)).RequireRateLimiting("writes");
        acting.MapPost("/cases/{number}/words", (string number, Words words, Acting me, Database db, CaseDesk desk, Uploads uploads, CaseViews views, ActingFor acts) =>
            Change(db, me, number, views, acts, "补充了话", (tx, c) => desk.Add(tx, c, Said(words), files: CaseEndpoints.Owned(tx, uploads, me.Caller, "report", words.Files))))
            .WithMetadata(new ActsIn(ProxyScope.Apply)).RequireRateLimiting("writes");
        acting.MapPost("/cases/{number}/answer", (string number, SolvedAnswer answer, Acting me, Database db, CaseVoice voice, CaseViews views, ActingFor acts) =>
            Change(db, me, number, views, acts, answer.Solved ? "说解决了" : "说没解决", (tx, c) => voice.Answer(tx, c, answer.Solved)))
            .WithMetadata(new ActsIn(ProxyScope.Apply)).RequireRateLimiting("writes");
        acting.MapPost("/cases/{number}/rating", (string number, RatingGiven rating, Acting me, Database db, CaseVoice voice, CaseViews views, ActingFor acts) =>
            Change(db, me, number, views, acts, "打了分", (tx, c) => voice.Rate(tx, c, rating.Mark)))
            .WithMetadata(new ActsIn(ProxyScope.Apply)).RequireRateLimiting("writes");
        acting.MapGet("/chances", (Acting me, Database db, Chances chances, TimeProvider time) => db.Read(tx =>
        {
            var page = chances.OfActedFor(tx, me.Person, time.Today());
            return new { Known = true, page?.Community, page?.Landline, People = page is null ? [] : new[] { page } };
        })).WithMetadata(new ActsIn(ProxyScope.Chances));
        acting.MapGet("/claims", (Acting me, Database db, OwnClaims own) => db.Read(tx => own.Of(tx, me.Person))).WithMetadata(new ActsIn(ProxyScope.Progress));
        acting.MapPost("/claims/{id:long}/withdraw", (long id, TakeBack back, Acting me, Database db, ClaimDesk desk, OwnClaims own, ActingFor acts) => db.WriteAsync(tx =>
        {
            me.Still(tx, acts, ProxyScope.Apply);
            me.Still(tx, acts, ProxyScope.Progress); // nobody takes back what they may not see; the answer lists it
            desk.WithdrawOwn(tx, me.Person, id, $"{me.For.Who}替本人撤回。{back.Reason}");
            acts.Did(tx, me.For, $"withdrawn:{id}", "撤回了一件待遇申请");
            return own.Of(tx, me.Person);
        })).WithMetadata(new ActsIn(ProxyScope.Apply)).RequireRateLimiting("writes");
    }

    static Task<CaseDetail> Open(NewCase request, Acting me, Database db, CaseDesk desk, DivisionTree divisions, Uploads uploads, CaseViews views, ActingFor acts) => db.WriteAsync(tx =>
    {
        me.Still(tx, acts, ProxyScope.Apply);
        var opened = CaseEndpoints.Bring(tx, request, me.Caller, desk, uploads, divisions.Community(acts.HomeOf(tx, me.For))?.Code, $"p{me.For.Id}:{request.Key}", me.For.PersonName);
        acts.Opened(tx, me.For, opened);
        return views.Detail(tx, CaseList.OfActedFor(tx, me.Person, opened.Number)!);
    });

    static Task<IResult> Change(Database db, Acting me, string number, CaseViews views, ActingFor acts, string what, Action<Tx, Case> change) => db.WriteAsync(tx =>
    {
        me.Still(tx, acts, ProxyScope.Apply);
        if ((me.SeesProgress ? CaseList.OfActedFor(tx, me.Person, number) : CaseList.BroughtBy(tx, me.For.Id, number)) is not { } before) return Problems.NotFound();
        var happened = CaseEvents.Count(tx, before.Id);
        change(tx, before);
        if (CaseEvents.Count(tx, before.Id) > happened) acts.Said(tx, me.For, before, what);
        if (!me.SeesProgress) return Results.NoContent();
        return Results.Ok(views.Detail(tx, CaseList.OfActedFor(tx, me.Person, number)!));
    });

    static string? Said(Words words) => CaseEndpoints.Limited(words.Text) is { Length: > 0 } text ? text
        : words.Files is { Length: > 0 } ? null : throw new Refusal("words_needed", "请写一句，或者拍张照片。");
}
