using System.Text;
using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>
/// WeChat's content checks, pretended. Words with 违禁 in them are risky, with 可疑 doubtful; so is a photo whose bytes hold RISKY or DOUBT. It
/// checks only for who opened the mini-program within two hours, fetches the photo itself and pushes what it thinks of it.
/// </summary>
sealed class CheckApi(WeChatWorld world)
{
    const int TextMax = 2500, PhotoMax = 10 << 20, Illegal = 20006, Other = 21000, Fine = 100;
    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = PhotoMax };

    public async Task<IResult> TextAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request, 64 * 1024) is not { } json) return ApiAnswer.Error(47001);
        var fields = new Fields(json);
        if (Refused(fields) is { } no) return no;
        var content = fields.Text("content") ?? "";
        if (content.Length == 0) return ApiAnswer.Error(44002);
        if (content.Length > TextMax) return ApiAnswer.Error(45002);
        var (suggest, label) = content.Contains("违禁") ? ("risky", Illegal) : content.Contains("可疑") ? ("review", Other) : ("pass", Fine);
        return Wire.Json(new { errcode = 0, errmsg = "ok", result = new { suggest, label }, detail = new[] { new { strategy = "content_model", errcode = 0, suggest, label, prob = 90 } }, trace_id = NewTrace() });
    }

    public async Task<IResult> MediaAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request, 64 * 1024) is not { } json) return ApiAnswer.Error(47001);
        var fields = new Fields(json);
        if (Refused(fields) is { } no) return no;
        if (fields.Whole("media_type") is not (1 or 2) || !Uri.TryCreate(fields.Text("media_url"), UriKind.Absolute, out var url)) return ApiAnswer.Error(40035);
        var (trace, openId) = (NewTrace(), fields.Text("openid")!);
        _ = Task.Run(() => LookAsync(url, openId, trace));
        return Wire.Json(new { errcode = 0, errmsg = "ok", trace_id = trace });
    }

    IResult? Refused(Fields fields)
    {
        if (fields.Whole("version") != 2 || fields.Whole("scene") is not (>= 1 and <= 4)) return ApiAnswer.Error(40129);
        if (fields.Text("openid") is not { } openId || !openId.StartsWith("mini-", StringComparison.Ordinal)) return ApiAnswer.Error(43104);
        return world.Users.OpenedMini(openId) ? null : ApiAnswer.Error(61010);
    }

    async Task LookAsync(Uri url, string openId, string trace)
    {
        byte[]? photo = null;
        try { photo = await http.GetByteArrayAsync(url); }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException) { }
        var (suggest, label) = photo is null ? ("", 0) : photo.AsSpan().IndexOf("RISKY"u8) >= 0 ? ("risky", Illegal) : photo.AsSpan().IndexOf("DOUBT"u8) >= 0 ? ("review", Other) : ("pass", Fine);
        var verdict = photo is null ? """ "detail": [], "errcode": -1008, "errmsg": "download failed" """
            : $$""" "detail": [{"strategy": "content_model", "errcode": 0, "suggest": "{{suggest}}", "label": {{label}}, "prob": 90}], "errcode": 0, "errmsg": "ok", "result": {"suggest": "{{suggest}}", "label": {{label}}} """;
        world.PushMini(openId, $$"""
            {"ToUserName": "{{SandboxOptions.MiniGhId}}", "FromUserName": "{{openId}}", "CreateTime": {{world.NowSeconds}}, "MsgType": "event", "Event": "wxa_media_check",
             "appid": "{{SandboxOptions.MiniAppId}}", "trace_id": "{{trace}}", "version": 2, {{verdict}}}
            """);
    }

    static string NewTrace() => Guid.NewGuid().ToString("N") is var id ? $"{id[..8]}-{id[8..16]}-{id[16..24]}" : "";
}
