using System.Globalization;
using OneTable.BotGateway.WeChat;
using OneTable.OutboundCall.WeChat;
using OneTable.Services.Accounts;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>Events of the platform that are no talk: verdicts on photos, what people take back, and what an operator must hear of the account.</summary>
public sealed class PlatformEvents(ContentChecks checks, Revocations revocations)
{
    /// <summary>Version 2 has its verdict in "result"; the first had isrisky. Any errcode says that there is none.</summary>
    public void MediaChecked(Tx tx, InboundMessage push)
    {
        var head = push.Parts("trace_id").FirstOrDefault() ?? push;
        var verdict = push.Parts("suggest").FirstOrDefault(part => part["strategy"] is null);
        var suggest = verdict?["suggest"] ?? head["isrisky"] switch { "1" => "risky", "0" => "pass", _ => null };
        if ((head["errcode"] ?? head["status_code"]) is not (null or "0")) suggest = null;
        checks.Answered(tx, head["trace_id"] ?? "", suggest, int.TryParse(verdict?["label"], CultureInfo.InvariantCulture, out var label) ? label : null);
    }

    /// <summary>Beside the last errors at the console; the days are those of Beijing.</summary>
    public void AccountInTrouble(Tx tx, InboundMessage push)
    {
        var until = (push["ExpiredTime"] ?? push["FailTime"]) is { } text && long.TryParse(text, CultureInfo.InvariantCulture, out var at) && at is > 0 and < 32_503_680_000
            ? BeijingTime.Of(at * 1000).ToString("yyyy-MM-dd") : null;
        AccountLog.Note(tx, new(tx.Now, push.App == App.Account ? "mp" : "mini", "", WeChatErrors.Event, WeChatErrors.SayOf(push.Event, new[] { push["FailReason"], until }.OfType<string>())));
    }

    /// <summary>The codes may come as one list in a text, or as several fields.</summary>
    public void TookBack(Tx tx, InboundMessage push)
    {
        var codes = push.Parts("RevokeInfo").SelectMany(part => (part["RevokeInfo"] ?? "").Split([',', ';', ' ', '|', '[', ']', '"'], StringSplitOptions.RemoveEmptyEntries))
            .Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var code) ? code : 0).Where(code => code > 0).ToList();
        revocations.Take(tx, push["OpenID"] ?? push.Openid, push.Event, codes);
    }
}
