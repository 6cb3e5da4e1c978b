using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Import;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Filling;

/// <summary>Where somebody lives or something stands, in the parts that forms ask for.</summary>
sealed record FillPlace
{
    public long Id { get; init; }
    public string? Grid { get; init; }
    public string? Community { get; init; }
    public string? Estate { get; init; }
    public string? Building { get; init; }
    public string? Unit { get; init; }
    public string? Room { get; init; }

    public string? Part(string? part, DivisionTree divisions) => part switch
    {
        FormHeadings.District => Above(divisions, Division.District),
        FormHeadings.Street => divisions.Street(Grid ?? Community)?.Name,
        PersonHeadings.Community => divisions.Community(Grid ?? Community)?.Name,
        PersonHeadings.Estate => Estate,
        PersonHeadings.Building => Building,
        PersonHeadings.Unit => Unit,
        PersonHeadings.Room => Room,
        _ => null,
    };

    public static IReadOnlyDictionary<long, FillPlace> Load(Tx tx, Subject subject, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0) return new Dictionary<long, FillPlace>();
        var (grid, community, address) = subject == Subject.Person ? ("p.living_grid", "p.registered_community", "p.living_address_id")
            : subject == Subject.House ? ("p.grid_code", "NULL", "p.address_id") : ("p.grid_code", "NULL", "NULL");
        return tx.Query<FillPlace>($"""
            SELECT p.id AS Id, {grid} AS Grid, {community} AS Community, a.estate AS Estate, a.building AS Building, a.unit AS Unit, a.room AS Room
            FROM {subject.Table} p LEFT JOIN addresses a ON a.id = {address} WHERE p.id IN @ids
            """, new { ids }).ToDictionary(p => p.Id);
    }

    string? Above(DivisionTree divisions, int level)
    {
        var at = divisions.Find(Grid ?? Community);
        while (at is not null && at.Level > level) at = divisions.Find(at.ParentCode);
        return at?.Level == level ? at.Name : null;
    }
}
