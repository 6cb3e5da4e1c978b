using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using OneTable.Services.Data;
using StackExchange.Redis;

namespace OneTable.OutboundCall.WeChat;

/// <summary>An access token; from RenewAt on a new one is to be had, until EndsAt this one still works (Unix ms, real time).</summary>
public sealed record AccessToken(string Value, long RenewAt, long EndsAt);

/// <summary>Where an account's token lies, so that all instances use one; it gives back none that has ended.</summary>
public interface ITokenStore
{
    Task<AccessToken?> ReadAsync(string appId);
    Task WriteAsync(string appId, AccessToken token);

    /// <summary>For doctor.</summary>
    Task<string> StateAsync();
}

/// <summary>For one instance.</summary>
public sealed class MemoryTokens : ITokenStore
{
    readonly ConcurrentDictionary<string, AccessToken> kept = new();

    public Task<AccessToken?> ReadAsync(string appId) =>
        Task.FromResult(kept.GetValueOrDefault(appId) is { } token && token.EndsAt > TimeProvider.System.UnixMs() ? token : null);

    public Task WriteAsync(string appId, AccessToken token)
    {
        kept[appId] = token;
        return Task.CompletedTask;
    }

    public Task<string> StateAsync() => Task.FromResult("not set: each instance keeps its own token");
}

/// <summary>For many. Redis lost means each instance fetches for itself: slower, never wrong, as stable_token gives all the same.</summary>
public sealed class RedisTokens(string connectionString, Seal seal) : ITokenStore
{
    readonly Lazy<ConnectionMultiplexer> redis = new(() =>
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = options.SyncTimeout = 1_000;
        return ConnectionMultiplexer.Connect(options);
    });

    public async Task<AccessToken?> ReadAsync(string appId)
    {
        try
        {
            string? sealedToken = await redis.Value.GetDatabase().StringGetAsync(Key(appId));
            return sealedToken is null ? null : JsonSerializer.Deserialize<AccessToken>(seal.Open(sealedToken)!);
        }
        catch (Exception e) when (e is RedisException or TimeoutException) { return null; }
        catch (Exception e) when (e is CryptographicException or KeyNotFoundException or FormatException or JsonException) { return null; } // sealed by a key we do not have
    }

    public async Task WriteAsync(string appId, AccessToken token)
    {
        var life = TimeSpan.FromMilliseconds(token.EndsAt - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        if (life <= TimeSpan.Zero) return;
        try
        {
            await redis.Value.GetDatabase().StringSetAsync(Key(appId), seal.Close(JsonSerializer.Serialize(token)), life);
        }
        catch (Exception e) when (e is RedisException or TimeoutException) { /* the memory of this instance has it */ }
    }

    public async Task<string> StateAsync()
    {
        try
        {
            await redis.Value.GetDatabase().PingAsync();
            return "ok";
        }
        catch (Exception e) when (e is RedisException or TimeoutException) { return "no answer: slower, nothing is lost; look at Redis__ConnectionString"; }
    }

    static string Key(string appId) => "onetable:wechat:token:" + appId;
}
