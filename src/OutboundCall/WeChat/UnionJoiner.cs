using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OneTable.Services.Data;
using OneTable.Services.Residents;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// Asks WeChat for the unionid of new followers, a few at a time, so that what they report in the account is among their
/// cases in the mini-program too.
/// </summary>
public sealed class UnionJoiner(Database db, ResidentBook residents, WeChatClient client, WeChatSettings settings, MiniProgramSettings mini,
    ILogger<UnionJoiner> log) : BackgroundService
{
    const int AtOnceMax = 20;
    static readonly TimeSpan pause = TimeSpan.FromSeconds(1), pauseAfterFault = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        if (settings.AppId.Length == 0 || mini.AppId.Length == 0) return;
        while (!stopping.IsCancellationRequested)
        {
            var wait = pause;
            try
            {
                foreach (var openid in db.Read(tx => residents.WithoutUnionid(tx, AtOnceMax)))
                {
                    var unionid = await client.GetUnionidAsync(openid, stopping);
                    await db.WriteAsync(tx => residents.Join(tx, openid, unionid));
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                log.LogWarning("Followers could not be joined: {Error}", e is CallFault fault ? fault.Result.Code : e.GetType().Name);
                wait = pauseAfterFault;
            }
            await Task.Delay(wait, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
