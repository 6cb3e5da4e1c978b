using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Scenarios.Night;

/// <summary>Everybody whom a scenario finds on a day, by SQL.</summary>
public sealed class NightPeople(FieldCatalog fields)
{
    const int AtOnceMax = 1000;
    const string Birth = "出生日期";
    const string VisitedBy = "COALESCE(p.living_grid, p.registered_community) >= {0} AND COALESCE(p.living_grid, p.registered_community) < {1}";
    const string Alive = "p.status NOT IN ('2', '3', '4')";

    internal Field Born => fields.Find(Birth)!;

    /// <summary>With a scope, only whom that division would visit.</summary>
    /// <param name="asIfCalled">Whom a scenario would find that waits to be called.</param>
    public IReadOnlyDictionary<long, Occasion> Of(Tx tx, Scenario scenario, DateOnly on, Scope? within = null, bool asIfCalled = false)
    {
        var facts = NightFacts.Load(tx, [scenario], on, null);
        if (asIfCalled) facts.Call(scenario.Name);
        return Of(tx, scenario, facts, within);
    }

    internal IReadOnlyDictionary<long, Occasion> Of(Tx tx, Scenario scenario, NightFacts facts, Scope? within = null)
    {
        var found = new Dictionary<long, Occasion>();
        if (scenario.Moment is Moment.Called && !facts.IsCalled(scenario.Name)) return found;
        var query = Query(scenario, facts.On);
        if (within is { } scope) query = query.Where(VisitedBy, scope.From, scope.To);
        var ids = tx.Query<long>(query.Select("p.id"), query.Arguments).Where(id => !scenario.Stops.Any(s => s.List is { } list && facts.IsListed(list, id)));
        foreach (var chunk in ids.Chunk(AtOnceMax))
        {
            var places = scenario.Moment is Moment.Called ? PersonPlace.Load(tx, chunk) : null;
            foreach (var person in SubjectValues.Load(tx, scenario.Moment.Fields.Append(Born), chunk))
                if (OccasionOf(scenario, person, places?[person.Id].Division ?? "", facts) is { } open) found[person.Id] = open;
        }
        return found;
    }

    /// <summary>Of how many who live and are here nobody can say whether it applies, and how many there are.</summary>
    public static (long People, long Unknown) Unknown(Tx tx, Scenario scenario, DateOnly on, Scope? within)
    {
        var people = Count(tx, null, on, within);
        return (people, people - Count(tx, scenario.Condition, on, within) - Count(tx, scenario.Condition.Not(), on, within));
    }

    static long Count(Tx tx, Condition? condition, DateOnly on, Scope? within)
    {
        var query = new ConditionSql(on).Where(Alive);
        if (condition is not null) query = query.Where(condition);
        if (within is { } scope) query = query.Where(VisitedBy, scope.From, scope.To);
        return tx.Count<long>(query.Select("COUNT(*)"), query.Arguments);
    }

    Occasion? OccasionOf(Scenario scenario, SubjectValues person, string division, NightFacts facts)
    {
        try
        {
            return !Judging.IsPossible(person.One(Born), facts.On) ? null : Occasions.Of(scenario.Moment, person, facts.On,
                facts.Changed(scenario.Moment, person.Id), scenario.Moment is Moment.Called && facts.IsCalled(scenario.Name, division));
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    static ConditionSql Query(Scenario scenario, DateOnly on)
    {
        var query = new ConditionSql(on).Where(scenario.Condition, scenario.Moment.AskedOn(on)).Where(Occasions.Raises(scenario.Moment, on)).Where(scenario.Guard);
        return scenario.Stops.Select(s => s.Condition).OfType<Condition>().Aggregate(query, (q, stop) => q.WhereNot(stop));
    }
}

/// <summary>Where somebody is met: the grid of the home, else the community that keeps the registration; and the household there.</summary>
sealed record PersonPlace(long Id, string? LivingGrid, string? RegisteredCommunity, long? Household)
{
    public string Division => LivingGrid ?? RegisteredCommunity ?? "";

    public static Dictionary<long, PersonPlace> Load(Tx tx, IReadOnlyList<long> ids) => tx.Query<PersonPlace>(
        "SELECT id AS Id, living_grid AS LivingGrid, registered_community AS RegisteredCommunity, living_household_id AS Household FROM people WHERE id IN @ids", new { ids })
        .ToDictionary(p => p.Id);
}
