using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OneTable.BotGateway.Bot;

/// <summary>A push of the platform. Ids are strings: they may exceed 63 bits. Fields that a type lacks are null.</summary>
public sealed class InboundMessage
{
    const int KeyMax = 160;
    readonly List<(string Name, string Value)> fields;

    InboundMessage(List<(string Name, string Value)> fields) => this.fields = fields;

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

    public double? Number(string name) =>
        double.TryParse(this[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : null;

    /// <summary>Names this push, time first (rows then go to the end of the index); retries of it carry the same.</summary>
    public string DedupKey
    {
        get
        {
            var key = Type == "event"
                ? $"{CreateTime}|{Openid}|{Event}|{this["EventKey"]}|{this["MsgID"] ?? this["trace_id"] ?? this["MenuId"] ?? this["UserCardCode"]}"
                : $"{CreateTime}|{Openid}|{this["MsgId"]}";
            return key.Length <= KeyMax ? key : key[..100] + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..60];
        }
    }

    /// <summary>Reads the XML of a push; nested elements by their own name, the first of each. Null where it is no XML or has a DTD.</summary>
    public static InboundMessage? Parse(ReadOnlySpan<byte> xml)
    {
        var fields = PushXml.ReadFlat(xml) ?? PushXml.Read(xml);
        return fields is null ? null : new(fields);
    }
}
