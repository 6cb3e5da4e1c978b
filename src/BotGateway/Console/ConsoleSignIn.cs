using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.Cookies;
using OneTable.BotGateway.Http;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

/// <summary>Who works at the console, read from the cookie; the division is the scope of every query.</summary>
public sealed record Viewer(long StaffId, string Name, string Post, string? Lines, string DivisionCode, string Csrf)
{
    public Reader Reader => new(Post, Lines);
    public Scope Scope => Seen.By(Reader, DivisionCode);

    /// <summary>The own division, or a part of it; one outside of it is not there.</summary>
    public Scope Within(string? division) => string.IsNullOrEmpty(division) ? Scope
        : Scope.Contains(division) ? new(division) : throw new OneTable.Services.Refusal("not_found", "没有找到这个区划。");

    public bool IsGridWorker => Post is Posts.GridWorker or Posts.PartTimeGridWorker;

    /// <summary>Scenarios act on a whole street, the rota on a community: grid workers may look, not change them.</summary>
    public void MustManage(string refusal)
    {
        if (IsGridWorker || FieldRights.IsReadOnly(Reader)) throw new OneTable.Services.Refusal("forbidden", refusal);
    }

    public static ValueTask<Viewer> BindAsync(HttpContext http) => new(Of(http.User)!);

    public static Viewer? Of(ClaimsPrincipal user) => user.FindFirstValue("staff") is { } id
        ? new(long.Parse(id), user.FindFirstValue("name")!, user.FindFirstValue("post")!, user.FindFirstValue("lines"),
            user.FindFirstValue("division")!, user.FindFirstValue("csrf")!)
        : null;
}

/// <summary>The console's cookie, and the token that must come with every change as X-CSRF.</summary>
static class ConsoleSignIn
{
    public const string Scheme = "console";
    const string SessionClaim = "session";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "onetable";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Sessions.OfConsole;
        options.SlidingExpiration = false; // a day at the desk, then the password again, also for who copied the cookie
        options.Events.OnRedirectToLogin = context => Refuse(context.HttpContext, 401, "sign_in_needed", "请先登录。");
        options.Events.OnRedirectToAccessDenied = context => Refuse(context.HttpContext, 403, "forbidden", "没有这个权限。");
        // A worker who signed out, left or moved is out at the next request, not at the cookie's end.
        options.Events.OnValidatePrincipal = context =>
        {
            var services = context.HttpContext.RequestServices;
            var viewer = Viewer.Of(context.Principal!);
            var now = viewer is null || TokenOf(context.Principal!) is not { } token ? null : services.GetRequiredService<Services.Data.Database>().Read(tx =>
                services.GetRequiredService<Sessions>().Find(tx, token)?.StaffId == viewer.StaffId ? services.GetRequiredService<StaffList>().Find(tx, viewer.StaffId) : null);
            if (now is null || now.DivisionCode != viewer!.DivisionCode || now.Reader != viewer.Reader) context.RejectPrincipal();
            return Task.CompletedTask;
        };
    }

    public static string? TokenOf(ClaimsPrincipal user) => user.FindFirstValue(SessionClaim);

    public static ClaimsPrincipal Principal(StaffMember staff, string token) => new(new ClaimsIdentity(
    [
        new("staff", staff.Id.ToString()), new("name", staff.Name), new("post", staff.Post), new("division", staff.DivisionCode),
        .. staff.WorkLines is { } lines ? [new Claim("lines", lines)] : Array.Empty<Claim>(),
        new(SessionClaim, token), new("csrf", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))),
    ], Scheme));

    /// <summary>Every unsafe method must carry the session's own token, and who may only look changes nothing.</summary>
    public static async ValueTask<object?> CheckCsrf(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) return await next(context);
        var sent = http.Request.Headers["X-CSRF"].ToString();
        var viewer = Viewer.Of(http.User);
        if (viewer is not null && FieldRights.IsReadOnly(viewer.Reader) && !IsSignOut(http)) return Problems.Of(403, "forbidden", "这个岗位只能看，不能改。");
        var right = viewer?.Csrf;
        return right is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(right))
            ? await next(context)
            : Problems.Of(403, "bad_csrf", "页面过期了，请刷新后再试。");
    }

    static bool IsSignOut(HttpContext http) => HttpMethods.IsDelete(http.Request.Method) && http.Request.Path.Value!.EndsWith("/session", StringComparison.Ordinal);

    static Task Refuse(HttpContext http, int status, string code, string title)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (status == 401 && http.RequestServices.GetRequiredService<Settings>().Demo) extensions["demo"] = new[] { "district", "street", "community", "grid" };
        return Results.Problem(statusCode: status, title: title, extensions: extensions).ExecuteAsync(http);
    }
}
