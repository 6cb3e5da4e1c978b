using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Approvals;

public static class ClaimVerb
{
    public const string Start = "start", Done = "done", Present = "present", Approve = "approve", Refuse = "refuse", Return = "return", Object = "object", Withdraw = "withdraw",
        Paid = "paid", Unpaid = "unpaid", Stop = "stop";
}

/// <summary>What somebody does with a claim. Round: the one they saw; OpenedAt: when they saw the values; Key: the sender's own, done once however often it is sent.</summary>
public sealed record ClaimOrder(string? Verb, string? Key, int Round, long OpenedAt = 0, IReadOnlyDictionary<string, string?>? Answers = null,
    IReadOnlyList<Paper>? Papers = null, string? Reason = null);

/// <summary>
/// The life of a claimed allowance: one state machine over steps that are data. Only who holds the step's post in the step's
/// division takes it; only who may approve says 批准 (F24); a death stops it politely (F05), a machine stops nothing that is approved (F27).
/// </summary>
public sealed class ClaimDesk(FlowList flows, ScenarioList scenarios, ClaimTurns turns, ClaimForms forms, ScheduleDesk schedules, Subjects subjects, FieldCatalog fields, DivisionTree tree, ToDoList todos)
{
    const string AllowanceField = "享受待遇", Status = "人员状态", Suspected = "2", Dead = "3";
    const int KeyMax = 80, ReasonMin = 4, ReasonMax = 200;

    /// <summary>Begun by a worker: from the visit's to-do, the person's page, the scenario. Of two who begin at once both get the same one.</summary>
    public Claim Start(Tx tx, StaffMember me, long personId, string scenarioName, long? todoId = null)
    {
        var person = Ownership.Require(tx, me, personId);
        var (scenario, flow) = Claimable(tx, scenarioName);
        if (FieldRights.IsReadOnly(me.Reader) || !flow.Steps.Any(s => s.MayTake(tree, me, person))) throw new Refusal("forbidden", "由他所在的社区来办。");
        var occasion = todoId is null ? null : todos.Find(tx, me.Id, todoId.Value) is { } todo && todo.Scenario is not null ? todoId : null;
        return Begin(tx, person, scenario, flow, me, me.Id, null, occasion);
    }

    /// <summary>Begun by the resident's own application.</summary>
    public Claim Apply(Tx tx, long residentId, long personId, string scenarioName)
    {
        var (scenario, flow) = Claimable(tx, scenarioName);
        return Begin(tx, Person(tx, personId), scenario, flow, Actor.Resident, null, residentId, null);
    }

