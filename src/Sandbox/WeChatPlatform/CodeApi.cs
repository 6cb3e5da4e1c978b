using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>Codes with a scene, and links into the mini-program. A pretended code says which scene it is: its picture is one of the phone's own.</summary>
sealed class CodeApi(WeChatWorld world, SampleMedia samples)
{
    const int SecondsMax = 2_592_000, LastingMax = 100_000;
    const string MiniSceneSigns = "!#$&'()*+,/:;=?@-._~";
    int lasting;

    public async Task<IResult> CreateAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request, 4096) is not { } json) return ApiAnswer.Error(47001);
        var fields = new Fields(json);
        var scene = fields.Inside("action_info").Inside("scene");
        var action = fields.Text("action_name");
        var forAWhile = action is "QR_SCENE" or "QR_STR_SCENE";
        if (!forAWhile && action is not ("QR_LIMIT_SCENE" or "QR_LIMIT_STR_SCENE")) return ApiAnswer.Error(40053);
        var named = action!.Contains("STR");
        if (named ? scene.Text("scene_str") is not { Length: > 0 and <= 64 } : scene.Whole("scene_id") is not > 0 || !forAWhile && scene.Whole("scene_id") > 100_000) return ApiAnswer.Error(40053);
        var seconds = fields.Whole("expire_seconds") ?? 60;
        if (forAWhile && seconds is < 1 or > SecondsMax) return ApiAnswer.Error(40052);
        if (!forAWhile && Interlocked.Increment(ref lasting) > LastingMax) return ApiAnswer.Error(45009);
        var ticket = Convert.ToBase64String(Guid.NewGuid().ToByteArray()) + "==";
        var url = "http://weixin.qq.com/q/" + Uri.EscapeDataString(scene.Text(named ? "scene_str" : "scene_id")!);
        return forAWhile ? Wire.Json(new { ticket, expire_seconds = seconds, url }) : Wire.Json(new { ticket, url });
    }

    public async Task<IResult> MiniCodeAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request, 4096) is not { } json) return ApiAnswer.Error(47001);
        var fields = new Fields(json);
        if (fields.Text("scene") is not { Length: > 0 and <= 32 } scene || !scene.All(c => char.IsAsciiLetterOrDigit(c) || MiniSceneSigns.Contains(c))) return ApiAnswer.Error(40169);
        if (fields.Text("page") is { } page && page.StartsWith('/') || fields.Whole("width") is < 280 or > 1280) return ApiAnswer.Error(40097);
        return Results.Bytes(samples.Photo(), "image/jpeg");
    }

    public async Task<IResult> UrlLinkAsync(HttpRequest request)
    {
        if (await Wire.ReadJsonAsync(request, 8192) is not { } json) return ApiAnswer.Error(47001);
        var fields = new Fields(json);
        if (fields.Text("path") is not { Length: > 0 } path || path.StartsWith('/')) return ApiAnswer.Error(40165);
        if (fields.Text("query") is { Length: > 1024 }) return ApiAnswer.Error(40212);
        var byDays = fields.Whole("expire_type") == 1;
        if (byDays ? fields.Whole("expire_interval") is not (>= 1 and <= 30) : fields.Whole("expire_time") is not { } at || at <= world.NowSeconds || at > world.NowSeconds + SecondsMax) return ApiAnswer.Error(85401);
        return Wire.Json(new { errcode = 0, errmsg = "ok", url_link = "https://wxaurl.cn/" + Guid.NewGuid().ToString("N")[..11] });
    }
}
