using OneTable.Services.Accounts;
using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// The access token of one account: fetched once for all callers, renewed before it ends, shared through the
/// store. stable_token gives every instance the same one, so two instances cannot end each other's.
/// </summary>
public sealed class TokenKeeper(WeChatWire wire, Account account, ITokenStore store, AccountGate gate, AccountLog log)
{
    // A new token is to be had from five minutes before the old one's end.
    const int AheadMs = 270_000, AheadJitterMs = 60_000, ForcePauseMs = 3_600_000, AgainMs = 10_000;

    readonly SemaphoreSlim turn = new(1);
    AccessToken? current;
    long forcedAt;

    static long Now => TimeProvider.System.UnixMs(); // WeChat's clock is the real one, also in a demo that lives elsewhen

    public async Task<string> GetAsync(CancellationToken ct)
    {
        if (current is { } fresh && Now < fresh.RenewAt) return fresh.Value;
        // While one caller renews, the others go on with the old token as long as it lives.
        var old = current;
        if (old is null || Now >= old.EndsAt) await turn.WaitAsync(ct);
        else if (!await turn.WaitAsync(0, ct)) return old.Value;
        try
        {
            if (current is { } meanwhile && Now < meanwhile.RenewAt) return meanwhile.Value;
            if (await store.ReadAsync(account.AppId) is { } shared && Now < shared.RenewAt) return (current = shared).Value;
            return (await FetchAsync(force: false, ct)).Value;
        }
        catch (CallFault) when (current is { } last && Now < last.EndsAt)
        {
            current = last with { RenewAt = Now + AgainMs };
            return last.Value;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A token other than the one WeChat did not take; many callers with the same bad token cause one fetch.</summary>
    public async Task<string> RenewAsync(string refused, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            if (current is { } mine && mine.Value != refused && Now < mine.EndsAt) return mine.Value;
            if (await store.ReadAsync(account.AppId) is { } shared && shared.Value != refused && Now < shared.EndsAt) return (current = shared).Value;
            var fetched = await FetchAsync(force: false, ct);
            if (fetched.Value != refused || Now - forcedAt < ForcePauseMs) return fetched.Value;
            forcedAt = Now; // WeChat allows twenty of these a day
            return (await FetchAsync(force: true, ct)).Value;
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<AccessToken> FetchAsync(bool force, CancellationToken ct)
    {
        var body = await gate.PassAsync(account.Name, AccountGate.TokenPath, () => wire.AskJsonAsync(WeChatWire.Post(
            account.ApiBase.TrimEnd('/') + AccountGate.TokenPath,
            new { grant_type = "client_credential", appid = account.AppId, secret = account.AppSecret, force_refresh = force }), ct));
        if (!body.TryGetProperty("access_token", out var value) || !body.TryGetProperty("expires_in", out var seconds))
            throw new CallFault(new SendResult(Outcome.Retry, "no_token"));
        var now = Now;
        var lifeMs = seconds.GetInt64() * 1000;
        var aheadMs = Math.Min(lifeMs / 2, AheadMs - Random.Shared.Next(AheadJitterMs));
        current = new AccessToken(value.GetString()!, now + lifeMs - aheadMs, now + lifeMs);
        await store.WriteAsync(account.AppId, current);
        log.Fetched(account.Name, now, current.EndsAt);
        return current;
    }
}
