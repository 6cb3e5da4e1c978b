using System.Text.Json.Serialization;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

public enum Outcome
{
    NotEligible,
    Eligible,
    /// <summary>Cannot tell yet: something is not known, or on that day there was no such law or no amount.</summary>
    Unknown,
}

/// <summary>One condition for one person.</summary>
/// <param name="Held">Null where nobody knows.</param>
/// <param name="Source">Who said so last.</param>
/// <param name="Since">When, in Unix milliseconds.</param>
/// <param name="Stale">Older than the field's value is good for.</param>
public sealed record VerdictReason(string Text, bool? Held, string Value, string? Source = null, long? Since = null, bool Stale = false, string? Clause = null)
{
    /// <summary>How old the value is; null where nobody said it.</summary>
    public int? AgeDays { get; init; }

    /// <summary>What of the condition it is about; null where it is about something else.</summary>
    [JsonIgnore] public Condition? Term { get; init; }

    /// <summary>Whether this reader may read the value.</summary>
    public bool IsReadBy(Reader reader) => Term is null || Term.Fields.All(f => FieldRights.ReadsInFull(reader, f));
}

/// <summary>A question whose answer would bring the matter on.</summary>
public sealed record MissingFact(string Field, string Question)
{
    /// <summary>Whom it is about: the person, or somebody related.</summary>
    [JsonIgnore] public long PersonId { get; init; }
}

/// <summary>What a scenario says of one person on a day, and why.</summary>
/// <param name="Receiving">Has the benefit already.</param>
public sealed record Verdict(
    Outcome Outcome, IReadOnlyList<VerdictReason> Conditions, IReadOnlyList<MissingFact> Missing, Amount? Amount, bool Receiving = false)
{
    /// <summary>The first day within a year on which time alone makes it eligible; see <see cref="FirstDay"/>.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The amount of who may have it, be it only in time.</summary>
    public Amount? Due => Outcome == Outcome.NotEligible && From is null ? null : Amount;

    /// <summary>What stops it being raised (done already, not wanted); null where nothing does.</summary>
    public string? Stopped { get; init; }

    /// <summary>Found, and not had yet.</summary>
    public bool IsOpen => !Receiving && Stopped is null;

    /// <summary>By the values alone, without who said them.</summary>
    public static Verdict Of(Scenario scenario, SubjectValues person, DateOnly on)
    {
        var asked = new Condition.All([scenario.Condition, scenario.Alive]);
        var amount = scenario.Amounts.Of(person, on);
        var holds = Holds(scenario, person, on);
        var explained = scenario.Condition.Explain(person, on).Reasons;
        var reasons = explained.Where(r => !IsAskedBeside(r, explained)).Select(r => new VerdictReason(r.Text, r.Held, r.Value, Clause: r.Term.Clause ?? r.Term.Leaves.FirstOrDefault()?.Clause) { Term = r.Term }).ToList();
        reasons.AddRange(scenario.Alive.Explain(person, on).Reasons.Where(r => r.Held != true).Select(r => new VerdictReason(r.Text, r.Held, r.Value)));
        if (!scenario.IsLaw(on)) reasons.Add(new("文件当天有效", null, scenario.File.Law is { Until: { } until } law ? $"{law.From} 至 {until}" : $"{scenario.File.Law?.From} 起施行"));
        if (amount is { InGap: true } && asked.Holds(person, on) == true) reasons.Add(new("当天有效的金额标准", null, amount.Text));
        return new(holds switch { true => Outcome.Eligible, false => Outcome.NotEligible, _ => Outcome.Unknown }, reasons,
            holds == false ? [] : MissingFacts.Of(new Condition.All([asked, .. AmountsAsked(scenario, person, on)]), person, on), amount, scenario.Receives?.Holds(person, on) == true);
    }

    /// <summary>That nobody has said where somebody is registered is no reason beside the place itself.</summary>
    static bool IsAskedBeside(Reason reason, IReadOnlyList<Reason> all) => reason.Term is Condition.Leaf { Op: ConditionOp.Known, Negated: true } unsaid
        && all.Any(r => r.Term is Condition.Leaf { Op: not ConditionOp.Known } leaf && leaf.Field == unsaid.Field);

    /// <summary>Unknown also where all holds and the law was none on that day, or has no amount for it.</summary>
    internal static bool? Holds(Scenario scenario, SubjectValues person, DateOnly on) => new Condition.All([scenario.Condition, scenario.Alive]).Holds(person, on) switch
    {
        true when !scenario.IsLaw(on) => null,
        true when scenario.Amounts.Of(person, on) is { InGap: true } => null,
        var holds => holds,
    };

    /// <summary>The segment that is not known to fail, so that its questions are asked too.</summary>
    static IEnumerable<Condition> AmountsAsked(Scenario scenario, SubjectValues person, DateOnly on)
    {
        var open = scenario.Amounts.Segments.Where(s => s.IsValidOn(on)).Select(s => s.When).ToList();
        return open.Count == 0 ? [] : [new Condition.Any(open)];
    }
}

public static class Outcomes
{
    /// <summary>As scripts and golden cases write it.</summary>
    public static string Word(this Outcome outcome) => outcome switch
    {
        Outcome.Eligible => "eligible",
        Outcome.NotEligible => "not_eligible",
        _ => "unknown",
    };

    /// <summary>A word of those as people read it.</summary>
    public static string Text(string word) => word switch
    {
        "eligible" => "符合",
        "not_eligible" => "不符合",
        "unknown" => "还不能判断",
        _ => word,
    };
}
