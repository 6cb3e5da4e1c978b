using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Registry;

namespace OneTable.Services.Demo;

/// <summary>A flat of the demo; its house row is there whether someone lives in it or not.</summary>
sealed record DemoHome(long AddressId, string Text, DemoGrid Grid);

sealed record DemoGrid(int Index, string Code, string CommunityCode, DemoCommunity Community, DemoGridPlan Plan);

/// <summary>The place of the demo: divisions with their polygons, and buildings that grow as families move in.</summary>
sealed class DemoMap
{
    const double North = 30.552, West = 114.3575, Height = 0.004, Width = 0.005, Jitter = 0.0005, StreetHeight = 0.02, StreetWidth = 0.025;
    const int CommunitiesPerRow = 2, GridsPerRow = 2, DoorsPerFloor = 2, StreetsPerRow = 16;

    readonly DemoSheet sheet;
    readonly DemoPlan plan;
    readonly Random random;
    readonly (double Lat, double Lon)[,] corners;
    readonly Dictionary<string, int> buildings = [];
    readonly Rows divisions, addresses, houses, entries;
    long lastAddress;

    public DemoMap(DemoSheet sheet, DemoPlan plan, Random random)
    {
        (this.sheet, this.plan, this.random) = (sheet, plan, random);
        divisions = sheet.Rows("divisions", "code", "parent_code", "level", "name", "phone", "duty_phone", "polygon",
            "notice_from", "notice_until", "utc_offset_minutes");
        addresses = sheet.Rows("addresses", "id", "grid_code", "estate", "building", "unit", "room", "text", "lat", "lon");
        houses = sheet.Rows("houses", "id", "address_id", "grid_code", "nature", "house_use", "owner_name", "has_lift", "updated_at");
        entries = sheet.Rows("entries", "id", "kind", "subject_id", "at", "source", "actor", "reason", "values_json");
        var (north, west) = (North - plan.Number / StreetsPerRow * StreetHeight, West + plan.Number % StreetsPerRow * StreetWidth);
        // Neighbours share their corners, so the grids tile the street without a gap.
        corners = new (double, double)[5, 5];
        for (var row = 0; row < 5; row++)
            for (var column = 0; column < 5; column++)
                corners[row, column] = (Math.Round(north - row * Height + Shift(), 6), Math.Round(west + column * Width + Shift(), 6));
        Grids = [.. plan.Communities.SelectMany((c, i) => c.Grids.Select((g, j) =>
            new DemoGrid(i * c.Grids.Count + j, $"{plan.Street.Code}{i + 1:000}{j + 1:000}", $"{plan.Street.Code}{i + 1:000}", c, g)))];
        AddDivisions();
    }

    public IReadOnlyList<DemoGrid> Grids { get; }
    public int HouseCount { get; private set; }

    double Shift() => (random.NextDouble() * 2 - 1) * Jitter;

    /// <summary>False where the street is there already, or another instance is just making it.</summary>
    public bool Begin(Tx tx)
    {
        // A demo is played with at any hour; the product's own default is 08:00-20:00.
        var street = $"""
            {tx.Dialect.InsertIgnore} INTO divisions (code, parent_code, level, name, phone, notice_from, notice_until, utc_offset_minutes)
            VALUES (@p0, @p1, @p2, @p3, @p4, '00:00', '24:00', 480)
            """;
        if (tx.Run(street, plan.Street.Code, plan.District.Code, 2, plan.Street.Name, plan.Street.Phone) == 0) return false;
        tx.Run(street, plan.District.Code, null, 1, plan.District.Name, plan.District.Phone);
        return true;
    }

    void AddDivisions()
    {
        foreach (var community in Grids.GroupBy(g => g.CommunityCode))
        {
            var (name, phone, duty) = (community.First().Community.Name, community.First().Community.Phone, community.First().Community.DutyPhone);
            divisions.Add(community.Key, plan.Street.Code, 3, name, phone, duty, null, "00:00", "24:00", 480);
            foreach (var (grid, number) in community.Zip("一二三四"))
                divisions.Add(grid.Code, community.Key, 4, $"第{number}网格", null, null, Polygon(Corners(grid)), "00:00", "24:00", 480);
        }
    }

