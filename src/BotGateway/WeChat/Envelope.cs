using System.Globalization;

namespace OneTable.BotGateway.WeChat;

/// <summary>A push as it was opened, or why it is refused.</summary>
readonly record struct Opened(InboundMessage? Message, byte[] Body, bool Encrypted, string Refusal);

/// <summary>What lies around the pushes and replies of one account: signatures and encryption.</summary>
sealed class Envelope(PushAccount account)
{
    public const string BadBody = "bad_xml", BadSignature = "bad_signature", NotForUs = "not_for_us";
    readonly MessageCrypt crypt = new(account.Token, account.AesKey, account.AppId);

    /// <summary>The signature of plain mode: of the address only, it says nothing of a body.</summary>
    public bool IsSigned(PushQuery query) => crypt.IsSigned(query.Signature, query.Timestamp, query.Nonce);

    /// <summary>
    /// Safe mode is a setting: only msg_signature over the encrypted half lets a push in, and it must be meant for us. A body
    /// that has such a half is taken by it alone in plain mode too (compatible mode sends both). The time of sending is no gate:
    /// the platform repeats for as long as it likes.
    /// </summary>
    public Opened Open(PushQuery query, byte[] body)
    {
        if (!account.SafeMode && !IsSigned(query)) return Refused(BadSignature);
        if (InboundMessage.Parse(body, account.App) is not { } outer) return Refused(BadBody);
        if (outer["Encrypt"] is not { Length: > 0 } encrypted) return account.SafeMode ? Refused(BadSignature) : Message(outer, body, encrypted: false);
        if (!crypt.IsSigned(query.MsgSignature, query.Timestamp, query.Nonce, encrypted)) return Refused(BadSignature);
        if (crypt.Decrypt(encrypted) is not { } plain) return Refused(NotForUs);
        return InboundMessage.Parse(plain, account.App) is { } inner ? Message(inner, plain, encrypted: true) : Refused(BadBody);
    }

    static Opened Message(InboundMessage message, byte[] body, bool encrypted) =>
        message is { Openid.Length: > 0 and <= 64, Type.Length: > 0 } ? new(message, body, encrypted, "") : Refused(BadBody);

    static Opened Refused(string why) => new(null, [], false, why);

    /// <summary>The passive reply in pieces: the platform's XML around the words, encrypted where the push was.</summary>
    public string[] Close(InboundMessage message, bool encrypted, string said, string nonce, DateTimeOffset at)
    {
        var now = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var xml = $"<xml><ToUserName><![CDATA[{message.Openid}]]></ToUserName><FromUserName><![CDATA[{message.To}]]></FromUserName>"
            + $"<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{Quoted(said)}]]></Content></xml>";
        if (!encrypted) return [xml];
        var secret = crypt.Encrypt(xml);
        return ["<xml><Encrypt><![CDATA[", secret, "]]></Encrypt><MsgSignature><![CDATA[", crypt.Sign(now, nonce, secret),
            "]]></MsgSignature><TimeStamp>", now, "</TimeStamp><Nonce><![CDATA[", Quoted(nonce), "]]></Nonce></xml>"];
    }

    static string Quoted(string text) => text.Replace("]]>", "]]]]><![CDATA[>");
}
