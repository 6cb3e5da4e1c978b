using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Residents;

/// <param name="Level">1 by a code to the own phone, 2 face to face with the card in hand.</param>
/// <param name="Actor">Who bound: the resident, or the worker at the door.</param>
public sealed record Binding(
    long Id, long ResidentId, long PersonId, long Level, string How, string Actor, long BoundAt, long? EndedAt, string? EndedBy, string? EndedWhy)
{
    public string LevelText => Text(Level);
    public string HowText => How == Bindings.Door ? "网格员上门看过证件" : "本人手机验证码";

    public static string Text(long level) => level switch { 1 => "已绑定", 2 => "已核实", _ => "还没认" };
}

/// <summary>
/// Who a WeChat user is (F17). Nobody takes over what another WeChat user is bound to without a worker having seen the card,
/// and nobody is bound to somebody who may have died.
/// </summary>
public sealed class Bindings(StaffList staff, DivisionTree divisions, ToDoList todos, NoticeDesk notices)
{
    public const int Bound = 1, Verified = 2, MinorUnder = 14;
    internal const string Code = "code", Door = "door";
    const int WhyMax = 60, HistoryMax = 20;
    const string Columns = """
        id AS Id, resident_id AS ResidentId, person_id AS PersonId, level AS Level, how AS How, actor AS Actor, bound_at AS BoundAt, ended_at AS EndedAt, ended_by AS EndedBy, ended_why AS EndedWhy
        """;

