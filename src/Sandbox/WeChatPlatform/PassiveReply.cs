using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>Reads what the account answers to a push, as strictly as the platform does.</summary>
sealed class PassiveReply(MessageCrypt crypt, MediaStore media)
{
    const int TextBytesMax = 2048;

    /// <summary>Type is success, empty, invalid or that of the message; Text is what the user reads;
    /// Line is what the phone shows.</summary>
    public sealed record Result(string Type, bool Encrypted, string Text, string? Problem = null, ChatLine? Line = null);

    public Result Read(string body, string openId)
    {
        if (body.Length == 0) return new Result("empty", false, "");
        if (body == "success") return new Result("success", false, "");
        try
        {
            var outer = Parse(body);
            if (outer.Element("Encrypt")?.Value is not { } encrypt) return Invalid(false, "安全模式下的回复没有加密");
            var signature = crypt.Sign(Value(outer, "TimeStamp"), Value(outer, "Nonce"), encrypt);
            if (Value(outer, "MsgSignature") != signature) return Invalid(true, "回复的签名不对");
            return Open(Parse(crypt.Decrypt(encrypt)), openId);
        }
        catch (XmlException) { return Invalid(false, "回复不是 XML"); }
        catch (CryptographicException error) { return Invalid(true, "回复解不开：" + error.Message); }
    }

    Result Open(XElement xml, string openId)
    {
        var type = Value(xml, "MsgType");
        if (Value(xml, "ToUserName") != openId || Value(xml, "FromUserName") != SandboxOptions.GhId)
            return Invalid(true, "回复的收发双方不对");
        if (!long.TryParse(Value(xml, "CreateTime"), out var at) || at > 99_999_999_999)
            return Invalid(true, "CreateTime 应是秒");
        var line = LineOf(xml, type);
        if (line is null && type != "transfer_customer_service") return Invalid(true, "回复的类型或内容不对：" + type);
        return new Result(type, true, line?.Text ?? "", null, line);
    }

    ChatLine? LineOf(XElement xml, string type)
    {
        switch (type)
        {
            case "text":
                var text = Value(xml, "Content");
                return text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= TextBytesMax ? Line("text", text) : null;
            case "image" or "voice" or "video":
                var id = xml.Element(char.ToUpperInvariant(type[0]) + type[1..])?.Element("MediaId")?.Value;
                return media.Find(id) is { } kept
                    ? Line(type, $"[{type}]") with { ImageUrl = WeChatWorld.MediaUrl(kept.Id) } : null;
            case "news":
                var item = xml.Element("Articles")?.Element("item");
                return item is null ? null : Line("news", Value(item, "Description")) with
                { Title = Value(item, "Title"), Url = Value(item, "Url"), ImageUrl = item.Element("PicUrl")?.Value };
            case "music":
                return Line("music", xml.Element("Music")?.Element("Title")?.Value ?? "");
            default:
                return null;
        }
    }

    static ChatLine Line(string type, string text) => new("account", "passive", type, text);

    static Result Invalid(bool encrypted, string problem) => new("invalid", encrypted, "", problem);

    static string Value(XElement xml, string name) => xml.Element(name)?.Value ?? "";

    static XElement Parse(string xml)
    {
        var strict = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit };
        using var reader = XmlReader.Create(new StringReader(xml), strict);
        return XElement.Load(reader);
    }
}
