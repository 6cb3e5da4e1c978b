using OneTable.OutboundCall.WeChat;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.MiniProgram;

/// <param name="Ticket">A page opened inside WeChat fetches the session that waits for it.</param>
public sealed record SignIn(string? Code, string? User, string? Password, bool Ticket = false);
public sealed record WorkerMe(string StaffId, string Name, string Post, string Division, string UserName);
/// <param name="Now">The server's clock: a phone's own may be wrong, and a demo may live on another day.</param>
public sealed record Me(string ResidentId, string? Name, long Level, string? Community, string? Landline, WorkerMe? Worker, long Now);
public sealed record SignedIn(string Token, long ExpiresAt, Me Me);

static class SessionEndpoints
{
    public static void MapSession(this RouteGroupBuilder mini)
    {
        mini.MapPost("/session", Open).AllowAnonymous().RequireRateLimiting("sign-in");
        mini.MapDelete("/session", (HttpRequest request, Database db, Sessions sessions) => db.WriteAsync(tx => sessions.End(tx, MiniProgramSignIn.TokenOf(request)!)));
        mini.MapGet("/me", (Caller caller, Database db, MeView view) => db.Read(tx => view.Of(tx, caller)));
    }

    /// <summary>By the login code of the mini-program; a worker may also use the console's name and password.</summary>
    static async Task<SignedIn> Open(SignIn request, Database db, WeChatClient weChat, ResidentBook residents, StaffList staff,
        Sessions sessions, MeView view, HttpContext http, CancellationToken ct)
    {
        if (request.Ticket) return Waiting(WeChatPageEndpoints.TakeTicket(http), db, sessions, view);
        if (request.User is { Length: > 0 } user)
        {
            var member = await staff.SignInAsync(user, request.Password ?? "");
            return await db.WriteAsync(tx => Begin(tx, residents.SignedIn(tx, "password-" + member.UserName, null), member));
        }
        if (request.Code is not { Length: > 0 and <= 128 } code) throw new Refusal("code_needed", "没有拿到微信的登录码，请退出再进。");
        var session = await weChat.CodeToSessionAsync(code, ct);
        return await db.WriteAsync(tx =>
            Begin(tx, residents.SignedIn(tx, session.Openid, session.Unionid), staff.ByMiniOpenid(tx, session.Openid)));

        SignedIn Begin(Tx tx, Resident resident, StaffMember? worker)
        {
            var (token, expiresAt) = sessions.Open(tx, resident.Id, worker?.Id);
            return new(token, expiresAt, view.Of(tx, new Caller(resident.Id, worker?.Id)));
        }
    }

    static SignedIn Waiting(string? token, Database db, Sessions sessions, MeView view) => db.Read(tx => token is not null && sessions.Find(tx, token) is { } session
        ? new SignedIn(token, sessions.EndOf(tx, token), view.Of(tx, new Caller(session.ResidentId, session.StaffId))) : throw new Refusal("sign_in_failed", "没认出您，请从微信里重新打开。"));
}

/// <summary>What a signed-in user reads of themself.</summary>
public sealed class MeView(ResidentBook residents, StaffList staff, DivisionTree divisions)
{
    public Me Of(Tx tx, Caller caller)
    {
        var resident = residents.Find(tx, caller.ResidentId)!;
        var worker = caller.StaffId is { } id ? staff.Find(tx, id) : null;
        var name = resident.PersonId is { } person ? residents.NameOf(tx, person) : null;
        var community = divisions.Community(worker?.DivisionCode ?? resident.CommunityCode) ?? divisions.All.FirstOrDefault(d => d.Level == 3);
        return new(caller.ResidentId.ToString(), name, resident.Level, community?.Name, community?.Phone,
            worker is null ? null : new(worker.Id.ToString(), worker.Name, worker.PostText, divisions.FullName(worker.DivisionCode), worker.UserName), tx.Now);
    }
}
