using System.Diagnostics;
using System.Net.Sockets;
using OneTable.Sandbox;
using OneTable.Services.Data;

namespace OneTable.Tests.Faults;

/// <summary>
/// The gateway as it is deployed: a process of its own over a kept database, which can be killed and started again.
/// Its clock goes on with every start by more than a lease, so that what a dead process held falls free at once.
/// </summary>
sealed class GatewayProcess : IDisposable
{
    public const int LeaseSeconds = 70;
    static readonly DateTimeOffset day = new(2026, 12, 1, 9, 0, 0, TimeSpan.FromHours(8));
    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly Dictionary<string, string?> settings;
    readonly string folder;
    OwnProcess? process;
    int leases;

    /// <param name="shared">The settings and folder of another host whose data this one works on.</param>
    public GatewayProcess(World world, GatewayProcess? shared = null, int people = 1_500)
    {
        folder = shared?.folder ?? Directory.CreateTempSubdirectory("onetable-gateway-").FullName;
        settings = shared is null ? Street.Settings(folder, Address) : new(shared.settings);
        if (shared is null) settings["Data:SealKey"] = Seal.NewKey();
        settings["ASPNETCORE_URLS"] = settings["urls"] = Address.ToString().TrimEnd('/');
        settings["Demo:Enabled"] = "true";
        settings["Demo:People"] = people.ToString();
        foreach (var setting in SandboxHost.Settings(world.Address.ToString().TrimEnd('/')))
            settings[setting[..setting.IndexOf('=')].Replace("__", ":")] = setting[(setting.IndexOf('=') + 1)..];
        Database = new Database(new(Street.OnMySql ? Provider.MySql : Provider.Sqlite, settings["Data:ConnectionString"]!), TimeProvider.System);
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; } = new($"http://127.0.0.1:{MariaDb.FreePort()}");
    public HttpClient Http { get; }

    /// <summary>The database seen from outside, for reading only.</summary>
    public Database Database { get; }

    public string Files => Path.Combine(folder, "files");
    public string Output => process?.Output ?? "";
    public Seal Seal => new(settings["Data:SealKey"]!);
    public string Callback => new Uri(Address, "/wechat/mp").ToString();

    /// <summary>What its clock shows, Unix ms.</summary>
    public long Now => Clock.ToUnixTimeMilliseconds();
    DateTimeOffset Clock => day + watch.Elapsed + TimeSpan.FromSeconds(leases * LeaseSeconds);

    public void Set(string key, string value) => settings[key] = value;

    public void Start() => process = Run();

    public Task ReadyAsync() => Wait.ForAsync(async () =>
    {
        if (process!.HasEnded) throw new InvalidOperationException("the gateway ended: " + process.Output);
        try { return (await Http.GetAsync("/readyz")).IsSuccessStatusCode ? "ready" : null; }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException) { return null; }
    }, "the gateway to be ready");

    public void Kill()
    {
        process!.Dispose();
        PassLease();
    }

    /// <summary>Lets the clock of the next start stand a lease later.</summary>
    public void PassLease() => leases++;

    /// <summary>A verb beside it, in a process of its own over the same data.</summary>
    public OwnProcess Run(params string[] verb) => new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "BotGateway.dll"), .. verb], Environ());

    Dictionary<string, string?> Environ()
    {
        var environment = settings.ToDictionary(s => s.Key.Replace(":", "__"), s => s.Value);
        environment.Remove("urls");
        environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        environment["Demo__Now"] = Clock.ToString("O");
        return environment;
    }

    public void Dispose()
    {
        process?.Dispose();
        Database.Dispose();
        Http.Dispose();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