    Claim Begin(Tx tx, Whereabouts person, Scenario scenario, Flow flow, Actor who, long? staffId, long? residentId, long? todoId)
    {
        if (Claim.Running(tx, person.Id, scenario.Name) is { } running) return running;
        var known = SubjectValues.Load(tx, scenario.Asked.Fields, [person.Id]).Single();
        var today = Today(tx);
        if (StatusOf(tx, person.Id) is Suspected or Dead && !scenario.File.OfTheDead) throw new Refusal("suspected_death", "这个人可能已经去世，先核实。");
        if (scenario.Receives?.Holds(known, today) == true) throw new Refusal("receiving_already", $"已经在领{scenario.File.Benefit}，不用再办。");
        var id = tx.NextId();
        var added = tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO claims (id, open_key, person_id, scenario, occasion, flow, flow_version, step, round_no, state, from_month, staff_id, resident_id, todo_id,
              started_at, entered_at, handed_in)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, 0, 'open', @p4, @p8, @p9, @p10, @p11, @p11, 0)
            """, id, Claim.KeyOf(person.Id, scenario.Name), person.Id, scenario.Name, $"{today:yyyy-MM}", flow.Name, flow.Version, flow.First.Name, staffId, residentId, todoId, tx.Now);
        if (added == 0) return Claim.Running(tx, person.Id, scenario.Name)!;
        var claim = turns.Enter(tx, Claim.Find(tx, id)!, flow.First, person, scenario.Title);
        ClaimEvent.Add(tx, claim, who, ClaimVerb.Start, $"开始办理{scenario.Title}");
        turns.Tell(tx, claim, person, "claim_open");
        return claim;
    }

    /// <summary>Takes one step. The same key again changes nothing; who acts on an older round is told.</summary>
    public Claim Do(Tx tx, StaffMember me, long id, ClaimOrder order)
    {
        var claim = Claim.Find(tx, id);
        // The second at the door may come from the next grid.
        var scope = order.Verb == ClaimVerb.Present ? Community(me) : me.Scope;
        if (claim is null || Ownership.Find(tx, scope, claim.PersonId) is not { } person) throw new Refusal("not_found", "没有这件办理，或不在您的辖区。");
        if (FieldRights.IsReadOnly(me.Reader)) throw new Refusal("forbidden", "这个岗位只能看，不能办。");
        var key = KeyOf(me, order.Key);
        if (key is not null && ClaimEvent.IsThere(tx, key)) return claim;
        var (scenario, flow) = (scenarios.Require(tx, claim.Scenario), flows.Require(tx, claim.Flow, claim.FlowVersion));
        var step = flow.Step(claim.Step);
        if (!claim.IsOpen) throw new Refusal("settled_already", $"这件事{ClaimState.Text(claim.State)}，不用再办。");
        if (StoppedByDeath(tx, claim, step) is { } stopped) return stopped;
        if (order.Verb == ClaimVerb.Withdraw && flow.Steps.Any(s => s.MayTake(tree, me, person))) return Withdraw(tx, claim, step, me, Reason(order, "请写一句本人为什么不办了。"), key);
        if (!step.MayTake(tree, me, person)) throw new Refusal("not_yours", $"“{step.Title}”由{step.File.At}的{step.File.By[0]}来办。");
        if (order.Verb == ClaimVerb.Present) return BePresent(tx, claim, flow, step, scenario, person, me, key);
        if (order.Round != claim.RoundNo) throw new Refusal("changed_meanwhile", $"刚才已经到了“{step.Title}”，请重新打开。");
        return order.Verb switch
        {
            ClaimVerb.Done => Done(tx, claim, flow, step, scenario, person, me, order, key),
            ClaimVerb.Approve when step.File.Decides => Approve(tx, claim, flow, step, scenario, person, me, key),
            ClaimVerb.Refuse when step.File.Decides => Refuse(tx, claim, flow, step, scenario, person, me, Reason(order, "不批准要写清楚为什么。"), key),
            ClaimVerb.Return when step.File.ReturnsTo is { } to && !step.File.Pays => Back(tx, claim, flow, step, to, "returned", ClaimVerb.Return, scenario, person, me, Reason(order, "退回要写一句差什么。"), key),
            ClaimVerb.Object when step.File.PostedDays > 0 => Back(tx, claim, flow, step, step.File.ObjectedTo ?? flow.First.Name, "objected", ClaimVerb.Object, scenario, person, me,
                Reason(order, "请写异议是什么，不写是谁提的。"), key),
            _ => throw new Refusal("bad_verb", $"“{step.Title}”这一步不能这样办。"),
        };
    }

    /// <summary>The second at the door by the code on the first one's phone; null where no open claim of the own community has it.</summary>
    public long? ByDoorCode(Tx tx, StaffMember me, string? code) => code is not { Length: 6 } ? null
        : tx.Query<long>($"SELECT c.id FROM claims c JOIN people p ON p.id = c.person_id WHERE c.door_code = @code AND c.state = 'open' AND {Seen.Person}",
            new { code, Community(me).From, Community(me).To }).Cast<long?>().FirstOrDefault(id => id is not null);

    Scope Community(StaffMember me) => FieldRights.SeesPeople(me.Reader) && tree.Community(me.DivisionCode) is { } community ? new(community.Code) : me.Scope;

    Claim Done(Tx tx, Claim claim, Flow flow, FlowStep step, Scenario scenario, Whereabouts person, StaffMember me, ClaimOrder order, string? key)
    {
        if (step.File.Decides || step.File.Pays) throw new Refusal("bad_verb", step.File.Pays ? "发放要列进名单。" : "请点批准、退回或不批准。");
        if (claim.PostedUntil is { } until && until > tx.Now) throw new Refusal("posted_still", $"公示到{BeijingTime.Of(until - 1):M月d日}，还没满。");
        ClaimPapers.Add(tx, claim, step, scenario, order.Papers ?? [], me.Id);
        if (ClaimPapers.Missing(tx, claim, step, scenario) is { Count: > 0 } missing) throw new Refusal("paper_needed", $"还差：{string.Join('、', missing.Take(4))}。");
        var taken = forms.Take(tx, claim, step, scenario, person, me, order);
        ClaimEvent.Add(tx, claim, me, ClaimVerb.Done, $"{step.Title}：{taken}{(order.Reason is { Length: > 0 } note ? "。" + Scrubber.Scrub(Limited(note)) : "")}", key);
        if (ClaimEvent.Present(tx, claim).Count < step.File.People)
        {
            tx.Run("UPDATE claims SET handed_in = 1 WHERE id = @p0", claim.Id);
            return claim with { HandedIn = true };
        }
        return GoOn(tx, claim, flow, step, scenario, person);
    }

    Claim BePresent(Tx tx, Claim claim, Flow flow, FlowStep step, Scenario scenario, Whereabouts person, StaffMember me, string? key)
    {
        if (step.File.People < 2) throw new Refusal("bad_verb", "这一步一个人办就行。");
        if (ClaimEvent.Present(tx, claim).Any(e => e.StaffId == me.Id)) return claim;
        ClaimEvent.Add(tx, claim, me, ClaimVerb.Present, $"{me.PostText}{me.Name}确认在场", key);
        return claim.HandedIn && ClaimEvent.Present(tx, claim).Count >= step.File.People ? GoOn(tx, claim, flow, step, scenario, person) : claim;
    }

    Claim GoOn(Tx tx, Claim claim, Flow flow, FlowStep step, Scenario scenario, Whereabouts person)
    {
        turns.Leave(tx, claim, step, "done", $"{step.Title}办好了");
        if (step == flow.First && claim.TodoId is { } todo && IsOnlyMatter(tx, todo)) todos.Finish(tx, todo, $"已上门，{scenario.Title}材料齐了");
        if (step.File.Letter && claim.Decision == ClaimState.Refused) return turns.End(tx, claim, ClaimState.Refused);
        return step.Next is { } next ? turns.Enter(tx, claim, flow.Step(next), person, scenario.Title) : turns.End(tx, claim, ClaimState.Paid);
    }

    /// <summary>A visit that carries other matters of the household too is ended by the worker.</summary>
    static bool IsOnlyMatter(Tx tx, long todo) => tx.Value<long>("""
        SELECT COUNT(*) FROM todos WHERE household_id = (SELECT household_id FROM (SELECT household_id FROM todos WHERE id = @p0) t) AND result = @p1
        """, todo, $"与同住家人一次上门，并入待办 {todo}") == 0;

    Claim Approve(Tx tx, Claim claim, Flow flow, FlowStep step, Scenario scenario, Whereabouts person, StaffMember me, string? key)
    {
        var amount = forms.AmountOf(tx, scenario, person.Id);
        if (amount is { Fen: null }) throw new Refusal("amount_unknown", $"金额还算不出来：{amount.Text}");
        claim = claim with { Decision = ClaimState.Approved, DecidedAt = tx.Now, DecidedBy = me.Name, Fen = amount?.Fen, Per = amount?.Per };
        if (amount is not null) claim = claim with { FromMonth = $"{schedules.Due(tx, scenario, person.Id, claim.CountsFrom(scenario.Pay), Today(tx)).From:yyyy-MM}" };
        tx.Run("UPDATE claims SET decision = 'approved', decided_at = @p1, decided_by = @p2, decided_why = NULL, fen = @p3, per = @p4, from_month = @p5 WHERE id = @p0",
            claim.Id, tx.Now, me.Name, claim.Fen, claim.Per, claim.FromMonth);
        ClaimEvent.Add(tx, claim, me, ClaimVerb.Approve, $"{me.PostText}{me.Name}批准{(amount is null ? "" : "，" + amount.Text)}", key);
        turns.Tell(tx, claim, person, "claim_yes");
        return GoOn(tx, claim, flow, step, scenario, person);
    }

    Claim Refuse(Tx tx, Claim claim, Flow flow, FlowStep step, Scenario scenario, Whereabouts person, StaffMember me, string reason, string? key)
    {
        tx.Run("UPDATE claims SET decision = 'refused', decided_at = @p1, decided_by = @p2, decided_why = @p3 WHERE id = @p0", claim.Id, tx.Now, me.Name, reason);
        claim = claim with { Decision = ClaimState.Refused, DecidedAt = tx.Now, DecidedBy = me.Name, DecidedWhy = reason };
        ClaimEvent.Add(tx, claim, me, ClaimVerb.Refuse, $"没有批准：{reason}", key);
        turns.Leave(tx, claim, step, "refused", "没有批准");
        turns.Tell(tx, claim, person, "claim_no");
        return step.File.RefusedTo is { } to ? turns.Enter(tx, claim, flow.Step(to), person, scenario.Title) : turns.End(tx, claim, ClaimState.Refused);
    }

    /// <summary>To an earlier step, with what was said; an approval falls with it.</summary>
    internal Claim Back(Tx tx, Claim claim, Flow flow, FlowStep step, string to, string how, string verb, Scenario scenario, Whereabouts person, Actor who, string reason, string? key)
    {
        var next = flow.Step(to);
        ClaimEvent.Add(tx, claim, who, verb, verb switch
        {
            ClaimVerb.Object => $"公示有异议：{reason}",
            ClaimVerb.Unpaid => $"没有发成：{reason}",
            _ => $"退回“{next.Title}”：{reason}",
        }, key);
        turns.Leave(tx, claim, step, how, reason);
        tx.Run("UPDATE claims SET decision = NULL, decided_at = NULL, decided_by = NULL, fen = NULL, per = NULL WHERE id = @p0", claim.Id);
        claim = turns.Enter(tx, claim with { Decision = null, DecidedAt = null, DecidedBy = null, Fen = null, Per = null }, next, person, scenario.Title);
        if (next.IsAtTheDoor) turns.Tell(tx, claim, person, "claim_back");
        return claim;
    }

    Claim Withdraw(Tx tx, Claim claim, FlowStep step, Actor who, string reason, string? key)
    {
        if (Claim.IsListed(tx, claim.Id)) throw new Refusal("settled_already", "已经报到部门去发了，等部门答复后再说。");
        ClaimEvent.Add(tx, claim, who, ClaimVerb.Withdraw, $"本人不办了：{reason}", key);
        turns.Leave(tx, claim, step, "ended", "本人撤回");
        return turns.End(tx, claim, ClaimState.Withdrawn);
    }

    /// <summary>The resident takes back what is not paid yet.</summary>
    public Claim WithdrawOwn(Tx tx, long personId, long id, string? reason)
    {
        if (Claim.Find(tx, id) is not { } claim || claim.PersonId != personId) throw new Refusal("not_found", "没有找到这件事。");
        if (claim.State == ClaimState.Withdrawn) return claim;
        if (!claim.IsOpen) throw new Refusal("settled_already", $"这件事{ClaimState.Text(claim.State)}，不能撤回。");
        return Withdraw(tx, claim, flows.Require(tx, claim.Flow, claim.FlowVersion).Step(claim.Step), Actor.Resident, Scrubber.Scrub(Limited(string.IsNullOrWhiteSpace(reason) ? "本人撤回" : reason)), null);
    }

    /// <summary>Confirms that it was paid: the benefit stands at the person from now on, so that no scenario finds them for it again.</summary>
    internal Claim Pay(Tx tx, Claim claim, FlowStep step, Scenario scenario, Whereabouts person, Actor who)
    {
        var facts = new Dictionary<string, string?>();
        if (scenario.File.Benefit is { } benefit && fields.Find(AllowanceField) is { } field && field.CodeSet!.CodeOf(benefit) is { } code)
        {
            var kept = Ledger.Locked(tx, field, person.Id);
            facts[AllowanceField] = string.Join(',', (kept is null or ['?', _] ? [] : kept.Split(',')).Append(code).Distinct());
            if (fields.Find(benefit + "起领月") is { Type: FieldType.Month, Label: var month }) facts[month] = claim.FromMonth;
        }
        if (facts.Count > 0) subjects.Write(tx, Subject.Person, person.Id, facts, new(ClaimForms.Source, who.Name, scenario.Title));
        ClaimEvent.Add(tx, claim, who, ClaimVerb.Paid, $"确认已发放，从{claim.FromText}起");
        turns.Leave(tx, claim, step, "done", "已发放");
        turns.Tell(tx, claim, person, "claim_paid");
        return turns.End(tx, claim, ClaimState.Paid);
    }

    /// <summary>公示 without objection goes on by itself, and what belongs to the dead is stopped. Doing it again changes nothing.</summary>
    public int Sweep(Tx tx)
    {
        var done = StopOfDead(tx, null);
        foreach (var claim in tx.Query<Claim>($"SELECT {Claim.Columns} FROM claims c WHERE c.state = 'open' AND c.posted_until <= @now{tx.ForUpdate}", new { now = tx.Now }).ToList())
        {
            var flow = flows.Require(tx, claim.Flow, claim.FlowVersion);
            var (step, scenario) = (flow.Step(claim.Step), scenarios.Find(tx, claim.Scenario));
            if (scenario is null || step.File.PostedDays == 0) continue;
            ClaimEvent.Add(tx, claim, Actor.System, ClaimVerb.Done, $"公示{step.File.PostedDays}天期满，没有异议");
            GoOn(tx, claim, flow, step, scenario, Person(tx, claim.PersonId));
            done++;
        }
        return done;
    }

    /// <summary>Of one person, or (null) of all whose death is known: what nobody has decided yet ends here.</summary>
    public int StopOfDead(Tx tx, long? person)
    {
        var claims = tx.Query<Claim>($"""
            SELECT {Claim.Columns} FROM claims c JOIN people p ON p.id = c.person_id
            WHERE c.state = 'open' AND c.decision IS NULL AND p.status = '3' AND (@person IS NULL OR c.person_id = @person)
            """, new { person }).ToList();
        foreach (var claim in claims) StoppedByDeath(tx, claim, flows.Require(tx, claim.Flow, claim.FlowVersion).Step(claim.Step));
        return claims.Count;
    }

    /// <summary>F05, F27: what is approved already a person decides about.</summary>
    Claim? StoppedByDeath(Tx tx, Claim claim, FlowStep step)
    {
        if (claim.Decision is not null || scenarios.Find(tx, claim.Scenario)?.File.OfTheDead == true) return null;
        var status = StatusOf(tx, claim.PersonId);
        if (status == Suspected) throw new Refusal("suspected_death", "有人报他可能已经去世，核实前先放一放。");
        if (status != Dead) return null;
        ClaimEvent.Add(tx, claim, Actor.System, ClaimVerb.Stop, "核实已经去世，停止办理，不打扰家属");
        turns.Leave(tx, claim, step, "ended", "停止办理");
        return turns.End(tx, claim, ClaimState.Stopped);
    }

    (Scenario, Flow) Claimable(Tx tx, string name)
    {
        var scenario = scenarios.Require(tx, name);
        return (scenario, flows.Require(tx, scenario.File.Steps ?? throw new Refusal("not_claimable", $"“{scenario.Title}”没有办理步骤。")));
    }

    internal static Whereabouts Person(Tx tx, long id) => tx.First<Whereabouts>(
        "SELECT id AS Id, name AS Name, living_grid AS LivingGrid, registered_community AS RegisteredCommunity FROM people WHERE id = @id", new { id })
        ?? throw new Refusal("not_found", "没有这个人。");

    string? StatusOf(Tx tx, long person) => Ledger.Kept(tx, fields.Find(Status)!, person);

    static DateOnly Today(Tx tx) => DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);

    static string? KeyOf(StaffMember me, string? key) => string.IsNullOrEmpty(key) ? null
        : key.Length <= KeyMax ? $"staff:{me.Id}:{key}" : throw new Refusal("key_needed", "请退出这一页再进来。");

    internal static string Reason(string? text, string ask) => text?.Trim() is { Length: >= ReasonMin } said ? Scrubber.Scrub(Limited(said)) : throw new Refusal("reason_needed", ask);

    static string Reason(ClaimOrder order, string ask) => Reason(order.Reason, ask);

    static string Limited(string text) => text.Trim() is { Length: <= ReasonMax } said ? said : throw new Refusal("too_long", $"最多写{ReasonMax}个字。");
}
