using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>The server API of WeChat: tokens, sign-in, media, users. <see cref="SendApi"/> holds what sends.</summary>
sealed class ServerApi(WeChatWorld world)
{
    const long QuotaOfDay = 500_000;

    public void Map(RouteGroupBuilder api)
    {
        api.MapGet("/cgi-bin/token", GetToken);
        api.MapPost("/cgi-bin/stable_token", StableTokenAsync);
        api.MapGet("/sns/jscode2session", CodeToSession);
        api.MapGet("/sns/oauth2/access_token", CodeToOpenId);

        var account = api.MapGroup("").AddEndpointFilter((call, next) => Guard(call, next, SandboxOptions.AppId));
        account.MapGet("/cgi-bin/media/get", GetMedia);
        account.MapPost("/cgi-bin/media/upload", UploadMediaAsync);
        account.MapGet("/cgi-bin/user/info", UserInfo);
        var sending = new SendApi(world);
        account.MapPost("/cgi-bin/message/template/send", sending.TemplateAsync);
        account.MapPost("/cgi-bin/message/subscribe/bizsend", sending.BizSendAsync);
        api.MapPost("/cgi-bin/openapi/quota/get", QuotaAsync);
        account.MapPost("/cv/ocr/idcard", world.Ocr.IdentityAsync);
        account.MapPost("/cv/ocr/bizlicense", world.Ocr.LicenceAsync);

        var mini = api.MapGroup("").AddEndpointFilter((call, next) => Guard(call, next, SandboxOptions.MiniAppId));
        mini.MapPost("/cgi-bin/message/subscribe/send", sending.SubscribeAsync);
        var checks = new CheckApi(world);
        mini.MapPost("/wxa/msg_sec_check", checks.TextAsync);
        mini.MapPost("/wxa/media_check_async", checks.MediaAsync);
        var (menu, codes) = (new MenuApi(), new CodeApi(world, new SampleMedia()));
        account.MapPost("/cgi-bin/menu/create", menu.CreateAsync);
        account.MapGet("/cgi-bin/menu/get", menu.Get);
        account.MapGet("/cgi-bin/menu/delete", menu.Delete);
        account.MapPost("/cgi-bin/qrcode/create", codes.CreateAsync);
        mini.MapPost("/wxa/getwxacodeunlimit", codes.MiniCodeAsync);
        mini.MapPost("/wxa/generate_urllink", codes.UrlLinkAsync);

        var either = api.MapGroup("").AddEndpointFilter((call, next) =>
            Guard(call, next, world.Credentials.CheckToken(call.HttpContext.Request.Query["access_token"], SandboxOptions.MiniAppId) == 0 ? SandboxOptions.MiniAppId : SandboxOptions.AppId));
        either.MapPost("/cgi-bin/message/custom/send", sending.CustomAsync);

        api.Map("/{**path}", () => ApiAnswer.Error(40066));
    }

    ValueTask<object?> Guard(EndpointFilterInvocationContext call, EndpointFilterDelegate next, string appId)
    {
        var error = world.Credentials.CheckToken(call.HttpContext.Request.Query["access_token"], appId);
        if (error == 0) world.Used.AddOrUpdate(call.HttpContext.Request.Path.Value!.Split("/api", 2)[^1], 1, (_, used) => used + 1);
        return error == 0 ? next(call) : ValueTask.FromResult<object?>(ApiAnswer.Error(error));
    }

    async Task<IResult> QuotaAsync(HttpRequest request)
    {
        var token = request.Query["access_token"];
        if (world.Credentials.CheckToken(token, SandboxOptions.AppId) is var error and not 0 && world.Credentials.CheckToken(token, SandboxOptions.MiniAppId) != 0)
            return ApiAnswer.Error(error);
        var path = new Fields(await Wire.ReadJsonAsync(request, 4096) ?? default(System.Text.Json.JsonElement)).Text("cgi_path") ?? "";
        var used = world.Used.GetValueOrDefault(path);
        return Wire.Json(new { errcode = 0, errmsg = "ok", quota = new { daily_limit = QuotaOfDay, used, remain = QuotaOfDay - used } });
    }

    IResult GetToken(HttpRequest request)
    {
        if (request.Query["grant_type"] != "client_credential") return ApiAnswer.Error(40002);
        return IssueToken(request.Query["appid"], request.Query["secret"], false, false);
    }

