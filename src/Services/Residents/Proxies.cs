using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Residents;

/// <param name="PersonId">One of <see cref="Family"/>; else name and the own number say who it is.</param>
public sealed record ProxyRequest(long? PersonId, string? Name, string? Phone, string? Relation, string? Way, IReadOnlyList<string>? Scopes, int? Months);

/// <summary>
/// 替父母办 (F17): a bound child asks, the parent consents by SMS from the own phone or face to face. It has a scope and an end, and either side takes
/// it back. Whoever has a guardian is acted for by the guardian alone, who needs no consent.
/// </summary>
public sealed class Proxies(Seal seal, Bindings bindings, NoticeDesk notices, DivisionTree divisions, ToDoList todos)
{
    public static readonly IReadOnlyList<string> Relations = ["儿子", "女儿", "儿媳", "女婿", "孙子", "孙女", "配偶", "监护人", "亲属"];
    public static readonly IReadOnlyList<int> MonthsAllowed = [1, 3, 6, 12];
    const int MonthsDefault = 12, AsksPerDay = 5, SmsPerDay = 2, HeldMax = 10, NameMax = 30, WhyMax = 60, ListMax = 30, OverMax = 200;
    const long DayMs = 24 * 3600 * 1000;
    /// <summary>How long an answer by SMS counts, and keeps another question from the same phone.</summary>
    public const long AnswerMs = 3 * DayMs;

    /// <summary>What the page says after asking: the same, whoever was named.</summary>
    public Proxy Ask(Tx tx, long residentId, ProxyRequest request)
    {
        var me = Self(tx, residentId);
        MustBeFew(tx, me.Id);
        var way = request.Way is ProxyWay.Sms or ProxyWay.Door ? request.Way : throw new Refusal("way_needed", "请选老人怎么点头。");
        var relation = request.Relation is { } said && Relations.Contains(said) ? said : throw new Refusal("relation_needed", "请选您是老人的什么人。");
        var scopes = ProxyScope.All.Where(s => request.Scopes?.Contains(s) == true).ToList();
        if (scopes.Count == 0) throw new Refusal("scope_needed", "请选要帮老人做什么。");
        var months = request.Months ?? MonthsDefault;
        if (!MonthsAllowed.Contains(months)) throw new Refusal("bad_months", "请选帮多久。");
        var (person, name, phone) = request.PersonId is { } id ? Known(tx, me.Id, id, way) : Named(tx, request);
        if (person?.Id == me.Id) throw new Refusal("own_person", "自己的事直接办，不用人点头。");
        if (AlreadyHeld(tx, me.Id, name)) throw new Refusal("in_hand", "这位老人您已经在帮，或正在等答复。");
        var proxy = new Proxy(tx.NextId(), me.Id, me.Name, person?.Id, name, relation, string.Join(',', scopes), months, way, ProxyState.Asked, tx.Now, null, null, null, null, null);
        if (person is not null && Guardians.Acts(tx, me.Id, person)) proxy = proxy with { Way = ProxyWay.Guardian };
        Insert(tx, proxy);
        if (person is null) return proxy;
        if (proxy.Way == ProxyWay.Guardian) return Grant(tx, proxy, null, me.Name);
        // Where SMS is no way (somebody else waits for this phone's answer, or who signs for nobody), a person goes there.
        if (way != ProxyWay.Sms || phone is null || Guardians.Has(tx, person.Id) || !AskBySms(tx, proxy, phone)) AskAtDoor(tx, proxy, person);
        return proxy;
    }

    /// <summary>The worker has asked the person face to face.</summary>
    /// <param name="caller">The WeChat user that the worker is.</param>
    public Proxy Decide(Tx tx, StaffMember worker, long caller, long personId, long id, bool agreed)
    {
        Ownership.Require(tx, worker, personId);
        if (Proxy.Find(tx, id) is not { } proxy || proxy.PersonId != personId) throw new Refusal("not_found", "没有这个请求。");
        if (Bindings.Own(tx, worker, caller).Any(own => own.PersonId == proxy.ActorId)) throw new Refusal("own_matter", "这是您自己的请求，请同事去问。");
        if (proxy.State != ProxyState.Asked) throw new Refusal("decided_already", "这个请求已经有结果了。");
        if (agreed && Guardians.Has(tx, personId)) throw new Refusal("guardian_needed", Texts.Of("bot/family/guardian"));
        return agreed ? Grant(tx, proxy with { Way = ProxyWay.Door }, worker, worker.Name) : Refuse(tx, proxy, worker.Name);
    }

