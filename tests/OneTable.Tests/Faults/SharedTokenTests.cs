using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using OneTable.OutboundCall;
using OneTable.OutboundCall.WeChat;
using Microsoft.Extensions.DependencyInjection;
using OneTable.Services.Accounts;
using OneTable.Services.Data;

namespace OneTable.Tests.Faults;

/// <summary>The access token that instances share: the same contract over memory and Redis, and Redis lost means slower, never wrong.</summary>
[Collection(AloneCollection.Name)] // how much slower is measured
public sealed class SharedTokenTests : IAsyncLifetime
{
    static readonly TimeSpan slowMax = TimeSpan.FromSeconds(5);
    readonly Seal seal = new(Seal.NewKey());
    readonly WeChatSettings settings = new() { AppId = "wxtoken", AppSecret = "secret", ApiBase = $"http://127.0.0.1:{MariaDb.FreePort()}" };
    readonly HttpClient http = Wire.NewClient();
    readonly Database db = new(new Dialect(Provider.Sqlite, "Data Source=:memory:"), TimeProvider.System); // only its clock is used
    readonly AccountLog log = new();
    readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    WebApplication weChat = null!;
    int fetches;

    static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    static AccessToken Token(string value, int lifeMs = 60_000) => new(value, Now + lifeMs / 2, Now + lifeMs);

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.ApiBase);
        weChat = builder.Build();
        weChat.MapPost("/cgi-bin/stable_token", () => new { access_token = $"token-{Interlocked.Increment(ref fetches)}", expires_in = 7200 });
        await weChat.StartAsync();
    }

    [Fact]
    public Task Memory_keeps_the_contract() => KeepsTheContractAsync(new MemoryTokens());

    [NeedsFact(NeedsFactAttribute.Redis)]
    public async Task Redis_keeps_the_contract()
    {
        using var redis = new RedisServer();
        await redis.ReadyAsync();
        await KeepsTheContractAsync(await ConnectedAsync(redis));
    }

    static async Task KeepsTheContractAsync(ITokenStore store)
    {
        Assert.Null(await store.ReadAsync("one"));
        var token = Token("first");
        await store.WriteAsync("one", token);
        Assert.Equal(token, await store.ReadAsync("one"));
        Assert.Null(await store.ReadAsync("another"));

        await store.WriteAsync("one", Token("second"));
        Assert.Equal("second", (await store.ReadAsync("one"))!.Value);
        await store.WriteAsync("ended", Token("over", lifeMs: -1));
        Assert.Null(await store.ReadAsync("ended"));
    }

    [NeedsFact(NeedsFactAttribute.Redis)]
    public async Task Two_hosts_share_one_token()
    {
        using var redis = new RedisServer();
        await redis.ReadyAsync();
        var (one, other) = (Host(await ConnectedAsync(redis)), Host(await ConnectedAsync(redis)));
        var token = await one.GetAsync(CancellationToken.None);
        var same = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => other.GetAsync(CancellationToken.None)));

        Assert.All(same, t => Assert.Equal(token, t));
        Assert.Equal(1, fetches);
    }

    [NeedsFact(NeedsFactAttribute.Redis)]
    public async Task When_Redis_dies_each_host_goes_on_by_itself()
    {
        using var redis = new RedisServer();
        await redis.ReadyAsync();
        var one = Host(await ConnectedAsync(redis));
        var before = await one.GetAsync(CancellationToken.None);
        redis.Kill();

        var watch = Stopwatch.StartNew();
        Assert.Equal(before, await one.GetAsync(CancellationToken.None));
        Assert.NotEqual(before, await one.RenewAsync(before, CancellationToken.None));
        Assert.NotEmpty(await Host(new RedisTokens(redis.ConnectionString, seal)).GetAsync(CancellationToken.None));
        Assert.True(watch.Elapsed < slowMax, $"without Redis it took {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [NeedsFact(NeedsFactAttribute.Redis)]
    public async Task What_another_key_sealed_is_as_good_as_nothing()
    {
        using var redis = new RedisServer();
        await redis.ReadyAsync();
        await (await ConnectedAsync(redis, new Seal(Seal.NewKey()))).WriteAsync("one", Token("theirs"));
        Assert.Null(await (await ConnectedAsync(redis)).ReadAsync("one"));
    }

    /// <summary>It gives up a connection after a second, as a host does that must answer; a busy machine may take longer for the first.</summary>
    async Task<RedisTokens> ConnectedAsync(RedisServer redis, Seal? by = null)
    {
        var tokens = new RedisTokens(redis.ConnectionString, by ?? seal);
        await Wait.ForAsync(async () =>
        {
            await tokens.WriteAsync("connected", Token("yes"));
            return await tokens.ReadAsync("connected");
        }, "the connection to Redis");
        return tokens;
    }

    TokenKeeper Host(RedisTokens tokens) => new(new WeChatWire(http, db), settings, tokens,
        new AccountGate(log, TimeProvider.System, meters.GetRequiredService<IMeterFactory>()), log);

    public async Task DisposeAsync()
    {
        await weChat.DisposeAsync();
        http.Dispose();
        db.Dispose();
    }
}
