using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OneTable.OutboundCall.Sms.Aliyun;

/// <summary>What somebody answered to an SMS (SmsUp).</summary>
public sealed record SmsAnswer(string Key, string Phone, string Text);

/// <summary>What became of a send (SmsReport): OutId is our key.</summary>
public sealed record SmsReport(string OutId, bool Delivered, string Code);

/// <summary>Aliyun's pushes over HTTP: a list of answers or of reports; what is neither is passed over.</summary>
public static class AliyunPushes
{
    public static (IReadOnlyList<SmsAnswer> Answers, IReadOnlyList<SmsReport> Reports) Read(JsonElement body)
    {
        var items = body.ValueKind == JsonValueKind.Array ? body.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object).ToList() : [];
        return ([.. items.Where(i => Text(i, "content") is not null && Text(i, "phone_number") is not null).Select(Answer)],
            [.. items.Where(i => Text(i, "content") is null && Text(i, "out_id") is { Length: > 0 }).Select(i => new SmsReport(Text(i, "out_id")!, Text(i, "success") == "True", Text(i, "err_code") ?? ""))]);
    }

    /// <summary>sequence_id names an answer; older accounts send none, then number, time and words do.</summary>
    static SmsAnswer Answer(JsonElement item)
    {
        var (phone, text) = (Text(item, "phone_number")!, Text(item, "content")!);
        var key = Text(item, "sequence_id") is { Length: > 0 } sequence ? sequence : $"{phone}|{Text(item, "send_time")}|{text}";
        return new("aliyun|" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), phone, text);
    }

    static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array) ? value.ToString() : null;
}
