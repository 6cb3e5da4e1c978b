using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OneTable.Services;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>Brings photos and voices from WeChat home, where they live three days only.</summary>
public sealed class MediaFetcher(Database db, Fetches fetches, CaseMedia cases, NoticeDesk notices, WeChatClient client, WeChatSettings settings, FileStore files,
    ILogger<MediaFetcher> log) : BackgroundService
{
    const int ConcurrencyMax = 4, PollMs = 1_000, GivenUpMax = 20;
    readonly string owner = $"{Environment.ProcessId}-{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await Task.Yield();
        if (settings.AppId.Length == 0) return;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (db.Read(fetches.AnyDue)) await Task.WhenAll((await db.WriteAsync(Claim)).Select(f => FetchAsync(f, stopping)));
                else await fetches.WaitAsync(TimeSpan.FromMilliseconds(PollMs), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
            catch (Exception e)
            {
                log.LogError("Media could not be claimed: {Error}", e.Message);
                await Task.Delay(PollMs, CancellationToken.None);
            }
        }
    }

    IReadOnlyList<Fetch> Claim(Tx tx)
    {
        foreach (var fetch in fetches.GiveUp(tx, GivenUpMax)) cases.Lost(tx, fetch);
        return fetches.Claim(tx, owner, ConcurrencyMax);
    }

    async Task FetchAsync(Fetch fetch, CancellationToken ct)
    {
        try
        {
            var media = await client.GetMediaAsync(fetch.MediaId, fetch.OfMini, ct);
            var kept = await files.KeepAsync(media.Bytes, ct);
            await db.WriteAsync(tx => cases.Came(tx, fetch, kept.Id));
        }
        catch (Refusal refusal)
        {
            await RefuseAsync(fetch, refusal.Code);
        }
        catch (CallFault fault) when (fault.Result.Code == "too_big")
        {
            await RefuseAsync(fetch, "too_big");
        }
        catch (CallFault fault) when (fault.Result.Outcome == Outcome.PermanentContent)
        {
            log.LogWarning("Media {Id} cannot be had: {Code}", fetch.Id, fault.Result.Code);
            await db.WriteAsync(tx =>
            {
                if (fetches.Failed(tx, fetch, $"微信说取不到（{fault.Result.Code}）")) cases.Lost(tx, fetch);
            });
        }
        catch (Exception e)
        {
            log.LogWarning("Media {Id}, try {Try}: {Error}", fetch.Id, fetch.Attempts, e is CallFault f ? f.Result.Code : e.GetType().Name);
            await db.WriteAsync(tx => fetches.Again(tx, fetch));
        }
    }

    /// <summary>The case lives on without it, and the resident is told once.</summary>
    Task RefuseAsync(Fetch fetch, string code) => db.WriteAsync(tx =>
    {
        var text = Texts.Of(code != "too_big" ? "bot/errors/bad_photo" : fetch.Kind == "video" ? "bot/errors/long_video" : "bot/errors/too_big");
        if (!fetches.Refused(tx, fetch, text) || fetches.Sender(tx, fetch) is not { } sender) return;
        notices.ToResident(tx, sender.ResidentId, $"media:{fetch.Id}", sender.DivisionCode, fetch.CaseId, text, "您发的" + CaseMedia.Text(fetch.Kind));
    });
}
