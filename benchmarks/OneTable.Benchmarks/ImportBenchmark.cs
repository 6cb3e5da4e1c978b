using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Import;
using OneTable.Services.Sheets;

namespace OneTable.Benchmarks;

/// <summary>
/// A street's people from a workbook into SQLite, with all checks, seals and the ledger; beside plain ADO inserts of the very rows
/// that it wrote, into the same tables and indexes, in one transaction. Then the verb's memory for a file and for one four times as long.
/// </summary>
static class ImportBenchmark
{
    const int People = 60_819, Rounds = 3;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("onetable-bench-").FullName;
        try
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
            var (seeded, key) = (Path.Combine(folder, "seeded.db"), Seal.NewKey());
            await SeedAsync(seeded, folder, key);
            var file = Path.Combine(folder, "people.xlsx");
            await ImportFile.WriteAsync(file, People);
            await ImportFile.WriteAsync(Path.Combine(folder, "few.xlsx"), 3_000);
            var ratios = new List<double>();
            for (var round = 0; round <= Rounds; round++) // the first one warms up
            {
                var (ours, theirs) = (Path.Combine(folder, $"ours{round}.db"), Path.Combine(folder, $"theirs{round}.db"));
                File.Copy(seeded, ours);
                File.Copy(seeded, theirs);
                var import = await ImportAsync(ours, folder, key, round == 0 ? Path.Combine(folder, "few.xlsx") : file);
                var ado = Ado(ours, seeded, theirs);
                if (round > 0) ratios.Add(ado.Seconds / import.Seconds);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{(round == 0 ? "warm-up" : $"round {round}")}: import {import.Seconds:0.00} s ({import.Cpu:0.00} s of CPU) for {import.Rows} rows; "
                    + $"ADO {ado.Seconds:0.00} s ({ado.Cpu:0.00} s of CPU) for {ado.Rows} rows in all tables"));
                foreach (var done in Directory.GetFiles(folder, "*s" + round + ".db*")) File.Delete(done);
            }
            ratios.Sort();
            Figure("import.vs_ado", ratios[ratios.Count / 2], "0.000");
            Figure("import.peak_mb", await PeakAsync(folder, seeded, key, file, "one"), "0");
            await ImportFile.WriteAsync(file, 4 * People);
            Figure("import.peak_mb_4x", await PeakAsync(folder, seeded, key, file, "four"), "0");
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    static Dictionary<string, string?> Settings(string database, string folder, string key) => new()
    {
        ["Data:Folder"] = folder, ["Data:ConnectionString"] = $"Data Source={database}", ["Data:SealKey"] = key, ["Demo:Enabled"] = "true", ["Demo:People"] = "1000",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    static async Task SeedAsync(string database, string folder, string key)
    {
        await using (var app = Gateway.Build(Settings(database, folder, key))) await Start.PrepareAsync(app.Services, _ => { });
        Checkpoint(database);
    }

    /// <summary>All into the one file, so that a copy of it is whole.</summary>
    static void Checkpoint(string database)
    {
        SqliteConnection.ClearAllPools();
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        new SqliteCommand("PRAGMA wal_checkpoint(TRUNCATE)", connection).ExecuteNonQuery();
    }

    static async Task<(double Seconds, double Cpu, long Rows)> ImportAsync(string database, string folder, string key, string path)
    {
        await using var app = Gateway.Build(Settings(database, folder, key));
        var services = app.Services;
        _ = services.GetRequiredService<FieldCatalog>().All;
        GC.Collect();
        var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        using var file = SheetFile.Open(path);
        var importer = new Importer(new(services.GetRequiredService<DivisionTree>().All[0].Code), "测量", null);
        var tables = services.GetRequiredService<ImportDesk>().Tables(file, importer);
        var batch = await services.GetRequiredService<ImportDesk>().BeginAsync(importer, "people.xlsx", new('0', 64), 0, null, tables, dry: false, goesOn: false);
        batch = await services.GetRequiredService<ImportRun>().RunAsync(batch, () => tables, dry: false);
        var (seconds, used) = (watch.Elapsed.TotalSeconds, Process.GetCurrentProcess().TotalProcessorTime - cpu);
        if (batch.Added != batch.RowsRead || batch.Added < 3_000) throw new InvalidOperationException($"of {batch.RowsRead} rows {batch.Added} were added, {batch.Rejected} refused");
        return (seconds, used.TotalSeconds, batch.RowsRead);
    }

    /// <summary>What stands in ours and not in what was seeded, row by row into the other copy.</summary>
    static (double Seconds, double Cpu, long Rows) Ado(string ours, string seeded, string theirs)
    {
        using var from = new SqliteConnection($"Data Source={ours};Pooling=False");
        from.Open();
        new SqliteCommand($"ATTACH '{seeded}' AS seeded", from).ExecuteNonQuery();
        var tables = Names(from).Select(table => (Table: table, Columns: Columns(from, table))).Select(t => (t.Table, t.Columns, Rows: Rows(from, t.Table, t.Columns))).ToList();
        using var to = new SqliteConnection($"Data Source={theirs};Pooling=False");
        to.Open();
        foreach (var pragma in (string[])["journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4000"]) new SqliteCommand("PRAGMA " + pragma, to).ExecuteNonQuery();
        GC.Collect();
        var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        using (var transaction = to.BeginTransaction())
        {
            foreach (var (table, columns, rows) in tables) Insert(to, transaction, table, columns, rows);
            transaction.Commit();
        }
        return (watch.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds, tables.Sum(t => (long)t.Rows.Count));
    }

    static List<string> Names(SqliteConnection connection)
    {
        using var rows = new SqliteCommand("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('imports', 'runs', 'id_blocks', 'clock', 'learned_headings') AND name NOT LIKE 'sqlite%'", connection).ExecuteReader();
        var names = new List<string>();
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    }

    /// <summary>Without those that the database works out by itself.</summary>
    static string Columns(SqliteConnection connection, string table)
    {
        using var rows = new SqliteCommand($"SELECT name FROM pragma_table_info('{table}')", connection).ExecuteReader();
        var names = new List<string>();
        while (rows.Read()) names.Add($"\"{rows.GetString(0)}\"");
        return string.Join(", ", names);
    }

    static List<object[]> Rows(SqliteConnection connection, string table, string columns)
    {
        using var rows = new SqliteCommand($"SELECT {columns} FROM main.{table} EXCEPT SELECT {columns} FROM seeded.{table}", connection).ExecuteReader();
        var all = new List<object[]>();
        while (rows.Read())
        {
            var row = new object[rows.FieldCount];
            rows.GetValues(row);
            all.Add(row);
        }
        return all;
    }

    static void Insert(SqliteConnection connection, SqliteTransaction transaction, string table, string columns, List<object[]> rows)
    {
        if (rows.Count == 0) return;
        using var insert = new SqliteCommand($"INSERT INTO {table} ({columns}) VALUES ({string.Join(", ", rows[0].Select((_, i) => "@p" + i))})", connection, transaction);
        var parameters = rows[0].Select((_, i) => insert.Parameters.Add(new SqliteParameter("@p" + i, null))).ToList();
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                parameters[i].Value = row[i];
                parameters[i].ResetSqliteType();
            }
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>The most memory that the verb ever held, in MB.</summary>
    static async Task<double> PeakAsync(string folder, string seeded, string key, string file, string name)
    {
        var database = Path.Combine(folder, name + ".db");
        File.Copy(seeded, database);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "BotGateway.dll"), "import", "people", file, "--json"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (setting, value) in Settings(database, folder, key)) start.Environment[setting.Replace(":", "__")] = value;
        using var verb = Process.Start(start)!;
        verb.ErrorDataReceived += (_, _) => { };
        verb.BeginErrorReadLine();
        var peak = 0L;
        while (!verb.HasExited)
        {
            verb.Refresh();
            if (!verb.HasExited) peak = Math.Max(peak, verb.PeakWorkingSet64);
            await Task.Delay(50);
        }
        var said = await verb.StandardOutput.ReadToEndAsync();
        // Of so many made numbers a few are made twice; the second with another name is refused, and the exit code says so.
        if (verb.ExitCode is not (0 or 1) || !said.Contains("\"added\"", StringComparison.Ordinal)) throw new InvalidOperationException("the verb said: " + said);
        return peak / 1048576.0;
    }

    static void Figure(string name, double value, string format) => Console.WriteLine($"figure {name} {value.ToString(format, CultureInfo.InvariantCulture)}");
}
