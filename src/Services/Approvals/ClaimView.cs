using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Approvals;

public sealed record ClaimRow(long Id, long PersonId, string Name, string? Address, string Scenario, string Title, string Step, string StepTitle, string State, string StateText,
    long StartedAt, long EnteredAt, long? DueAt, bool Late, string? Amount, string Home);

/// <param name="Kind">now, done or ahead.</param>
public sealed record StepView(string Name, string Title, string Kind);
public sealed record PhotoView(long FileId, string Url);
public sealed record MaterialView(string Label, bool Needed, IReadOnlyList<PhotoView> Photos);
public sealed record SignerView(long PersonId, string Name, int? Age, string? Url);
public sealed record RoundView(string Title, long EnteredAt, long? LeftAt, long? DueAt, string? How, bool Late);
/// <param name="Outcome">eligible, not_eligible or unknown.</param>
public sealed record VerdictView(string Outcome, IReadOnlyList<VerdictReason> Conditions, IReadOnlyList<MissingFact> Missing, string? Amount);
public sealed record LetterView(string Title, IReadOnlyList<string> Lines);

/// <summary>All of one claim on one screen, as both clients show it.</summary>
public sealed record ClaimPage
{
    public required ClaimRow Claim { get; init; }
    public required PersonBrief Person { get; init; }
    public required int Round { get; init; }
    /// <summary>When the values were read.</summary>
    public required long OpenedAt { get; init; }
    public required IReadOnlyList<StepView> Steps { get; init; }
    public required bool AtTheDoor { get; init; }
    public required int People { get; init; }
    public required IReadOnlyList<string> Present { get; init; }
    /// <summary>Only for who may take the step.</summary>
    public string? DoorCode { get; init; }
    public required bool HandedIn { get; init; }
    public required VerdictView? Verdict { get; init; }
    public required IReadOnlyList<ClaimField> Fields { get; init; }
    public required IReadOnlyList<MaterialView> Materials { get; init; }
    public required IReadOnlyList<SignerView> Signers { get; init; }
    public required IReadOnlyList<string> Missing { get; init; }
    public long? PostedUntil { get; init; }
    /// <summary>To be hung up (公示) or handed over (书面告知).</summary>
    public LetterView? Letter { get; init; }
    public string? DecidedBy { get; init; }
    public string? DecidedWhy { get; init; }
    /// <summary>Why it waits although it is nobody's turn: a death that is suspected.</summary>
    public string? Paused { get; init; }
    public required IReadOnlyList<string> May { get; init; }
    public required string Whose { get; init; }
    public required IReadOnlyList<RoundView> Rounds { get; init; }
    public required IReadOnlyList<ClaimEvent> Events { get; init; }
}

/// <summary>A matter of a visit that can be claimed at the door.</summary>
public sealed record ClaimMatter(long PersonId, string PersonName, string Scenario, string Title, long? ClaimId);

/// <summary>Claims as both clients show them.</summary>
public sealed class ClaimViews(FlowList flows, ScenarioList scenarios, ScenarioDesk desk, ClaimForms forms, ClaimLetters letters, People people, DivisionTree tree, FieldCatalog fields)
{
    /// <summary>Those whose questions this reader may ask: that somebody claims tells what they are (F07).</summary>
    public IReadOnlyList<string> Known(Tx tx, Reader reader) =>
        [.. scenarios.All(tx).Where(s => s.File.Steps is not null && FieldRights.MayList(reader, s.Asked)).Select(s => s.Name)];

    public Listing<ClaimRow> List(Tx tx, StaffMember me, Claim.Filter filter, Scope? within = null)
    {
        var found = Claim.Within(tx, within ?? me.Scope, Known(tx, me.Reader), filter);
        var persons = people.Briefs(tx, [.. found.Items.Select(c => c.PersonId).Distinct()]);
        return new(found.Total, [.. found.Items.Select(c => Row(tx, c, persons[c.PersonId]))]);
    }

