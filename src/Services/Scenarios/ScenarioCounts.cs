using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Scenarios;

/// <summary>What each scenario has led to so far, in a scope.</summary>
public static class ScenarioCounts
{
    /// <summary>A visit that carries several scenarios counts for each.</summary>
    public static IReadOnlyDictionary<string, long> ToDos(Tx tx, Scope scope) => Counts(tx, scope, "findings", "scenario", "DISTINCT todo_id");

    public static IReadOnlyDictionary<string, long> Notices(Tx tx, Scope scope) => Counts(tx, scope, "notices", "matter", "*");

    static Dictionary<string, long> Counts(Tx tx, Scope scope, string table, string scenario, string what) => tx.Query<(string Scenario, long Count)>($"""
        SELECT {scenario}, COUNT({what}) FROM {table} WHERE division_code >= @From AND division_code < @To AND {scenario} IS NOT NULL GROUP BY {scenario}
        """, new { scope.From, scope.To }).ToDictionary(c => c.Scenario, c => c.Count);
}
