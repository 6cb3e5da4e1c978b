using System.Diagnostics;
using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Columns;

namespace OneTable.Benchmarks;

/// <summary>
/// A condition of five parts about 3.2 million people: counted from columns in memory, and by the same SQL that a table would ask, in
/// turn. Before that, how long loading the columns takes and what they weigh; after it, how soon a write shows.
/// </summary>
static class AskBenchmark
{
    const int Rounds = 5, AsksPerRound = 20, Writes = 20;

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
        await using var city = await City.OpenAsync();
        var (db, columns) = (city.Db, city.Get<PeopleColumns>());
        var condition = ConditionReader.Read(EldersWithoutAllowance, city.Get<FieldCatalog>(), "ask");
        var today = db.Time.Today();
        var sql = new ConditionSql(today).Where(condition);
        int ByColumns() => columns.Count(null, condition, today);
        int BySqlite() => db.Read(tx => tx.Count<int>(sql.Select("COUNT(*)"), sql.Arguments));

        await LoadAsync(columns, db.Read(tx => tx.Value<int>("SELECT COUNT(*) FROM people")));
        var (found, expected) = (ByColumns(), BySqlite());
        Console.WriteLine($"{found} people: {condition.Sentence()}");
        if (found == 0 || found != expected) throw new InvalidOperationException($"the columns say {found}, SQLite says {expected}");
        var measured = new List<(double Columns, double Sqlite)>();
        for (var round = 1; round <= Rounds; round++)
        {
            measured.Add((TimeMs(ByColumns, AsksPerRound), TimeMs(BySqlite, 1)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: columns {measured[^1].Columns:0.00} ms, SQLite {measured[^1].Sqlite:0} ms"));
        }
        Figure("ask.ms", Median(measured.Select(m => m.Columns)), "0.00");
        Figure("ask.vs_sqlite", Median(measured.Select(m => m.Sqlite / m.Columns)), "0");
        Figure("ask.after_write_ms", await AfterWriteMsAsync(city, condition, today), "0.00");
    }

    static async Task LoadAsync(PeopleColumns columns, int people)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await columns.LoadAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loading took {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds:0.0} s of CPU"));
        Figure("ask.load_s", watch.Elapsed.TotalSeconds, "0.0");
        Figure("ask.bytes_per_person", (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / people, "0.0");
    }

    /// <summary>Gives one of the found the allowance and takes it away again: the next answer is one less, then as before.</summary>
    static async Task<double> AfterWriteMsAsync(City city, Condition condition, DateOnly today)
    {
        var (db, people, columns) = (city.Db, city.Get<People>(), city.Get<PeopleColumns>());
        var found = columns.Ids(null, condition, today);
        var benefits = city.Get<FieldCatalog>().Find("享受待遇")!;
        var old = db.Read(tx => SubjectValues.Load(tx, [benefits], [found[0]])).Single().Kept(benefits);
        var times = new List<double>();
        for (var i = 0; i < Writes; i++)
        {
            var facts = new Dictionary<string, string?> { [benefits.Label] = i % 2 == 0 ? "01" : old };
            await db.WriteAsync(tx => people.Write(tx, found[0], facts, new("基准", "ask")));
            var count = 0;
            times.Add(TimeMs(() => count = columns.Count(null, condition, today), 1));
            if (count != found.Count - (1 - i % 2)) throw new InvalidOperationException("a write was not seen by the next question");
        }
        return Median(times);
    }
    
    static double TimeMs(Func<int> ask, int times)
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
