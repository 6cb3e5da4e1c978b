using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>The three ways an account writes to a user: customer message, template message, subscribed message.</summary>
sealed partial class SendApi(WeChatWorld world)
{
    const int BodyMax = 64 * 1024, RememberedMax = 5_000;
    static readonly TimeSpan SameForMax = TimeSpan.FromMinutes(10);
    readonly Lock _lock = new();
    readonly Dictionary<string, (long MsgId, DateTimeOffset At)> _sent = [];

    [GeneratedRegex(@"\\u[4-9a-fA-F][0-9a-fA-F]{3}")]
    private static partial Regex EscapedChinese();

    public async Task<IResult> CustomAsync(HttpRequest request)
    {
        var (error, message) = await ReadAsync(request);
        if (error != 0) return ApiAnswer.Error(error);
        // The mini-program's token writes to its own openids, where every message of a user opens a window of its own.
        var mini = world.Credentials.CheckToken(request.Query["access_token"], SandboxOptions.MiniAppId) == 0;
        var openId = message.Text("touser") ?? "";
        if (mini != openId.StartsWith("mini-", StringComparison.Ordinal) || world.Users.Find(mini ? openId["mini-".Length..] : openId) is not { } user) return ApiAnswer.Error(40003);
        var (wrong, line) = CustomLine(message);
        if (line is null) return ApiAnswer.Error(wrong);
        if (!mini && user.UseAnswer() is var refused and not 0) return ApiAnswer.Error(refused);
        user.Show(line);
        return ApiAnswer.Ok();
    }

    public async Task<IResult> TemplateAsync(HttpRequest request)
    {
        var (error, message) = await ReadAsync(request);
        if (error != 0) return ApiAnswer.Error(error);
        if (message.Text("template_id") is not { Length: > 0 } templateId) return ApiAnswer.Error(40037);
        if (TemplateValues.Check(message.Find("data")) is { } wrong) return ApiAnswer.Error(47003, wrong);
        if (world.Users.Find(message.Text("touser")) is not { } user) return ApiAnswer.Error(40003);
        if (!user.Following) return ApiAnswer.Error(43004);
        var (msgId, repeated) = Remember(message.Text("client_msg_id") is { Length: > 0 } id ? user.OpenId + "|" + id : null);
        if (repeated) return ApiAnswer.Ok(msgId);

        user.Show(TemplateLine("template", templateId, message) with { MsgId = msgId.ToString() });
        world.Pusher.PushLater(user.OpenId, new InboundXml(user.OpenId, world.NowSeconds, "event")
            .Text("Event", "TEMPLATESENDJOBFINISH").Bare("MsgID", msgId.ToString()).Text("Status", "success").ToString());
        return ApiAnswer.Ok(msgId);
    }

    public Task<IResult> SubscribeAsync(HttpRequest request) => SubscribedAsync(request, mini: true);

    public Task<IResult> BizSendAsync(HttpRequest request) => SubscribedAsync(request, mini: false);

    /// <summary>A message a user subscribed to, in the name of either app; its result comes as an event.</summary>
    async Task<IResult> SubscribedAsync(HttpRequest request, bool mini)
    {
        var (error, message) = await ReadAsync(request);
        if (error != 0) return ApiAnswer.Error(error);
        if (message.Text("template_id") is not { Length: > 0 } templateId) return ApiAnswer.Error(40037);
        if (TemplateValues.Check(message.Find("data")) is { } wrong) return ApiAnswer.Error(47003, wrong);
        var openId = message.Text("touser") ?? "";
        if (openId.StartsWith("mini-", StringComparison.Ordinal) != mini) return ApiAnswer.Error(40003);
        if (world.Users.Find(mini ? openId["mini-".Length..] : openId) is not { } user) return ApiAnswer.Error(40003);
        if (!mini && !user.Following) return ApiAnswer.Error(43004);
        if (!user.UseConsent(templateId)) return ApiAnswer.Error(43101);
        var msgId = ApiAnswer.NextMsgId();
        user.Show(TemplateLine("subscribe", templateId, message) with { MsgId = msgId.ToString() });
        world.PushAboutSending(user.OpenId, mini, "subscribe_msg_sent_event", "SubscribeMsgSentEvent", list =>
            list.Text("TemplateId", templateId).Text("MsgID", msgId.ToString()).Bare("ErrorCode", "0").Text("ErrorStatus", "success"));
        return ApiAnswer.Ok(msgId);
    }

