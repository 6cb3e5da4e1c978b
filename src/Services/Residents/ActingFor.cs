using OneTable.Services.Cases;
using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>The one place that says whether somebody may act for another now, and that keeps what was done (F17).</summary>
public sealed class ActingFor(Proxies proxies)
{
    const int TextMax = 100, ActsMax = 50;

    /// <summary>
    /// Asked at every request: who was bound, who died, what ended or was taken back since counts at once. A look is kept once a day; what is
    /// changed says so itself by <see cref="Did"/>.
    /// </summary>
    public Proxy Require(Tx tx, long residentId, long proxyId, string scope)
    {
        if (Proxy.Find(tx, proxyId) is not { PersonId: { } id } proxy || !proxy.Holds(tx.Now) || Bindings.Now(tx, residentId)?.PersonId != proxy.ActorId
            || Bindings.Hold(tx, id) is not { MayHaveDied: false } person || Bindings.Hold(tx, proxy.ActorId) is not { MayHaveDied: false }
            || (proxy.Way == ProxyWay.Guardian ? !Guardians.Acts(tx, proxy.ActorId, person) : Guardians.Has(tx, id)))
            throw new Refusal("acting_ended", "这次代办已经到期或收回了。");
        if (!proxy.Scopes.Contains(scope)) throw new Refusal("out_of_scope", $"没有同意您替他{ProxyScope.Text(scope)}。");
        if (scope != ProxyScope.Apply) Keep(tx, proxy, $"{proxy.Id}:{scope}:{BeijingTime.Of(tx.Now):yyyyMMdd}", "看了" + (scope == ProxyScope.Progress ? "办事进度" : "能享受什么"));
        return proxy;
    }

    /// <summary>Kept and told to the person, once per key; what is said names no benefit (F31).</summary>
    public void Did(Tx tx, Proxy proxy, string key, string text)
    {
        if (Keep(tx, proxy, $"{proxy.Id}:{key}", text)) proxies.Tell(tx, proxy, $"acted:{proxy.Id}:{key}", "proxy_acted", ("what", text));
    }

    /// <summary>A case that was opened just now is the person's, and says who brought it.</summary>
    public void Opened(Tx tx, Proxy proxy, Case opened)
    {
        if (tx.Run("UPDATE cases SET person_id = @p1, proxy_id = @p2 WHERE id = @p0 AND proxy_id IS NULL", opened.Id, proxy.PersonId, proxy.Id) == 0) return;
        CaseEvents.Add(tx, opened.Id, proxy.ActorName, "acted", $"{proxy.Who}替{proxy.PersonName}办", forResident: true);
        Did(tx, proxy, "case:" + opened.Number, $"报了一件事{opened.Number}");
    }

    /// <summary>Words, an answer, a mark on a case of the person.</summary>
    public void Said(Tx tx, Proxy proxy, Case about, string what)
    {
        CaseEvents.Add(tx, about.Id, proxy.ActorName, "acted", $"{proxy.Who}替{proxy.PersonName}：{what}", forResident: true);
        Did(tx, proxy, $"{what}:{about.Number}:{BeijingTime.Of(tx.Now):yyyyMMdd}", $"{what}（{about.Number}）");
    }

    public string? HomeOf(Tx tx, Proxy proxy) => tx.Value<string>("SELECT COALESCE(living_grid, registered_community) FROM people WHERE id = @p0", proxy.PersonId);

    public static IReadOnlyList<ProxyAct> ActsOf(Tx tx, long proxyId) => [.. tx.Query<ProxyAct>(
        $"SELECT at AS At, actor_name AS ActorName, text AS Text FROM proxy_acts WHERE proxy_id = @proxyId ORDER BY at DESC, id DESC LIMIT {ActsMax}", new { proxyId })];

    static bool Keep(Tx tx, Proxy proxy, string key, string text) => tx.Run(
        $"{tx.Dialect.InsertIgnore} INTO proxy_acts (id, proxy_id, dedup_key, at, actor_name, text) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
        tx.NextId(), proxy.Id, key, tx.Now, proxy.ActorName, text.Length > TextMax ? text[..TextMax] : text) == 1;
}
