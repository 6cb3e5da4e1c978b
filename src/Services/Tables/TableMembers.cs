using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables;

/// <summary>Who belongs into a table: by its condition, in a division, as of a day, in its order.</summary>
static class TableMembers
{
    sealed record Member(long Id, long? Assisted, long? Household, string? Relation);

    public static IReadOnlyList<long> Ids(Tx tx, TableTemplate template, Scope scope, DateOnly cutOff, DivisionTree divisions)
    {
        if (template.File.Row == TableTemplate.OfEvents) return Events.EventRows.OfNewest(tx, scope);
        var column = Place(template, scope, divisions);
        var query = new ConditionSql(cutOff, template.Subject).Where(template.Condition).Where($"{column} >= {{0}} AND {column} < {{1}}", scope.From, scope.To);
        if (template.File.NotInList is { } list) LeaveOut(query, list, divisions.Above(scope.Code));
        var order = $"ORDER BY {string.Concat(template.Sort.Where(f => f.IsBase).Select(f => f.Sql + ", "))}p.id";
        if (template.File.Row != TableTemplate.OfHouseholds) return [.. tx.Query<long>(query.Select("p.id", order), query.Arguments)];
        return OneOfEach(tx.Query<Member>(query.Select("""
            p.id AS Id, (SELECT m.household_id FROM household_members m JOIN households h ON h.id = m.household_id WHERE m.person_id = p.id AND h.kind = 'assistance' LIMIT 1) AS Assisted,
            p.registered_household_id AS Household, p.relation_to_head AS Relation
            """, order), query.Arguments));
    }

    static string Place(TableTemplate template, Scope scope, DivisionTree divisions) =>
        template.Subject == Subject.Case ? "p.division_code"
        : template.Subject != Subject.Person ? "p.grid_code"
        // A grid has residents, no registrations: its part of a table by registration is who lives there.
        : template.ByRegistration && divisions.Find(scope.Code) is not { Level: Division.Grid } ? "p.registered_community" : "p.living_grid";

    /// <summary>The assistance family is one row, else the registered household (F02); of each its head, or whoever stands first.</summary>
    static IReadOnlyList<long> OneOfEach(IEnumerable<Member> members) => [.. members.GroupBy(m => m.Assisted ?? m.Household ?? m.Id)
        .Select(family => (family.FirstOrDefault(m => m.Relation is "01" or "02") ?? family.First()).Id)];

    /// <summary>Who stands in the newest compared list of that name is left out: it says they have it already.</summary>
    static void LeaveOut(ConditionSql query, string list, IReadOnlyList<string> divisions) => query.Where($$"""
        p.id NOT IN (SELECT i.person_id FROM comparison_items i WHERE i.person_id IS NOT NULL AND i.outcome = 'both' AND i.comparison_id =
          (SELECT MAX(c.id) FROM comparisons c WHERE c.ended_at IS NOT NULL AND (c.title LIKE {0} OR c.source LIKE {0})
          AND c.division_code IN ({{string.Join(", ", divisions.Select((_, i) => $"{{{i + 1}}}"))}})))
        """, [$"%{list}%", .. divisions]);
}