    static async Task<(int Error, Fields Message)> ReadAsync(HttpRequest request)
    {
        var body = await Wire.ReadAsync(request, BodyMax);
        if (body is null) return (45002, default);
        if (body.Length == 0) return (44002, default);
        if (EscapedChinese().IsMatch(Encoding.UTF8.GetString(body))) return (40033, default);
        try
        {
            var json = JsonSerializer.Deserialize<JsonElement>(body);
            return json.ValueKind == JsonValueKind.Object ? (0, new Fields(json)) : (47001, default);
        }
        catch (JsonException) { return (47001, default); }
    }

    (int Error, ChatLine? Line) CustomLine(Fields message)
    {
        var type = message.Text("msgtype") ?? "";
        var inner = message.Inside(type);
        switch (type)
        {
            case "text":
                var text = inner.Text("content");
                if (string.IsNullOrEmpty(text)) return (44004, null);
                return Encoding.UTF8.GetByteCount(text) > 2048 ? (45002, null) : (0, Line(type, text));
            case "image" or "voice" or "video":
                if (world.Media.Find(inner.Text("media_id")) is not { } media) return (40007, null);
                return (0, Line(type, $"[{type}]") with { ImageUrl = WeChatWorld.MediaUrl(media.Id) });
            case "news":
                if (inner.Items("articles").Select(a => new Fields(a)).ToArray() is not [var first, ..]) return (44004, null);
                return (0, Line(type, first.Text("description") ?? "") with
                { Title = first.Text("title"), Url = first.Text("url"), ImageUrl = first.Text("picurl") });
            case "msgmenu":
                var choices = inner.Items("list").Select(c => new Fields(c))
                    .Select(c => new { id = c.Text("id"), content = c.Text("content") }).ToArray();
                if (choices.Length == 0) return (44004, null);
                var (head, tail) = (inner.Text("head_content"), inner.Text("tail_content"));
                var lines = choices.Select(c => c.content).Prepend(head).Append(tail).Where(l => !string.IsNullOrEmpty(l));
                return (0, Line(type, string.Join('\n', lines)) with { Title = head, Data = new { choices, tail } });
            case "miniprogrampage":
                var title = inner.Text("title") ?? "";
                return (0, Line(type, title) with { Title = title, Url = inner.Text("pagepath") });
            default:
                return (40008, null);
        }
    }

    static ChatLine Line(string type, string text) => new("account", "custom", type, text);

    ChatLine TemplateLine(string channel, string templateId, Fields message)
    {
        var values = TemplateValues.Read(message.Find("data"));
        string[] lines = world.Options.WeChatTemplates.TryGetValue(templateId, out var template)
            ? TemplateValues.Fill(template, values).Split('\n')
            : [values.GetValueOrDefault("title", ""), .. values.Where(v => v.Key != "title").Select(v => v.Value)];
        var page = message.Inside("miniprogram").Text("pagepath") ?? message.Text("page");
        return new ChatLine("account", channel, "template", string.Join('\n', lines[1..]))
        {
            Title = lines[0].Length > 0 ? lines[0] : "服务通知",
            Url = page ?? message.Text("url"),
            Data = new { templateId, values, page },
        };
    }

    /// <summary>The message id of a client_msg_id seen in the last ten minutes, or a new one.</summary>
    (long MsgId, bool Repeated) Remember(string? key)
    {
        var msgId = ApiAnswer.NextMsgId();
        if (key is null) return (msgId, false);
        var now = world.Options.Time.GetUtcNow();
        lock (_lock)
        {
            if (_sent.TryGetValue(key, out var sent) && now - sent.At < SameForMax) return (sent.MsgId, true);
            if (_sent.Count >= RememberedMax) _sent.Remove(_sent.Keys.First());
            _sent[key] = (msgId, now);
            return (msgId, false);
        }
    }
}
