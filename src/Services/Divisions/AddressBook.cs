using OneTable.Services.Data;

namespace OneTable.Services.Divisions;

/// <summary>
/// What an address text led to. GridCode is the grid; where the text only tells the community, it is the community's code.
/// Why is a sentence for the case.
/// </summary>
public sealed record AddressMatch(long? AddressId, string GridCode, string Text, string Why);

/// <summary>Finds the grid a person means: a known building, else a known place, else the estate, grid or community named.</summary>
public sealed class AddressBook(Database db, DivisionTree tree)
{
    sealed record Estate(string Name, string ShortName, ILookup<string, string> GridsOfBuilding, IReadOnlyList<string> Grids);
    sealed record Place(string Name, string GridCode);
    sealed record Snapshot(IReadOnlyList<Estate> Estates, IReadOnlyList<Place> Places);
    sealed record BuildingRow(string Estate, string Building, string GridCode);

    Snapshot? snapshot;

    /// <param name="text">What was said, with whatever stands around the address.</param>
    /// <param name="community">The community to look in where a name is missing or not unique.</param>
    public AddressMatch? Solve(string text, string? community)
    {
        var known = Current;
        var whole = AddressParts.Of(text);
        var named = Longest([.. tree.All.Where(d => d.Level == Division.Community)], d => d.Name, whole.Text);
        var home = named is [var one] ? one : tree.Community(community);
        // An estate is not looked for inside of a community's name: 西湖里 is not meant by 西湖里社区.
        var parts = named.Aggregate(whole, (p, d) => p with { Text = p.Text.Replace(d.Name, "", StringComparison.Ordinal) });
        var estate = EstateIn(known, parts, home?.Code);
        return Building(estate, parts) ?? PlaceIn(known, parts, home?.Code) ?? WholeEstate(estate) ?? DivisionIn(parts, home, named.Count == 1);
    }

    public void Reload() => Volatile.Write(ref snapshot, db.Read(Load));

    Snapshot Current
    {
        get
        {
            if (Volatile.Read(ref snapshot) is not { Estates.Count: > 0 }) Reload();
            return snapshot!;
        }
    }

    Estate? EstateIn(Snapshot known, AddressParts parts, string? community)
    {
        var named = Longest(known.Estates, e => e.Name, parts.Text);
        // "东园3栋" leaves out 小区; without a building a short name is too often a part of something else.
        if (named.Count == 0 && parts.Building is not null) named = Longest(known.Estates, e => e.ShortName, parts.Text);
        if (named.Count == 0 && parts.Building is not null && community is not null)
            named = [.. known.Estates.Where(e => e.GridsOfBuilding[parts.Building].Any(g => new Scope(community).Contains(g)))];
        if (named.Count > 1 && community is not null)
            named = [.. named.Where(e => e.Grids.Any(g => new Scope(community).Contains(g)))];
        return named.Count == 1 ? named[0] : null;
    }

    AddressMatch? Building(Estate? estate, AddressParts parts)
    {
        if (estate is null || parts.Building is null) return null;
        var grids = estate.GridsOfBuilding[parts.Building].ToList();
        if (grids.Count != 1) return null;
        var id = parts is { Unit: { } unit, Room: { } room }
            ? db.Read(tx => tx.Value<long?>("SELECT id FROM addresses WHERE estate = @p0 AND building = @p1 AND unit = @p2 AND room = @p3",
                estate.Name, parts.Building, unit, room))
            : null;
        var building = $"{estate.Name}{parts.Building}栋";
        var whole = building + (parts.Unit is null ? "" : parts.Unit + "单元") + parts.Room;
        return new(id, grids[0], whole, $"按地址“{building}”找到{tree.FullName(grids[0])}");
    }

    AddressMatch? PlaceIn(Snapshot known, AddressParts parts, string? community)
    {
        var places = Longest(known.Places, p => p.Name, parts.Text);
        if (places.Count > 1 && community is not null)
            places = [.. places.Where(p => new Scope(community).Contains(p.GridCode))];
        return places is [var place]
            ? new(null, place.GridCode, place.Name, $"按地点“{place.Name}”找到{tree.FullName(place.GridCode)}") : null;
    }

    AddressMatch? WholeEstate(Estate? estate)
    {
        if (estate is null) return null;
        if (estate.Grids is [var grid])
            return new(null, grid, estate.Name, $"按小区“{estate.Name}”找到{tree.FullName(grid)}");
        return estate.Grids.Select(g => tree.Community(g)).Distinct().ToList() is [{ } community]
            ? new(null, community.Code, estate.Name, $"“{estate.Name}”分属几个网格，没有说楼栋，先到{community.Name}") : null;
    }

    AddressMatch? DivisionIn(AddressParts parts, Division? home, bool named)
    {
        if (home is null) return null;
        if (tree.Children(home.Code).FirstOrDefault(g => parts.Text.Contains(g.Name, StringComparison.Ordinal)) is { } grid)
            return new(null, grid.Code, tree.FullName(grid.Code), $"按网格名找到{tree.FullName(grid.Code)}");
        return named ? new(null, home.Code, home.Name, $"只说了{home.Name}，没有更细的地址") : null;
    }

    /// <summary>Those with the longest name that stands in the text: "东园小区北院" wins over "东园小区".</summary>
    static List<T> Longest<T>(IReadOnlyList<T> all, Func<T, string> name, string text)
    {
        var found = all.Where(x => name(x).Length >= 2 && text.Contains(name(x), StringComparison.Ordinal)).ToList();
        var length = found.Select(x => name(x).Length).DefaultIfEmpty().Max();
        return [.. found.Where(x => name(x).Length == length)];
    }

    static Snapshot Load(Tx tx) => new(
        [.. tx.Query<BuildingRow>("SELECT DISTINCT estate AS Estate, building AS Building, grid_code AS GridCode FROM addresses")
            .GroupBy(b => b.Estate)
            .Select(g => new Estate(g.Key, AddressParts.WithoutSuffix(g.Key), g.ToLookup(b => b.Building, b => b.GridCode),
                [.. g.Select(b => b.GridCode).Distinct()]))],
        [.. tx.Query<Place>("SELECT name AS Name, grid_code AS GridCode FROM organisations")]);
}
