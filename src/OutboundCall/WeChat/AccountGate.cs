using System.Diagnostics.Metrics;
using OneTable.Services.Accounts;
using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// Stands before every call of an account: counts it and notes what went wrong. Where the account itself is at fault (its address
/// list, secret, a ban, the day's quota) nothing more goes out but one call after a pause, which tries; the pause doubles while it
/// fails. Settings are read at the start, so a host started with better ones begins open.
/// </summary>
public sealed class AccountGate(AccountLog log, TimeProvider time, IMeterFactory meters)
{
    public const string TokenPath = "/cgi-bin/stable_token";
    const long PauseFirstMs = 60_000, PauseMaxMs = 10 * 60_000;
    readonly Counter<long> calls = meters.Create("OneTable").CreateCounter<long>("onetable_wechat_calls", description: "Calls to WeChat, by account, path and errcode");
    readonly Dictionary<(string Account, string Path), Shut> shut = [];

    sealed record Shut(SendResult Why, long OpenedAt, long ProbeAt, long PauseMs);

    public async Task<T> PassAsync<T>(string account, string path, Func<Task<T>> call)
    {
        MayPass(account, "");
        MayPass(account, path);
        try
        {
            var answer = await call();
            Count(account, path, "0");
            Open(account, path);
            return answer;
        }
        catch (CallFault fault)
        {
            Count(account, path, fault.Result.Code);
            Learn(account, path, fault.Result);
            throw;
        }
    }

    /// <summary>A person says it is mended, or the quota was cleared: the next call tries, on this instance.</summary>
    public void Retry()
    {
        lock (shut)
            foreach (var (part, closed) in shut.ToList())
                Close(part.Account, part.Path, closed with { ProbeAt = time.UnixMs(), PauseMs = PauseFirstMs });
    }

    void MayPass(string account, string path)
    {
        var now = time.UnixMs();
        lock (shut)
        {
            if (!shut.TryGetValue((account, path), out var closed)) return;
            if (now < closed.ProbeAt) throw new CallFault(closed.Why with { Until = closed.ProbeAt });
            Close(account, path, closed with { ProbeAt = now + closed.PauseMs }); // this one tries, the others wait for what comes of it
        }
    }

    void Learn(string account, string path, SendResult result)
    {
        if (!int.TryParse(result.Code, out var errcode)) return; // WeChat did not speak: nothing is known
        var fault = WeChatErrors.FaultOf(errcode);
        if (fault is not (Fault.Token or Fault.Recipient) && !WeChatErrors.IsLoginCode(result.Code))
            log.Failed(new(time.UnixMs(), account, path, result.Code, result.Detail ?? ""));
        if (fault is not (Fault.Account or Fault.Rate))
        {
            if (fault != Fault.Token) Open(account, path);
            return;
        }
        // A token that lives may go on where only the fetch of the next one fails.
        var scope = path != TokenPath && WeChatErrors.IsOfWholeAccount(errcode) ? "" : path;
        lock (shut)
        {
            var (now, before) = (time.UnixMs(), shut.GetValueOrDefault((account, scope)));
            var pause = before is null ? PauseFirstMs : Math.Min(PauseMaxMs, before.PauseMs * 2);
            Close(account, scope, new(result, before?.OpenedAt ?? now, result.Until ?? now + pause, pause));
        }
    }

    void Close(string account, string path, Shut closed)
    {
        shut[(account, path)] = closed;
        log.Opened(new(account, path, closed.Why.Code, closed.Why.Detail ?? "", closed.OpenedAt, closed.ProbeAt));
    }

    void Open(string account, string path)
    {
        lock (shut)
        {
            if (shut.Count == 0) return;
            foreach (var part in new[] { "", path })
                if (shut.Remove((account, part))) log.Closed(account, part);
        }
    }

    void Count(string account, string path, string code) => calls.Add(1, new("account", account), new("path", path), new("code", code));
}
