using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OneTable.BotGateway.WeChat;

/// <param name="Part">Which element or object it stands in: 0 the message itself, others those inside of it.</param>
readonly record struct PushField(string Name, string Value, int Part = 0);

/// <summary>A push of the platform, XML or JSON. Ids are strings: they may exceed 63 bits. Fields that a type lacks are null.</summary>
public sealed class InboundMessage
{
    const int KeyMax = 160;
    readonly List<PushField> fields;

    InboundMessage(App app, List<PushField> fields) => (App, this.fields) = (app, fields);

    public App App { get; }
    public string To => this["ToUserName"] ?? "";
    public string Openid => this["FromUserName"] ?? "";
    public string CreateTime => this["CreateTime"] ?? "";
    public string Type => this["MsgType"] ?? "";
    public string Event => this["Event"] ?? "";

    /// <summary>The first of a name; a dozen fields are found quicker in a list than in a dictionary.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var field in fields)
                if (field.Name == name) return field.Value;
            return null;
        }
    }

    /// <summary>Those inside of it that have such a field: <c>List</c> is an object, an array, or repeats.</summary>
    public IEnumerable<InboundMessage> Parts(string having) =>
        fields.GroupBy(f => f.Part).Where(part => part.Any(f => f.Name == having)).Select(part => new InboundMessage(App, [.. part]));

    public double? Number(string name) =>
        double.TryParse(this[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : null;

    /// <summary>
    /// Names this push, time first (rows then go to the end of the index); retries of it carry the same. A message id alone is the
    /// same for different people now and then, and two events of one second differ only in what they are about.
    /// </summary>
    public string DedupKey
    {
        get
        {
            var key = Type == "event"
                ? $"{CreateTime}|{To}|{Openid}|{Event}|{this["EventKey"]}|{this["MsgID"] ?? this["trace_id"] ?? this["MenuId"] ?? this["UserCardCode"] ?? this["RevokeInfo"] ?? this["TemplateId"]}"
                : $"{CreateTime}|{To}|{Openid}|{this["MsgId"]}";
            return key.Length <= KeyMax ? key : key[..100] + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..60];
        }
    }

    /// <summary>
    /// Reads a push; what is nested by its own name, the first of each. Null where it is neither XML without a DTD nor, from the
    /// mini-program, JSON.
    /// </summary>
    public static InboundMessage? Parse(ReadOnlySpan<byte> body, App app = App.Account)
    {
        var fields = app == App.MiniProgram && PushJson.IsJson(body) ? PushJson.Read(body) : PushXml.ReadFlat(body) ?? PushXml.Read(body);
        return fields is null ? null : new(app, fields);
    }
}
