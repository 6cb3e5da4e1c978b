using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>Has WeChat check what residents wrote and photographed, a few at a time.</summary>
public sealed class ContentChecker(Database db, ContentChecks checks, ContentSafety safety, PhotoLinks links, MiniProgramSettings mini, PublicSettings here, ILogger<ContentChecker> log) : BackgroundService
{
    const int AtOnceMax = 8;
    static readonly TimeSpan pause = TimeSpan.FromSeconds(1), linkLife = TimeSpan.FromMinutes(40); // WeChat looks within half an hour

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (db.Read(checks.AnyDue)) await Task.WhenAll((await db.WriteAsync(tx => checks.Claim(tx, AtOnceMax))).Select(c => CheckAsync(c, stopping)));
                else await Task.Delay(pause, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                log.LogError("Content could not be checked: {Error}", e.Message);
                await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task CheckAsync(ContentCheck check, CancellationToken ct)
    {
        try
        {
            if (Unable(check) is { } why) await db.WriteAsync(tx => checks.ToPerson(tx, check, why));
            else if (check.FileId is { } file)
            {
                var trace = await safety.CheckPhotoAsync(check.MiniOpenid!, here.Address + links.For(file, linkLife), ct);
                await db.WriteAsync(tx => checks.WaitFor(tx, check, trace));
            }
            else
            {
                var verdict = await safety.CheckTextAsync(check.MiniOpenid!, check.Words ?? "", ct);
                await db.WriteAsync(tx => checks.Judged(tx, check, verdict.Suggest, verdict.Label, verdict.TraceId));
            }
        }
        catch (CallFault fault) when (fault.Result.Code == ContentSafety.NotSeen || fault.Result.Outcome is Outcome.PermanentContent or Outcome.PermanentNumber)
        {
            await db.WriteAsync(tx => checks.ToPerson(tx, check, fault.Result.Code));
        }
        catch (CallFault fault)
        {
            await db.WriteAsync(tx => checks.Again(tx, check, fault.Result.Code, fault.Result.Until));
        }
    }

    /// <summary>Why WeChat cannot even be asked.</summary>
    string? Unable(ContentCheck check) => mini.AppId.Length == 0 ? "no_mini_program" : check.MiniOpenid is null ? "no_mini_openid"
        : check.FileId is not null && here.Address.Length == 0 ? "no_public_address" : null;
}

/// <summary>How WeChat and people reach this host, section Public; empty where it is not known.</summary>
public sealed class PublicSettings
{
    public string Address { get; set => field = value.TrimEnd('/'); } = "";

    /// <summary>Where the residents' pages lie.</summary>
    public string Pages => Address + "/m/#/";
}
