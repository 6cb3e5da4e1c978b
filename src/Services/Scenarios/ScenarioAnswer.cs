using OneTable.Services.Data;

namespace OneTable.Services.Scenarios;

/// <summary>What a scenario says of one person on a day, alike for the command line and the console.</summary>
/// <param name="Outcome">eligible, not_eligible or unknown.</param>
/// <param name="Amounts">Empty where it grants no money.</param>
/// <param name="From">The first day on which time alone makes it eligible.</param>
/// <param name="Law">The text that decides; empty where it is a sample.</param>
public sealed record ScenarioAnswer(
    string Scenario, string Title, string Outcome, IReadOnlyList<VerdictReason> Conditions, IReadOnlyList<MissingFact> Missing, IReadOnlyList<Amount> Amounts,
    bool Receiving, string? Stopped, string? From, string? Law, string? Region, bool Sample, IReadOnlyList<string> Materials)
{
    public string OutcomeText => Receiving ? "已经在领" : Outcome switch { "eligible" => "可能符合", "unknown" => "还差几样", _ => "不符合" };

    public static ScenarioAnswer Of(Found found) => Of(found.Scenario, found.Verdict);

    public static ScenarioAnswer Of(Scenario scenario, Verdict verdict)
    {
        var file = scenario.File;
        return new(scenario.Name, scenario.Title, verdict.Outcome.Word(), verdict.Conditions, verdict.Missing, verdict.Due is { } amount ? [amount] : [],
            verdict.Receiving, verdict.Stopped, verdict.From?.Iso(), file.Law is { } law ? $"《{law.Title}》{law.Number}" : null, file.Region, file.Sample, file.Materials);
    }
}
