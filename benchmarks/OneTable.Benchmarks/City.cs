using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway;
using OneTable.Services.Data;
using OneTable.Services.Demo;
using OneTable.Services.Dictionary;

namespace OneTable.Benchmarks;

/// <summary>A city of 3.2 million people in benchmarks/data/city.db (git-ignored): made once, as the verb seed makes it, and kept.</summary>
sealed class City : IAsyncDisposable
{
    public const int People = 3_200_000;

    static readonly string folder = Path.Combine(Here(), "../data");
    readonly WebApplication app;

    City(WebApplication app) => this.app = app;

    public static string File { get; } = Path.GetFullPath(Path.Combine(folder, "city.db"));
    static string SecondsFile => Path.ChangeExtension(File, ".seconds");

    /// <summary>How long the seed took when the city was made.</summary>
    public static double SeedSeconds => double.Parse(System.IO.File.ReadAllText(SecondsFile), CultureInfo.InvariantCulture);

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();
    public Database Db => Get<Database>();

    /// <summary>The parts of the product over the city; the host itself is not started.</summary>
    public static async Task<City> OpenAsync()
    {
        Directory.CreateDirectory(folder);
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
        var app = Gateway.Build(new Dictionary<string, string?>
        {
            ["Data:Folder"] = folder, ["Data:Provider"] = "Sqlite", ["Data:ConnectionString"] = "Data Source=" + File, ["Logging:LogLevel:Default"] = "Warning",
        });
        var city = new City(app);
        var isNew = !System.IO.File.Exists(SecondsFile);
        if (isNew) Console.WriteLine($"making a city of {People} people in {File}, some minutes");
        var watch = Stopwatch.StartNew();
        Migrations.Apply(city.Get<Dialect>());
        await city.Get<Contents>().LoadAsync();
        await BulkLoad.EndAsync(city.Db);
        if (!isNew) return city;
        await DemoStreet.LoadAsync(city.Db, city.Get<FieldCatalog>(), city.Get<Seal>(), city.Get<TimeProvider>().Today(), People);
        await System.IO.File.WriteAllTextAsync(SecondsFile, watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
        return city;
    }

    static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
