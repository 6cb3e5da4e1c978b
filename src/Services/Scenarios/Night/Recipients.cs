using OneTable.Services.Data;

namespace OneTable.Services.Scenarios.Night;

/// <summary>Who hears of a matter.</summary>
/// <param name="OwnWords">The scenario's own words are for this one; others of the family hear that there is something.</param>
sealed record Recipient(long PersonId, bool OwnWords);

/// <summary>
/// Whom a scenario tells (tell): the person, of a child the guardian or else the parents, the head of the household, the children,
/// whoever looks after contacts. The first of them that there is hears the scenario's own words. Staff read it on their list.
/// </summary>
static class Recipients
{
    const int Grown = 18, PerMatterMax = 4;
    static readonly string[] self = ["本人"], guardian = ["监护人", "父母", "家长"], head = ["户主"],
        children = ["子女", "登记的子女"], contact = ["家庭联系人", "紧急联系人", "联系人"];

    /// <summary>Words of tell that are people; staff go by their posts.</summary>
    public static readonly IReadOnlyList<string> Words = [.. self, .. guardian, .. head, .. children, .. contact];

    sealed record Tie(string Kind, long FromId, long ToId);

    sealed record Home(long Id, long Household, string? Relation);

    public static IReadOnlyDictionary<Matter, IReadOnlyList<Recipient>> Of(Tx tx, IReadOnlyList<Matter> matters, DateOnly on)
    {
        var ids = matters.Select(m => m.Person.Id).Distinct().ToList();
        if (ids.Count == 0) return new Dictionary<Matter, IReadOnlyList<Recipient>>();
        const string ties = "SELECT kind AS Kind, from_id AS FromId, to_id AS ToId FROM relations WHERE from_kind = 'person' AND to_kind = 'person' AND until IS NULL AND kind IN ('guardian_of', 'child_of', 'contact_of')";
        var to = tx.Query<Tie>($"{ties} AND to_id IN @ids", new { ids }).ToLookup(t => t.ToId);
        var from = tx.Query<Tie>($"{ties} AND from_id IN @ids", new { ids }).ToLookup(t => t.FromId);
        var households = matters.SelectMany(m => new[] { m.Person.LivingHouseholdId, m.Person.RegisteredHouseholdId }).OfType<long>().Distinct().ToList();
        var heads = tx.Query<(long Id, long Head)>("SELECT id, head_person_id FROM households WHERE id IN @households AND head_person_id IS NOT NULL", new { households }).ToDictionary(h => h.Id, h => h.Head);
        var homes = tx.Query<Home>("""
            SELECT id AS Id, registered_household_id AS Household, relation_to_head AS Relation FROM people
            WHERE registered_household_id IN @households AND relation_to_head IN ('02', '10', '11', '12') AND status NOT IN ('2', '3')
            """, new { households }).ToLookup(h => h.Household);
        return matters.ToDictionary(m => m, m => Of(m, OfKind));

        IEnumerable<long> OfKind(Matter matter, string word)
        {
            var person = matter.Person;
            bool isChild = person.Birth.AddYears(Grown) > on;
            if (self.Contains(word)) return isChild && matter.Scenario.File.Tell.Any(guardian.Contains) ? [] : [person.Id];
            if (guardian.Contains(word)) return to[person.Id].Where(t => t.Kind == "guardian_of").Select(t => t.FromId).ToList() is { Count: > 0 } named ? named : isChild ? Parents(person) : [];
            if (head.Contains(word)) return Head(person.LivingHouseholdId).Concat(Head(person.RegisteredHouseholdId)).Take(1);
            if (children.Contains(word)) return to[person.Id].Where(t => t.Kind == "child_of").Select(t => t.FromId);
            return contact.Contains(word) ? to[person.Id].Where(t => t.Kind == "contact_of").Select(t => t.FromId) : [];
        }

        IEnumerable<long> Parents(FoundPerson child)
        {
            var named = from[child.Id].Where(t => t.Kind == "child_of").Select(t => t.ToId).ToList();
            if (named.Count > 0 || child.RegisteredHouseholdId is not { } household) return named;
            // 2x and 3x are the head's sons and daughters: their parents are the head and the spouse.
            return child.Relation is ['2' or '3', _] ? homes[household].Select(h => h.Id) : [];
        }

        IEnumerable<long> Head(long? household) => household is { } id && heads.TryGetValue(id, out var one) ? [one] : [];
    }

    static IReadOnlyList<Recipient> Of(Matter matter, Func<Matter, string, IEnumerable<long>> ofKind)
    {
        var told = new List<Recipient>();
        foreach (var word in matter.Scenario.File.Tell)
        {
            var own = told.Count == 0;
            told.AddRange(ofKind(matter, word).Where(id => told.All(t => t.PersonId != id)).Select(id => new Recipient(id, own)).ToList());
        }
        return [.. told.Where(t => t.PersonId != matter.Person.Id || !matter.Scenario.File.OfTheDead).Take(PerMatterMax)];
    }
}
