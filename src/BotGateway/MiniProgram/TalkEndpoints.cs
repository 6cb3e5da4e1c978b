using OneTable.BotGateway.Http;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.HandOvers;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.BotGateway.MiniProgram;

public sealed record TalkAnswer(string? Key, string? Words);

/// <summary>Speaking with a resident who asked for a person, on the phone of the worker who has the case.</summary>
static class TalkEndpoints
{
    public static void MapTalks(this RouteGroupBuilder mini)
    {
        mini.MapGet("/todos/{id:long}/talk", (long id, Caller caller, TalkActions actions) => actions.Page(caller, id));
        mini.MapPost("/todos/{id:long}/talk", (long id, TalkAnswer answer, Caller caller, TalkActions actions) =>
            actions.Do(caller, id, (desk, tx, me, case_) => desk.Answer(tx, me, case_, answer.Words, answer.Key))).RequireRateLimiting("writes");
        mini.MapPost("/todos/{id:long}/talk/end", (long id, Caller caller, TalkActions actions) =>
            actions.Do(caller, id, (desk, tx, _, case_) => desk.End(tx, case_, HandOver.ByWorker)));
    }
}

/// <summary>What a worker does in a talk; it is found by the worker's own to-do.</summary>
public sealed class TalkActions(Database db, HandOverDesk desk, TalkPages pages, ToDoList todos, StaffList staff)
{
    public IResult Page(Caller caller, long id) => db.Read(tx => Find(tx, caller, id) is var (_, case_) ? Shown(tx, case_) : Problems.NotFound());

    public Task<IResult> Do(Caller caller, long id, Action<HandOverDesk, Tx, StaffMember, Case> act) => db.WriteAsync(tx =>
    {
        if (Find(tx, caller, id) is not var (me, case_)) return Problems.NotFound();
        act(desk, tx, me, case_);
        return Shown(tx, case_);
    });

    IResult Shown(Tx tx, Case case_) => pages.Of(tx, case_) is { } page ? Results.Ok(page) : Problems.NotFound();

    (StaffMember Me, Case Case)? Find(Tx tx, Caller caller, long id) =>
        staff.Find(tx, caller.Worker) is { } me && HandOver.MayRead(me.Reader) && todos.Find(tx, me.Id, id)?.CaseId is { } behind
            && CaseList.OfWorker(tx, me.Id, behind) is { } case_ ? (me, case_) : null;
}
