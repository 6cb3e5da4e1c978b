using System.Security.Cryptography;
using System.Text;
using OneTable.BotGateway.WeChat;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>What a push came to: the passive reply, or null where the platform only wants "success". The name is for counting.</summary>
public readonly record struct Answered(string? Reply, string Name)
{
    /// <summary>The answer comes by itself, as a message.</summary>
    public static readonly Answered Late = new(null, "late");

    /// <summary>In time, and by a message: the mini-program knows no other way.</summary>
    public static readonly Answered ByMessage = new(null, "answered");
}

/// <summary>
/// Answers a resident. Everything a message causes (the inbox row, the case, the to-do, the reply) is one transaction: a
/// crash before it leaves nothing, and the platform's retry of an answered message gets the same answer again.
/// </summary>
public sealed class ResidentBot(Database db, Inbox inbox, ResidentBook residents, Conversations conversations, Events events, NoticeDesk notices, SendQueue queue, Topics topics)
{
    const int MediaIdMax = 128, BodyMax = 12_000; // sealed, it fits into the column of either engine

    public Task<Answered> AnswerAsync(InboundMessage message, byte[] body, Attempt attempt)
    {
        var key = message.DedupKey;
        var said = (message.Type switch { "text" => message["Content"] ?? "", "voice" => message["Recognition"], _ => null }) is { } words ? Uttered.Of(words) : Uttered.Nothing;
        return db.WriteAsync(tx => Answer(tx, message, said, key, body, attempt));
    }

    Answered Answer(Tx tx, InboundMessage message, Uttered said, string key, byte[] body, Attempt attempt)
    {
        if (!inbox.Take(tx, key, Kind(message), Kept(message, body), sealBody: message.Type == "text" ? HasNumber(message["Content"]) : message.Type != "event"))
            return Again(tx, message, key, attempt);
        // Where a person answers, the bot is silent.
        if (Say(tx, message, said) is not { Length: > 0 } reply) return new(null, "kept");
        var inTime = attempt.TakesReply();
        inbox.Answered(tx, key, reply, later: !inTime);
        return inTime ? new(reply, "answered") : Later(tx, message, key, reply);
    }

    /// <summary>What cannot be done is said in a sentence, here as on a page.</summary>
    string? Say(Tx tx, InboundMessage message, Uttered said)
    {
        try { return message.Type == "event" ? events.Answer(tx, message) : OnMessage(tx, message, said); }
        catch (Refusal refusal) { return refusal.Message; }
    }

    /// <summary>The platform repeats what it got no answer to: the same one goes back, unless it goes, or went, as a message.</summary>
    Answered Again(Tx tx, InboundMessage message, string key, Attempt attempt)
    {
        var before = inbox.Find(tx, key);
        if (before.Reply is null || before.Later) return new(null, "repeated");
        if (attempt.TakesReply()) return new(before.Reply, "repeated");
        inbox.Answered(tx, key, before.Reply, later: true);
        return Later(tx, message, key, before.Reply);
    }

    /// <summary>By what WeChat still allows this user; the key keeps it to once. In the mini-program each answer goes this way.</summary>
    Answered Later(Tx tx, InboundMessage message, string key, string reply)
    {
        var id = "push:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        if (message.App == App.MiniProgram)
            queue.Add(tx, new Send(id, ChannelNames.WeChatMini, message.Openid, new Message(PageLinks.Plain(reply), "", "").ToPayload(), ExpiresAt: tx.Now + ResidentBook.WindowMs));
        else if (residents.ByMpOpenid(tx, message.Openid) is { } resident) notices.ToResident(tx, resident.Id, id, null, null, reply);
        return message.App == App.MiniProgram ? Answered.ByMessage : Answered.Late;
    }

    /// <summary>The type of a message or event as the platform documents it, and "unknown" for the rest: for counting.</summary>
    public string TypeOf(InboundMessage message) => message.Type == "event" ? events.Knows(message) ? message.Event : "unknown"
        : message.Type is "text" or "image" or "voice" or "video" or "shortvideo" or "location" or "link" or "file" or "miniprogrampage" ? message.Type : "unknown";

    string? OnMessage(Tx tx, InboundMessage message, Uttered said)
    {
        var openid = message.Openid;
        var resident = message.App == App.Account ? residents.Wrote(tx, openid) : residents.SignedIn(tx, openid, null).Id;
        var now = conversations.Get(tx, openid);
        return message.Type switch
        {
            "text" => topics.Said(tx, resident, openid, now, said),
            "image" => topics.Photo(tx, resident, openid, now, Media(message)),
            "voice" => topics.Voice(tx, resident, openid, now, Media(message), said),
            "location" => topics.Location(tx, resident, openid, now, message.Number("Location_X"), message.Number("Location_Y"), message["Label"]),
            "video" or "shortvideo" => topics.Photo(tx, resident, openid, now, Media(message), "video"),
            "link" or "file" or "miniprogrampage" => Texts.Of("bot/errors/picture"),
            _ => null, // a type of tomorrow: kept, and nothing is said about what nobody knows
        };
    }

    /// <summary>Null where it is none that the platform would give.</summary>
    static string? Media(InboundMessage message) => message["MediaId"] is { Length: > 0 and <= MediaIdMax } id ? id : null;

    static string Kind(InboundMessage message)
    {
        var kind = (message.App == App.MiniProgram ? "mini:" : "") + (message.Type == "event" ? "event:" + message.Event : message.Type);
        return kind.Length <= 48 ? kind : kind[..48];
    }

    /// <summary>The body as it came; of a text only its words, the rest of the envelope is worth nothing later.</summary>
    static string Kept(InboundMessage message, byte[] body) => Texts.Cut(message.Type == "text" ? message["Content"] ?? "" : Encoding.UTF8.GetString(body), BodyMax);

    static bool HasNumber(string? words)
    {
        var run = 0;
        foreach (var c in words ?? "")
            if (c is not (' ' or '-') && (run = char.IsDigit(c) ? run + 1 : 0) == 11) return true;
        return false;
    }
}