    /// <summary>By the answer of the person's own phone; null where nobody waits for one.</summary>
    internal Proxy? Answer(Tx tx, string phoneHash, bool agreed)
    {
        if (tx.First<Proxy>($"SELECT {Proxy.Columns} FROM proxies x WHERE x.asks_phone = @phoneHash AND x.state = 'asked' AND x.asked_at > @since{tx.ForUpdate}",
            new { phoneHash, since = tx.Now - AnswerMs }) is not { PersonId: { } person } proxy) return null;
        // The number may be somebody else's by now.
        if (tx.Count<int>("SELECT COUNT(*) FROM people WHERE id = @person AND phone_hash = @phoneHash AND phone_owner = '1'", new { person, phoneHash }) == 0) return null;
        if (!agreed) return Refuse(tx, proxy, "本人");
        return Bindings.Hold(tx, person) is { MayHaveDied: false } && !Guardians.Has(tx, person) ? Grant(tx, proxy, null, "本人") : null;
    }

    /// <summary>By SMS everything ends that this phone's owner allowed; how many that were.</summary>
    internal int TakeBackBySms(Tx tx, string phoneHash)
    {
        var held = tx.Query<Proxy>($"""
            SELECT {Proxy.Columns} FROM proxies x JOIN people p ON p.id = x.person_id WHERE p.phone_hash = @phoneHash AND p.phone_owner = '1' AND x.state IN ('asked', 'granted') AND x.way <> 'guardian'
            """, new { phoneHash }).ToList();
        foreach (var proxy in held) End(tx, proxy, "本人", "本人回短信收回");
        return held.Count;
    }

    /// <summary>By who acts, or by whom it is for.</summary>
    public void EndOwn(Tx tx, long residentId, long id)
    {
        var me = Self(tx, residentId);
        if (Proxy.Find(tx, id) is not { } proxy || proxy.ActorId != me.Id && proxy.PersonId != me.Id) throw new Refusal("not_found", "没有这个代办，可能已经收回了。");
        if (proxy.PersonId == me.Id && proxy.Way == ProxyWay.Guardian) throw new Refusal("guardian_needed", "监护人代办要停，请找社区当面说。");
        End(tx, proxy, me.Name, proxy.ActorId == me.Id ? $"{me.Name}不办了" : "本人收回");
    }

    public void EndByStaff(Tx tx, StaffMember worker, long id, string? why)
    {
        if (Proxy.Find(tx, id) is not { PersonId: { } person } proxy || Ownership.Find(tx, worker.Scope, person) is null) throw new Refusal("not_found", "没有这个代办。");
        if (string.IsNullOrWhiteSpace(why)) throw new Refusal("reason_needed", "请写为什么收回。");
        End(tx, proxy, worker.Name, Texts.Cut(why.Trim(), WhyMax));
    }

    public static IReadOnlyList<Proxy> ByActor(Tx tx, long personId) => [.. tx.Query<Proxy>(
        $"SELECT {Proxy.Columns} FROM proxies x WHERE x.actor_id = @personId ORDER BY x.asked_at DESC, x.id DESC LIMIT {ListMax}", new { personId })];

    public static IReadOnlyList<Proxy> OfPerson(Tx tx, long personId) => [.. tx.Query<Proxy>(
        $"SELECT {Proxy.Columns} FROM proxies x WHERE x.person_id = @personId ORDER BY x.asked_at DESC, x.id DESC LIMIT {ListMax}", new { personId })];

    /// <summary>In these days this person was told that somebody acts for them, and how to take it back.</summary>
    public static bool WasTold(Tx tx, long personId) => tx.Value<long?>(
        "SELECT id FROM notices WHERE person_id = @p0 AND template IN ('proxy_granted', 'proxy_acted') AND created_at > @p1 LIMIT 1", personId, tx.Now - AnswerMs) is not null;

    /// <summary>Everything somebody did for others ends with who they are.</summary>
    internal static void EndAllOf(Tx tx, long actorId, string by, string why)
    {
        foreach (var id in tx.Query<long>("SELECT id FROM proxies WHERE actor_id = @actorId AND state = 'granted'", new { actorId }).ToList()) GiveBack(tx, id);
        tx.Run("UPDATE proxies SET state = 'ended', ended_at = @p1, ended_by = @p2, ended_why = @p3, asks_phone = NULL WHERE actor_id = @p0 AND state IN ('asked', 'granted')", actorId, tx.Now, by, why);
    }

    /// <summary>Those whose time is over end by themselves, and who acted hears of it.</summary>
    public int EndOver(Tx tx)
    {
        var over = tx.Query<Proxy>($"SELECT {Proxy.Columns} FROM proxies x WHERE x.state = 'granted' AND x.until_at <= @Now LIMIT {OverMax}", new { tx.Now }).ToList();
        foreach (var proxy in over) End(tx, proxy, "系统", "已经到期");
        return over.Count;
    }

