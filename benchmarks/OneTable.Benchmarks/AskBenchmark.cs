using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Columns;

namespace OneTable.Benchmarks;

/// <summary>
/// A condition of five parts about 3.2 million people: counted from columns in memory, and by SQLite, in turn. Before that how long
/// loading the columns takes and what they weigh, and after it that a write shows in the next answer.
/// </summary>
static class AskBenchmark
{
    const int Rounds = 5, AsksPerRound = 20;

    const string EldersWithoutAllowance = """
        all:
        - {field: 年龄, op: '>=', value: 80}
        - {field: 性别, op: '=', value: 女}
        - {field: 本地户籍, op: '=', value: true}
        - {field: 居家状况, op: in, value: [独居, 仅与配偶同住]}
        - {field: 享受待遇, op: lacks, value: 高龄津贴}
        """;

    public static async Task RunAsync()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
        await using var city = Gateway.Build(new Dictionary<string, string?> { ["Data:Folder"] = Path.GetFullPath("benchmarks/data"), ["Data:ConnectionString"] = "Data Source=benchmarks/data/ask.db", ["Logging:LogLevel:Default"] = "Warning" });
        await Start.PrepareAsync(city.Services, Console.WriteLine);
        var db = city.Services.GetRequiredService<Database>();
        var columns = city.Services.GetRequiredService<PeopleColumns>();
        var fields = city.Services.GetRequiredService<FieldCatalog>();
        var condition = ConditionReader.Read(EldersWithoutAllowance, fields, "ask");
        var today = db.Time.Today();
        var sql = new ConditionSql(today).Where(condition);
        int ByColumns() => columns.Count(null, condition, today);
        int BySqlite() => db.Read(tx => tx.Count<int>(sql.Select("COUNT(*)"), sql.Arguments));

        var people = db.Read(tx => tx.Value<int>("SELECT COUNT(*) FROM people"));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var load = Stopwatch.StartNew();
        await columns.LoadAsync();
        Figure("ask.load_s", load.Elapsed.TotalSeconds, "0.0");
        Figure("ask.bytes_per_person", (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / people, "0.0");

        var (found, expected) = (ByColumns(), BySqlite());
        Console.WriteLine($"{found} of {people} people: {condition.Sentence()}");
        if (found != expected) throw new InvalidOperationException($"the columns say {found}, SQLite says {expected}");
        var measured = new List<(double Columns, double Sqlite)>();
        for (var round = 1; round <= Rounds; round++)
        {
            measured.Add((Time(ByColumns, AsksPerRound), Time(BySqlite, 1)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: columns {measured[^1].Columns:0.00} ms, SQLite {measured[^1].Sqlite:0} ms"));
        }
        Figure("ask.ms", Median(measured.Select(m => m.Columns)), "0.00");
        Figure("ask.vs_sqlite", Median(measured.Select(m => m.Sqlite)) / Median(measured.Select(m => m.Columns)), "0");
    }

    static double Time(Func<int> ask, int times)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < times; i++) ask();
        return watch.Elapsed.TotalMilliseconds / times;
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    static void Figure(string name, double value, string format) => Console.WriteLine($"figure {name} {value.ToString(format, CultureInfo.InvariantCulture)}");
}
