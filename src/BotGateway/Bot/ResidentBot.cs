using System.Text;
using OneTable.BotGateway.WeChat;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>
/// Answers a resident. Everything a message causes (the inbox row, the case, the to-do, the reply) is one transaction: a
/// crash before it leaves nothing, and the platform's retry of an answered message gets the same answer again.
/// </summary>
public sealed class ResidentBot(Database db, Inbox inbox, ResidentBook residents, Conversations conversations, Subscriptions subscriptions, DivisionTree divisions, Reports reports, CaseTalk talk)
{
    /// <summary>The text of the passive reply; null where the platform only wants "success".</summary>
    public Task<string?> AnswerAsync(InboundMessage message, byte[] body)
    {
        var key = message.DedupKey;
        return db.WriteAsync(tx => Answer(tx, message, key, body));
    }

    string? Answer(Tx tx, InboundMessage message, string key, byte[] body)
    {
        if (inbox.Find(tx, key) is { } before) return before.Reply;
        var reply = message.Type == "event" ? OnEvent(tx, message) : OnMessage(tx, message);
        inbox.Keep(tx, key, Kind(message), Kept(message, body), reply, sealBody: message.Type == "text" ? HasNumber(message["Content"]) : message.Type != "event");
        return reply;
    }

    string OnMessage(Tx tx, InboundMessage message)
    {
        var openid = message.Openid;
        var resident = residents.Wrote(tx, openid);
        var now = conversations.Get(tx, openid);
        return message.Type switch
        {
            "text" => talk.Said(tx, resident, openid, now, message["Content"] ?? ""),
            "image" => reports.Photo(tx, resident, openid, now, message["MediaId"]),
            "voice" => talk.Spoken(tx, resident, openid, now, message["MediaId"], message["Recognition"]),
            "location" => reports.Location(tx, resident, openid, now, message.Number("Location_X"), message.Number("Location_Y"), message["Label"]),
            "video" or "shortvideo" => reports.Photo(tx, resident, openid, now, message["MediaId"], "video"),
            _ => Texts.Of("bot/errors/picture"),
        };
    }

    string? OnEvent(Tx tx, InboundMessage message)
    {
        var openid = message.Openid;
        switch (message.Event)
        {
            case "subscribe" or "SCAN":
                residents.Tapped(tx, openid);
                var scene = (message["EventKey"] ?? "").Replace("qrscene_", "");
                if (divisions.Find(scene) is { } place) residents.SetCommunity(tx, openid, (divisions.Community(place.Code) ?? place).Code);
                return talk.Greet(tx, openid, first: true);
            case "unsubscribe":
                residents.Unfollowed(tx, openid);
                return null;
            case "CLICK":
                var resident = residents.Tapped(tx, openid);
                return talk.Said(tx, resident, openid, conversations.Get(tx, openid), message["EventKey"] ?? "");
            case "subscribe_msg_popup_event":
                foreach (var part in message.Parts("SubscribeStatusString").Where(p => p["SubscribeStatusString"] == "accept"))
                    subscriptions.Allow(tx, openid, part["TemplateId"] ?? "", longTerm: false);
                return null;
            case "subscribe_msg_change_event": // only what was taken back is pushed
                foreach (var part in message.Parts("SubscribeStatusString").Where(p => p["SubscribeStatusString"] == "reject"))
                    subscriptions.Refuse(tx, openid, part["TemplateId"] ?? "");
                return null;
            default:
                return null; // known or not, an event that asks for nothing is only kept
        }
    }

    static string Kind(InboundMessage message)
    {
        var kind = message.Type == "event" ? "event:" + message.Event : message.Type;
        return kind.Length <= 48 ? kind : kind[..48];
    }

    /// <summary>The platform gives the body as it came; a text is short, the rest of the envelope is worth nothing later.</summary>
    static string Kept(InboundMessage message, byte[] body) => message.Type == "text" ? message["Content"] ?? "" : Encoding.UTF8.GetString(body);

    static bool HasNumber(string? words)
    {
        var run = 0;
        foreach (var c in words ?? "")
            if (c is not (' ' or '-') && (run = char.IsDigit(c) ? run + 1 : 0) == 11) return true;
        return false;
    }
}
