using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OneTable.Services.Data;

/// <summary>
/// The numbered SQL files of this folder, in order, each once. MySQL commits every DDL statement at once, so the step
/// reached inside a file is kept and a broken start goes on from there. A changed file or an unknown newer one stops the start.
/// </summary>
public static partial class Migrations
{
    public sealed record Step(int Number, string Name, string Sql)
    {
        public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
        public IEnumerable<string> Statements => Comment().Replace(Sql, "").Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(s => s.TrimEnd(';')).Where(s => s.Length > 0);
    }

    sealed record Done(int Number, string Checksum, int Steps, int Finished);

    const int LockSeconds = 25; // less than a command's time-out

    public static IReadOnlyList<Step> All { get; } = Load();

    /// <summary>Brings the database to the newest schema; returns how many files were run.</summary>
    public static int Apply(Dialect dialect)
    {
        using var connection = dialect.Open();
        var tx = new Tx(new Database(dialect, TimeProvider.System), connection);
        // Whatever the server's default is: text compares by its bytes as on SQLite. Codes rely on ':' following '9',
        // which is not so in the dictionary order of newer servers, and rare characters must differ from each other.
        tx.Run(dialect.IsSqlite ? "PRAGMA journal_mode = WAL" : "ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        // Of two hosts that start together one waits; the lock goes with the connection of one that dies.
        if (!dialect.IsSqlite && tx.Value<long>("SELECT GET_LOCK(CONCAT('onetable ', DATABASE()), @p0)", LockSeconds) != 1)
            throw new InvalidOperationException("Another program is changing the schema of this database. Start again when it is done.");
        try
        {
            return Apply(tx);
        }
        finally
        {
            if (!dialect.IsSqlite) tx.Value<long>("SELECT RELEASE_LOCK(CONCAT('onetable ', DATABASE()))");
        }
    }

    /// <summary>How many files are still to be run; a database without a schema is an error of the engine.</summary>
    public static int Missing(Database db) =>
        All.Count - db.Read(tx => tx.Value<int>("SELECT COUNT(*) FROM schema_migrations WHERE finished = 1"));

    static int Apply(Tx tx)
    {
        tx.Run("""
            CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL,
              checksum CHAR(64) NOT NULL, steps INTEGER NOT NULL, finished INTEGER NOT NULL)
            """);
        var done = tx.Query<Done>("SELECT number AS Number, checksum AS Checksum, steps AS Steps, finished AS Finished FROM schema_migrations")
            .ToDictionary(d => d.Number);
        if (done.Keys.Except(All.Select(s => s.Number)).FirstOrDefault() is var unknown and not 0)
            throw new InvalidOperationException($"The database has schema step {unknown:0000}, which this program does not know. Use the newer program.");
        var count = 0;
        foreach (var step in All)
        {
            if (done.TryGetValue(step.Number, out var d) && d.Checksum != step.Checksum)
                throw new InvalidOperationException($"Schema step {step.Name} was changed after it was run. Put the file back and add a new step.");
            if (d is { Finished: 1 }) continue;
            Run(tx, step, d?.Steps ?? 0);
            count++;
        }
        return count;
    }

    static void Run(Tx tx, Step step, int from)
    {
        if (tx.Dialect.IsSqlite) tx.Run("BEGIN IMMEDIATE");
        var begun = tx.Run($"{tx.Dialect.InsertIgnore} INTO schema_migrations (number, name, checksum, steps, finished) VALUES (@p0, @p1, @p2, 0, 0)",
            step.Number, step.Name, step.Checksum) == 0;
        if (begun && tx.Dialect.IsSqlite) // another program did it whole while we waited for BEGIN
        {
            tx.Run("COMMIT");
            return;
        }
        var position = 0;
        foreach (var statement in step.Statements)
        {
            if (position++ < from) continue;
            try
            {
                tx.Run(tx.Dialect.Ddl(statement));
            }
            catch (DbException e) when (begun && position == from + 1 && tx.Dialect.IsThereAlready(e))
            {
                // a crash came between this statement and the note that it was done
            }
            tx.Run("UPDATE schema_migrations SET steps = @p1 WHERE number = @p0", step.Number, position);
        }
        tx.Run("UPDATE schema_migrations SET finished = 1 WHERE number = @p0", step.Number);
        if (tx.Dialect.IsSqlite) tx.Run("COMMIT");
    }

    static List<Step> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Select(name => (Name: name, Match: FileName().Match(name)))
            .Where(f => f.Match.Success)
            .Select(f => new Step(int.Parse(f.Match.Groups[1].ValueSpan), f.Match.Value, Read(f.Name)))
            .OrderBy(s => s.Number)];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }

    [GeneratedRegex(@"(\d{4})_\w+\.sql$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^--.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
