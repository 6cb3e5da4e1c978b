using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>seed --people: more people make more streets beside the demo street.</summary>
public sealed class FindCityTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("onetable-city-").FullName;

    static long Count(Database db, string sql) => db.Read(tx => tx.Count<long>(sql));

    [Fact]
    public async Task More_people_make_more_streets_and_a_broken_load_goes_on()
    {
        var dialect = new Dialect(Street.OnMySql ? Provider.MySql : Provider.Sqlite, Street.NewDatabase(folder));
        Migrations.Apply(dialect);
        using var db = new Database(dialect, TimeProvider.System);
        var (fields, seal) = (new FieldCatalog(db), new Seal(Seal.NewKey()));
        await new Contents(db, fields).LoadAsync();
        var indexes = Indexes(db);
        Task<DemoReport> LoadAsync(int people) => DemoStreet.LoadAsync(db, fields, seal, new(2026, 12, 1), people, perStreet: 320);

        var first = await LoadAsync(320);
        Assert.Equal((true, 16, 320, 96), (first.Loaded, first.Grids, first.People, first.Organisations));
        var all = await LoadAsync(1700); // five more streets and a bit, so the indexes are made again at the end
        Assert.Equal((true, 96, 1700), (all.Loaded, all.Grids, all.People));
        Assert.False((await LoadAsync(1700)).Loaded);
        Assert.Equal(indexes, Indexes(db));

        Assert.Equal(6, Count(db, "SELECT COUNT(DISTINCT name) FROM divisions WHERE level = 2"));
        Assert.Equal(24, Count(db, "SELECT COUNT(DISTINCT name) FROM divisions WHERE level = 3"));
        Assert.Equal(Count(db, "SELECT COUNT(*) FROM people WHERE document_hash IS NOT NULL"), Count(db, "SELECT COUNT(DISTINCT document_hash) FROM people"));
        Assert.Equal(0, Count(db, "SELECT COUNT(*) FROM people p WHERE NOT EXISTS (SELECT 1 FROM names n WHERE n.name = p.name)"));
        Assert.Equal(0, Count(db, "SELECT COUNT(*) FROM people p WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.kind = 'person' AND e.subject_id = p.id)"));
        Assert.Equal(80, Count(db, "SELECT COUNT(*) FROM staff WHERE division_code >= '420199002' AND post = '10' AND mini_openid IS NULL"));
        foreach (var table in new[] { "people_party", "people_disability", "people_work", "people_insurance", "people_children", "people_veterans", "people_health" })
            Assert.True(Count(db, "SELECT COUNT(*) FROM " + table) > 3, table + " is empty");
        Assert.NotEqual(0, Count(db, "SELECT COUNT(*) FROM people WHERE native_area LIKE '61%'"));
    }

    static List<string> Indexes(Database db) => !db.Dialect.IsSqlite ? []
        : [.. db.Read(tx => tx.Query<string>("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name").ToList())];

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
