using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OneTable.Services.Outbox;

/// <summary>One message to one target over one channel. The key keeps the same matter from being sent twice.</summary>
public sealed record Send(string DedupKey, string Channel, string Target, string Payload,
    long? NoticeId = null, long? NotBefore = null, long? ExpiresAt = null, int AttemptsMax = 5);

/// <summary>The names of the channels, as they stand in the database.</summary>
public static class ChannelNames
{
    /// <summary>In the mini-program's customer service; the others are the official account's.</summary>
    public const string WeChatMini = "wechat_mini";
    public const string WeChatCustomer = "wechat_customer", WeChatTemplate = "wechat_template", Sms = "sms";

    /// <summary>Subscribed messages: of the mini-program (订阅消息) and of the official account (服务号订阅通知).</summary>
    public const string WeChatSubscribe = "wechat_subscribe", WeChatNotice = "wechat_notice";
}

/// <summary>
/// What is said, for whatever channel carries it: WeChat takes the words, SMS the reviewed template and its variables. Page is
/// the mini-program page that a WeChat card opens; a photo goes by its file, alone.
/// </summary>
public sealed record Message(string Text, string Title, string Template, IReadOnlyDictionary<string, string>? Variables = null,
    string? Page = null, long? Photo = null)
{
    static readonly JsonSerializerOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ToPayload() => JsonSerializer.Serialize(this, options);
    public static Message FromPayload(string payload) => JsonSerializer.Deserialize<Message>(payload, options)!;
}

/// <summary>How a send stands, for the console.</summary>
public sealed record SendState
{
    public long NoticeId { get; init; }
    public string Channel { get; init; } = "";
    public string State { get; init; } = "";
    public string? Outcome { get; init; }
    public string? Code { get; init; }
    public int Attempts { get; init; }
    public long NextAttemptAt { get; init; }
    public long? SentAt { get; init; }
    public string? VendorId { get; init; }

    [JsonIgnore]
    public string? Detail { get; init; }

    /// <summary>WeChat's own number of the call, which its support asks for.</summary>
    public string? Rid => Detail is not null && Detail.LastIndexOf(RidMark, StringComparison.Ordinal) is >= 0 and var at ? Detail[(at + RidMark.Length)..] : null;

    const string RidMark = "rid: ";
}