    async Task<IResult> StableTokenAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request, 4096) is not { } json) return ApiAnswer.Error(47001);
        var fields = new Fields(json);
        if (fields.Text("grant_type") != "client_credential") return ApiAnswer.Error(40002);
        return IssueToken(fields.Text("appid"), fields.Text("secret"), true, fields.Flag("force_refresh"));
    }

    IResult IssueToken(string? appId, string? secret, bool stable, bool force)
    {
        if (CheckApp(appId, secret) is var error and not 0) return ApiAnswer.Error(error);
        var (token, expiresIn) = world.Credentials.IssueToken(appId!, stable, force);
        return Wire.Json(new { access_token = token, expires_in = expiresIn });
    }

    static int CheckApp(string? appId, string? secret) => (appId, secret) switch
    {
        (SandboxOptions.AppId, SandboxOptions.AppSecret) or (SandboxOptions.MiniAppId, SandboxOptions.MiniAppSecret) => 0,
        (SandboxOptions.AppId or SandboxOptions.MiniAppId, _) => 40125,
        _ => 40013,
    };

    IResult CodeToSession(HttpRequest request)
    {
        var query = request.Query;
        if (query["appid"] != SandboxOptions.MiniAppId) return ApiAnswer.Error(40013);
        if (query["secret"] != SandboxOptions.MiniAppSecret) return ApiAnswer.Error(40125);
        var (error, openId) = world.Credentials.UseCode(SandboxOptions.MiniAppId, query["js_code"]);
        if (error != 0) return ApiAnswer.Error(error);
        world.Users.OpenMini(openId);
        var session = new
        {
            openid = WeChatUsers.MiniOpenId(openId),
            session_key = Convert.ToBase64String(Guid.NewGuid().ToByteArray()),
            unionid = WeChatUsers.UnionId(openId),
        };
        return Wire.Json(session, contentType: "text/plain"); // as the real one, which sends JSON under this name
    }

    IResult CodeToOpenId(HttpRequest request)
    {
        var query = request.Query;
        if (query["appid"] != SandboxOptions.AppId) return ApiAnswer.Error(40013);
        if (query["secret"] != SandboxOptions.AppSecret) return ApiAnswer.Error(40125);
        var (error, openId) = world.Credentials.UseCode(SandboxOptions.AppId, query["code"]);
        if (error != 0) return ApiAnswer.Error(error);
        var token = Guid.NewGuid().ToString("N");
        return Wire.Json(new
        {
            access_token = token, expires_in = 7200, refresh_token = token, openid = openId,
            scope = "snsapi_base", unionid = WeChatUsers.UnionId(openId),
        });
    }

    /// <summary>Bytes, but for a film the address where it lies.</summary>
    IResult GetMedia(HttpRequest request) => world.Media.Find(request.Query["media_id"]) switch
    {
        null => ApiAnswer.Error(40007),
        { ContentType: "video/mp4" } film => Wire.Json(new { video_url = $"{request.Scheme}://{request.Host}{WeChatWorld.MediaUrl(film.Id)}" }),
        var media => Results.File(media.Bytes, media.ContentType, media.FileName),
    };

    async Task<IResult> UploadMediaAsync(HttpRequest request)
    {
        var type = request.Query["type"].ToString();
        var bytesMax = type switch { "image" or "video" => 10 << 20, "voice" => 2 << 20, "thumb" => 64 << 10, _ => 0 };
        if (bytesMax == 0) return ApiAnswer.Error(40004);
        if (await ReadFileAsync(request) is not { Length: > 0 } file) return ApiAnswer.Error(41005);
        if (file.Length > bytesMax) return ApiAnswer.Error(40006);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        var media = world.Media.Keep(bytes.ToArray(), file.ContentType, Path.GetFileName(file.FileName));
        return type == "thumb"
            ? Wire.Json(new { type, thumb_media_id = media.Id, created_at = world.NowSeconds })
            : Wire.Json(new { type, media_id = media.Id, created_at = world.NowSeconds });
    }

    static async Task<IFormFile?> ReadFileAsync(HttpRequest request)
    {
        if (!request.HasFormContentType) return null;
        try { return (await request.ReadFormAsync()).Files["media"]; }
        catch (Exception error) when (error is InvalidDataException or IOException) { return null; }
    }

    IResult UserInfo(HttpRequest request)
    {
        if (world.Users.Find(request.Query["openid"]) is not { } user) return ApiAnswer.Error(40003);
        var unionid = WeChatUsers.UnionId(user.OpenId);
        if (!user.Following) return Wire.Json(new { subscribe = 0, openid = user.OpenId, unionid });
        return Wire.Json(new
        {
            subscribe = 1, openid = user.OpenId, unionid, language = "zh_CN",
            subscribe_time = user.FollowedAt, remark = "", groupid = 0, tagid_list = Array.Empty<int>(),
            subscribe_scene = "ADD_SCENE_QR_CODE", qr_scene = 0, qr_scene_str = "",
        });
    }
}
