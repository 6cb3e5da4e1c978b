using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Registry;

/// <param name="HeardFrom">One of <see cref="Deaths.Sources"/>.</param>
/// <param name="ContactId">Who alone speaks with the family; the community's social worker where nobody is named.</param>
public sealed record DeathReport(string? HeardFrom, string? Note, long? ContactId);

public sealed record DeathRow(long Id, long PersonId, string Name, string Home, string State, string HeardFrom, string? Note, string Actor, long CreatedAt,
    string Contact, long QuietUntil, bool Quiet, string? DiedOn, long? DecidedAt, string? DecidedBy, bool MayDecide);

/// <summary>
/// F05: whoever hears of a death taps once, and nothing personal goes out any more. Only the secretary or a social worker
/// confirms or takes it back. The family hears from one named person and from nobody else for seven days. No machine stops a benefit.
/// </summary>
public sealed class Deaths(People people, Ledger ledger, Identities identities, FieldCatalog fields, DivisionTree tree, StaffList staff, ToDoList todos)
{
    public static readonly IReadOnlyList<string> Sources = ["家属", "邻居", "走访", "物业", "名单比对", "其他"];
    public const int QuietDays = 7;
    const string Status = "人员状态", Suspected = "2", Dead = "3";
    const int NoteMax = 200;
    static readonly HashSet<string> deciders = [Posts.Secretary, Posts.SocialWorker, Posts.Committee];
    static readonly TimeOnly endOfWork = new(18, 0);

    sealed record Found
    {
        public long Id { get; init; }
        public long PersonId { get; init; }
        public string Name { get; init; } = "";
        public string? LivingGrid { get; init; }
        public string? RegisteredCommunity { get; init; }
        public string State { get; init; } = "";
        public string HeardFrom { get; init; } = "";
        public string? Note { get; init; }
        public string Actor { get; init; } = "";
        public long CreatedAt { get; init; }
        public string StatusBefore { get; init; } = "";
        public long ContactId { get; init; }
        public string? Contact { get; init; }
        public long QuietUntil { get; init; }
        public long? TodoId { get; init; }
        public string? DiedOn { get; init; }
        public long? DecidedAt { get; init; }
        public string? DecidedBy { get; init; }

        public Whereabouts Person => new(PersonId, Name, LivingGrid, RegisteredCommunity);
    }

    const string Columns = """
        d.id AS Id, d.person_id AS PersonId, p.name AS Name, p.living_grid AS LivingGrid, p.registered_community AS RegisteredCommunity, d.state AS State,
        d.heard_from AS HeardFrom, d.note AS Note, d.actor AS Actor, d.created_at AS CreatedAt, d.status_before AS StatusBefore, d.contact_id AS ContactId,
        s.name AS Contact, d.quiet_until AS QuietUntil, d.todo_id AS TodoId, d.died_on AS DiedOn, d.decided_at AS DecidedAt, d.decided_by AS DecidedBy
        """;
    const string Among = "FROM deaths d JOIN people p ON p.id = d.person_id LEFT JOIN staff s ON s.id = d.contact_id WHERE " + Seen.Person;

    public static bool MayDecide(StaffMember me) => deciders.Contains(me.Post);

    /// <summary>Suspected ones first wait; with state empty, all.</summary>
    public Listing<DeathRow> List(Tx tx, StaffMember me, string? state, int page, int size)
    {
        var where = Among + (string.IsNullOrEmpty(state) ? "" : " AND d.state = @state");
        var args = new { me.Scope.From, me.Scope.To, state, Size = size, Skip = (page - 1) * size };
        return new(tx.Count<int>($"SELECT COUNT(*) {where}", args),
            [.. tx.Query<Found>($"SELECT {Columns} {where} ORDER BY d.created_at DESC, d.id DESC LIMIT @Size OFFSET @Skip", args).Select(d => View(me, d))]);
    }

    public int Count(Tx tx, Scope scope) => tx.Count<int>($"SELECT COUNT(*) {Among} AND d.state = 'suspected'", new { scope.From, scope.To });

