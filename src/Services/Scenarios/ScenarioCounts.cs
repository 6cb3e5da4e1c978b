using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Scenarios;

/// <summary>What a scenario has led to so far, in a scope.</summary>
public static class ScenarioCounts
{
    public static long ToDos(Tx tx, Scope scope, string scenario) => tx.Count<long>(
        "SELECT COUNT(*) FROM todos WHERE scenario = @scenario AND division_code >= @From AND division_code < @To", new { scenario, scope.From, scope.To });

    public static long Notices(Tx tx, Scope scope, string scenario) => tx.Count<long>(
        "SELECT COUNT(*) FROM notices WHERE matter = @scenario AND division_code >= @From AND division_code < @To", new { scenario, scope.From, scope.To });
}
