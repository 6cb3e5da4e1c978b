using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;

namespace OneTable.Services.Approvals;

/// <summary>发放名单: the approved of one scenario and month of one street, as it was handed to the department.</summary>
public sealed record PaidList(long Id, string Scenario, string Title, string Month, string DivisionCode, string MadeBy, long MadeAt, int People, long Fen, int Paid, int Unpaid);

/// <param name="Fen">What the law pays in a month, a year or once (per).</param>
/// <param name="DueFen">What is due by the end of the list's month, back pay with it; null where a person has to say it.</param>
public sealed record PaidItem(long ClaimId, long PersonId, string Name, string Home, long? Fen, string? Per, string? FromMonth, long? DueFen, string? Outcome, string? Why, long? At);

/// <summary>What the department says of one: paid, or refused with its reason.</summary>
public sealed record PaidAnswer(long ClaimId, bool Paid, string? Why);

/// <summary>From approval to money: lists of who is to be paid, and what became of each.</summary>
public sealed class PaidLists(ClaimDesk desk, ClaimViews views, FlowList flows, ScenarioList scenarios, ScheduleDesk schedules, DivisionTree tree)
{
    const int PeopleMax = 5_000, ListsMax = 100;
    const string Paid = "paid", Unpaid = "unpaid";

    sealed record Row
    {
        public long Id { get; init; }
        public string Scenario { get; init; } = "";
        public string Month { get; init; } = "";
        public string DivisionCode { get; init; } = "";
        public string MadeBy { get; init; } = "";
        public long MadeAt { get; init; }
        public int People { get; init; }
        public long? Fen { get; init; }
        public int? Paid { get; init; }
        public int? Unpaid { get; init; }
    }

    const string Select = """
        SELECT l.id AS Id, l.scenario AS Scenario, l.month AS Month, l.division_code AS DivisionCode, l.made_by AS MadeBy, l.made_at AS MadeAt, COUNT(i.claim_id) AS People,
          SUM(i.due_fen) AS Fen, SUM(CASE WHEN i.outcome = 'paid' THEN 1 ELSE 0 END) AS Paid, SUM(CASE WHEN i.outcome = 'unpaid' THEN 1 ELSE 0 END) AS Unpaid
        FROM paid_lists l LEFT JOIN paid_items i ON i.list_id = l.id WHERE l.division_code >= @From AND l.division_code < @To
        """;
    const string Grouped = "GROUP BY l.id, l.scenario, l.month, l.division_code, l.made_by, l.made_at ORDER BY l.made_at DESC, l.id DESC";

    /// <summary>Of whose division it is; those of scenarios the reader may not ask about are not there.</summary>
    public IReadOnlyList<PaidList> Within(Tx tx, StaffMember me)
    {
        var known = views.Known(tx, me.Reader);
        return [.. tx.Query<Row>($"{Select} {Grouped} LIMIT {ListsMax}", new { me.Scope.From, me.Scope.To }).Where(r => known.Contains(r.Scenario)).ToList().Select(r => View(tx, r))];
    }

    public PaidList? Find(Tx tx, StaffMember me, long id) =>
        tx.First<Row>($"{Select} AND l.id = @id {Grouped}", new { me.Scope.From, me.Scope.To, id }) is { } row && views.Known(tx, me.Reader).Contains(row.Scenario) ? View(tx, row) : null;

    PaidList View(Tx tx, Row r) => new(r.Id, r.Scenario, scenarios.Find(tx, r.Scenario)?.Title ?? r.Scenario, r.Month, r.DivisionCode, r.MadeBy, r.MadeAt, r.People, r.Fen ?? 0, r.Paid ?? 0, r.Unpaid ?? 0);

    /// <summary>Those of the list whom this reader sees: somebody may have moved away since.</summary>
    public IReadOnlyList<PaidItem> Items(Tx tx, StaffMember me, long list) => [.. tx.Query<Item>($"""
        SELECT i.claim_id AS ClaimId, p.id AS PersonId, p.name AS Name, COALESCE(p.registered_community, p.living_grid) AS Code, i.fen AS Fen, i.per AS Per, i.from_month AS FromMonth,
          i.due_fen AS DueFen, i.outcome AS Outcome, i.why AS Why, i.at AS At
        FROM paid_items i JOIN claims c ON c.id = i.claim_id JOIN people p ON p.id = c.person_id WHERE i.list_id = @list AND {Seen.Person} ORDER BY 4, p.name, p.id
        """, new { list, me.Scope.From, me.Scope.To }).Select(i => new PaidItem(i.ClaimId, i.PersonId, i.Name, tree.Community(i.Code)?.Name ?? "", i.Fen, i.Per, i.FromMonth, i.DueFen, i.Outcome, i.Why, i.At))];

    sealed record Item
    {
        public long ClaimId { get; init; }
        public long PersonId { get; init; }
        public string Name { get; init; } = "";
        public string? Code { get; init; }
        public long? Fen { get; init; }
        public string? Per { get; init; }
        public string? FromMonth { get; init; }
        public long? DueFen { get; init; }
        public string? Outcome { get; init; }
        public string? Why { get; init; }
        public long? At { get; init; }
    }

