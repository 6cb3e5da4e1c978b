using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Notices;
using OneTable.Services.Registry;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.MiniProgram;

public sealed record AskedCode(string? Name, string? Phone);
public sealed record TypedCode(string? Code);
public sealed record SeenAtDoor(string? Code, bool SawCard);

/// <summary>认身份 (F17): by a code to the own phone, or by the worker at the door; never by an identity number.</summary>
static class BindEndpoints
{
    public static void MapBinding(this RouteGroupBuilder mini)
    {
        mini.MapGet("/bind", (Caller caller, Database db, MeView view) => db.Read(tx => Show(tx, caller, view)));
        mini.MapPost("/bind/code", (AskedCode asked, Caller caller, HttpContext http, Database db, BindCodes codes) => db.WriteAsync(tx =>
        {
            codes.Send(tx, caller.ResidentId, asked.Name, asked.Phone, http.Connection.RemoteIpAddress?.ToString() ?? "");
            return new { Said = Texts.Of("bot/bind/sent") };
        })).RequireRateLimiting("writes");
        mini.MapPost("/bind/confirm", async (TypedCode typed, Caller caller, Database db, BindCodes codes, MeView view) =>
            // A wrong try must stay counted: it is refused after it was written.
            Refused(await db.WriteAsync(tx => codes.Confirm(tx, caller.ResidentId, typed.Code))) is { } refusal ? throw refusal : db.Read(tx => Show(tx, caller, view)))
            .RequireRateLimiting("writes");
        mini.MapPost("/bind/door", (Caller caller, Database db, BindCodes codes) => db.WriteAsync(tx =>
        {
            var (code, expiresAt) = codes.ShowAtDoor(tx, caller.ResidentId);
            return new { Code = code, ExpiresAt = expiresAt };
        })).RequireRateLimiting("writes");
        mini.MapPost("/bind/end", (Caller caller, Database db, Bindings bindings, MeView view) => db.WriteAsync(tx =>
        {
            bindings.EndOwn(tx, caller.ResidentId);
            return Show(tx, caller, view);
        })).RequireRateLimiting("writes");
        mini.MapPost("/people/{id:long}/bind", (long id, SeenAtDoor seen, Caller caller, Database db, StaffList staff, BindCodes codes) => db.WriteAsync(tx =>
        {
            codes.BindAtDoor(tx, Worker(tx, staff, caller), caller.ResidentId, id, seen.Code, seen.SawCard);
            return Bindings.OfPerson(tx, id);
        })).RequireRateLimiting("writes");
    }

    internal static StaffMember Worker(Tx tx, StaffList staff, Caller caller) =>
        staff.Find(tx, caller.Worker) is { } me && FieldRights.SeesPeople(me.Reader) && !FieldRights.IsReadOnly(me.Reader) ? me : throw new Refusal("forbidden", "这个岗位不能替居民认身份。");

    static object Show(Tx tx, Caller caller, MeView view)
    {
        var (me, now) = (view.Of(tx, caller), Bindings.Now(tx, caller.ResidentId));
        return new { me.Level, LevelText = Binding.Text(me.Level), me.Name, How = now?.HowText, BoundAt = now?.BoundAt, me.Landline };
    }

    static Refusal? Refused(CodeResult result) => result switch
    {
        CodeResult.Wrong => new("wrong_code", Texts.Of("bot/bind/fail")),
        CodeResult.NoTriesLeft => new("no_tries_left", Texts.Of("bot/bind/no_tries")),
        CodeResult.Expired => new("code_expired", Texts.Of("bot/bind/expired")),
        CodeResult.WorkerAsked => new("worker_asked", Texts.Of("bot/bind/worker_asked")),
        _ => null,
    };
}
