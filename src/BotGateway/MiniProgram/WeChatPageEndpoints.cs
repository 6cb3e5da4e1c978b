using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OneTable.OutboundCall.WeChat;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.MiniProgram;

/// <summary>
/// /m/ inside the official account: to WeChat and back (网页授权, snsapi_base). The state is of this browser alone and good once; the way on leads to our
/// own pages only; the session waits in a cookie no script can read until the page fetches it once. No token stands in an address.
/// </summary>
static partial class WeChatPageEndpoints
{
    internal const string TicketCookie = "onetable-ticket";
    const string StateCookie = "onetable-state", Home = "pages/home/home", Refused = "/m/#/pages/sign-in/sign-in?why=wechat";
    const string StatePath = "/api/mini/wechat", TicketPath = "/api/mini/session";
    const int CodeMax = 128;
    static readonly TimeSpan onTheWay = TimeSpan.FromMinutes(10), waits = TimeSpan.FromMinutes(2);

    public static void MapWeChatPages(this RouteGroupBuilder mini)
    {
        mini.MapGet("/wechat/sign-in", Go).AllowAnonymous().RequireRateLimiting("sign-in").ExcludeFromDescription();
        mini.MapGet("/wechat/back", BackAsync).AllowAnonymous().RequireRateLimiting("sign-in").ExcludeFromDescription();
    }

    static IResult Go(HttpContext http, string? to, WeChatSignIn weChat, Settings settings)
    {
        if (!weChat.IsThere) return Results.Redirect(Refused);
        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        http.Response.Cookies.Append(StateCookie, $"{state}.{Own(to)}", Kept(http, StatePath, SameSiteMode.Lax, onTheWay));
        http.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(weChat.AuthorizeAt((settings.PublicAddress ?? $"{http.Request.Scheme}://{http.Request.Host}") + StatePath + "/back", state));
    }

    static async Task<IResult> BackAsync(HttpContext http, string? code, string? state, WeChatSignIn weChat, Database db, ResidentBook residents, StaffList staff, Sessions sessions, CancellationToken ct)
    {
        var (mine, to) = http.Request.Cookies[StateCookie]?.Split('.', 2) is [var kept, var page] ? (kept, page) : ("", Home);
        http.Response.Cookies.Delete(StateCookie, Kept(http, StatePath, SameSiteMode.Lax, onTheWay));
        http.Response.Headers.CacheControl = "no-store";
        if (mine.Length == 0 || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mine), Encoding.UTF8.GetBytes(state ?? "")) || code is not { Length: > 0 and <= CodeMax })
            return Results.Redirect(Refused);
        try
        {
            var user = await weChat.WhoAsync(code, ct);
            var token = await db.WriteAsync(tx => sessions.Open(tx, residents.OpenedPage(tx, user.Openid, user.Unionid).Id, staff.ByMpOpenid(tx, user.Openid)?.Id).Token);
            http.Response.Cookies.Append(TicketCookie, token, Kept(http, TicketPath, SameSiteMode.Strict, waits));
            return Results.Redirect($"/m/?signed=1#/{Own(to)}");
        }
        catch (Refusal)
        {
            return Results.Redirect(Refused);
        }
    }

    /// <summary>The session that waits for this page, taken out of its cookie; null where none does.</summary>
    public static string? TakeTicket(HttpContext http)
    {
        if (http.Request.Cookies[TicketCookie] is not { Length: > 0 } token) return null;
        http.Response.Cookies.Delete(TicketCookie, Kept(http, TicketPath, SameSiteMode.Strict, waits));
        return token;
    }

    static CookieOptions Kept(HttpContext http, string path, SameSiteMode site, TimeSpan life) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = site, Path = path, MaxAge = life };

    /// <summary>A page of ours with a plain query; anything else is the first page.</summary>
    static string Own(string? to) => to is not null && Page().IsMatch(to) ? to : Home;

    [GeneratedRegex(@"\Apages/[a-z-]{1,30}/[a-z-]{1,30}(\?[A-Za-z0-9=&_-]{0,200})?\z")]
    private static partial Regex Page();
}