    /// <summary>How it goes on with what was brought is told to the person from now on, where the person is bound.</summary>
    static void GiveBack(Tx tx, long proxyId) => tx.Run(
        "UPDATE cases SET resident_id = (SELECT MIN(r.id) FROM residents r WHERE r.person_id = cases.person_id AND r.level > 0) WHERE proxy_id = @p0", proxyId);

    /// <summary>Who calls, as a person on record.</summary>
    internal static Bindings.Person Self(Tx tx, long residentId) => Bindings.Now(tx, residentId) is { } bound && Bindings.Hold(tx, bound.PersonId) is { MayHaveDied: false } person
        ? person : throw new Refusal("need_bind", Texts.Of("bot/family/bind_first"));

    (Bindings.Person?, string, string?) Known(Tx tx, long me, long id, string way)
    {
        if (Family.Of(tx, me).FirstOrDefault(f => f.Id == id) is not { } relative || Bindings.Hold(tx, id) is not { MayHaveDied: false } person)
            throw new Refusal("not_found", "没有登记这位家人，请填姓名和电话。");
        if (Guardians.Acts(tx, me, person)) return (person, person.Name, null);
        if (person.IsMinor(tx)) throw new Refusal("guardian_needed", Texts.Of("bot/bind/minor"));
        if (Guardians.Has(tx, id)) throw new Refusal("guardian_needed", Texts.Of("bot/family/guardian"));
        var phone = tx.Value<string>("SELECT phone_sealed FROM people WHERE id = @p0 AND phone_owner = '1'", id) is { } box ? BindCodes.Mobile(seal.Open(box)) : null;
        if (way == ProxyWay.Sms && phone is null) throw new Refusal("no_own_phone", "没有登记老人本人的手机，请选上门当面问。");
        return (person, person.Name, phone);
    }

    (Bindings.Person?, string, string?) Named(Tx tx, ProxyRequest request)
    {
        var name = request.Name?.Trim() is { Length: > 0 and <= NameMax } given ? given : throw new Refusal("name_needed", "请填老人的姓名。");
        var phone = BindCodes.Mobile(request.Phone) ?? throw new Refusal("bad_phone", "请填老人自己的手机号，11位数字。");
        return (BindCodes.OwnerOf(tx, name, seal.Hash(phone)!), name, phone);
    }

    bool AskBySms(Tx tx, Proxy proxy, string phone)
    {
        var hash = seal.Hash(phone)!;
        tx.Run("UPDATE proxies SET asks_phone = NULL WHERE asks_phone = @p0 AND asked_at <= @p1", hash, tx.Now - AnswerMs);
        if (tx.Value<int>("SELECT COUNT(*) FROM proxies WHERE person_id = @p0 AND way = 'sms' AND asked_at > @p1", proxy.PersonId, tx.Now - DayMs) > SmsPerDay
            || tx.Value<long?>("SELECT id FROM proxies WHERE asks_phone = @p0", hash) is not null) return false;
        tx.Run("UPDATE proxies SET asks_phone = @p1 WHERE id = @p0", proxy.Id, hash);
        var community = CommunityOf(tx, proxy);
        notices.ToPhone(tx, phone, $"proxy:{proxy.Id}", "parent_consent", new Dictionary<string, string> { ["rel"] = proxy.Who, ["tel"] = community?.Phone ?? "" }, null, community?.Code ?? "");
        return true;
    }

    void AskAtDoor(Tx tx, Proxy proxy, Bindings.Person person) => bindings.AskWorker(tx, person, $"proxy:{proxy.Id}", $"当面问一声：{person.Name}",
        $"{proxy.Who}想在手机上替他：{proxy.ScopeText}。请当面问本人，在他的页面上记同意或不同意。");

    Proxy Grant(Tx tx, Proxy proxy, StaffMember? worker, string by)
    {
        var until = BeijingTime.Of(tx.Now).AddMonths((int)proxy.Months).ToUnixTimeMilliseconds();
        tx.Run("UPDATE proxies SET state = 'granted', way = @p1, decided_at = @p2, until_at = @p3, staff_id = @p4, asks_phone = NULL WHERE id = @p0", proxy.Id, proxy.Way, tx.Now, until, worker?.Id);
        proxy = proxy with { State = ProxyState.Granted, UntilAt = until };
        Settle(tx, proxy, worker, by, $"同意{proxy.Who}代办（{proxy.ScopeText}），到{proxy.UntilText}，{ProxyWay.Text(proxy.Way)}");
        TellActor(tx, proxy, Texts.Of("bot/family/ok", ("name", proxy.PersonName), ("what", proxy.ScopeText), ("until", proxy.UntilText)));
        Tell(tx, proxy, $"proxy-ok:{proxy.Id}", "proxy_granted", ("until", $"{BeijingTime.Of(until):yyyy年M月}"));
        return proxy;
    }

