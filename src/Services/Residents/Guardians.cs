using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>Who signs for whom by law: a named guardian, and for a child under 14 with none the parents.</summary>
static class Guardians
{
    const string InForce = "from_kind = 'person' AND to_kind = 'person' AND (until IS NULL OR until >= @day)";

    /// <summary>Somebody has a guardian: their own yes is not enough.</summary>
    public static bool Has(Tx tx, long person) =>
        tx.Count<int>($"SELECT COUNT(*) FROM relations WHERE kind = 'guardian_of' AND to_id = @person AND {InForce}", new { person, day = Day(tx) }) > 0;

    public static bool Acts(Tx tx, long actor, Bindings.Person person) =>
        tx.Count<int>($"SELECT COUNT(*) FROM relations WHERE kind = 'guardian_of' AND from_id = @actor AND to_id = @Id AND {InForce}", new { actor, person.Id, day = Day(tx) }) > 0
        || person.IsMinor(tx) && !Has(tx, person.Id)
            && tx.Count<int>($"SELECT COUNT(*) FROM relations WHERE kind = 'child_of' AND from_id = @Id AND to_id = @actor AND {InForce}", new { actor, person.Id, day = Day(tx) }) > 0;

    internal static string Day(Tx tx) => DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime).Iso();
}

/// <summary>Relatives that the registry names: parents, and whom one is the guardian of.</summary>
public sealed record Relative(long Id, string Name, string Kind);

public static class Family
{
    const int Max = 10;

    public static IReadOnlyList<Relative> Of(Tx tx, long person) => [.. tx.Query<Relative>($"""
        SELECT p.id AS Id, p.name AS Name, r.kind AS Kind FROM relations r JOIN people p ON p.id = r.to_id AND p.status NOT IN ('2', '3')
        WHERE r.kind IN ('child_of', 'guardian_of') AND r.from_kind = 'person' AND r.from_id = @person AND r.to_kind = 'person' AND (r.until IS NULL OR r.until >= @day)
        UNION SELECT p.id, p.name, 'parent_of' FROM relations r JOIN people p ON p.id = r.from_id AND p.status NOT IN ('2', '3') AND p.birth_date > @young
        WHERE r.kind = 'child_of' AND r.from_kind = 'person' AND r.to_kind = 'person' AND r.to_id = @person AND (r.until IS NULL OR r.until >= @day)
        LIMIT {Max}
        """, new { person, day = Guardians.Day(tx), young = DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime).AddYears(-Bindings.MinorUnder).Iso() }).DistinctBy(r => r.Id)];
}
