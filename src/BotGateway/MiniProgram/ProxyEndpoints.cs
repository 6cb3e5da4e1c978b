using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.MiniProgram;

public sealed record NewProxy(string? PersonId, string? Name, string? Phone, string? Relation, string? Way, string[]? Scopes, int? Months);
public sealed record AskedFace(bool Agreed);
public sealed record ProxyView(
    long Id, string Name, string Who, string State, string StateText, string Way, IReadOnlyList<string> Scopes, string ScopeText, long AskedAt, long? UntilAt, string? Why, IReadOnlyList<ProxyAct> Acts);

/// <summary>替父母办: who I may act for, who may act for me; at the door the worker asks face to face.</summary>
static class ProxyEndpoints
{
    public static void MapProxies(this RouteGroupBuilder mini)
    {
        mini.MapGet("/proxies", (Caller caller, Database db) => db.Read(tx => Show(tx, caller)));
        mini.MapPost("/proxies", (NewProxy asked, Caller caller, Database db, Proxies proxies) => db.WriteAsync(tx =>
        {
            proxies.Ask(tx, caller.ResidentId, new(long.TryParse(asked.PersonId, out var person) ? person : null, asked.Name, asked.Phone, asked.Relation, asked.Way, asked.Scopes, asked.Months));
            return Show(tx, caller);
        })).RequireRateLimiting("writes");
        mini.MapPost("/proxies/{id:long}/end", (long id, Caller caller, Database db, Proxies proxies) => db.WriteAsync(tx =>
        {
            proxies.EndOwn(tx, caller.ResidentId, id);
            return Show(tx, caller);
        })).RequireRateLimiting("writes");
        mini.MapGet("/people/{id:long}/trust", (long id, Caller caller, Database db, StaffList staff) => db.Read(tx => Trust(tx, BindEndpoints.Worker(tx, staff, caller), id)));
        mini.MapPost("/people/{id:long}/proxies/{proxy:long}", (long id, long proxy, AskedFace asked, Caller caller, Database db, StaffList staff, Proxies proxies) => db.WriteAsync(tx =>
        {
            var me = BindEndpoints.Worker(tx, staff, caller);
            proxies.Decide(tx, me, caller.ResidentId, id, proxy, asked.Agreed);
            return Trust(tx, me, id);
        })).RequireRateLimiting("writes");
    }

    /// <summary>On a person's page, for who sees the person: the WeChat that is bound, who acts and who asks to.</summary>
    internal static object Trust(Tx tx, StaffMember me, long person)
    {
        Ownership.Require(tx, me, person);
        return new
        {
            Bindings = Bindings.OfPerson(tx, person),
            Acting = Proxies.OfPerson(tx, person).Select(p => View(tx, p, p.PersonName)),
            ActsFor = Proxies.ByActor(tx, person).Where(p => p.State == ProxyState.Granted && p.PersonId is { } other && Ownership.Find(tx, me.Scope, other) is not null).Select(p => View(tx, p, p.PersonName)),
        };
    }

    static object Show(Tx tx, Caller caller)
    {
        var me = Bindings.Now(tx, caller.ResidentId)?.PersonId;
        return new
        {
            Bound = me is not null, Proxies.Relations, Months = Proxies.MonthsAllowed, Scopes = ProxyScope.All.Select(s => new { Name = s, Text = ProxyScope.Text(s) }),
            Family = me is { } id ? Family.Of(tx, id).Select(f => new { f.Id, f.Name }) : [],
            Mine = me is { } actor ? Proxies.ByActor(tx, actor).Where(p => IsShown(tx, p)).Select(p => View(tx, p, p.PersonName)) : [],
            ForMe = me is { } person ? Proxies.OfPerson(tx, person).Where(p => IsShown(tx, p)).Select(p => View(tx, p, p.Who)) : [],
        };
    }

    /// <summary>What is over is shown for a while, so that nobody wonders where it went.</summary>
    static bool IsShown(Tx tx, Proxy p) => p.State is ProxyState.Granted or ProxyState.Asked || tx.Now - (p.EndedAt ?? p.DecidedAt ?? p.AskedAt) < 30L * 24 * 3600 * 1000;

    static ProxyView View(Tx tx, Proxy p, string name) => new(p.Id, name, p.Who, StateOf(tx, p), StateText(tx, p), ProxyWay.Text(p.Way), p.Scopes, p.ScopeText, p.AskedAt, p.UntilAt,
        p.EndedWhy, ActingFor.ActsOf(tx, p.Id));

    static string StateOf(Tx tx, Proxy p) => p.State == ProxyState.Granted && !p.Holds(tx.Now) ? ProxyState.Ended : p.State;

    static string StateText(Tx tx, Proxy p) => StateOf(tx, p) switch
    {
        ProxyState.Asked => p.Way == ProxyWay.Sms ? "等老人回短信，或网格员上门问" : "等网格员上门当面问",
        ProxyState.Granted => $"可以办，到{p.UntilText}",
        ProxyState.Refused => "老人没同意",
        _ => p.EndedWhy is null ? "已经到期" : "已经结束：" + p.EndedWhy,
    };
}
