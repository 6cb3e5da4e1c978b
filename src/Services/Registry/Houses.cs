using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>A line of the list of houses.</summary>
public sealed record HouseRow(long Id, string Address, string Grid, string? Nature, string? Use, string? Owner, bool HasLift, int People);

/// <summary>The registry's houses.</summary>
public sealed class Houses(Database db, DivisionTree tree, FieldCatalog fields)
{
    sealed record Found
    {
        public long Id { get; init; }
        public long AddressId { get; init; }
        public string Text { get; init; } = "";
        public string GridCode { get; init; } = "";
        public string? Nature { get; init; }
        public string? HouseUse { get; init; }
        public string? OwnerName { get; init; }
        public bool HasLift { get; init; }
        public int People { get; init; }
    }

    /// <summary>By any part of the address; all where q is empty.</summary>
    public Listing<HouseRow> Find(Scope scope, string? q, int page = 1, int size = 20)
    {
        size = Math.Clamp(size, 1, 200);
        var match = string.IsNullOrWhiteSpace(q) ? "1 = 1" : "a.text LIKE @Q";
        var args = new { scope.From, scope.To, Q = $"%{q?.Trim()}%", Size = size, Skip = (Math.Max(page, 1) - 1) * size };
        var from = $"FROM (SELECT * FROM houses WHERE {Seen.InGrid}) h JOIN addresses a ON a.id = h.address_id WHERE {match}";
        return db.Read(tx => new Listing<HouseRow>(
            tx.Count<int>($"SELECT COUNT(*) {from}", args),
            [.. tx.Query<Found>($"""
                SELECT h.id AS Id, h.address_id AS AddressId, a.text AS Text, h.grid_code AS GridCode, h.nature AS Nature, h.house_use AS HouseUse,
                    h.owner_name AS OwnerName, COALESCE(h.has_lift, 0) AS HasLift,
                    (SELECT COUNT(*) FROM people p WHERE p.living_grid = h.grid_code AND p.living_address_id = h.address_id) AS People
                {from} ORDER BY h.id LIMIT @Size OFFSET @Skip
                """, args).Select(h => new HouseRow(h.Id, h.Text, tree.FullName(h.GridCode), fields.Label("房屋性质", h.Nature),
                    fields.Label("房屋用途", h.HouseUse), h.OwnerName, h.HasLift, h.People))]));
    }
}
