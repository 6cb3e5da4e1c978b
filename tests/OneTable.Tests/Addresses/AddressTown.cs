using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Divisions;

namespace OneTable.Tests.Addresses;

/// <summary>The demo street without its people, and buildings of which every number is known, in a database of its own.</summary>
public sealed class AddressTown : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("onetable-addresses-").FullName;

    public Database Db { get; private set; } = null!;
    public DivisionTree Tree { get; private set; } = null!;
    public AddressBook Book { get; private set; } = null!;
    public AddressNames Names { get; private set; } = null!;
    public AddressLibrary Library { get; private set; } = null!;

    public static string Community(int number) => $"420199001{number:000}";
    public static string Grid(int community, int grid) => $"{Community(community)}{grid:000}";

    /// <summary>Estate, community and grid, first and last building, units, floors, doors.</summary>
    static readonly (string Estate, int Community, int Grid, int From, int To, int Units, int Floors, int Doors)[] plans =
    [
        ("东园小区", 1, 1, 1, 8, 4, 6, 2), ("东园小区", 1, 2, 9, 14, 4, 6, 2), ("教师新村", 1, 2, 1, 6, 3, 7, 2), ("机械厂宿舍", 1, 3, 1, 10, 4, 5, 2), ("紫薇花园", 1, 4, 1, 9, 2, 11, 2),
        ("西湖里", 2, 1, 1, 6, 4, 6, 2), ("荷塘小区", 2, 2, 1, 4, 3, 7, 2), ("荷塘小区", 2, 3, 5, 8, 3, 7, 2), ("水厂宿舍", 2, 3, 1, 5, 4, 5, 2),
        ("柳堤公寓", 2, 4, 1, 2, 2, 18, 2), ("银座大厦", 2, 4, 1, 1, 1, 20, 8),
        ("北苑新村", 3, 1, 1, 6, 4, 6, 2), ("北苑新村", 3, 2, 7, 12, 4, 6, 2), ("纺织宿舍", 3, 3, 1, 8, 4, 5, 2), ("银杏家园", 3, 4, 1, 6, 2, 11, 2), ("幸福小区", 3, 4, 1, 3, 2, 6, 2),
        ("南桥小区", 4, 1, 1, 5, 4, 6, 2), ("南桥小区", 4, 2, 6, 10, 4, 6, 2), ("幸福小区", 4, 1, 1, 3, 2, 6, 2), ("码头宿舍", 4, 3, 1, 4, 4, 4, 2),
        ("江声花园", 4, 3, 1, 3, 2, 18, 2), ("江声花园", 4, 4, 4, 6, 2, 18, 2),
    ];

    public async Task InitializeAsync()
    {
        var dialect = new Dialect(Street.OnMySql ? Provider.MySql : Provider.Sqlite, Street.NewDatabase(folder));
        Migrations.Apply(dialect);
        Db = new(dialect, TimeProvider.System);
        await DemoStreet.LoadAsync(Db, new Seal("test:" + Convert.ToBase64String(new byte[32])), new DateOnly(2026, 12, 1), people: 0);
        Tree = new(Db);
        Book = new(Db, Tree);
        Names = new(Db, Tree, Book);
        Library = new(Db, Tree, Book, Names);
        await Db.WriteAsync(tx =>
        {
            foreach (var p in plans) Library.Add(tx, new(p.Estate, Grid(p.Community, p.Grid), p.From, p.To, p.Units, p.Floors, p.Doors));
            foreach (var building in new[] { "A", "B", "3甲" })
                for (var floor = 1; floor <= 18; floor++)
                    for (var door = 1; door <= 4; door++)
                    {
                        var (unit, room) = ($"{(door + 1) / 2}", $"{floor}{door:00}");
                        tx.Run("INSERT INTO addresses (id, grid_code, estate, building, unit, room, text) VALUES (@p0, @p1, '柳堤公寓', @p2, @p3, @p4, @p5)",
                            tx.NextId(), Grid(2, 4), building, unit, room, $"柳堤公寓{building}栋{unit}单元{room}");
                    }
        });
        Book.Reload();
    }

    public Task DisposeAsync()
    {
        Db.Dispose();
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
