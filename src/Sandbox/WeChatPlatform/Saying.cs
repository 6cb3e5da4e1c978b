using System.Globalization;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>What a user does, turned into the push WeChat would make of it and the line the user's own phone shows.</summary>
sealed class Saying(WeChatWorld world, SampleMedia samples)
{
    static long _lastMsgId = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 10_000; // 17 digits, new in each process

    public sealed record Said(string Xml, string Type, long CreateTime, string? MsgId, string? MediaId, ChatLine? Line);

    string? _mediaId;

    /// <summary>Null when the type is not known or a needed field is missing.</summary>
    public Said? Read(Fields fields, string openId, string origin)
    {
        var type = (fields.Text("type", "msgType") ?? "text").ToLowerInvariant();
        var createTime = fields.Whole("createTime") ?? world.NowSeconds;
        if (fields.Text("xml") is { } given) return new Said(given, "xml", createTime, null, null, null);
        if (EventOf(type, fields) is var (name, key)) return Event(openId, createTime, name, key, fields);

        var msgId = fields.Text("msgId") ?? Interlocked.Increment(ref _lastMsgId).ToString();
        var xml = new InboundXml(openId, createTime, type switch { "photo" => "image", _ => type });
        var line = Fill(xml, type, fields, origin);
        if (line is null) return null;
        xml.Bare("MsgId", new string([.. msgId.Where(char.IsAsciiDigit)]));
        if (fields.Text("bizMsgMenuId", "menuId") is { } menuId && type == "text") xml.Text("bizmsgmenuid", menuId);
        return new Said(xml.ToString(), line.Type, createTime, msgId, _mediaId, line with { MsgId = msgId });
    }

    static (string Name, string Key)? EventOf(string type, Fields fields)
    {
        var key = fields.Text("eventKey", "key", "scene") ?? "";
        return type switch
        {
            "event" => (fields.Text("event") ?? "", key),
            "subscribe" or "follow" => ("subscribe", key.Length == 0 || key.StartsWith("qrscene_") ? key : "qrscene_" + key),
            "unsubscribe" or "unfollow" => ("unsubscribe", ""),
            "scan" => ("SCAN", key),
            "click" => ("CLICK", key),
            "view" => ("VIEW", fields.Text("url", "eventKey", "key") ?? ""),
            _ => null,
        };
    }

    static Said Event(string openId, long createTime, string name, string key, Fields fields)
    {
        var xml = new InboundXml(openId, createTime, "event").Text("Event", name).Text("EventKey", key);
        var scanned = key.Length > 0 && name is ("subscribe" or "SCAN");
        if (scanned) xml.Text("Ticket", fields.Text("ticket") ?? "TICKET_" + key);
        var text = name.ToLowerInvariant() switch
        {
            "subscribe" => "您关注了公众号", "unsubscribe" => "您取消了关注", "scan" => "您扫了二维码 " + key,
            "click" => "您点了菜单 " + key, _ => "",
        };
        var line = text.Length > 0 ? new ChatLine("me", "push", "event", text) : null;
        return new Said(xml.ToString(), name, createTime, null, null, line);
    }

    ChatLine? Fill(InboundXml xml, string type, Fields fields, string origin)
    {
        switch (type)
        {
            case "text":
                var text = fields.Text("content", "text") ?? "";
                xml.Text("Content", text);
                return Line("text", text);
            case "image" or "photo":
                return KeepMedia(fields, samples.Photo, "image/jpeg", "photo.jpg") is not { } photo ? null
                    : Picture(xml, photo, origin);
            case "voice":
                if (KeepMedia(fields, SampleMedia.Voice, "audio/amr", "voice.amr") is not { } voice) return null;
                xml.Text("MediaId", voice.Id).Text("Format", fields.Text("format") ?? "amr");
                if (fields.Text("recognition") is { } heard) xml.Text("Recognition", heard);
                return Line("voice", "[语音] " + (fields.Text("words") ?? ""));
            case "video" or "shortvideo":
                if (KeepMedia(fields, SampleMedia.Video, "video/mp4", "video.mp4") is not { } video) return null;
                var thumb = world.Media.Keep(samples.Photo(), "image/jpeg", "thumb.jpg");
                xml.Text("MediaId", video.Id).Text("ThumbMediaId", thumb.Id);
                return Line("video", "[视频]");
            case "location":
                return Place(xml, fields);
            case "link":
                xml.Text("Title", fields.Text("title") ?? "").Text("Description", fields.Text("description") ?? "")
                    .Text("Url", fields.Text("url") ?? "");
                return Line("link", fields.Text("title") ?? "") with { Title = fields.Text("title"), Url = fields.Text("url") };
            default:
                return null;
        }
    }

    static ChatLine Picture(InboundXml xml, Media photo, string origin)
    {
        xml.Text("PicUrl", origin + WeChatWorld.MediaUrl(photo.Id)).Text("MediaId", photo.Id);
        return Line("image", "[照片]") with { ImageUrl = WeChatWorld.MediaUrl(photo.Id) };
    }

    static ChatLine? Place(InboundXml xml, Fields fields)
    {
        var lat = fields.Number("lat", "latitude", "location_X", "x");
        var lon = fields.Number("lon", "lng", "longitude", "location_Y", "y");
        if (lat is null || lon is null) return null;
        var label = fields.Text("label", "place", "name") ?? "";
        var x = lat.Value.ToString("0.######", CultureInfo.InvariantCulture);
        var y = lon.Value.ToString("0.######", CultureInfo.InvariantCulture);
        xml.Bare("Location_X", x).Bare("Location_Y", y).Bare("Scale", "16").Text("Label", label);
        return Line("location", label.Length > 0 ? label : $"{x}, {y}") with { Title = label, Data = new { lat, lon } };
    }

    /// <summary>The media named, given in base64 (a data URL too), or a sample; null where the base64 is none.</summary>
    Media? KeepMedia(Fields fields, Func<byte[]> sample, string contentType, string fileName)
    {
        var media = world.Media.Find(fields.Text("mediaId"));
        if (media is null && Given(fields, sample) is { } bytes)
            media = world.Media.Keep(bytes, fields.Text("contentType") ?? contentType, fields.Text("fileName") ?? fileName);
        _mediaId = media?.Id;
        return media;
    }

    static byte[]? Given(Fields fields, Func<byte[]> sample)
    {
        const string mark = "base64,"; // of a data URL
        var text = fields.Text("base64", "data", "url", "content");
        if (string.IsNullOrEmpty(text)) return sample();
        var start = text.StartsWith("data:") ? text.IndexOf(mark) + mark.Length : 0;
        try { return Convert.FromBase64String(text[start..]); }
        catch (FormatException) { return null; }
    }

    static ChatLine Line(string type, string text) => new("me", "push", type, text);
}
