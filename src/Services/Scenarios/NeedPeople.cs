using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Scenarios;

/// <summary>Who and where somebody of a list is.</summary>
public sealed record NeedPerson
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string? BirthDate { get; init; }
    public string? LivingGrid { get; init; }
    public string? RegisteredCommunity { get; init; }
    public string? Address { get; init; }

    public int? AgeOn(DateOnly day) => BirthDate is null ? null : Age.On(BeijingTime.Day(BirthDate), day);

    /// <summary>Where it is looked after from a division: where the person lives, if that is in it (F04).</summary>
    public string Place(Scope scope) => scope.Contains(LivingGrid) ? LivingGrid! : RegisteredCommunity ?? LivingGrid ?? "";

    public static Dictionary<long, NeedPerson> Of(Tx tx, IEnumerable<long> ids) => ids.Chunk(ChunkMax).SelectMany(some => tx.Query<NeedPerson>("""
        SELECT p.id AS Id, p.name AS Name, p.birth_date AS BirthDate, p.living_grid AS LivingGrid, p.registered_community AS RegisteredCommunity,
          COALESCE(p.living_address, p.registered_address) AS Address FROM people p WHERE p.id IN @some
        """, new { some })).ToDictionary(p => p.Id);

    const int ChunkMax = 500;
}
