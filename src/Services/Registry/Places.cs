using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>A line of the list of places.</summary>
public sealed record PlaceRow(long Id, string Name, string? Kind, string Grid, string? Address);

/// <summary>The registry's places (物): cars, dogs, shelters, whatever is no person, house or organisation.</summary>
public sealed class Places(Database db, DivisionTree tree, FieldCatalog fields)
{
    sealed record Found(long Id, string Name, string? Kind, string GridCode, string? Address);

    /// <summary>By any part of the name or address; all where q is empty.</summary>
    public Listing<PlaceRow> Find(Scope scope, string? q, int page = 1, int size = 20)
    {
        size = Math.Clamp(size, 1, 200);
        var match = string.IsNullOrWhiteSpace(q) ? "1 = 1" : "(name LIKE @Part OR address LIKE @Part)";
        var args = new { scope.From, scope.To, Part = $"%{q?.Trim()}%", Size = size, Skip = (Math.Max(page, 1) - 1) * size };
        return db.Read(tx => new Listing<PlaceRow>(
            tx.Count<int>($"SELECT COUNT(*) FROM places WHERE {Seen.InGrid} AND {match}", args),
            [.. tx.Query<Found>($"""
                SELECT id AS Id, name AS Name, kind AS Kind, grid_code AS GridCode, address AS Address
                FROM places WHERE {Seen.InGrid} AND {match} ORDER BY id LIMIT @Size OFFSET @Skip
                """, args).Select(p => new PlaceRow(p.Id, p.Name, fields.Label("物的类别", p.Kind), tree.FullName(p.GridCode), p.Address))]));
    }
}
