using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Why;

namespace OneTable.Services.Approvals;

public sealed record OwnStep(string Title, string Kind);

/// <summary>A resident's own matter in plain words; 批准 stands in it only after who may say so has said it (F24).</summary>
/// <param name="Missing">What the next visit asks for.</param>
/// <param name="By">One honest day; null where nobody can promise one.</param>
/// <param name="Number">As it is said in the chat.</param>
public sealed record OwnClaim(long Id, string Title, string Words, bool Open, IReadOnlyList<OwnStep> Steps, IReadOnlyList<string> Missing, string? By, string? Why, long StartedAt,
    bool MayWithdraw, string Number);

/// <summary>我的办理.</summary>
public sealed class OwnClaims(FlowList flows, ScenarioList scenarios, FieldCatalog fields)
{
    public IReadOnlyList<OwnClaim> Of(Tx tx, long person) => [.. Claim.OfPerson(tx, person).Select(c => View(tx, c)).OfType<OwnClaim>()];

    OwnClaim? View(Tx tx, Claim claim)
    {
        if (scenarios.Find(tx, claim.Scenario) is not { } scenario) return null;
        var flow = flows.Require(tx, claim.Flow, claim.FlowVersion);
        var (step, now) = (flow.Step(claim.Step), flow.IndexOf(claim.Step));
        var steps = flow.Steps.Select((s, i) => new OwnStep(s.File.Plain, claim.State == ClaimState.Paid || i < now ? "done" : i == now && claim.IsOpen ? "now" : "ahead")).ToList();
        return new(claim.Id, Chances.Title(scenario), Words(claim, step), claim.IsOpen, steps, claim.IsOpen ? [.. ClaimPapers.Missing(tx, claim, step, scenario), .. Unknown(tx, scenario, claim)] : [],
            claim.IsOpen && !(claim.DueAt < tx.Now) ? By(tx, claim, flow, now) : null, claim.State == ClaimState.Refused ? claim.DecidedWhy : null, claim.StartedAt, claim.IsOpen, claim.Number);
    }

    static string Words(Claim claim, FlowStep step) => claim switch
    {
        { State: ClaimState.Paid } => $"已经发放，从{claim.FromText}起。",
        { State: ClaimState.Refused } => "这次没有通过，原因写在下面。",
        { State: ClaimState.Withdrawn } => "您已撤回，想办随时再来。",
        { IsOpen: false } => "已停办。",
        { IsApproved: true } => $"已批准，现在：{step.File.Plain}。到账日子看银行。",
        { Decision: ClaimState.Refused } => $"已有结果，现在：{step.File.Plain}。",
        _ => $"您可能符合，正在办。现在：{step.File.Plain}。",
    };

    IEnumerable<string> Unknown(Tx tx, Scenario scenario, Claim claim)
    {
        if (claim.Decision is not null) return [];
        var known = SubjectValues.Load(tx, scenario.Asked.Fields.Concat(scenario.Amounts.Fields).Distinct(), [claim.PersonId]).Single();
        return Verdict.Of(scenario, known, DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime)).Missing
            .Where(m => fields.Find(m.Field) is { IsRestricted: false }).Select(m => m.Question);
    }

    /// <summary>By when it is decided, if every step to there takes as long as it may; the day of payment is the bank's.</summary>
    static string? By(Tx tx, Claim claim, Flow flow, int now)
    {
        if (claim.IsApproved || claim.DueAt is not { } due) return null;
        var day = DateOnly.FromDateTime(BeijingTime.Of(due).DateTime);
        foreach (var step in flow.Steps.Skip(now + 1).TakeWhile(s => !s.File.Pays && !s.File.Letter))
            day = step.File.PostedDays > 0 ? day.AddDays(step.File.PostedDays)
                : step.File.Workdays is { } days ? Staff.DutyRota.AddWorkdays(tx, day, days)
                : DateOnly.FromDateTime(BeijingTime.Of(Staff.DutyRota.AddWorkHours(tx, BeijingTime.UnixMs(day, Staff.DutyRota.DayBegins), step.File.Hours!.Value)).DateTime);
        return $"最晚{day:M月d日}有结果";
    }
}