    /// <summary>The last report about a person that was not taken back.</summary>
    public DeathRow? Of(Tx tx, StaffMember me, long person) => tx.First<Found>(
        $"SELECT {Columns} {Among} AND d.person_id = @person AND d.state <> 'withdrawn' ORDER BY d.created_at DESC LIMIT 1",
        new { me.Scope.From, me.Scope.To, person }) is { } found ? View(me, found) : null;

    public long Report(Tx tx, StaffMember me, long id, DeathReport report)
    {
        var person = Ownership.Require(tx, me, id);
        if (report.HeardFrom is null || !Sources.Contains(report.HeardFrom)) throw new Refusal("source_needed", "请选是听谁说的。");
        var note = string.IsNullOrWhiteSpace(report.Note) ? null : report.Note.Trim() is { Length: <= NoteMax } said ? said
            : throw new Refusal("too_long", $"说明最多写{NoteMax}个字。");
        var status = Ledger.Locked(tx, fields.Find(Status)!, id) ?? "";
        if (status == Dead) throw new Refusal("settled_already", "这个人已经登记去世了。");
        var contact = Contact(tx, me, person, report.ContactId);
        var death = tx.NextId();
        if (tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO deaths (id, open_key, person_id, state, heard_from, note, actor, created_at, status_before, contact_id, quiet_until)
            VALUES (@p0, @p1, @p1, 'suspected', @p2, @p3, @p4, @p5, @p6, @p7, @p8)
            """, death, id, report.HeardFrom, note, me.Name, tx.Now, status, contact.Id, QuietFrom(tx.Now)) == 0)
            throw new Refusal("in_hand", "已经有人报过了，正在核实。");
        people.Write(tx, id, new Dictionary<string, string?> { [Status] = Suspected },
            new(Ownership.SourceOf(me), me.Name, $"听{report.HeardFrom}说疑似去世"));
        var todo = todos.Open(tx, new($"death:{death}", ToDoKind.Visit, contact.Id, DivisionOf(person), $"核实疑似去世：{person.Name}",
            $"{report.HeardFrom}说的，{me.Name}报的。家属只由您一个人联系，七天内别人不打扰。", PersonId: id,
            DueAt: BeijingTime.UnixMs(DutyRota.AddWorkdays(tx, Today(tx), 1), endOfWork)));
        tx.Run("UPDATE deaths SET todo_id = @p1 WHERE id = @p0", death, todo);
        return death;
    }

    /// <summary>A person says so; the benefits go on until a person stops them, which is a to-do of its own. Answers who it is.</summary>
    public long Confirm(Tx tx, StaffMember me, long id, string? diedOn)
    {
        var death = Require(tx, me, id);
        if (!DateOnly.TryParseExact(diedOn, "yyyy-MM-dd", out var day) || day > Today(tx) || day.Year < 1900)
            throw new Refusal("bad_date", "请填去世日期，不能晚于今天。");
        people.Write(tx, death.PersonId, new Dictionary<string, string?> { [Status] = Dead, ["去世日期"] = day.Iso() },
            new(Ownership.SourceOf(me), me.Name, "核实去世"));
        tx.Run("UPDATE deaths SET state = 'confirmed', open_key = NULL, died_on = @p1, decided_at = @p2, decided_by = @p3, quiet_until = @p4 WHERE id = @p0",
            id, day.Iso(), tx.Now, me.Name, QuietFrom(tx.Now));
        if (death.TodoId is { } todo) todos.Finish(tx, todo, $"{me.Name}核实去世");
        var benefits = ledger.TextOf(tx, death.PersonId, "享受待遇");
        var allowance = ledger.TextOf(tx, death.PersonId, "高龄津贴起领月");
        if (benefits is null && allowance is null) return death.PersonId;
        var text = string.Join('、', new[] { benefits, allowance is null ? null : $"高龄津贴（{allowance}起领）" }.OfType<string>());
        todos.Open(tx, new($"death-benefits:{id}", ToDoKind.Visit, death.ContactId, DivisionOf(death.Person), $"办停待遇：{death.Name}",
            $"{death.Name}已核实去世。系统不会自己停发，请按规定办：{text}。", PersonId: death.PersonId,
            DueAt: BeijingTime.UnixMs(Today(tx).AddDays(QuietDays), endOfWork)));
        return death.PersonId;
    }

    /// <summary>Alive after all: everything as before, and the family may be spoken to again.</summary>
    public void Withdraw(Tx tx, StaffMember me, long id)
    {
        var death = Require(tx, me, id);
        var before = death.StatusBefore is "" or Suspected ? "1" : death.StatusBefore;
        people.Write(tx, death.PersonId, new Dictionary<string, string?> { [Status] = before }, new(Ownership.SourceOf(me), me.Name, "核实没有去世"));
        tx.Run("UPDATE deaths SET state = 'withdrawn', open_key = NULL, decided_at = @p1, decided_by = @p2, quiet_until = @p1 WHERE id = @p0", id, tx.Now, me.Name);
        if (death.TodoId is { } todo) todos.Finish(tx, todo, $"{me.Name}核实没有去世");
    }

    /// <summary>Until when a person's family is to be left in peace; null when nobody of it died or may have died these days.</summary>
    public static long? QuietUntil(Tx tx, long person) => tx.First<long?>("""
        SELECT MAX(d.quiet_until) FROM people me JOIN deaths d ON d.quiet_until > @now AND d.state <> 'withdrawn' JOIN people gone ON gone.id = d.person_id
        WHERE me.id = @person AND gone.id <> @person AND (gone.living_household_id = me.living_household_id
            OR gone.registered_household_id = me.registered_household_id
                AND EXISTS (SELECT 1 FROM households h WHERE h.id = me.registered_household_id AND COALESCE(h.form, '1') = '1')
            OR EXISTS (SELECT 1 FROM relations r WHERE r.until IS NULL AND r.from_kind = 'person' AND r.to_kind = 'person'
                AND (r.from_id = me.id AND r.to_id = gone.id OR r.from_id = gone.id AND r.to_id = me.id)))
        """, new { person, now = tx.Now });

    StaffMember Contact(Tx tx, StaffMember me, Whereabouts person, long? chosen)
    {
        var community = tree.Community(person.LivingGrid) ?? tree.Community(person.RegisteredCommunity);
        if (chosen is { } id)
            return staff.Find(tx, id) is { } named && community is not null && tree.Community(named.DivisionCode)?.Code == community.Code
                ? named : throw new Refusal("bad_staff", "联系人要是他所在社区的人。");
        return (community is null ? null : staff.InPost(tx, community.Code, Posts.SocialWorker) ?? staff.InPost(tx, community.Code, Posts.Secretary)) ?? me;
    }

    static Found Require(Tx tx, StaffMember me, long id)
    {
        if (!MayDecide(me)) throw new Refusal("forbidden", "由社区书记或社工核实。");
        var death = tx.First<Found>($"SELECT {Columns} {Among} AND d.id = @id{tx.ForUpdate}", new { id, me.Scope.From, me.Scope.To })
            ?? throw new Refusal("not_found", "没有找到这条。");
        return death.State == "suspected" ? death : throw new Refusal("settled_already", $"{death.DecidedBy}已经核实过了。");
    }

    static long QuietFrom(long now) => now + (long)TimeSpan.FromDays(QuietDays).TotalMilliseconds;

    static DateOnly Today(Tx tx) => DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);

    static string DivisionOf(Whereabouts person) => person.LivingGrid ?? person.RegisteredCommunity ?? "";

    DeathRow View(StaffMember me, Found d) => new(d.Id, d.PersonId, d.Name, identities.HomeOf(d.Person), d.State, d.HeardFrom, d.Note, d.Actor, d.CreatedAt,
        d.Contact ?? "", d.QuietUntil, d.QuietUntil > people.Now, d.DiedOn, d.DecidedAt, d.DecidedBy, d.State == "suspected" && MayDecide(me));
}
