using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Scenarios;

/// <summary>Somebody a scenario found, with what a visit and a notice need to know.</summary>
public sealed record FoundPerson
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string? Sex { get; init; }
    public string? BirthDate { get; init; }
    public string? LivingGrid { get; init; }
    public string? RegisteredCommunity { get; init; }
    public long? LivingHouseholdId { get; init; }
    public string? Address { get; init; }

    public DateOnly Birth => BirthDate is null ? DateOnly.MinValue : BeijingTime.Day(BirthDate);

    public string Surname => Registry.Surname.Of(Name);

    public string PoliteName => Sex switch { "1" => Surname + "先生", "2" => Surname + "女士", _ => Name };
}

/// <summary>
/// Finds the people of a scenario. Whatever its condition says, nobody suspected or known to be dead or registered
/// elsewhere is found, nor anybody of a household that lost somebody in the last seven days (F05).
/// </summary>
static class ScenarioPeople
{
    const int MourningDays = 7;
    const string VisitedBy = "COALESCE(p.living_grid, p.registered_community) >= {0} AND COALESCE(p.living_grid, p.registered_community) < {1}";
    const string Alive = "p.status NOT IN ('2', '3', '4')";
    const string NotMourning = """
        NOT EXISTS (SELECT 1 FROM people d WHERE d.living_household_id = p.living_household_id AND d.status = '3' AND d.died_on >= {0})
        AND COALESCE(p.living_household_id, 0) NOT IN (SELECT gone.living_household_id FROM deaths x JOIN people gone ON gone.id = x.person_id
            WHERE x.quiet_until > {1} AND x.state <> 'withdrawn' AND gone.living_household_id IS NOT NULL)
        """;
    const string Columns = """
        p.id AS Id, p.name AS Name, p.sex AS Sex, p.birth_date AS BirthDate, p.living_grid AS LivingGrid, p.registered_community AS RegisteredCommunity,
        p.living_household_id AS LivingHouseholdId, COALESCE(p.living_address, p.registered_address) AS Address
        """;

    /// <summary>Everybody found, the oldest first; with a scope, only whom that division would visit.</summary>
    public static IReadOnlyList<long> Ids(Tx tx, Scenario scenario, DateOnly on, Scope? within)
    {
        var query = Query(scenario, on);
        if (within is { } scope) query = query.Where(VisitedBy, scope.From, scope.To);
        return [.. tx.Query<long>(query.Select("p.id", "ORDER BY p.birth_date, p.id"), query.Arguments)];
    }

    /// <summary>Those of these who are still found, in a stable order.</summary>
    public static IReadOnlyList<FoundPerson> Still(Tx tx, Scenario scenario, DateOnly on, IReadOnlyList<long> ids)
    {
        var query = Query(scenario, on).Where("p.id IN @ids");
        var arguments = new Dictionary<string, object>(query.Arguments) { ["ids"] = ids };
        return [.. tx.Query<FoundPerson>(query.Select(Columns, "ORDER BY p.birth_date, p.id"), arguments)];
    }

    /// <summary>Those whom the division would visit: it lives there, or is registered there and lives nowhere we know.</summary>
    public static (long Total, IReadOnlyList<FoundPerson> Page) Within(Tx tx, Scenario scenario, DateOnly on, Scope scope, int max)
    {
        var query = Query(scenario, on)
            .Where(VisitedBy, scope.From, scope.To);
        return (tx.Count<long>(query.Select("COUNT(*)"), query.Arguments),
            [.. tx.Query<FoundPerson>(query.Select(Columns, $"ORDER BY p.birth_date, p.id LIMIT {max}"), query.Arguments)]);
    }

    /// <summary>How many were looked at, and of how many nobody can say whether it applies.</summary>
    public static (long People, long Unknown) Count(Tx tx, Scenario scenario, DateOnly on, Scope? within)
    {
        var people = CountTrue(tx, null, on, within);
        return (people, people - CountTrue(tx, scenario.Condition, on, within) - CountTrue(tx, scenario.Condition.Not(), on, within));
    }

    static long CountTrue(Tx tx, Condition? condition, DateOnly on, Scope? within)
    {
        var query = new ConditionSql(on).Where(Alive);
        if (condition is not null) query = query.Where(condition);
        if (within is { } scope) query = query.Where(VisitedBy, scope.From, scope.To);
        return tx.Count<long>(query.Select("COUNT(*)"), query.Arguments);
    }

    static ConditionSql Query(Scenario scenario, DateOnly on)
    {
        var (raised, day) = scenario.Moment.Raises(on);
        return new ConditionSql(on).Where(scenario.Condition, scenario.Moment.AskedOn(on)).Where(raised, day).Where(scenario.Guard)
            .Where(NotMourning, on.AddDays(-MourningDays).Iso(), BeijingTime.UnixMs(on, TimeOnly.MinValue));
    }
}
