using System.Diagnostics;
using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Scenarios;

namespace OneTable.Benchmarks;

/// <summary>
/// Ten shipped scenarios asked about 3.2 million people on one thread, in turn: by the compiler of conditions over the columns, by one
/// pass of SQLite with a CASE for each, and by a loop written by hand for exactly these ten over the same cells. And those for whom a
/// new day makes a difference, beside the whole pass.
/// </summary>
static class Eligibility
{
    const int Rounds = 5, AsksPerRound = 50, DaysPerRound = 5, WarmUp = 300;

    static readonly string[] names =
        ["card65", "alone_week", "pension60", "pension_check", "medical_unpaid", "checkup65_home", "festival_visit", "weather", "absent_unseen", "allowance_rerate"];

    public static async Task RunAsync()
    {
        await using var city = await City.OpenAsync();
        var (db, columns, list) = (city.Db, city.Get<PeopleColumns>(), city.Get<ScenarioList>());
        var rules = db.Read(tx => names.Select(name => list.Require(tx, name)).Select(s => (Condition)new Condition.All([s.Condition, s.Alive])).ToList());
        var today = db.Time.Today();
        await columns.LoadAsync();
        var set = columns.Held!;
        var loop = new EligibilityLoop(set, rules, city.Get<FieldCatalog>(), today);
        var sql = new ConditionSql(today);
        var pass = sql.Select(string.Join(", ", rules.Select(rule => $"SUM(CASE WHEN {sql.True(rule)} THEN 1 ELSE 0 END)")));

        int[] ByColumns() => new ColumnAnswer(set, today).Counts(null, rules);
        int[] ByLoop() => loop.Counts();
        int[] BySqlite() => db.Read(tx =>
        {
            using var row = tx.Rows(pass, [.. sql.Arguments.Values]);
            row.Read();
            return Enumerable.Range(0, rules.Count).Select(row.GetInt32).ToArray();
        });
        var affected = new Affected(columns, db);
        int[] ByDay() => [affected.ByTime(rules, today.AddDays(-1), today).Count];

        MustAgree(ByColumns(), ByLoop(), "the loop");
        MustAgree(ByColumns(), BySqlite(), "SQLite");
        MustFindAll(columns, rules, affected, today);
        Console.WriteLine($"found {string.Join(", ", names.Zip(ByColumns(), (name, count) => $"{name} {count}"))}; {ByDay()[0]} to look at today");

        for (var i = 0; i < WarmUp; i++) _ = (ByColumns(), ByLoop()); // both as the compiler leaves them in the end
        var measured = new List<(double Columns, double Loop, double Day, double Sqlite)>();
        for (var round = 1; round <= Rounds; round++)
        {
            var m = (Columns: TimeMs(ByColumns, AsksPerRound), Loop: TimeMs(ByLoop, AsksPerRound), Day: TimeMs(ByDay, DaysPerRound), Sqlite: TimeMs(BySqlite, 1));
            measured.Add(m);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: columns {m.Columns:0.00} ms, by hand {m.Loop:0.00} ms, of the day {m.Day:0.00} ms, SQLite {m.Sqlite:0} ms"));
        }
        Figure("eligibility.vs_sqlite", Median(measured.Select(m => m.Sqlite / m.Columns)), "0");
        Figure("eligibility.vs_fused", Median(measured.Select(m => m.Loop / m.Columns)), "0.00");
        Figure("eligibility.increment_vs_sqlite", Median(measured.Select(m => m.Sqlite / m.Day)), "0");
    }

    static void MustAgree(int[] columns, int[] others, string who)
    {
        for (var i = 0; i < names.Length; i++)
            if (columns[i] != others[i]) throw new InvalidOperationException($"{names[i]}: the columns say {columns[i]}, {who} says {others[i]}");
    }

    /// <summary>Whoever is found on one of two days only must be among those who are looked at.</summary>
    static void MustFindAll(PeopleColumns columns, List<Condition> rules, Affected affected, DateOnly today)
    {
        var looked = affected.ByTime(rules, today.AddDays(-1), today).ToHashSet();
        foreach (var (rule, name) in rules.Zip(names))
        {
            var differing = columns.Ids(null, rule, today).ToHashSet();
            differing.SymmetricExceptWith(columns.Ids(null, rule, today.AddDays(-1)));
            if (!differing.IsSubsetOf(looked)) throw new InvalidOperationException($"{name}: a new day makes a difference for somebody who is not looked at");
        }
    }

    static double TimeMs(Func<int[]> ask, int times)
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
