using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.MiniProgram;

/// <summary>Who calls the mini-program's API: a resident, and a worker if this WeChat user is one.</summary>
public readonly record struct Caller(long ResidentId, long? StaffId)
{
    public string Owner => StaffId is { } staff ? "staff:" + staff : "resident:" + ResidentId;
    public long Worker => StaffId ?? throw new Refusal("forbidden", "这一页只给网格员用。");

    public static ValueTask<Caller> BindAsync(HttpContext http) => new(new Caller(
        long.Parse(http.User.FindFirstValue(MiniProgramSignIn.ResidentClaim)!),
        http.User.FindFirstValue(MiniProgramSignIn.StaffClaim) is { } staff ? long.Parse(staff) : null));
}

/// <summary>Bearer tokens of our own database.</summary>
sealed class MiniProgramSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    Database db, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "mini";
    public const string ResidentClaim = "resident", StaffClaim = "staff";
    const int TokenLength = 64;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token) return Task.FromResult(AuthenticateResult.NoResult());
        if (token.Length != TokenLength || db.Read(tx => sessions.Find(tx, token)) is not { } session)
            return Task.FromResult(AuthenticateResult.Fail("unknown or ended token"));
        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(ResidentClaim, session.ResidentId.ToString()));
        if (session.StaffId is { } staff) identity.AddClaim(new Claim(StaffClaim, staff.ToString()));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }

    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problems.Of(401, "sign_in_needed", "请重新进入小程序。").ExecuteAsync(Context);
}
