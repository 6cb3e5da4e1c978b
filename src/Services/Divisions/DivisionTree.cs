using System.Collections.Frozen;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.IO;
using OneTable.Services.Data;

namespace OneTable.Services.Divisions;

/// <summary>The divisions, kept in memory. An empty tree is read again each time, so that the first load shows at once.</summary>
public sealed class DivisionTree(Database db)
{
    static readonly GeometryFactory Shapes = new();
    Snapshot? snapshot;

    public IReadOnlyList<Division> All => Current.All;
    public Division? Find(string? code) => code is null ? null : Current.ByCode.GetValueOrDefault(code);
    public IReadOnlyList<Division> Children(string code) => [.. Current.ByParent[code]];

    /// <summary>The only street of a district that has one: who is entered without a place is then seen there too.</summary>
    public string StreetWhereOne(string code) => Find(code)?.Level == Division.District && Children(code) is [{ Level: Division.Street } only] ? only.Code : code;

    public IEnumerable<Division> Within(Scope scope) => Current.All.Where(d => scope.Contains(d.Code));
    /// <summary>Whether no community lies outside of it.</summary>
    public bool IsEverything(Scope scope) => Current.All.Where(d => d.Level == Division.Community).All(d => scope.Contains(d.Code));

    public Division? Community(string? code) => Ancestor(code, Division.Community);
    public Division? Street(string? code) => Ancestor(code, Division.Street);

    /// <summary>The division and all it lies in, by code.</summary>
    public IReadOnlyList<string> Above(string code)
    {
        var above = new List<string> { code };
        for (var division = Find(code); division?.ParentCode is { } parent; division = Find(parent)) above.Add(parent);
        return above;
    }

    /// <summary>"东园社区 第一网格"; a community, street or district is named alone.</summary>
    public string FullName(string? code) => Find(code) switch
    {
        { Level: Division.Grid } grid => $"{Find(grid.ParentCode)?.Name} {grid.Name}".TrimStart(),
        { } division => division.Name,
        null => "",
    };

    /// <summary>The grid that holds the point; on a border the one with the lower code.</summary>
    public Division? GridAt(double lat, double lon)
    {
        if (!double.IsFinite(lat) || !double.IsFinite(lon)) return null;
        var point = Shapes.CreatePoint(new Coordinate(lon, lat));
        Division? found = null;
        foreach (var (grid, shape) in Current.Shapes.Query(point.EnvelopeInternal))
            if ((found is null || string.CompareOrdinal(grid.Code, found.Code) < 0) && shape.Covers(point)) found = grid;
        return found;
    }

    public void Reload() => Volatile.Write(ref snapshot, Load());

    Division? Ancestor(string? code, int level)
    {
        var division = Find(code);
        while (division is not null && division.Level > level) division = Find(division.ParentCode);
        return division?.Level == level ? division : null;
    }

    Snapshot Current
    {
        get
        {
            if (Volatile.Read(ref snapshot) is not { All.Count: > 0 }) Reload();
            return snapshot!;
        }
    }

    Snapshot Load()
    {
        var all = db.Read(Rows);
        var shapes = new STRtree<(Division, IPreparedGeometry)>();
        foreach (var grid in all.Where(d => d is { Level: Division.Grid, Polygon: not null }))
        {
            var shape = PreparedGeometryFactory.Prepare(new WKTReader().Read(grid.Polygon));
            shape.Covers(shape.Geometry.InteriorPoint); // builds its index now, before several threads ask
            shapes.Insert(shape.Geometry.EnvelopeInternal, (grid, shape));
        }
        shapes.Build();
        return new(all, all.ToFrozenDictionary(d => d.Code), all.ToLookup(d => d.ParentCode), shapes);
    }

    static List<Division> Rows(Tx tx)
    {
        using var rows = tx.Scan("""
            SELECT code, parent_code, level, name, phone, duty_phone, polygon, notice_from, notice_until, utc_offset_minutes
            FROM divisions ORDER BY code
            """);
        var all = new List<Division>();
        while (rows.Read())
            all.Add(new(rows.Text(0)!, rows.Text(1), (int)rows.Number(2), rows.Text(3)!, rows.Text(4), rows.Text(5), rows.Text(6),
                rows.Text(7)!, rows.Text(8)!, (int)rows.Number(9)));
        return all;
    }

    sealed record Snapshot(IReadOnlyList<Division> All, FrozenDictionary<string, Division> ByCode,
        ILookup<string?, Division> ByParent, STRtree<(Division Grid, IPreparedGeometry Shape)> Shapes);
}
