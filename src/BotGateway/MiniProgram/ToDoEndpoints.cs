using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.HandOvers;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.BotGateway.MiniProgram;

public sealed record HandBack(string Reason);
public sealed record PassOn(string Unit, long DueAt, string? Note);
public sealed record Closing(string Words, string[]? Files);
public sealed record Contacted(string? Words);
public sealed record VisitDone(string? Result);
public sealed record Planning(string? Day);
public sealed record TakeDown(string Key, string? Source, string Content, string? Place, double? Lat, double? Lon, string? ReporterName,
    string? ReporterPhone, string[]? Files);

/// <summary>The grid worker's pages: one list of to-dos and what can be done with each. Only the worker's own are found.</summary>
static class ToDoEndpoints
{
    static readonly string[] partners = ["物业公司", "城管中队", "派出所", "卫生服务中心", "市场监管所", "供水公司", "供电所", "燃气公司", "街道办事处"];

    public static void MapToDos(this RouteGroupBuilder mini)
    {
        mini.MapGet("/partners", () => partners.Select(name => new { name }));
        mini.MapGet("/todos", List);
        mini.MapGet("/todos/{id:long}", (long id, Caller caller, Database db, ToDoViews views, ToDoList todos) =>
            db.Read(tx => todos.Find(tx, caller.Worker, id) is { } todo ? Results.Ok(views.Detail(tx, todo)) : Problems.NotFound()));
        var todo = mini.MapGroup("/todos/{id:long}");
        todo.MapPost("/accept", (long id, Caller caller, ToDoActions actions) => actions.Accept(caller, id));
        todo.MapPost("/contact", (long id, Contacted words, Caller caller, ToDoActions actions) => actions.Contact(caller, id, words.Words));
        todo.MapPost("/handback", (long id, HandBack back, Caller caller, ToDoActions actions) =>
            actions.OnCase(caller, id, (work, tx, c, me) => work.HandBack(tx, c, me, back.Reason)));
        todo.MapPost("/partner", (long id, PassOn on, Caller caller, ToDoActions actions) =>
            actions.OnCase(caller, id, (work, tx, c, me) => work.PassOn(tx, c, me, on.Unit, on.DueAt, on.Note)));
        todo.MapPost("/close", (long id, Closing closing, Caller caller, ToDoActions actions) => actions.Close(caller, id, closing));
        todo.MapPost("/done", (long id, VisitDone done, Caller caller, ToDoActions actions) => actions.Done(caller, id, done.Result));
        todo.MapPost("/plan", (long id, Planning plan, Caller caller, ToDoActions actions) => actions.Plan(caller, id, plan.Day));
        todo.MapPost("/call", (long id, Caller caller, ToDoActions actions) => actions.Call(caller, id));
        mini.MapPost("/takedowns", Take).RequireRateLimiting("writes");
    }

    /// <summary>The list, with a version so that a phone that asks every few seconds is told "nothing new" cheaply.</summary>
    static IResult List(Caller caller, Database db, ToDoList todos, ToDoViews views, string? state, string? since) => db.Read(tx =>
    {
        var (open, planned, done) = todos.Counts(tx, caller.Worker);
        var list = todos.Of(tx, caller.Worker, state is ToDoState.Planned or ToDoState.Done ? state : ToDoState.Open);
        var waiting = HandOver.Waiting(tx, [.. list.Select(t => t.CaseId).OfType<long>()]);
        var version = $"{open}.{planned}.{done}.{waiting.Values.Sum()}.{list.Aggregate(0L, (sum, t) => sum * 31 + t.Id + t.State.Length + (t.AcceptedAt ?? 0))}";
        return since == version
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Ok(new { todos = views.Summaries(tx, list), counts = new { open, planned, done }, version, now = tx.Now });
    });

    /// <summary>代录: a worker takes down what somebody says on the phone or at the door; it is the worker's own case at once.</summary>
    static Task<CaseDetail> Take(TakeDown request, Caller caller, Database db, CaseDesk desk, StaffList staff, Uploads uploads, CaseViews views,
        DivisionTree divisions)
    {
        if (request.Key is not { Length: > 0 and <= 60 }) throw new Refusal("key_needed", "请退出这一页再进来。");
        if (string.IsNullOrWhiteSpace(request.Content)) throw new Refusal("words_needed", "请写一句出了什么事。");
        CaseEndpoints.MustBeOnEarth(request.Lat, request.Lon);
        return db.WriteAsync(tx =>
        {
            if (staff.Find(tx, caller.Worker) is not { } me || !Posts.WorksOnCases(me.Post)) throw new Refusal("forbidden", "这个岗位不能代录。");
            var opened = desk.Open(tx, new CaseDraft(CaseKind.Complaint, SourceOf(request.Source), CaseEndpoints.Limited(request.Content)!,
                $"{caller.Owner}:{request.Key}", Place: CaseEndpoints.Cut(request.Place, 100), Lat: request.Lat, Lon: request.Lon,
                Community: divisions.Community(me.DivisionCode)?.Code, ReporterName: CaseEndpoints.Cut(request.ReporterName, 30),
                ReporterPhone: CaseEndpoints.Cut(request.ReporterPhone, 20), TakenBy: me.Id,
                Files: CaseEndpoints.Owned(tx, uploads, caller, "report", request.Files)));
            return views.Detail(tx, opened, me.Reader);
        });
    }

