using OneTable.Services;

namespace OneTable.OutboundCall.WeChat;

/// <summary>Who opened a page inside the official account.</summary>
public sealed record PageUser(string Openid, string? Unionid);

/// <summary>WeChat's web sign-in (网页授权, snsapi_base): no question to the user, and nothing but who it is.</summary>
public sealed class WeChatSignIn(WeChatWire wire, AccountGate gate, WeChatSettings settings)
{
    public bool IsThere => settings.AppId.Length > 0;

    /// <summary>Where the browser goes first; WeChat sends it back to <paramref name="back"/> with a code and our state.</summary>
    public string AuthorizeAt(string back, string state) =>
        $"{settings.OpenBase.TrimEnd('/')}/connect/oauth2/authorize?appid={settings.AppId}&redirect_uri={WeChatWire.Query(back)}&response_type=code&scope=snsapi_base&state={state}#wechat_redirect";

    /// <summary>A code is good once and for five minutes. The access token that comes with it is of no use to us and is let go.</summary>
    public async Task<PageUser> WhoAsync(string code, CancellationToken ct)
    {
        try
        {
            var query = $"?appid={WeChatWire.Query(settings.AppId)}&secret={WeChatWire.Query(settings.AppSecret)}&code={WeChatWire.Query(code)}&grant_type=authorization_code";
            var body = await gate.PassAsync(settings.Name, "/sns/oauth2/access_token", () =>
                wire.AskJsonAsync(new HttpRequestMessage(HttpMethod.Get, settings.ApiBase.TrimEnd('/') + "/sns/oauth2/access_token" + query), ct));
            return body.TryGetProperty("openid", out var openid) && openid.GetString() is { Length: > 0 and <= 64 } user
                ? new(user, body.TryGetProperty("unionid", out var union) ? union.GetString() : null)
                : throw new Refusal("wechat_unavailable", "微信这会儿没有回应，请过一会儿再试");
        }
        catch (CallFault fault)
        {
            throw WeChatErrors.IsLoginCode(fault.Result.Code)
                ? new Refusal("bad_login_code", "这次登录过期了，请关掉页面重新打开")
                : new Refusal("wechat_unavailable", "微信这会儿没有回应，请过一会儿再试");
        }
    }
}
