using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>The users' side of the pretended WeChat: say something, look at the phone, sign in to the mini-program.</summary>
sealed class WeChatEndpoints(WeChatWorld world)
{
    const int TimesMax = 20, ListedMax = 200;
    const string PhoneCookie = "sandbox-phone";
    readonly SampleMedia _samples = new();

    public void Map(RouteGroupBuilder wechat)
    {
        wechat.MapPost("/say", SayAsync);
        wechat.MapGet("/users", ListUsers);
        wechat.MapPost("/login", LoginAsync);
        wechat.MapGet("/login", (string openid) => Login(openid));
        wechat.MapPost("/consent", ConsentAsync);
        wechat.MapPost("/card", world.Ocr.LayAsync);
        wechat.MapGet("/media/{id}", GetMedia);
        wechat.MapGet("/open/connect/oauth2/authorize", Authorize);
        wechat.MapGet("/{openid}/messages", GetMessages);
    }

    async Task<IResult> SayAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request) is not { } json) return Wire.Refuse(400, "bad_json", "请求体不是 JSON，或者太大");
        var fields = new Fields(json);
        var openId = fields.Text("openid", "from");
        if (!WeChatUsers.IsOpenId(openId)) return Wire.Refuse(400, "bad_openid", "openid 只能用字母、数字、- 和 _，最多 64 个");
        var said = new Saying(world, _samples).Read(fields, openId!, $"{request.Scheme}://{request.Host}");
        if (said is null) return Wire.Refuse(400, "bad_message", "不认识的 type，或者缺少要用的字段");

        var user = world.Users.Meet(openId!);
        Act(user, said.Type);
        if (said.Line is not null) user.Show(said.Line);
        var answers = new List<PushAnswer>();
        for (var times = Math.Clamp(fields.Whole("times") ?? 1, 1, TimesMax); times > 0; times--)
        {
            var answer = await world.Pusher.PushAsync(openId!, said.Xml, fields.Text("callbackUrl"));
            answers.Add(answer);
            if (answer.Reply.Line is not null) user.Show(answer.Reply.Line);
            else if (answer.Reply.Problem is not null && said.Type != "unsubscribe")
                user.Show(new ChatLine("account", "passive", "notice", "该公众号提供的服务出现故障，请稍后再试"));
        }
        return Wire.Json(Describe(said, answers));
    }

    /// <summary>Whoever writes follows: on a real phone one cannot write without.</summary>
    static void Act(WeChatUser user, string type)
    {
        if (type == "unsubscribe")
        {
            user.Unfollow();
            return;
        }
        user.Follow();
        if (type is "subscribe" or "SCAN" or "CLICK") user.Acted(message: false);
        else if (type is "text" or "image" or "voice" or "video" or "location" or "link" or "xml") user.Acted(message: true);
    }

    static object Describe(Saying.Said said, List<PushAnswer> answers)
    {
        var first = answers[0];
        return new
        {
            first.Status, first.Attempts, first.ElapsedMs, first.Reply.Encrypted, first.Reply.Type,
            reply = first.Reply.Text, content = first.Reply.Text, first.Raw, first.Reply.Problem,
            said.MsgId, said.CreateTime, said.MediaId,
            answers = answers.Select(a => new { a.Status, a.Attempts, a.ElapsedMs, a.Reply.Type, reply = a.Reply.Text }),
        };
    }

    /// <summary>Those to whom something happened last: what a phone's switcher needs.</summary>
    IResult ListUsers() => Wire.Json(world.Users.All().OrderByDescending(user => user.Last?.Id).Take(ListedMax).Select(user => new
    {
        openid = user.OpenId, user.Following, user.Received,
        lastId = user.Last?.Id ?? 0, lastAt = user.Last?.At, lastText = user.Last?.Text,
    }));

    async Task<IResult> LoginAsync(HttpRequest request)
    {
        var json = await Wire.ReadJsonAsync(request, 4096);
        return Login(new Fields(json ?? default(JsonElement)).Text("openid"));
    }

    IResult Login(string? openid)
    {
        if (!WeChatUsers.IsOpenId(openid)) return Wire.Refuse(400, "bad_openid", "请给出 openid");
        world.Users.Meet(openid!);
        return Wire.Json(new { code = world.Credentials.IssueCode(SandboxOptions.MiniAppId, openid!) });
    }

    /// <summary>网页授权: the browser of the phone in hand (its cookie says whose) goes back with a code; any other is not WeChat.</summary>
    IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["appid"] != SandboxOptions.AppId || query["response_type"] != "code" || query["scope"] != "snsapi_base")
            return Results.Text("Scope 参数错误或没有 Scope 权限", "text/plain; charset=utf-8");
        if (!Uri.TryCreate(query["redirect_uri"], UriKind.Absolute, out var back) || back.Scheme is not ("http" or "https"))
            return Results.Text("redirect_uri 参数错误", "text/plain; charset=utf-8");
        if (request.Cookies[PhoneCookie] is not { } openId || !WeChatUsers.IsOpenId(openId)) return Results.Text("请在微信客户端打开链接", "text/plain; charset=utf-8");
        world.Users.Meet(openId);
        var state = query["state"].ToString();
        var code = world.Credentials.IssueCode(SandboxOptions.AppId, openId);
        return Results.Redirect($"{back.AbsoluteUri}{(back.Query.Length > 0 ? "&" : "?")}code={code}&state={Uri.EscapeDataString(state)}");
    }

    /// <summary>
    /// The user answers whether a subscribed message may come: "accept" (one tap, one message; or for long), "reject", or takes all
    /// of it back in the settings. The platform remembers it and tells the account; "silent" keeps that event from being pushed.
    /// </summary>
    async Task<IResult> ConsentAsync(HttpRequest request)
    {
        var fields = new Fields(await Wire.ReadJsonAsync(request, 4096) ?? default(JsonElement));
        var openId = fields.Text("openid");
        if (!WeChatUsers.IsOpenId(openId) || fields.Text("templateId") is not { Length: > 0 and <= 100 } templateId)
            return Wire.Refuse(400, "bad_consent", "请给出 openid 和 templateId");
        var (user, answer, mini) = (world.Users.Meet(openId!), fields.Text("answer") ?? "accept", fields.Text("app") != "mp");
        var takesBack = answer == "takeBack";
        if (takesBack) user.TakeBack(templateId);
        else if (answer == "accept" && fields.Flag("long")) user.ConsentForLong(templateId);
        else if (answer == "accept") user.Consent(templateId, (int)Math.Clamp(fields.Whole("count") ?? 1, 1, 100));
        if (!fields.Flag("silent"))
            world.PushAboutSending(openId!, mini, takesBack ? "subscribe_msg_change_event" : "subscribe_msg_popup_event",
                takesBack ? "SubscribeMsgChangeEvent" : "SubscribeMsgPopupEvent", list =>
                {
                    list.Text("TemplateId", templateId).Text("SubscribeStatusString", takesBack ? "reject" : answer);
                    if (!takesBack) list.Text("PopupScene", "0");
                });
        return Wire.Json(new { ok = true });
    }

    IResult GetMedia(string id) => world.Media.Find(id) is { } media
        ? Results.Bytes(media.Bytes, media.ContentType)
        : Results.NotFound();

    IResult GetMessages(string openid) => Wire.Json(world.Users.Find(openid)?.Lines() ?? []);
}