    static string SourceOf(string? source) => source switch
    {
        "visit" => CaseSource.Visit,
        "patrol" => CaseSource.Patrol,
        "group" => CaseSource.Group,
        _ => CaseSource.Call,
    };
}

/// <summary>What a tap on a to-do does; a to-do of a case works on the case, a visit on itself.</summary>
public sealed class ToDoActions(Database db, ToDoList todos, CaseWork work, StaffList staff, Uploads uploads, ToDoViews views, Reveals reveals)
{
    public Task<IResult> Accept(Caller caller, long id) => Change(caller, id, (tx, todo, me) =>
    {
        if (CaseOf(tx, todo) is { } case_) work.Accept(tx, case_, me);
        else todos.Accept(tx, todo.Id);
    });

    public Task<IResult> Contact(Caller caller, long id, string? words) => Change(caller, id, (tx, todo, me) =>
    {
        if (CaseOf(tx, todo) is { } case_) work.Contact(tx, case_, me, words);
        else todos.Accept(tx, todo.Id);
    });

    public Task<IResult> OnCase(Caller caller, long id, Action<CaseWork, Tx, Case, StaffMember> verb) => Change(caller, id, (tx, todo, me) =>
    {
        if (todo is { CaseId: not null, State: ToDoState.Cancelled }) return; // handed back already: the answer says that somebody else has it
        verb(work, tx, CaseOf(tx, todo) ?? throw new Refusal("not_a_case", "这条待办不是事项，走访完点“办好了”。"), me);
    });

    public Task<IResult> Close(Caller caller, long id, Closing closing) => Change(caller, id, (tx, todo, me) =>
    {
        var files = CaseEndpoints.Owned(tx, uploads, caller, "result", closing.Files).Select(f => f.FileId).ToList();
        if (CaseOf(tx, todo) is { } case_) work.Close(tx, case_, me, closing.Words, files);
        else FinishVisit(tx, todo, closing.Words);
    });

    public Task<IResult> Done(Caller caller, long id, string? result) => Change(caller, id, (tx, todo, me) =>
    {
        if (todo.CaseId is not null) throw new Refusal("not_a_visit", "事项要点“办结”，写一句居民看得懂的结果。");
        FinishVisit(tx, todo, result);
    });

    public Task<IResult> Plan(Caller caller, long id, string? day) => Change(caller, id, (tx, todo, me) =>
        todos.Plan(tx, todo.Id, Days.Of(day, db.Time)));

    void FinishVisit(Tx tx, ToDo todo, string? result)
    {
        if (string.IsNullOrWhiteSpace(result)) throw new Refusal("words_needed", "写一句走访的结果。");
        todos.Finish(tx, todo.Id, Scrubber.Scrub(CaseEndpoints.Limited(result))!);
    }

    /// <summary>One tap to call a resident of the own grid: the number is given to dial only, and the call is logged (F08).</summary>
    public Task<object> Call(Caller caller, long id) => db.WriteAsync<object>(tx =>
    {
        var me = staff.Find(tx, caller.Worker)!;
        var todo = todos.Find(tx, me.Id, id) ?? throw new Refusal("not_found", "没有找到这条待办。");
        var phone = todo.PersonId is { } person ? reveals.Call(tx, me.Scope, me.Id, person)
            : CaseOf(tx, todo) is { } case_ ? views.ReporterPhone(tx, me, case_) : null;
        return new { phone = phone ?? throw new Refusal("no_phone", "没有登记电话，请上门。") };
    });

    Case? CaseOf(Tx tx, ToDo todo) => todo.CaseId is { } id ? CaseList.OfWorker(tx, todo.StaffId, id) : null;

    Task<IResult> Change(Caller caller, long id, Action<Tx, ToDo, StaffMember> change) => db.WriteAsync(tx =>
    {
        var me = staff.Find(tx, caller.Worker);
        if (me is null || todos.Find(tx, me.Id, id) is not { } todo) return Problems.NotFound();
        change(tx, todo, me);
        return Results.Ok(views.Detail(tx, todos.Find(tx, me.Id, id)!));
    });
}
