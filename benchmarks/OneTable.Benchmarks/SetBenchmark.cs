using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables;

namespace OneTable.Benchmarks;

/// <summary>All ready tables for 60,819 people in one go, as the verb makes them: asked of SQLite, opened, packed.</summary>
static class SetBenchmark
{
    const int People = 60_819, Rounds = 3;

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
            await DemoStreet.LoadAsync(Get<Database>(), Get<FieldCatalog>(), Get<Seal>(), Get<TimeProvider>().Today(), People);
            var everywhere = Get<DivisionTree>().All.Single(d => d.Level == 1).Code;
            var viewer = new StaffMember(0, "bench", "测量", Posts.Secretary, "", null, null, null);
            var seconds = new List<double>();
            for (var round = 0; round <= Rounds; round++) // the first one warms up
            {
                var watch = Stopwatch.StartNew();
                await using var file = File.Create(Path.Combine(folder, $"set{round}.zip"));
                var made = await Get<TableSet>().StreamAsync(file, new(everywhere), Get<TimeProvider>().Today(), viewer);
                if (round > 0) seconds.Add(watch.Elapsed.TotalSeconds);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: {made.Tables} tables, {made.Rows} rows, {watch.Elapsed.TotalSeconds:0.00} s, {file.Length >> 10} KiB"));
            }
            seconds.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure table.set36_s {seconds[seconds.Count / 2]:0.00}"));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }
}