    /// <summary>What of somebody decides whether they can be bound or acted for.</summary>
    internal sealed record Person(long Id, string Name, string Status, string? BirthDate, string? LivingGrid, string? RegisteredCommunity)
    {
        public bool MayHaveDied => Status is "2" or "3";
        public bool IsMinor(Tx tx) => BirthDate is { } born && Age.On(BeijingTime.Day(born), DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime)) < MinorUnder;
        public string? Home => LivingGrid ?? RegisteredCommunity;
    }

    /// <summary>Held until the commit: of two who bind to one person the second finds the first.</summary>
    internal static Person? Hold(Tx tx, long id) => tx.First<Person>($"""
        SELECT id AS Id, name AS Name, status AS Status, birth_date AS BirthDate, living_grid AS LivingGrid, registered_community AS RegisteredCommunity FROM people WHERE id = @id{tx.ForUpdate}
        """, new { id });

    public static Binding? Now(Tx tx, long residentId) =>
        tx.First<Binding>($"SELECT {Columns} FROM bindings WHERE resident_id = @residentId AND ended_at IS NULL ORDER BY bound_at DESC LIMIT 1", new { residentId });

    /// <summary>Held until the commit: of two who bind one WeChat user the second finds the first.</summary>
    internal static Binding? HoldNow(Tx tx, long residentId)
    {
        tx.Value<long?>("SELECT id FROM residents WHERE id = @p0" + tx.ForUpdate, residentId);
        return Now(tx, residentId);
    }

    /// <summary>The WeChat users that a worker is: who calls, and whose WeChat stands in the list of staff. Nobody vouches for themself.</summary>
    internal static IReadOnlyList<(long Id, long? PersonId)> Own(Tx tx, StaffMember me, long caller) => [.. tx.Query<(long, long?)>(
        "SELECT id, person_id FROM residents WHERE id = @caller OR mini_openid = @MiniOpenid OR mp_openid = @MpOpenid", new { caller, me.MiniOpenid, me.MpOpenid })];

    /// <summary>Those of now first, then those that ended.</summary>
    public static IReadOnlyList<Binding> OfPerson(Tx tx, long personId) => [.. tx.Query<Binding>($"""
        SELECT {Columns} FROM bindings WHERE person_id = @personId ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, bound_at DESC LIMIT {HistoryMax}
        """, new { personId })];

    /// <summary>After the right code. False where another WeChat user is bound to this person: a worker is asked to see the card.</summary>
    internal bool ByCode(Tx tx, long residentId, long personId)
    {
        if (Hold(tx, personId) is not { MayHaveDied: false } person || person.IsMinor(tx)) return false;
        if (Others(tx, personId, residentId) is [var other, ..])
        {
            AskWorker(tx, person, $"bind:{personId}:{residentId}", $"换微信绑定：{person.Name}", "有人用本人手机的验证码，想把另一个微信绑到他名下。请当面看证件，再扫他页面上的码。");
            notices.ToResident(tx, other, $"bind:{personId}:{residentId}", divisions.Community(person.Home)?.Code, null, Texts.Of("bot/bind/other_asks"));
            return false;
        }
        Bind(tx, residentId, person, Bound, Code, null);
        return true;
    }

    /// <summary>The worker has seen the card. An older WeChat user of the same person ends, and hears of it.</summary>
    internal void AtTheDoor(Tx tx, StaffMember me, long personId, long residentId)
    {
        Ownership.Require(tx, me, personId);
        var now = HoldNow(tx, residentId);
        var person = Hold(tx, personId)!;
        if (person.MayHaveDied) throw new Refusal("suspected_death", "登记为疑似去世，请先核实再绑。");
        if (person.IsMinor(tx)) throw new Refusal("too_young", Texts.Of("bot/bind/minor"));
        if (now is not null && now.PersonId != personId) throw new Refusal("bound_already", "这个微信已经绑了别人，请他先解除。");
        foreach (var other in Others(tx, personId, residentId))
        {
            End(tx, other, me.Name, "本人换了微信，当面核实", SourceOf(me));
            notices.ToResident(tx, other, $"unbind:{personId}:{residentId}", divisions.Community(person.Home)?.Code, null, Texts.Of("bot/bind/moved"));
        }
        Bind(tx, residentId, person, Verified, Door, me);
        todos.Finish(tx, $"bind:{personId}:{residentId}", $"{me.Name}当面核实，已绑定");
    }

    /// <summary>By the resident themself.</summary>
    public bool EndOwn(Tx tx, long residentId) => End(tx, residentId, "本人", "本人解除", "本人");

    /// <summary>A worker takes it away and says why.</summary>
    public void TakeAway(Tx tx, StaffMember me, long personId, long residentId, string? why)
    {
        Ownership.Require(tx, me, personId);
        if (string.IsNullOrWhiteSpace(why)) throw new Refusal("reason_needed", "请写为什么解除。");
        if (Now(tx, residentId) is not { } now || now.PersonId != personId) throw new Refusal("not_found", "没有这个绑定，可能已经解除了。");
        End(tx, residentId, me.Name, Texts.Cut(why.Trim(), WhyMax), SourceOf(me));
        notices.ToResident(tx, residentId, $"unbind:{now.Id}", null, null, Texts.Of("bot/bind/taken_away"));
    }

    /// <summary>With it ends what this person does for others: that somebody else was bound may be why it ended.</summary>
    static bool End(Tx tx, long residentId, string by, string why, string source)
    {
        if (Now(tx, residentId) is not { } now) return false;
        tx.Run("UPDATE bindings SET ended_at = @p1, ended_by = @p2, ended_why = @p3 WHERE id = @p0", now.Id, tx.Now, by, why);
        tx.Run("UPDATE residents SET person_id = NULL, level = 0 WHERE id = @p0", residentId);
        Proxies.EndAllOf(tx, now.PersonId, by, "代办人的绑定解除了");
        Ledger.Note(tx, Subject.Person, now.PersonId, new(source, by, "解除微信绑定：" + why));
        return true;
    }

    static void Bind(Tx tx, long residentId, Person person, int level, string how, StaffMember? me)
    {
        var (actor, source) = me is null ? ("本人", "本人") : (me.Name, SourceOf(me));
        Leave(tx, residentId, person.Id, actor, "改为当面核实", source);
        tx.Run("INSERT INTO bindings (id, resident_id, person_id, level, how, staff_id, actor, bound_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)",
            tx.NextId(), residentId, person.Id, level, how, me?.Id, actor, tx.Now);
        tx.Run("UPDATE residents SET person_id = @p1, level = @p2 WHERE id = @p0", residentId, person.Id, level);
        Ledger.Note(tx, Subject.Person, person.Id, new(source, actor, me is null ? "用本人手机的验证码绑定微信" : "当面看过证件，绑定微信"));
    }

    /// <summary>What a WeChat user was bound to gives way to the next. Who stays the same person goes on acting for others.</summary>
    static void Leave(Tx tx, long residentId, long? next, string by, string why, string source)
    {
        if (Now(tx, residentId) is { } now && now.PersonId != next) End(tx, residentId, by, why, source);
        else tx.Run("UPDATE bindings SET ended_at = @p1, ended_by = @p2, ended_why = @p3 WHERE resident_id = @p0 AND ended_at IS NULL", residentId, tx.Now, by, why);
    }

    /// <summary>Two WeChat users turned out to be one: what was known more surely stays.</summary>
    internal static void GiveToResident(Tx tx, long from, long to, bool fromWins)
    {
        var (stays, goes) = fromWins ? (from, to) : (to, from);
        Leave(tx, goes, Now(tx, stays)?.PersonId, "系统", "公众号和小程序合并", "系统");
        tx.Run("UPDATE bindings SET resident_id = @p1 WHERE resident_id = @p0", from, to);
        tx.Run("DELETE FROM door_codes WHERE resident_id = @p0", from);
        tx.Run("UPDATE bind_codes SET resident_id = @p1 WHERE resident_id = @p0", from, to);
    }

    /// <summary>A visit for who looks after the person's grid, else for the community's social worker or secretary.</summary>
    internal void AskWorker(Tx tx, Person person, string key, string title, string detail)
    {
        var community = divisions.Community(person.Home)?.Code ?? "";
        var worker = (person.LivingGrid is { } grid ? staff.WorkerOf(tx, grid) : null) ?? staff.InPost(tx, community, Posts.SocialWorker) ?? staff.InPost(tx, community, Posts.Secretary);
        if (worker is not null)
            todos.Open(tx, new(key, ToDoKind.Visit, worker.Id, person.Home ?? worker.DivisionCode, title, detail, PersonId: person.Id));
    }

    static List<long> Others(Tx tx, long personId, long residentId) =>
        [.. tx.Query<long>("SELECT id FROM residents WHERE person_id = @personId AND level > 0 AND id <> @residentId ORDER BY level DESC, id", new { personId, residentId })];

    internal static string SourceOf(StaffMember me) => Ownership.SourceOf(me);
}
