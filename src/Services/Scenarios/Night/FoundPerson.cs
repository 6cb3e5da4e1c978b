using OneTable.Services.Data;

namespace OneTable.Services.Scenarios.Night;

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
    public long? RegisteredHouseholdId { get; init; }
    public string? Relation { get; init; }
    public string? Address { get; init; }

    public DateOnly Birth => DateOnly.TryParseExact(BirthDate, "yyyy-MM-dd", out var day) ? day : DateOnly.MinValue;
    public string Division => LivingGrid ?? RegisteredCommunity ?? "";

    public string Surname => Registry.Surname.Of(Name);

    public string PoliteName => Sex switch { "1" => Surname + "先生", "2" => Surname + "女士", _ => Name };

    internal const string Columns = """
        p.id AS Id, p.name AS Name, p.sex AS Sex, p.birth_date AS BirthDate, p.living_grid AS LivingGrid, p.registered_community AS RegisteredCommunity,
        p.living_household_id AS LivingHouseholdId, p.registered_household_id AS RegisteredHouseholdId, p.relation_to_head AS Relation,
        COALESCE(p.living_address, p.registered_address) AS Address
        """;

    internal static Dictionary<long, FoundPerson> Load(Tx tx, IEnumerable<long> ids) =>
        tx.Query<FoundPerson>($"SELECT {Columns} FROM people p WHERE p.id IN @ids", new { ids = ids.Distinct() }).ToDictionary(p => p.Id);
}