    ClaimRow Row(Tx tx, Claim claim, PersonBrief person)
    {
        var (scenario, step) = (scenarios.Find(tx, claim.Scenario), flows.Require(tx, claim.Flow, claim.FlowVersion).Step(claim.Step));
        var home = ClaimDesk.Person(tx, claim.PersonId);
        return new(claim.Id, claim.PersonId, person.Name, person.Address, claim.Scenario, scenario?.Title ?? claim.Scenario, claim.Step, step.Title, claim.State,
            claim.IsOpen ? step.Title : ClaimState.Text(claim.State), claim.StartedAt, claim.EnteredAt, claim.DueAt, claim.IsOpen && claim.DueAt < tx.Now,
            claim.Fen is { } fen ? Amounts.Text(fen, claim.Per!) : null, tree.Community(home.LivingGrid ?? home.RegisteredCommunity)?.Name ?? "");
    }

    /// <summary>Null where there is none, it lies elsewhere, or its scenario is not for this reader and it is not their turn.</summary>
    /// <param name="link">How a photo is opened.</param>
    public ClaimPage? Page(Tx tx, StaffMember me, long id, Func<long, string> link)
    {
        if (Claim.Find(tx, id) is not { } claim || Ownership.Find(tx, me.Scope, claim.PersonId) is not { } person || scenarios.Find(tx, claim.Scenario) is not { } scenario) return null;
        var flow = flows.Require(tx, claim.Flow, claim.FlowVersion);
        var step = flow.Step(claim.Step);
        var mine = !FieldRights.IsReadOnly(me.Reader) && step.MayTake(tree, me, person);
        if (!mine && !FieldRights.MayList(me.Reader, scenario.Asked)) return null;
        var papers = ClaimPapers.Of(tx, id);
        var (isOpen, brief) = (claim.IsOpen, people.Briefs(tx, [person.Id])[person.Id]);
        IReadOnlyList<PhotoView> Of(Func<Paper, bool> which) => [.. papers.Where(which).Select(p => new PhotoView(p.FileId, link(p.FileId)))];
        var wanted = step.Photos(scenario);
        return new()
        {
            Claim = Row(tx, claim, brief), Person = brief, Round = claim.RoundNo, OpenedAt = tx.Now, Steps = Steps(flow, claim), AtTheDoor = step.IsAtTheDoor,
            People = step.File.People, Present = [.. ClaimEvent.Present(tx, claim).Select(e => e.Who)], DoorCode = mine && isOpen ? claim.DoorCode : null, HandedIn = claim.HandedIn,
            Verdict = (!step.IsAtTheDoor || FieldRights.MayList(me.Reader, scenario.Asked)) && desk.Explain(tx, scenario, person.Id, DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime), me.Reader) is { } v ? new(v.Outcome.Word(), v.Conditions, v.Missing, v.Amount?.Text) : null,
            Fields = forms.Open(tx, step, scenario, person.Id, me),
            Materials = [.. wanted.Concat(papers.Where(p => p.SignerId is null).Select(p => p.Label)).Distinct().Select(label => new MaterialView(label, wanted.Contains(label), Of(p => p.Label == label)))],
            Signers = [.. Signers(tx, claim, flow, step).Select(s => new SignerView(s.PersonId, s.Name, s.Age, Of(p => p.SignerId == s.PersonId).LastOrDefault()?.Url))],
            Missing = isOpen ? ClaimPapers.Missing(tx, claim, step, scenario) : [], PostedUntil = claim.PostedUntil,
            Letter = letters.Of(claim, step, scenario, person), DecidedBy = claim.DecidedBy, DecidedWhy = claim.DecidedWhy,
            Paused = isOpen && claim.Decision is null && Ledger.Kept(tx, fields.Find("人员状态")!, person.Id) == "2" ? "有人报他可能已经去世，核实前先放一放。" : null,
            May = isOpen ? May(claim, flow, step, person, me, mine, tx.Now) : [], Whose = isOpen ? $"{step.File.At}：{string.Join('、', step.File.By)}" : ClaimState.Text(claim.State),
            Rounds = [.. ClaimRound.Of(tx, id).Select(r => new RoundView(r.Title, r.EnteredAt, r.LeftAt, r.DueAt, r.How, (r.LeftAt ?? (isOpen ? tx.Now : 0)) > r.DueAt))],
            Events = ClaimEvent.Of(tx, id),
        };
    }

    /// <summary>Who signs this step, else who signed an earlier one.</summary>
    static IReadOnlyList<Signer> Signers(Tx tx, Claim claim, Flow flow, FlowStep step) =>
        ClaimPapers.Signers(tx, claim, step.File.SignedBy is not null ? step : flow.Steps.FirstOrDefault(s => s.File.SignedBy is not null) ?? step);

    static IReadOnlyList<StepView> Steps(Flow flow, Claim claim)
    {
        var now = claim.State == ClaimState.Paid ? flow.Steps.Count : flow.IndexOf(claim.Step);
        return [.. flow.Steps.Select((s, i) => new StepView(s.Name, s.Title, i < now ? "done" : i == now && claim.IsOpen ? "now" : "ahead"))];
    }

    List<string> May(Claim claim, Flow flow, FlowStep step, Whereabouts person, StaffMember me, bool mine, long now)
    {
        var may = new List<string>();
        if (mine && step.File.Decides) may.AddRange([ClaimVerb.Approve, ClaimVerb.Refuse]);
        else if (mine && !step.File.Pays && !(claim.PostedUntil > now)) may.Add(ClaimVerb.Done);
        if (mine && step.File.Pays) may.AddRange([ClaimVerb.Paid, ClaimVerb.Unpaid]);
        if (mine && step.File.PostedDays > 0) may.Add(ClaimVerb.Object);
        if (mine && step.File.People > 1) may.Add(ClaimVerb.Present);
        if (mine && step.File.ReturnsTo is not null && !step.File.Pays) may.Add(ClaimVerb.Return);
        if (!FieldRights.IsReadOnly(me.Reader) && flow.Steps.Any(s => s.MayTake(tree, me, person))) may.Add(ClaimVerb.Withdraw);
        return may;
    }

    /// <summary>What can be claimed for a person, and what runs: those scenarios whose questions the reader may ask.</summary>
    public IReadOnlyList<ClaimMatter> Matters(Tx tx, StaffMember me, Whereabouts person)
    {
        var running = Claim.OfPerson(tx, person.Id).Where(c => c.IsOpen).ToDictionary(c => c.Scenario, c => c.Id);
        return [.. scenarios.All(tx).Where(s => s.File.Steps is not null && FieldRights.MayList(me.Reader, s.Asked))
            .Select(s => new ClaimMatter(person.Id, person.Name, s.Name, s.Title, running.TryGetValue(s.Name, out var id) ? id : null))];
    }

    /// <summary>The matters of a visit: its own, and those of the household that joined it; of a claim's own to-do that claim.</summary>
    public IReadOnlyList<ClaimMatter> Matters(Tx tx, ToDo todo)
    {
        if (todo.Kind == ToDoKind.Claim) return ClaimTurns.ClaimsOf(tx, [todo]).TryGetValue(todo.Id, out var id) && Claim.Find(tx, id) is { } claim
            ? [new(claim.PersonId, ClaimDesk.Person(tx, claim.PersonId).Name, claim.Scenario, scenarios.Find(tx, claim.Scenario)?.Title ?? "", claim.Id)] : [];
        if (todo.Kind != ToDoKind.Visit || todo.Scenario is null) return [];
        var matters = tx.Query<(long PersonId, string Name, string Scenario)>("""
            SELECT DISTINCT p.id, p.name, t.scenario FROM todos t JOIN people p ON p.id = t.person_id WHERE t.scenario IS NOT NULL
            AND (t.id = @Id OR t.household_id = @HouseholdId AND t.result = @joined)
            """, new { todo.Id, todo.HouseholdId, joined = $"与同住家人一次上门，并入待办 {todo.Id}" });
        return [.. matters.ToList().Select(m => (Matter: m, Scenario: scenarios.Find(tx, m.Scenario))).Where(m => m.Scenario?.File.Steps is not null)
            .Select(m => new ClaimMatter(m.Matter.PersonId, m.Matter.Name, m.Matter.Scenario, m.Scenario!.Title, Claim.Running(tx, m.Matter.PersonId, m.Matter.Scenario)?.Id))];
    }
}
