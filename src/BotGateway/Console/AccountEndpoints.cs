using OneTable.OutboundCall;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Accounts;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.BotGateway.Console;

/// <summary>微信公众号: the health of the accounts, of all instances. Counts and codes; nothing of any resident.</summary>
static class AccountEndpoints
{
    const int DaysShown = 7, ErrorsShown = 20;
    const string Pushes = "onetable_wechat_pushes_total", Calls = "onetable_wechat_calls_total";

    /// <summary>Pushes that were let in, by what became of them; all others were refused.</summary>
    static readonly string[] taken = ["answered", "kept", "repeated", "late"];

    public static void MapAccount(this RouteGroupBuilder console)
    {
        console.MapGet("/account", ViewAsync);
        console.MapPost("/account/retry", (Viewer viewer, Database db, AccountGate gate, Sender sender, SendQueue queue) =>
        {
            viewer.MustManage("请书记或平台管理员来点。");
            gate.Retry();
            return db.WriteAsync(tx =>
            {
                queue.Retry(tx);
                tx.AfterCommit(sender.Retry);
                return Results.NoContent();
            });
        });
    }

    static async Task<object> ViewAsync(Viewer viewer, Database db, AccountHealth health, QuotaReader quotas, WeChatSettings mp, MiniProgramSettings mini,
        PlatformTemplates templates, TimeProvider time, CancellationToken ct)
    {
        viewer.MustManage("账号的情况请书记或平台管理员来看。");
        var (today, from) = (time.Today().Iso(), time.Today().AddDays(1 - DaysShown));
        var (counts, tokens, breakers, errors, parked) = db.Read(tx =>
            (health.Counts(tx, from), health.Tokens(tx), health.Breakers(tx), health.Errors(tx, ErrorsShown), health.Waiting(tx)));
        var pushes = counts.Where(c => c.Name == Pushes).ToList();
        var calls = counts.Where(c => c.Name == Calls && c.Day == today).GroupBy(c => (Account: c["account"], Path: c["path"])).ToList();
        var used = await Task.WhenAll(calls.Where(g => g.Key.Path.StartsWith("/cgi-bin/", StringComparison.Ordinal) && !g.Key.Path.EndsWith("/quota/get", StringComparison.Ordinal)).Select(async g => new
        {
            g.Key.Account, g.Key.Path, Count = g.Sum(c => c.Total), Failed = g.Where(c => c["code"] != "0").Sum(c => c.Total), Quota = await quotas.OfAsync(g.Key.Account, g.Key.Path, ct),
        }));
        return new
        {
            Now = time.UnixMs(),
            Accounts = new Account[] { mp, mini }.Select(a => new
            {
                a.Name, IsSet = a.AppId.Length > 0,
                Token = tokens.Where(t => t.Account == a.Name).Select(t => new { AgeSeconds = Age(t.FetchedAt), LeftSeconds = -Age(t.EndsAt), t.FetchedBy }).FirstOrDefault(),
                Breakers = breakers.Where(b => b.Account == a.Name).Select(b => new
                {
                    b.Path, b.Instance, b.Code, b.OpenedAt, b.ProbeAt, Says = WeChatErrors.Say(b.Code, b.Message), Rid = WeChatErrors.RidOf(b.Message),
                }),
            }),
            Days = Enumerable.Range(0, DaysShown).Select(n => from.AddDays(n).Iso()).Select(day => Day(day, [.. pushes.Where(c => c.Day == day)])),
            Types = pushes.Where(c => c.Day == today && taken.Contains(c["outcome"])).GroupBy(c => (App: c["app"], Type: c["type"]))
                .Select(g => new { Account = g.Key.App, g.Key.Type, Count = g.Sum(c => c.Total) }).OrderByDescending(t => t.Count),
            Refused = pushes.Where(c => !taken.Contains(c["outcome"])).GroupBy(c => c["outcome"])
                .Select(g => new { Why = g.Key, Today = g.Where(c => c.Day == today).Sum(c => c.Total), Count = g.Sum(c => c.Total) }).OrderByDescending(r => r.Count),
            Calls = used.OrderByDescending(u => u.Count),
            Parked = parked.Select(p => new { p.Channel, p.Code, p.Count, p.Until, Says = p.Code.Length == 0 ? "前面的发不出去，跟着等" : WeChatErrors.Say(p.Code, null) }),
            Errors = errors.Select(e => new { e.At, e.Account, e.Path, e.Code, Says = WeChatErrors.Say(e.Code, e.Message), Rid = WeChatErrors.RidOf(e.Message) }),
            Missing = mp.AppId.Length > 0 ? templates.Missing() : ["没有接入公众号，消息只记录不发出"],
        };
    }

    static object Day(string day, List<Counted> pushes)
    {
        var by = pushes.GroupBy(c => c["outcome"]).ToDictionary(g => g.Key, g => g.Sum(c => c.Total));
        return new
        {
            day, InTime = by.GetValueOrDefault("answered") + by.GetValueOrDefault("kept"), Late = by.GetValueOrDefault("late"), Repeated = by.GetValueOrDefault("repeated"),
            Refused = by.Where(b => !taken.Contains(b.Key)).Sum(b => b.Value),
        };
    }

    /// <summary>A token's times are the real ones, also in a demo that lives elsewhen.</summary>
    static long Age(long since) => (TimeProvider.System.UnixMs() - since) / 1000;
}
