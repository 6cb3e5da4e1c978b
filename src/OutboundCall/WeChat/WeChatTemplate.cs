using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;

namespace OneTable.OutboundCall.WeChat;

/// <summary>
/// Template messages: a title and up to five lines of at most 20 characters, so the words are broken at their commas and stops.
/// </summary>
public sealed partial class WeChatTemplate(AccountApis accounts, MiniProgramSettings mini, PlatformTemplates templates, TimeProvider time) : IChannel
{
    public const int FieldMax = 20, LinesMax = 5;
    static readonly TimeSpan repeatSafe = TimeSpan.FromMinutes(9); // WeChat drops repeats of one client_msg_id for ten minutes

    public string Name => ChannelNames.WeChatTemplate;
    public string Vendor => "wechat";

    /// <summary>WeChat drops a second one with the same client_msg_id within ten minutes.</summary>
    public Task<SendResult> SendAsync(SendRequest request, CancellationToken ct)
    {
        if (templates.Of(Name, request.Message) is not { } template) return Task.FromResult(new SendResult(Outcome.PermanentContent, "no_template"));
        var (values, unfit) = TemplateFields.Fill(template, TemplateFields.Of(request.Message, time.GetUtcNow()));
        if (values is null) return Task.FromResult(new SendResult(Outcome.PermanentContent, "unfit", $"模板 {template.Id} 的 {unfit} 没有合适的内容，请核对设置"));
        return accounts.Mp.SendAsync("/cgi-bin/message/template/send", new
        {
            touser = request.Target,
            template_id = template.Id,
            miniprogram = PageOf(mini, request.Message.Page),
            client_msg_id = ClientId(request.DedupKey),
            data = values.ToDictionary(v => v.Key, v => new { value = v.Value }),
        }, ct);
    }

    /// <summary>The page of the mini-program that a card of the official account opens.</summary>
    internal static object? PageOf(MiniProgramSettings mini, string? page) => page is null || mini.AppId.Length == 0 ? null : new { appid = mini.AppId, pagepath = page };

    /// <summary>Asking is sending once more under the same client_msg_id, while that is safe.</summary>
    public async Task<SendResult?> AskAsync(SendRequest request, CancellationToken ct)
    {
        if (request.Age > repeatSafe) return null;
        var result = await SendAsync(request, ct);
        // That the repeat failed does not say that the first one did.
        return result.Outcome == Outcome.Accepted ? result : result with { Outcome = Outcome.Unknown };
    }

    static string ClientId(string dedupKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dedupKey)))[..32];

    /// <summary>Lines as they are written, longer ones broken after a comma or stop, at worst in the middle.</summary>
    internal static IEnumerable<string> Lines(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var kept = "";
            foreach (var part in Part().Matches(line).Select(m => m.Value))
            {
                if (kept.Length > 0 && kept.Length + part.Length > FieldMax && part.Length <= FieldMax)
                {
                    yield return kept;
                    kept = "";
                }
                kept += part;
                while (kept.Length > FieldMax)
                {
                    var head = Texts.Cut(kept, FieldMax);
                    yield return head;
                    kept = kept[head.Length..];
                }
            }
            if (kept.Length > 0) yield return kept;
        }
    }

    [GeneratedRegex(@"[^，。；：！？、]*[，。；：！？、]?")]
    private static partial Regex Part();
}
