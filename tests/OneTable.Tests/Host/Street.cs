using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway;
using OneTable.Services.Data;

namespace OneTable.Tests.Host;

/// <summary>
/// The real host with the demo street and the sandbox, on the engine named by ONETABLE_TEST_DB (sqlite or mysql), shared by
/// all tests of a run: each test speaks as residents of its own.
/// </summary>
public sealed class Street : IAsyncLifetime
{
    public const string Name = "street";

    /// <summary>Tuesday morning, everybody is at work. Fewer people than the demo has: loading them is no test.</summary>
    internal const string TuesdayMorning = "2026-12-01T10:00:00+08:00";
    const string People = "3000", PeopleOfASmallStreet = "800";

    public static bool OnMySql => Environment.GetEnvironmentVariable("ONETABLE_TEST_DB") == "mysql";

    static readonly Lazy<MariaDb> mariaDb = new(() =>
    {
        var server = new MariaDb();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    });

    readonly string now, people;
    readonly string folder = Directory.CreateTempSubdirectory("onetable-test-").FullName;
    readonly ConcurrentDictionary<string, Task<HttpClient>> workers = [], consoles = [];
    int residents;

    public Street() : this(TuesdayMorning, People) { }

    internal Street(string now, string people) => (this.now, this.people) = (now, people);

    public WebApplication App { get; private set; } = null!;
    public Uri Address { get; } = new($"http://127.0.0.1:{MariaDb.FreePort()}");
    public HttpClient Http { get; private set; } = null!;
    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();
    public Database Db => Get<Database>();

    /// <summary>The settings of a host like this one, for tests that start their own.</summary>
    public static Dictionary<string, string?> Settings(string folder, Uri address) => new()
    {
        ["ASPNETCORE_URLS"] = address.ToString().TrimEnd('/'),
        ["urls"] = address.ToString().TrimEnd('/'),
        ["Data:Folder"] = folder,
        ["Data:Provider"] = OnMySql ? "MySql" : "Sqlite",
        ["Data:ConnectionString"] = NewDatabase(folder),
        ["Demo:Now"] = TuesdayMorning,
        ["Demo:People"] = People,
    };

    /// <summary>How to reach a new empty database of this run's engine.</summary>
    public static string NewDatabase(string folder) =>
        OnMySql ? mariaDb.Value.NewDatabase() : $"Data Source={Path.Combine(folder, $"{Guid.NewGuid():N}.db")}";

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
        App = await StartAsync(new(Settings(folder, Address)) { ["Demo:Now"] = now, ["Demo:People"] = people });
        Http = new HttpClient { BaseAddress = Address };
    }

    public static async Task<WebApplication> StartAsync(Dictionary<string, string?> settings)
    {
        var app = Gateway.Build(settings);
        await Start.PrepareAsync(app.Services, _ => { });
        await app.StartAsync();
        return app;
    }

    /// <summary>A small street of its own at another time, such as at night or on a holiday.</summary>
    public static async Task AtAsync(string now, Func<Street, Task> test)
    {
        var street = new Street(now, PeopleOfASmallStreet);
        await street.InitializeAsync();
        try { await test(street); }
        finally { await street.DisposeAsync(); }
    }

    /// <summary>A WeChat user nobody has met.</summary>
    public Phone NewResident() => PhoneOf($"r{Interlocked.Increment(ref residents)}-{Guid.NewGuid():N}"[..28]);

    public Phone PhoneOf(string openid) => new(Http, openid);

    /// <summary>The worker pages of somebody of the staff: grid, grid2 … grid16, community, duty2 …</summary>
    public Task<HttpClient> WorkerAsync(string user) => workers.GetOrAdd(user, _ => PhoneOf("staff-" + user).OpenMiniProgramAsync());

    /// <summary>The console, signed in: district, street, community, grid …</summary>
    public Task<HttpClient> ConsoleAsync(string user) => consoles.GetOrAdd(user, _ => ConsoleDesk.SignInAsync(Address, user));

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

[CollectionDefinition(Street.Name)]
public sealed class StreetCollection : ICollectionFixture<Street>;