    Proxy Refuse(Tx tx, Proxy proxy, string by)
    {
        tx.Run("UPDATE proxies SET state = 'refused', decided_at = @p1, asks_phone = NULL WHERE id = @p0", proxy.Id, tx.Now);
        Settle(tx, proxy, null, by, $"不同意{proxy.Who}代办");
        TellActor(tx, proxy, Texts.Of("bot/family/refused"));
        return proxy with { State = ProxyState.Refused };
    }

    void End(Tx tx, Proxy proxy, string by, string why)
    {
        if (tx.Run("UPDATE proxies SET state = 'ended', ended_at = @p1, ended_by = @p2, ended_why = @p3, asks_phone = NULL WHERE id = @p0 AND state IN ('asked', 'granted')", proxy.Id, tx.Now, by, why) == 0) return;
        GiveBack(tx, proxy.Id);
        Settle(tx, proxy, null, by, $"{proxy.Who}代办结束：{why}");
        TellActor(tx, proxy, Texts.Of("bot/family/ended", ("name", proxy.PersonName)));
    }

    /// <summary>The ledgers of both, and no visit is asked for any more.</summary>
    void Settle(Tx tx, Proxy proxy, StaffMember? worker, string by, string text)
    {
        todos.Finish(tx, $"proxy:{proxy.Id}", text);
        var source = worker is null ? "本人" : Bindings.SourceOf(worker);
        if (proxy.PersonId is { } person) Ledger.Note(tx, Subject.Person, person, new(source, by, text));
        Ledger.Note(tx, Subject.Person, proxy.ActorId, new(source, by, $"替{proxy.PersonName}代办：{text}"));
    }

    void TellActor(Tx tx, Proxy proxy, string text)
    {
        foreach (var resident in tx.Query<long>("SELECT id FROM residents WHERE person_id = @ActorId AND level > 0", new { proxy.ActorId }).ToList())
            notices.ToResident(tx, resident, $"proxy:{proxy.Id}:{tx.Now}", CommunityOf(tx, proxy)?.Code, null, text);
    }

    /// <summary>The person hears what was done in their name, in WeChat or by SMS, and how to stop it.</summary>
    internal void Tell(Tx tx, Proxy proxy, string key, string template, params (string Name, string Value)[] more)
    {
        var community = CommunityOf(tx, proxy);
        var variables = more.Append(("rel", proxy.Who)).Append(("tel", community?.Phone ?? "")).ToDictionary(v => v.Item1, v => v.Item2);
        notices.Open(tx, new(key, NoticeDesk.Answer, proxy.PersonId, null, null, community?.Code ?? "", template, variables));
    }

    Division? CommunityOf(Tx tx, Proxy proxy) => proxy.PersonId is { } id && Bindings.Hold(tx, id) is { } person ? divisions.Community(person.Home) : null;

    /// <summary>By name alone: asking again must not tell whether name and number fitted somebody.</summary>
    static bool AlreadyHeld(Tx tx, long actor, string name) => tx.Count<int>("""
        SELECT COUNT(*) FROM proxies WHERE actor_id = @actor AND person_name = @name AND (state = 'granted' AND until_at > @Now OR state = 'asked' AND asked_at > @since)
        """, new { actor, name, tx.Now, since = tx.Now - AnswerMs }) > 0;

    static void MustBeFew(Tx tx, long actor)
    {
        if (tx.Value<int>("SELECT COUNT(*) FROM proxies WHERE actor_id = @p0 AND asked_at > @p1", actor, tx.Now - DayMs) >= AsksPerDay)
            throw new Refusal("too_many_today", "今天问的次数够多了，请明天再来。");
        if (tx.Value<int>("SELECT COUNT(*) FROM proxies WHERE actor_id = @p0 AND state = 'granted' AND until_at > @p1", actor, tx.Now) >= HeldMax)
            throw new Refusal("too_many", $"一个人最多帮{HeldMax}位，请找社区。");
    }

    static void Insert(Tx tx, Proxy p) => tx.Run("""
        INSERT INTO proxies (id, actor_id, actor_name, person_id, person_name, relation, scope, months, way, state, asked_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10)
        """, p.Id, p.ActorId, p.ActorName, p.PersonId, p.PersonName, p.Relation, p.Scope, p.Months, p.Way, p.State, p.AskedAt);
}
