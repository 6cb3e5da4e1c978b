using OneTable.Services.Data;

namespace OneTable.Tests.Faults;

/// <summary>Hosts and verbs that start together over a new database.</summary>
public sealed class SchemaRaceTests
{
    const int Starts = 6;

    [Fact]
    public async Task Whoever_comes_first_makes_the_schema_and_the_others_wait()
    {
        var folder = Directory.CreateTempSubdirectory("onetable-schema-").FullName;
        var connection = Street.NewDatabase(folder);
        Dialect Dialect() => new(Street.OnMySql ? Provider.MySql : Provider.Sqlite, connection);

        await Task.WhenAll(Enumerable.Range(0, Starts).Select(_ => Task.Factory.StartNew(() => Migrations.Apply(Dialect()), TaskCreationOptions.LongRunning)));

        using var database = new Database(Dialect(), TimeProvider.System);
        Assert.Equal(Migrations.All.Count, database.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM schema_migrations WHERE finished = 1")));
        Directory.Delete(folder, recursive: true);
    }
}
