using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Residents;

namespace OneTable.Services.Addresses;

public sealed record EstateRow(string Name, string CommunityCode, int Buildings, int Homes, int People);
public sealed record BuildingRow(string Name, string GridCode, string Grid, int Units, int Homes, int People);
public sealed record RoomRow(long Id, string Unit, string Room, int People);

/// <summary>Buildings of one kind: every floor of every unit has the same doors, numbered 101, 102 … 201.</summary>
public sealed record NewBuildings(string Estate, string GridCode, int From, int To, int Units, int Floors, int Doors);

/// <summary>统一地址库: community → estate → building → unit → room, with how many people live there, and what changes it.</summary>
public sealed class AddressLibrary(Database db, DivisionTree tree, AddressBook book, AddressNames names)
{
    const int RoomsAtOnceMax = 3000, BuildingMax = 300, UnitsMax = 12, FloorsMax = 60, DoorsMax = 30, NameMin = 2, NameMax = 30;

    const string Lived = "LEFT JOIN people p ON p.living_grid = a.grid_code AND p.living_address_id = a.id AND p.died_on IS NULL";

    /// <summary>The estates of one community, or of one grid of it.</summary>
    public IReadOnlyList<EstateRow> Estates(Scope scope)
    {
        if (tree.Community(scope.Code) is not { } community) throw new Refusal("community_needed", "请先选一个社区。");
        return db.Read(tx => tx.Query<(string Name, int Buildings, int Homes, int People)>($"""
            SELECT a.estate, COUNT(DISTINCT a.building), COUNT(DISTINCT a.id), COUNT(p.id) FROM addresses a {Lived}
            WHERE a.grid_code >= @From AND a.grid_code < @To GROUP BY a.estate ORDER BY a.estate
            """, new { scope.From, scope.To }).Select(r => new EstateRow(r.Name, community.Code, r.Buildings, r.Homes, r.People)).ToList());
    }

    public IReadOnlyList<BuildingRow> Buildings(Scope scope, string estate) => db.Read(tx =>
        tx.Query<(string Name, string Grid, int Units, int Homes, int People)>($"""
            SELECT a.building, a.grid_code, COUNT(DISTINCT a.unit), COUNT(DISTINCT a.id), COUNT(p.id) FROM addresses a {Lived}
            WHERE a.grid_code >= @From AND a.grid_code < @To AND a.estate = @estate
            GROUP BY a.building, a.grid_code ORDER BY LENGTH(a.building), a.building
            """, new { scope.From, scope.To, estate }).Select(r => new BuildingRow(r.Name, r.Grid, tree.FullName(r.Grid), r.Units, r.Homes, r.People)).ToList());

    public IReadOnlyList<RoomRow> Rooms(Scope scope, string estate, string building) => db.Read(tx =>
        tx.Query<(long Id, string Unit, string Room, int People)>($"""
            SELECT a.id, a.unit, a.room, COUNT(p.id) FROM addresses a {Lived}
            WHERE a.grid_code >= @From AND a.grid_code < @To AND a.estate = @estate AND a.building = @building
            GROUP BY a.id, a.unit, a.room ORDER BY LENGTH(a.unit), a.unit, LENGTH(a.room), a.room LIMIT {RoomsAtOnceMax}
            """, new { scope.From, scope.To, estate, building }).Select(r => new RoomRow(r.Id, r.Unit, r.Room, r.People)).ToList());

    /// <summary>Adds the rooms that are not there yet, of a new estate or one that grows; how many came.</summary>
    public int Add(Tx tx, NewBuildings plan)
    {
        var estate = EstateName(plan.Estate);
        if (tree.Find(plan.GridCode) is not { Level: Division.Grid }) throw new Refusal("bad_grid", "请选这些楼栋在哪个网格。");
        Within(plan.From, 1, BuildingMax, "楼栋号");
        Within(plan.To, plan.From, BuildingMax, "楼栋号");
        Within(plan.Units, 1, UnitsMax, "单元数");
        Within(plan.Floors, 1, FloorsMax, "楼层数");
        Within(plan.Doors, 1, DoorsMax, "每层户数");
        if ((long)(plan.To - plan.From + 1) * plan.Units * plan.Floors * plan.Doors > RoomsAtOnceMax)
            throw new Refusal("too_many_rooms", $"一次最多加 {RoomsAtOnceMax} 户，请分几次加。");

        var there = tx.Query<(string, string, string)>("SELECT building, unit, room FROM addresses WHERE grid_code = @GridCode AND estate = @estate",
            new { plan.GridCode, estate }).ToHashSet();
        var rows = new Rows("addresses", "id", "grid_code", "estate", "building", "unit", "room", "text");
        for (var building = plan.From; building <= plan.To; building++)
            for (var unit = 1; unit <= plan.Units; unit++)
                for (var floor = 1; floor <= plan.Floors; floor++)
                    for (var door = 1; door <= plan.Doors; door++)
                    {
                        var (b, u, room) = ($"{building}", $"{unit}", $"{floor}{door:00}");
                        if (!there.Add((b, u, room))) continue;
                        var id = tx.NextId();
                        rows.Add(id, plan.GridCode, estate, b, u, room, $"{estate}{b}栋{u}单元{room}");
                        tx.Changed("address", id);
                    }
        var added = rows.Count;
        rows.Write(tx);
        tx.AfterCommit(book.Reload);
        return added;
    }

    /// <summary>Gives an estate of one community another name; the old one stays known. False where there is no such estate.</summary>
    public bool Rename(Tx tx, string community, string from, string to, string actor)
    {
        to = EstateName(to);
        var scope = new Scope(community);
        var rows = tx.Query<(long Id, string Text)>($"SELECT id, text FROM addresses WHERE estate = @old AND {Seen.InGrid}", new { old = from, scope.From, scope.To }).ToList();
        if (rows.Count == 0 || tree.Find(community) is not { Level: Division.Community }) return false;
        if (to == from) return true;
        if (tx.First<long?>($"SELECT id FROM addresses WHERE estate = @name AND {Seen.InGrid} LIMIT 1", new { name = to, scope.From, scope.To }) is not null)
            throw new Refusal("estate_exists", $"{to}已经有了，不能改成一样的名字。");
        foreach (var (id, text) in rows)
        {
            tx.Run("UPDATE addresses SET estate = @p1, text = @p2 WHERE id = @p0", id, to,
                text.StartsWith(from, StringComparison.Ordinal) ? to + text[from.Length..] : text);
            tx.Changed("address", id);
        }
        tx.Run("UPDATE address_names SET estate = @p2 WHERE community_code = @p0 AND estate = @p1 AND removed_at = 0", community, from, to);
        PlaceCodes.Rename(tx, scope, from, to);
        names.Name(tx, from, AddressNames.OldName, new(community, Estate: to), "改名", actor);
        tx.AfterCommit(book.Reload);
        return true;
    }

    static string EstateName(string? name)
    {
        name = name?.Trim() ?? "";
        if (name.Length is < NameMin or > NameMax || name.Any(char.IsControl)) throw new Refusal("bad_name", $"小区名要有 {NameMin} 到 {NameMax} 个字。");
        return name;
    }

    static void Within(int value, int min, int max, string what)
    {
        if (value < min || value > max) throw new Refusal("bad_number", $"{what}要在 {min} 到 {max} 之间。");
    }
}
