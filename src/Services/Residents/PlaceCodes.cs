using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Residents;

/// <param name="Scene">What the code tells WeChat and WeChat tells us: the grid's code, or one of our own for a building. No secret.</param>
/// <param name="Url">What the picture says, once WeChat has given it.</param>
public sealed record PlaceCode(string Scene, string GridCode, string Estate, string Building, string? Url)
{
    /// <summary>东园小区3栋; null for a grid.</summary>
    public string? Place => Estate.Length == 0 ? null : $"{Estate}{Building}栋";
}

/// <summary>One code for every grid and every building: whoever scans it talks, and reports, from there.</summary>
public sealed class PlaceCodes(DivisionTree divisions, ResidentBook residents)
{
    public const int AtOnceMax = 2000;
    const string Columns = "scene AS Scene, grid_code AS GridCode, estate AS Estate, building AS Building, url AS Url";

    /// <summary>The codes of a division, grids first; those that are not there yet are made.</summary>
    /// <exception cref="Refusal">too_many_codes</exception>
    public IReadOnlyList<PlaceCode> Prepare(Tx tx, Scope scope)
    {
        var grids = divisions.Within(scope).Where(d => d.Level == Division.Grid).Select(d => (Grid: d.Code, Estate: "", Building: ""));
        var buildings = tx.Query<(string Grid, string Estate, string Building)>($"""
            SELECT DISTINCT grid_code, estate, building FROM addresses WHERE grid_code >= @From AND grid_code < @To LIMIT {AtOnceMax + 1}
            """, new { scope.From, scope.To });
        var wanted = grids.Concat(buildings).ToList();
        if (wanted.Count > AtOnceMax) throw new Refusal("too_many_codes", $"一次最多做{AtOnceMax}个码，请选小一点的范围。");
        var there = Within(tx, scope).Select(c => (c.GridCode, c.Estate, c.Building)).ToHashSet();
        var rows = new Rows("place_codes", "scene", "grid_code", "estate", "building", "created_at");
        foreach (var (grid, estate, building) in wanted.Where(w => !there.Contains(w)))
            rows.Add(estate.Length == 0 ? grid : "b" + tx.NextId(), grid, estate, building, tx.Now);
        rows.Write(tx);
        return Within(tx, scope);
    }

    public IReadOnlyList<PlaceCode> Within(Tx tx, Scope scope) => [.. tx.Query<PlaceCode>($"""
        SELECT {Columns} FROM place_codes WHERE grid_code >= @From AND grid_code < @To ORDER BY grid_code, estate, LENGTH(building), building LIMIT {AtOnceMax}
        """, new { scope.From, scope.To })];

    public static void Given(Tx tx, string scene, string url) => tx.Run("UPDATE place_codes SET url = @p1 WHERE scene = @p0", scene, url);

    /// <summary>Printed codes outlive the name of an estate.</summary>
    internal static void Rename(Tx tx, Scope community, string from, string to) =>
        tx.Execute("UPDATE place_codes SET estate = @name WHERE estate = @was AND grid_code >= @From AND grid_code < @To", new { name = to, was = from, community.From, community.To });

    /// <summary>Binds a chat to the place of a code; how people call the grid or building, null for a whole community and for a code that is none of ours.</summary>
    public string? Scanned(Tx tx, string mpOpenid, string scene)
    {
        if (Of(tx, scene) is not { } at) return null;
        residents.Scanned(tx, mpOpenid, at.Community.Code, at.Grid, at.Place);
        return at.Place ?? (at.Grid is { } grid ? divisions.FullName(grid) : null);
    }

    /// <summary>The same for a code of the mini-program, whose user is signed in; null only where the code is none of ours.</summary>
    public string? Opened(Tx tx, long residentId, string scene)
    {
        if (Of(tx, scene) is not { } at) return null;
        residents.Scanned(tx, residentId, at.Community.Code, at.Grid, at.Place);
        return at.Place ?? divisions.FullName(at.Grid ?? at.Community.Code);
    }

    (Division Community, string? Grid, string? Place)? Of(Tx tx, string scene)
    {
        if (divisions.Find(scene) is { } division)
            return ((divisions.Community(scene) ?? division), division.Level == Division.Grid ? scene : null, null);
        if (scene.Length > 64 || tx.First<PlaceCode>($"SELECT {Columns} FROM place_codes WHERE scene = @scene", new { scene }) is not { } code || divisions.Community(code.GridCode) is not { } community) return null;
        // The building may belong to another grid by now.
        var scope = new Scope(community.Code);
        var grid = tx.First<string>("SELECT grid_code FROM addresses WHERE estate = @Estate AND building = @Building AND grid_code >= @From AND grid_code < @To LIMIT 1",
            new { code.Estate, code.Building, scope.From, scope.To });
        return (community, grid ?? code.GridCode, code.Place);
    }
}
