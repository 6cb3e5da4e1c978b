using System.Collections.Concurrent;

namespace OneTable.OutboundCall.WeChat;

/// <summary>What WeChat says of the day's quota of one interface.</summary>
public sealed record Quota(long Limit, long Used);

/// <summary>Asks WeChat how much of a quota is used (/cgi-bin/openapi/quota/get), seldom: an answer, also none, is remembered for a while.</summary>
public sealed class QuotaReader(AccountApis accounts, TimeProvider time)
{
    static readonly TimeSpan remembered = TimeSpan.FromMinutes(5);
    readonly ConcurrentDictionary<(string, string), (Quota? Quota, DateTimeOffset Until)> known = new();

    /// <summary>Null where the account or the interface tells none: then only our own count is known.</summary>
    public async Task<Quota?> OfAsync(string account, string path, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue((account, path), out var kept) && kept.Until > now) return kept.Quota;
        if (accounts.All.FirstOrDefault(a => a.Account.Name == account && a.Account.AppId.Length > 0) is not { } api) return null;
        Quota? quota = null;
        try
        {
            var reply = await api.CallAsync(token => WeChatWire.Post(api.Url($"/cgi-bin/openapi/quota/get?access_token={WeChatWire.Query(token)}"), new { cgi_path = path }),
                Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
            if (reply.Json() is { } json && json.TryGetProperty("quota", out var told) && told.TryGetProperty("daily_limit", out var limit) && told.TryGetProperty("used", out var used))
                quota = new(limit.GetInt64(), used.GetInt64());
        }
        catch (CallFault) { /* not told */ }
        known[(account, path)] = (quota, now + remembered);
        return quota;
    }
}
