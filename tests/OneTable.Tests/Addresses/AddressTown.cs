using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Dictionary;
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

    public SaidTexts Texts { get; } = new(Path.Combine(AppContext.BaseDirectory, "Addresses"));

    public static string Community(int number) => SaidTexts.Community(number);
    public static string Grid(int community, int grid) => SaidTexts.Grid(community, grid);

    public async Task InitializeAsync()
    {
        var dialect = new Dialect(Street.OnMySql ? Provider.MySql : Provider.Sqlite, Street.NewDatabase(folder));
        Migrations.Apply(dialect);
        Db = new(dialect, TimeProvider.System);
        var fields = new FieldCatalog(Db);
        await new Contents(Db, fields).LoadAsync();
        await DemoStreet.LoadAsync(Db, fields, new Seal("test:" + Convert.ToBase64String(new byte[32])), new DateOnly(2026, 12, 1), people: 0);
        Tree = new(Db);
        Book = new(Db, Tree);
        Names = new(Db, Tree, Book);
        Library = new(Db, Tree, Book, Names);
        await Db.WriteAsync(Texts.Build);
        Book.Reload();
    }

    public Task DisposeAsync()
    {
        Db.Dispose();
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
