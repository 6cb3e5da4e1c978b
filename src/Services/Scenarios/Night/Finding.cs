using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Scenarios.Night;

/// <summary>Somebody whom a scenario found for an occasion (发现).</summary>
/// <param name="LeftOn">Since when it holds no more; null while it does.</param>
/// <param name="DueOn">From that day on something is to be done about it; null where all is done.</param>
/// <param name="TodoId">The visit that carries it.</param>
public sealed record Finding(
    long Id, string Scenario, long PersonId, string Occasion, int Version, string? Day, string? UntilDay, string DivisionCode, long? HouseholdId,
    string FoundOn, string? LeftOn, string? LeftWhy, string? DueOn, long? ActedAt, long? TodoId)
{
    internal const string Columns = """
        id AS Id, scenario AS Scenario, person_id AS PersonId, occasion AS Occasion, version AS Version, day AS Day, until_day AS UntilDay,
        division_code AS DivisionCode, household_id AS HouseholdId, found_on AS FoundOn, left_on AS LeftOn, left_why AS LeftWhy, due_on AS DueOn,
        acted_at AS ActedAt, todo_id AS TodoId
        """;

    public Occasion Asked => new(Occasion, Day is null ? null : BeijingTime.Day(Day), UntilDay is null ? null : BeijingTime.Day(UntilDay),
        int.TryParse(Occasion, out var age) ? age : null);

    /// <summary>All that was ever found of these people for these scenarios.</summary>
    internal static ILookup<(string Scenario, long Person), Finding> Of(Tx tx, IEnumerable<string> scenarios, IReadOnlyList<long> ids) =>
        tx.Query<Finding>($"SELECT {Columns} FROM findings WHERE person_id IN @ids AND scenario IN @scenarios", new { ids, scenarios }).ToLookup(f => (f.Scenario, f.PersonId));

    /// <summary>Who is found now.</summary>
    internal static IEnumerable<long> People(Tx tx, string scenario) =>
        tx.Query<long>("SELECT DISTINCT person_id FROM findings WHERE scenario = @scenario AND left_on IS NULL", new { scenario });

    internal static long Count(Tx tx, string where = "left_on IS NULL") => tx.Count<long>($"SELECT COUNT(*) FROM findings WHERE {where}");

    /// <summary>How many are found now; with a scope, of those whom that division would visit.</summary>
    internal static long Count(Tx tx, IReadOnlyList<Scenario> scenarios, Scope? within) => tx.Count<long>($"""
        SELECT COUNT(*) FROM findings WHERE scenario IN @names AND left_on IS NULL {(within is null ? "" : "AND division_code >= @From AND division_code < @To")}
        """, new { names = scenarios.Select(s => s.Name), within?.From, within?.To });
}