    /// <summary>All whose step it is, whose first month has come and who stand on no list yet. Asked again, when nobody is new, it answers with the last one.</summary>
    public long Make(Tx tx, StaffMember me, string? scenarioName, string? month)
    {
        var scenario = scenarios.Require(tx, scenarioName ?? "");
        if (!views.Known(tx, me.Reader).Contains(scenario.Name)) throw new Refusal("not_found", "没有这个场景，或不归您管。");
        if (!DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", out var first) || first > Today(tx).AddMonths(1) || Today(tx).DayNumber - first.DayNumber > 400) throw new Refusal("bad_month", "请选发放的月份。");
        var waiting = tx.Query<Claim>($"""
            SELECT {Claim.Columns} FROM claims c JOIN people p ON p.id = c.person_id WHERE c.scenario = @Name AND c.state = 'open' AND c.decision = 'approved' AND {Seen.Person}
            AND NOT EXISTS (SELECT 1 FROM paid_items i WHERE i.claim_id = c.id AND i.outcome IS NULL) ORDER BY c.decided_at, c.id LIMIT {PeopleMax}{tx.ForUpdate}
            """, new { scenario.Name, me.Scope.From, me.Scope.To }).Where(c => StepOf(tx, c).File.Pays && StepOf(tx, c).MayTake(tree, me, ClaimDesk.Person(tx, c.PersonId))
                && string.CompareOrdinal(c.FromMonth, month) <= 0 && !Claim.IsListed(tx, c.Id)).ToList();
        if (waiting.Count == 0)
            return tx.Value<long?>("SELECT id FROM paid_lists WHERE scenario = @p0 AND month = @p1 AND division_code = @p2 ORDER BY made_at DESC LIMIT 1", scenario.Name, month, me.DivisionCode)
                ?? throw new Refusal("nobody_to_pay", "现在没有等着发放的人。");
        var id = tx.NextId();
        tx.Run("INSERT INTO paid_lists (id, scenario, month, division_code, made_by, made_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)", id, scenario.Name, month, me.DivisionCode, me.Name, tx.Now);
        foreach (var claim in waiting)
        {
            var due = claim.Fen is null || WasPaid(tx, claim) ? null : schedules.Due(tx, scenario, claim.PersonId, claim.CountsFrom(scenario.Pay), first).Fen;
            tx.Run("INSERT INTO paid_items (list_id, claim_id, fen, per, from_month, due_fen) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)", id, claim.Id, claim.Fen, claim.Per, claim.FromMonth, due);
            ClaimEvent.Add(tx, claim, me, "list", $"列入{first:yyyy年M月}发放名单");
        }
        return id;
    }

    /// <summary>What the department answered: tap by tap or by its sheet. Who is settled already stays so.</summary>
    public int Settle(Tx tx, StaffMember me, long list, IReadOnlyList<PaidAnswer> answers)
    {
        var open = Items(tx, me, list).Where(i => i.Outcome is null).Select(i => i.ClaimId).ToHashSet();
        var done = 0;
        foreach (var answer in answers.Where(a => open.Contains(a.ClaimId)))
        {
            if (Claim.Find(tx, answer.ClaimId) is not { IsOpen: true } claim) continue;
            var (flow, scenario, person) = (flows.Require(tx, claim.Flow, claim.FlowVersion), scenarios.Require(tx, claim.Scenario), ClaimDesk.Person(tx, claim.PersonId));
            var step = flow.Step(claim.Step);
            if (!step.File.Pays) continue; // it is no longer there, or stands twice in one sheet
            if (!step.MayTake(tree, me, person)) throw new Refusal("not_yours", "由街道经办人或区部门来确认。");
            var why = answer.Paid ? null : ClaimDesk.Reason(answer.Why, "没有发成要写原因。");
            tx.Run("UPDATE paid_items SET outcome = @p2, why = @p3, at = @p4 WHERE list_id = @p0 AND claim_id = @p1", list, claim.Id, answer.Paid ? Paid : Unpaid, why, tx.Now);
            if (answer.Paid) desk.Pay(tx, claim, step, scenario, person, me);
            else desk.Back(tx, claim, flow, step, step.File.ReturnsTo ?? flow.First.Name, "returned", ClaimVerb.Unpaid, scenario, person, me, why!, null);
            done++;
        }
        return done;
    }

    /// <summary>For months that are claimed again, or once for all: what is due a person says.</summary>
    static bool WasPaid(Tx tx, Claim claim) => tx.Value<string?>("""
        SELECT MAX(l.month) FROM paid_items i JOIN paid_lists l ON l.id = i.list_id JOIN claims c ON c.id = i.claim_id
        WHERE i.outcome = 'paid' AND c.person_id = @p0 AND c.scenario = @p1
        """, claim.PersonId, claim.Scenario) is { } until && (claim.Per == "once" || string.CompareOrdinal(until, claim.FromMonth) >= 0);

    FlowStep StepOf(Tx tx, Claim claim) => flows.Require(tx, claim.Flow, claim.FlowVersion).Step(claim.Step);

    static DateOnly Today(Tx tx) => DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);
}
