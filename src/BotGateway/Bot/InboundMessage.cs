using System.Globalization;
using System.Xml;

namespace OneTable.BotGateway.Bot;

/// <summary>A push of the platform. Ids are strings: they may exceed 63 bits. Fields that a type lacks are null.</summary>
public sealed class InboundMessage
{
    readonly Dictionary<string, string> fields = new(12);

    public string To => this["ToUserName"] ?? "";
    public string Openid => this["FromUserName"] ?? "";
    public string CreateTime => this["CreateTime"] ?? "";
    public string Type => this["MsgType"] ?? "";
    public string Event => this["Event"] ?? "";

    public string? this[string name] => fields.GetValueOrDefault(name);
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
            return key.Length <= 160 ? key : key[..100] + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)))[..60];
        }
    }

    static readonly XmlReaderSettings settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = 128 * 1024, CloseInput = true,
    };

    /// <summary>Reads the XML of a push; nested elements by their own name, the first of each. Null where it is no XML or has a DTD.</summary>
    public static InboundMessage? Parse(byte[] xml)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), settings);
            var message = new InboundMessage();
            string? name = null; // the element whose text is being read; "]]>" in a text splits it into several CDATA
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element) name = !reader.IsEmptyElement && message.fields.TryAdd(reader.LocalName, "") ? reader.LocalName : null;
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && name is not null) message.fields[name] += reader.Value;
                else if (reader.NodeType == XmlNodeType.EndElement) name = null;
            }
            return message;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
