using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using OneTable.BotGateway.Http;
using OneTable.OutboundCall.Sms.Aliyun;
using OneTable.Services.Data;
using OneTable.Services.Outbox;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Hooks;

/// <summary>
/// /hooks/{channel}/{secret}: what vendors push to us. They sign nothing, so the address itself is the secret: made from the sealing key, shown by the
/// verb doctor, and never the same for two installations.
/// </summary>
static class SmsHook
{
    const string Aliyun = "sms-aliyun";
    const int BodyMax = 256 * 1024;

    public static string PathOf(Seal seal) => $"/hooks/{Aliyun}/{SecretOf(seal, Aliyun)}";

    public static void MapHooks(this WebApplication app) => app.MapPost("/hooks/{channel}/{secret}", ReceiveAsync).AllowAnonymous().DisableAntiforgery()
        .ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(BodyMax));

    /// <summary>Kept first; the vendor's "taken" is said after the commit, and what it pushes again changes nothing.</summary>
    static async Task<IResult> ReceiveAsync(string channel, string secret, JsonElement body, Seal seal, Database db, SmsReplies replies, SendQueue queue, ILogger<SendQueue> log)
    {
        if (channel != Aliyun || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(SecretOf(seal, channel)))) return Problems.NotFound();
        var (answers, reports) = AliyunPushes.Read(body);
        foreach (var answer in answers)
        {
            var became = await db.WriteAsync(tx => replies.Take(tx, answer.Key, answer.Phone, answer.Text));
            log.LogInformation("An SMS was answered: {Became}", became);
        }
        await db.WriteAsync(tx => { foreach (var report in reports) queue.Reported(tx, report.OutId, report.Delivered, report.Code); });
        return Results.Json(new { code = 0, msg = "成功" });
    }

    static string SecretOf(Seal seal, string channel) => seal.Sign("hook|" + channel);
}