    (double Lat, double Lon)[] Corners(DemoGrid grid)
    {
        var (community, own) = (grid.Index / 4, grid.Index % 4);
        var row = community / CommunitiesPerRow * GridsPerRow + own / GridsPerRow;
        var column = community % CommunitiesPerRow * GridsPerRow + own % GridsPerRow;
        return [corners[row, column], corners[row, column + 1], corners[row + 1, column + 1], corners[row + 1, column]];
    }

    static string Polygon((double Lat, double Lon)[] ring) =>
        $"POLYGON (({string.Join(", ", ring.Append(ring[0]).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Lon:F6} {p.Lat:F6}")))}))";

    /// <summary>A point inside of the grid, (0,0) its north-west and (1,1) its south-east corner.</summary>
    public (double Lat, double Lon) Point(DemoGrid grid, double u, double v)
    {
        var c = Corners(grid);
        double At(Func<(double Lat, double Lon), double> f) => (1 - v) * ((1 - u) * f(c[0]) + u * f(c[1])) + v * ((1 - u) * f(c[3]) + u * f(c[2]));
        return (Math.Round(At(p => p.Lat), 6), Math.Round(At(p => p.Lon), 6));
    }

    /// <summary>The flats of a grid, building by building, without end. Whole buildings are built.</summary>
    public IEnumerable<DemoHome> Homes(DemoGrid grid)
    {
        for (var i = 0; ; i++)
            foreach (var home in Build(grid, grid.Plan.Estates[i % grid.Plan.Estates.Count]))
                yield return home;
    }

    List<DemoHome> Build(DemoGrid grid, DemoEstate estate)
    {
        var number = buildings[estate.Name] = buildings.GetValueOrDefault(estate.Name) + 1;
        var (lat, lon) = Point(grid, 0.15 + 0.7 * random.NextDouble(), 0.15 + 0.7 * random.NextDouble());
        var homes = new List<DemoHome>();
        for (var unit = 1; unit <= estate.Units; unit++)
            for (var floor = 1; floor <= estate.Floors; floor++)
                for (var door = 1; door <= DoorsPerFloor; door++)
                {
                    var (building, u, room) = ($"{number}", $"{unit}", $"{floor}{door:00}");
                    var home = new DemoHome(sheet.NextId(), $"{estate.Name}{building}栋{u}单元{room}", grid);
                    addresses.Add(lastAddress = home.AddressId, grid.Code, estate.Name, building, u, room, home.Text, lat, lon);
                    AddHouse(home, estate);
                    homes.Add(home);
                }
        return homes;
    }

    void AddHouse(DemoHome home, DemoEstate estate)
    {
        var id = sheet.NextId();
        houses.Add(id, home.AddressId, home.Grid.Code, estate.Nature, "1", null, estate.Lift ? 1 : 0, sheet.Now);
        entries.Add(sheet.NextId(), "house", id, sheet.Now, DemoStreet.Origin.Source, DemoStreet.Origin.Actor, DemoStreet.Origin.Reason,
            Facts.LedgerJson([("房屋地址", null, home.Text), ("房屋性质", null, estate.Nature), ("房屋用途", null, "1"),
                ("是否有电梯", null, estate.Lift ? "1" : "0")]));
        sheet.Changed("house", id);
        HouseCount++;
    }

    /// <summary>What residents call places: old names, aliases, landmarks.</summary>
    public void AddNames()
    {
        var names = sheet.Rows("address_names", "id", "name", "kind", "community_code", "grid_code", "estate", "building", "source", "actor", "created_at", "removed_at");
        foreach (var name in plan.Names)
            names.Add(sheet.NextId(), name.Name, name.Kind, Grids[name.Grid].CommunityCode, name.Estate is null ? Grids[name.Grid].Code : null,
                name.Estate, name.Building, DemoStreet.Origin.Source, DemoStreet.Origin.Actor, sheet.Now, 0);
        if (lastAddress != 0) sheet.Changed("address", lastAddress); // one is enough for who keeps the buildings in mind
    }
}
