using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall;

/// <summary>How a channel stands, for the settings page.</summary>
public sealed record ChannelState(string Name, string Vendor, string State, string Detail);

/// <summary>The numbers of the sender; section Sender of the settings. The lease must outlive the deadline of a call.</summary>
public sealed class SenderSettings
{
    public int ConcurrencyMax { get; set; } = 8;
    public int PollMs { get; set; } = 1_000;
    public int DeadlineMs { get; set; } = 25_000;
    public int LeaseMs { get; set; } = 60_000;

    /// <summary>A vendor's own records may lag: not found counts only when the call is this long ago.</summary>
    public int SettleMs { get; set; } = 60_000;

    /// <summary>When nobody can say for this long whether it went out, a person is asked.</summary>
    public int AskMaxMs { get; set; } = 24 * 3600 * 1000;

    public int BreakerMs { get; set; } = 60_000;
}

/// <summary>
/// Sends what is in the outbox: a lane per channel, so that a long campaign over one does not hold up another. It wakes
/// when a row is added and looks again each second for rows of other instances. When the account is at fault the lane pauses.
/// </summary>
public sealed class Sender(Database db, SendQueue queue, NoticeDesk notices, IEnumerable<IChannel> channels, SenderSettings settings,
    ILogger<Sender> log) : BackgroundService
{
    readonly string owner = $"{Environment.ProcessId}-{Guid.NewGuid():N}";
    readonly ConcurrentDictionary<string, (long Until, string Code)> breakers = new();

    /// <summary>Channels and whether they are open, with the vendor's code when one is not.</summary>
    public IReadOnlyList<ChannelState> States() => [.. channels.Select(c =>
        breakers.TryGetValue(c.Name, out var b) && b.Until > db.Time.UnixMs() ? new ChannelState(c.Name, c.Vendor, "paused", b.Code)
        : new ChannelState(c.Name, c.Vendor, c.Vendor == "paper" ? "paper" : "open", ""))];

    /// <summary>A person says the accounts are mended: no lane waits any longer for that.</summary>
    public void Retry()
    {
        foreach (var channel in channels)
            if (breakers.TryRemove(channel.Name, out _)) queue.Wake(channel.Name);
    }

    protected override Task ExecuteAsync(CancellationToken stopping) =>
        Task.WhenAll(channels.Select(c => Task.Run(() => LaneAsync(c, stopping), CancellationToken.None)));

    async Task LaneAsync(IChannel channel, CancellationToken stopping)
    {
        var running = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            running.RemoveAll(t => t.IsCompleted);
            var free = settings.ConcurrencyMax - running.Count;
            try
            {
                var claims = free > 0 ? await ClaimAsync(channel, free) : [];
                if (claims is not null) running.AddRange(claims.Select(claim => RunAsync(channel, claim)));
                if (running.Count >= settings.ConcurrencyMax) await Task.WhenAny(running);
                else if (claims is null) await queue.WaitAsync(channel.Name, TimeSpan.FromMilliseconds(settings.PollMs), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { break; }
            catch (Exception e)
            {
                log.LogError("The {Channel} lane could not claim: {Error}", channel.Name, e.Message);
                await Task.Delay(settings.PollMs, CancellationToken.None);
            }
        }
        await Task.WhenAll(running); // a call that was begun is finished and written down, each within its deadline
    }

    /// <summary>Null when nothing is due or the lane is paused.</summary>
    async Task<IReadOnlyList<Claim>?> ClaimAsync(IChannel channel, int max)
    {
        var now = db.Time.UnixMs();
        if (breakers.TryGetValue(channel.Name, out var b) && b.Until > now) return null;
        if (db.Read(tx => queue.NextDue(tx, channel.Name)) is not { } due || due > now) return null;
        return await db.WriteAsync(tx => (IReadOnlyList<Claim>)
            [.. queue.Claim(tx, owner, channel.Name, max, settings.LeaseMs).Where(claim => notices.MayGo(tx, claim))]);
    }

    async Task RunAsync(IChannel channel, Claim claim)
    {
        try
        {
            var age = TimeSpan.FromMilliseconds(Math.Max(0, db.Time.UnixMs() - claim.SentAt));
            var request = new SendRequest(claim.DedupKey, claim.Target, Message.FromPayload(claim.Payload), age);
            using var deadline = new CancellationTokenSource(settings.DeadlineMs);
            var result = claim.Ask ? await AskAsync(channel, request, deadline.Token) : await SendAsync(channel, request, deadline.Token);
            if (result?.IsAccount == true) Pause(channel, result);
            await db.WriteAsync(tx => Write(tx, claim, result, channel.Vendor));
            log.LogInformation("Send {Id} by {Channel}, try {Try}: {Outcome} {Code}", claim.Id, channel.Name, claim.Attempts,
                result?.Outcome.ToString() ?? "GivenUp", result?.Code);
        }
        catch (Exception e)
        {
            // Not written down: the lease will run out, and then the vendor is asked.
            log.LogError("Send {Id} by {Channel} could not be written down: {Error}", claim.Id, channel.Name, e.GetType().Name);
        }
    }

    void Write(Tx tx, Claim claim, SendResult? result, string vendor)
    {
        if (result is null) notices.GiveUp(tx, claim, new SendResult(Outcome.Unknown, "nobody_knows") { Vendor = vendor });
        else notices.End(tx, claim, result with { Vendor = vendor });
    }

    async Task<SendResult> SendAsync(IChannel channel, SendRequest request, CancellationToken ct)
    {
        try
        {
            return await channel.SendAsync(request, ct);
        }
        catch (Exception e)
        {
            // A fault of ours in the middle of a call says nothing about whether it went out.
            log.LogError("The channel {Channel} failed: {Error}", channel.Name, e.GetType().Name);
            return new SendResult(Outcome.Unknown, "fault", e.GetType().Name);
        }
    }

    /// <summary>Only a clear word settles a lost answer; anything else means asking again, and in the end a person (null).</summary>
    async Task<SendResult?> AskAsync(IChannel channel, SendRequest request, CancellationToken ct)
    {
        SendResult? result;
        try
        {
            result = await channel.AskAsync(request, ct);
        }
        catch (Exception e)
        {
            result = new SendResult(Outcome.Unknown, "fault", e.GetType().Name);
        }
        if (result is null || request.Age.TotalMilliseconds > settings.AskMaxMs && result.Outcome is not Outcome.Accepted) return null;
        return result.Outcome switch
        {
            Outcome.Accepted or Outcome.PermanentNumber or Outcome.PermanentContent => result,
            Outcome.Retry when request.Age.TotalMilliseconds >= settings.SettleMs => result,
            _ => result with { Outcome = Outcome.Unknown, Until = null },
        };
    }

    void Pause(IChannel channel, SendResult result)
    {
        var until = result.Until ?? db.Time.UnixMs() + settings.BreakerMs;
        breakers[channel.Name] = (until, result.Code);
        if (result.Outcome == Outcome.PermanentAccount)
            log.LogError("The channel {Channel} is paused, its account needs a person: {Code} {Detail}", channel.Name, result.Code, result.Detail);
        else log.LogWarning("The channel {Channel} is throttled: {Code}", channel.Name, result.Code);
    }
}
