using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Residents;
using OneTable.Services.Scenarios.Why;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.MiniProgram;

public sealed record AnswerAtTheDoor(string? Key, string? Field, string? Value);

/// <summary>我能办什么 of a resident; the few questions of a visit, answered on the worker's phone.</summary>
static class ChanceEndpoints
{
    public static void MapChances(this RouteGroupBuilder mini)
    {
        mini.MapGet("/chances", (Caller caller, Database db, ResidentBook residents, Chances chances, MeView view, TimeProvider time) => db.Read(tx =>
        {
            var people = chances.Of(tx, residents.Find(tx, caller.ResidentId)!, time.Today());
            var me = view.Of(tx, caller);
            return new { Known = people is not null, me.Community, me.Landline, People = people ?? [] };
        }));
        mini.MapGet("/people/{id:long}/questions", (long id, Caller caller, Database db, StaffList staff, DoorQuestions questions, TimeProvider time) =>
            db.Read(tx => questions.Of(tx, Me(tx, staff, caller), id, time.Today())));
        mini.MapPost("/people/{id:long}/answers", (long id, AnswerAtTheDoor answer, Caller caller, Database db, StaffList staff, DoorQuestions questions, TimeProvider time) => db.WriteAsync(tx =>
        {
            var me = Me(tx, staff, caller);
            if (FieldRights.IsReadOnly(me.Reader)) throw new Refusal("forbidden", "这个岗位只能看，不能填。");
            var (state, decides, _, _) = questions.Answer(tx, me, id, answer.Field, answer.Value);
            var page = questions.Of(tx, me, id, time.Today());
            return new { State = state, Decides = decides, page.Questions, page.Matters };
        })).RequireRateLimiting("writes");
    }

    static StaffMember Me(Tx tx, StaffList staff, Caller caller) =>
        staff.Find(tx, caller.Worker) is { } me && FieldRights.SeesPeople(me.Reader) ? me : throw new Refusal("forbidden", "这一页只给网格员用。");
}
