using System.Net.Http.Json;
using System.Text.Json;
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
    public static bool OnMySql => Environment.GetEnvironmentVariable("ONETABLE_TEST_DB") == "mysql";

    static readonly Lazy<MariaDb> mariaDb = new(() => new MariaDb());
    readonly string folder = Directory.CreateTempSubdirectory("onetable-test-").FullName;
    int residents;

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
        ["Data:ConnectionString"] = OnMySql ? mariaDb.Value.NewDatabase() : "",
        ["Demo:Now"] = "2026-12-01T10:00:00+08:00",
    };

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
        App = await StartAsync(Settings(folder, Address));
        Http = new HttpClient { BaseAddress = Address };
    }

    public static async Task<WebApplication> StartAsync(Dictionary<string, string?> settings)
    {
        var app = Gateway.Build(settings);
        await Start.PrepareAsync(app.Services, _ => { });
        await app.StartAsync();
        return app;
    }

    /// <summary>A WeChat user nobody has met.</summary>
    public Phone NewResident() => new(Http, $"resident-{Interlocked.Increment(ref residents)}-{Guid.NewGuid():N}"[..28]);

    public Phone PhoneOf(string openid) => new(Http, openid);

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        if (mariaDb.IsValueCreated) mariaDb.Value.Dispose();
    }
}

[CollectionDefinition(Street.Name)]
public sealed class StreetCollection : ICollectionFixture<Street>;

/// <summary>One WeChat user's phone in the sandbox.</summary>
public sealed class Phone(HttpClient http, string openid)
{
    public string Openid => openid;

    public Task<string> SayAsync(string text) => PushAsync(new { openid, type = "text", content = text });
    public Task<string> SendPhotoAsync() => PushAsync(new { openid, type = "image" });
    public Task<string> SendVoiceAsync() => PushAsync(new { openid, type = "voice" });
    public Task<string> SendPlaceAsync(double lat, double lon, string label = "") => PushAsync(new { openid, type = "location", lat, lon, label });
    public Task<string> FollowAsync() => PushAsync(new { openid, type = "subscribe" });

    public async Task<string> PushAsync(object message)
    {
        var answer = await http.PostAsJsonAsync("/sandbox/wechat/say", message);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json.TryGetProperty("reply", out var reply) ? reply.GetString() ?? "" : "";
    }

    /// <summary>Everything this user sees, oldest first.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync() =>
        [.. (await http.GetFromJsonAsync<JsonElement[]>($"/sandbox/wechat/{openid}/messages"))!.Where(m => m.GetProperty("from").GetString() == "account")
            .Select(m => m.GetProperty("text").GetString() ?? "")];

    public Task<string> ReadsAsync(string part, double seconds = 20) => Wait.ForAsync(async () =>
        (await MessagesAsync()).FirstOrDefault(m => m.Contains(part)), $"a message with “{part}”", seconds);

    /// <summary>Signs in to the mini-program; the client then speaks as this user.</summary>
    public async Task<HttpClient> OpenMiniProgramAsync()
    {
        var login = await (await http.PostAsJsonAsync("/sandbox/wechat/login", new { openid })).Content.ReadFromJsonAsync<JsonElement>();
        var session = await (await http.PostAsJsonAsync("/api/mini/session", new { code = login.GetProperty("code").GetString() })).Content.ReadFromJsonAsync<JsonElement>();
        var client = new HttpClient { BaseAddress = http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("token").GetString());
        return client;
    }
}
