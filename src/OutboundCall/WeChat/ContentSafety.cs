using System.Text.Json;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <param name="Suggest">pass, review or risky.</param>
public sealed record TextVerdict(string Suggest, int? Label, string? TraceId);

/// <summary>WeChat's checks of words and photos, in the name of the mini-program; a <see cref="CallFault"/> says why there is none.</summary>
public sealed class ContentSafety(AccountApis accounts)
{
    /// <summary>The user has not opened the mini-program for two hours: WeChat does not check then.</summary>
    public const string NotSeen = "61010";
    const int TextMax = 2500, SceneForum = 3, Version = 2, Image = 2;
    const string SentenceEnds = "。！？!?\n；;";

    /// <summary>The worst that is said of any part of it.</summary>
    public async Task<TextVerdict> CheckTextAsync(string miniOpenid, string words, CancellationToken ct)
    {
        TextVerdict? worst = null;
        foreach (var content in Split(words))
        {
            var answer = await AskAsync("/wxa/msg_sec_check", new { openid = miniOpenid, scene = SceneForum, version = Version, content }, ct);
            var result = answer.TryGetProperty("result", out var said) ? said : default;
            if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("suggest", out var suggest)) throw new CallFault(new SendResult(Outcome.Retry, "no_verdict"));
            var verdict = new TextVerdict(suggest.ToString(), result.TryGetProperty("label", out var label) && label.TryGetInt32(out var number) ? number : null, TraceOf(answer));
            if (worst is null || Rank(verdict.Suggest) > Rank(worst.Suggest)) worst = verdict;
        }
        return worst ?? new TextVerdict("pass", null, null);
    }

    /// <summary>Asks for a look at a photo; the verdict comes later under the answered id.</summary>
    public async Task<string> CheckPhotoAsync(string miniOpenid, string url, CancellationToken ct) =>
        TraceOf(await AskAsync("/wxa/media_check_async", new { media_url = url, media_type = Image, version = Version, scene = SceneForum, openid = miniOpenid }, ct))
            ?? throw new CallFault(new SendResult(Outcome.Retry, "no_trace"));

    async Task<JsonElement> AskAsync(string path, object body, CancellationToken ct)
    {
        var reply = await accounts.Mini.CallAsync(token => WeChatWire.Post(accounts.Mini.Url($"{path}?access_token={WeChatWire.Query(token)}"), body), Wire.JsonBytesMax, Wire.AnswerTimeout, ct);
        return reply.Json() ?? throw new CallFault(new SendResult(Outcome.Retry, "no_json"));
    }

    static string? TraceOf(JsonElement answer) => answer.TryGetProperty("trace_id", out var trace) ? trace.ToString() : null;

    static int Rank(string suggest) => suggest switch { "pass" => 0, "risky" => 2, _ => 1 };

    /// <summary>Parts as long as WeChat takes, cut behind a sentence where there is one.</summary>
    public static IEnumerable<string> Split(string words)
    {
        for (var rest = words.Trim(); rest.Length > 0;)
        {
            var length = rest.Length <= TextMax ? rest.Length : rest.AsSpan(0, TextMax).LastIndexOfAny(SentenceEnds) is > 0 and var end ? end + 1 : char.IsHighSurrogate(rest[TextMax - 1]) ? TextMax - 1 : TextMax;
            yield return rest[..length];
            rest = rest[length..].TrimStart();
        }
    }
}
