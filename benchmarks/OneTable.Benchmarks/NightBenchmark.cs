using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;

namespace OneTable.Benchmarks;

/// <summary>A whole nightly run over a street of 60,819 people with 40 scenarios on SQLite: looked at, found, to-dos and notices written.</summary>
static class NightBenchmark
{
    const int People = 60_819, ScenarioCount = 40, Nights = 7, ChangesADay = 400;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("onetable-bench-").FullName;
        try
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
            await using var app = Gateway.Build(new Dictionary<string, string?>
            {
                ["Data:Folder"] = folder, ["Data:ConnectionString"] = $"Data Source={Path.Combine(folder, "street.db")}", ["Data:SealKey"] = Seal.NewKey(), ["Logging:LogLevel:Default"] = "Warning",
            });
            T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();
            Migrations.Apply(Get<Dialect>());
            await Get<Contents>().LoadAsync();
            var (db, today) = (Get<Database>(), Get<TimeProvider>().Today());
            await DemoStreet.LoadAsync(db, Get<FieldCatalog>(), Get<Seal>(), today, People);
            await db.WriteAsync(FillUp);
            var scenarios = db.Read(tx => Get<ScenarioList>().All(tx).Count);
            if (scenarios < ScenarioCount) throw new InvalidOperationException($"only {scenarios} scenarios");

            var run = Get<ScenarioRun>();
            Say("first night, everybody", await run.RunAsync(today, null, "测量"));
            var times = new List<long>();
            for (var night = 1; night <= Nights; night++)
            {
                await db.WriteAsync(tx => Live(tx, Get<Services.Registry.People>(), today.AddDays(night), new Random(night)));
                var watch = Stopwatch.StartNew();
                var result = await run.RunAsync(today.AddDays(night), null, "测量");
                Say($"night {night}", result);
                if (night > 1) times.Add(watch.ElapsedMilliseconds); // the first one warms up
            }
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure eligibility.night60k_ms {times[times.Count / 2]}"));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Variants of those that ship, until there are so many.</summary>
    static void FillUp(Tx tx)
    {
        var shipped = Contents.All(tx, ScenarioList.Kind);
        for (var n = 0; n < ScenarioCount - shipped.Count; n++)
        {
            var from = shipped[n % shipped.Count];
            Contents.Edit(tx, ScenarioList.Kind, $"{from.Name}_v{n}", from.Body.Replace($"id: ", $"id: V{n}-", StringComparison.Ordinal), "测量");
        }
    }

    /// <summary>What a street writes in a day.</summary>
    static void Live(Tx tx, Services.Registry.People people, DateOnly day, Random random)
    {
        var (origin, ids) = (new Origin("走访", "测量"), tx.Query<long>("SELECT id FROM people ORDER BY id").ToList());
        for (var n = 0; n < ChangesADay; n++)
        {
            var id = ids[random.Next(ids.Count)];
            people.Write(tx, id, random.Next(5) switch
            {
                0 => new Dictionary<string, string?> { ["居家状况"] = $"{1 + random.Next(3)}" },
                1 => new() { ["残疾证到期日"] = day.AddDays(random.Next(200)).Iso() },
                2 => new() { ["享受待遇"] = null },
                3 => new() { ["养老资格认证日期"] = day.AddDays(-random.Next(400)).Iso() },
                _ => new Dictionary<string, string?> { ["备注"] = $"第{n}回" },
            }, origin);
        }
    }

    static void Say(string what, ScenarioResult r) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what}: {r.People} looked at, {r.Eligible} found now, {r.NewToDos} to-dos and {r.Planned} planned, {r.Joined} joined, {r.Notices} notices, {r.Skipped} skipped, {r.Differences} differences, {r.Ms} ms"));
}
