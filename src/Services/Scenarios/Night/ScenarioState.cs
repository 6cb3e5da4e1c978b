using System.Security.Cryptography;
using System.Text;
using OneTable.Services.Data;

namespace OneTable.Services.Scenarios.Night;

/// <summary>How far a scenario has been looked at.</summary>
/// <param name="Signature">By which rule: another version, or another compared list, asks of everybody anew.</param>
/// <param name="Day">As of which day.</param>
/// <param name="Number">Up to which number of the change feed.</param>
sealed record ScenarioState(string Scenario, string Signature, string Day, long Number)
{
    public DateOnly On => BeijingTime.Day(Day);

    public static Dictionary<string, ScenarioState> All(Tx tx) => tx.Query<ScenarioState>(
        $"SELECT scenario AS Scenario, signature AS Signature, day AS Day, number AS Number FROM scenario_states{tx.ForUpdate}").ToDictionary(s => s.Scenario);

    public static string SignatureOf(Tx tx, Scenario scenario)
    {
        var lists = string.Join('|', scenario.Stops.Select(s => s.List).OfType<string>().Select(list => NightFacts.ListsOf(tx, list)));
        return $"{scenario.Version} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lists)))}";
    }

    /// <summary>Whether there was a night before, so that one may have been missed.</summary>
    public static bool IsBehind(Tx tx, DateOnly today) => tx.Value<string?>("SELECT MAX(day) FROM scenario_states") is { } last && string.CompareOrdinal(last, today.Iso()) < 0;

    public void Keep(Tx tx) => tx.Run(tx.Dialect.Upsert(
        "INSERT INTO scenario_states (scenario, signature, day, number) VALUES (@p0, @p1, @p2, @p3)", "scenario", "signature", "day", "number"), Scenario, Signature, Day, Number);
}
