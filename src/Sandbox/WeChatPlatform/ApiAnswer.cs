using Microsoft.AspNetCore.Http;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>WeChat's way to answer: HTTP 200 always, and an errcode inside.</summary>
static class ApiAnswer
{
    static readonly Dictionary<int, string> Texts = new()
    {
        [-1] = "system error",
        [40001] = "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken",
        [40002] = "invalid grant_type",
        [40003] = "invalid openid",
        [40004] = "invalid media type",
        [40006] = "invalid meida size",
        [40007] = "invalid media_id",
        [40008] = "invalid message type",
        [40013] = "invalid appid",
        [40016] = "invalid button size",
        [40017] = "invalid button type",
        [40018] = "invalid button name size",
        [40019] = "invalid button key size",
        [40020] = "invalid button url size",
        [40023] = "invalid sub button size",
        [40024] = "invalid sub button type",
        [40025] = "invalid sub button name size",
        [40026] = "invalid sub button key size",
        [40027] = "invalid sub button url size",
        [40029] = "invalid code",
        [40033] = "invalid charset. please check your request, if include \\uxxxx will create fail!",
        [40035] = "invalid parameter",
        [40037] = "invalid template_id",
        [40052] = "invalid expire_seconds",
        [40053] = "invalid action info",
        [40054] = "invalid sub button url domain",
        [40055] = "invalid button url domain",
        [40066] = "invalid url",
        [40097] = "invalid args",
        [40125] = "invalid appsecret",
        [40129] = "invalid scene",
        [40163] = "code been used",
        [40165] = "invalid weapp pagepath",
        [40169] = "invalid length for scene, or the data is not json string",
        [40212] = "invalid query",
        [41001] = "access_token missing",
        [41005] = "media data missing",
        [42001] = "access_token expired",
        [43004] = "require subscribe",
        [43104] = "appid not match openid",
        [43101] = "user refuse to accept the msg",
        [44002] = "empty post data",
        [44004] = "empty content",
        [45002] = "content size out of limit",
        [45009] = "reach max api daily quota limit",
        [45015] = "response out of time limit or subscription is canceled",
        [45047] = "out of response count limit",
        [46003] = "menu no exist",
        [85401] = "time limit between 1min and 1year",
        [47001] = "data format error",
        [61010] = "code is expired, user has not visited in two hours",
        [101000] = "invalid image url",
        [101001] = "certificate not found",
        [101002] = "decode image data failed",
        [101003] = "not enough market quota",
        [47003] = "argument invalid!",
    };

    static long _msgId = 3852369654170681345; // beyond 2^53 on purpose: a reader must not take it for a double

    public static long NextMsgId() => Interlocked.Increment(ref _msgId);

    public static IResult Ok() => Wire.Json(new { errcode = 0, errmsg = "ok" });

    public static IResult Ok(long msgid) => Wire.Json(new { errcode = 0, errmsg = "ok", msgid });

    public static IResult Error(int errcode, string? errmsg = null)
    {
        var id = Guid.NewGuid().ToString("N");
        var text = string.IsNullOrEmpty(errmsg) ? Texts.GetValueOrDefault(errcode, "error") : errmsg;
        return Wire.Json(new { errcode, errmsg = $"{text} rid: {id[..8]}-{id[8..16]}-{id[16..24]}" });
    }
}
