using OneTable.Services.Data;

namespace OneTable.Tests.Data;

public sealed class MigrationTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("onetable-test-").FullName;
    readonly Dialect dialect;
    readonly Database db;

    public MigrationTests()
    {
        dialect = new(Street.OnMySql ? Provider.MySql : Provider.Sqlite, Street.NewDatabase(folder));
        db = new(dialect, TimeProvider.System);
    }

    [Fact]
    public void They_are_numbered_from_1_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, Migrations.All.Count), Migrations.All.Select(s => s.Number));

    [Fact]
    public void They_run_once()
    {
        Assert.Equal(Migrations.All.Count, Migrations.Apply(dialect));
        Assert.Equal(0, Migrations.Apply(dialect));
    }

    [Fact]
    public async Task A_step_that_was_changed_after_it_ran_stops_the_start()
    {
        Migrations.Apply(dialect);
        await db.WriteAsync(tx => tx.Run("UPDATE schema_migrations SET checksum = 'another' WHERE number = 2"));
        Assert.Contains("0002_create_divisions.sql", Assert.Throws<InvalidOperationException>(() => Migrations.Apply(dialect)).Message);
    }

    [Fact]
    public async Task A_step_of_a_newer_program_stops_the_start()
    {
        Migrations.Apply(dialect);
        await db.WriteAsync(tx => tx.Run("INSERT INTO schema_migrations (number, name, checksum, steps, finished) VALUES (9999, 'x', 'x', 1, 1)"));
        Assert.Contains("9999", Assert.Throws<InvalidOperationException>(() => Migrations.Apply(dialect)).Message);
    }

    /// <summary>MySQL commits each statement by itself; "noted" is false where the crash came before the step was written down.</summary>
    [NeedsFact(NeedsFactAttribute.MariaDb)]
    public async Task A_start_that_broke_in_the_middle_of_a_file_goes_on_from_there()
    {
        foreach (var noted in new[] { true, false })
        {
            Migrations.Apply(dialect);
            var last = Migrations.All[7]; // it only creates, so what is made is known how to take back
            var statements = last.Statements.ToList();
            await db.WriteAsync(tx =>
            {
                foreach (var made in statements.Skip(2).Reverse()) tx.Run(Undone(made));
                tx.Run("UPDATE schema_migrations SET steps = @p1, finished = 0 WHERE number = @p0", last.Number, noted ? 2 : 1);
            });
            Assert.Equal(1, Migrations.Apply(dialect));
            Assert.Equal(statements.Count, db.Read(tx => tx.Value<int>("SELECT steps FROM schema_migrations WHERE number = @p0", last.Number)));
        }
    }

    [Fact]
    public async Task Two_that_start_together_do_it_once()
    {
        var steps = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Migrations.Apply(dialect))));
        Assert.Equal(0, Migrations.Apply(dialect));
        Assert.All(steps, s => Assert.InRange(s, 0, Migrations.All.Count));
    }

    /// <summary>What takes back CREATE TABLE x and CREATE INDEX i ON x.</summary>
    static string Undone(string statement)
    {
        var words = statement.Replace("UNIQUE ", "").Split([' ', '\n', '('], StringSplitOptions.RemoveEmptyEntries);
        return words[1] == "TABLE" ? $"DROP TABLE {words[2]}" : Street.OnMySql ? $"DROP INDEX {words[2]} ON {words[4]}" : $"DROP INDEX {words[2]}";
    }

    public void Dispose()
    {
        db.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
