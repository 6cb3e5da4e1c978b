using OneTable.Services.Approvals;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.HandOvers;
using OneTable.Services.Registry;
using OneTable.Services.Residents;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.BotGateway.Http;

public sealed record ToDoCase(string Number, string State, string StateText);
public sealed record ToDoPerson(string Id, string Name, int? Age, string? PhoneMasked, string? Address);
public sealed record Reporter(string? Name, string? PhoneMasked);

public record ToDoSummary(
    string Id, string Kind, string State, string Title, string? Detail, string? Place, long? DueAt, long CreatedAt, bool Late, bool Urgent,
    string? PlannedDay, string? Result, ToDoCase? Case, ToDoPerson? Person, string? WorkerName, long? ClaimId = null, long? AnswerBy = null);

public sealed record ToDoDetail : ToDoSummary
{
    public ToDoDetail(ToDoSummary summary) : base(summary) { }

    /// <summary>What can be claimed on the spot, and what runs already.</summary>
    public IReadOnlyList<ClaimMatter> Matters { get; init; } = [];

    /// <summary>Why it came to this worker.</summary>
    public string? Why { get; init; }
    public CaseDetail? CaseDetail { get; init; }
    public Reporter? Reporter { get; init; }

    /// <summary>The resident asked for a person: what they say is read and answered here.</summary>
    public bool HasTalk { get; init; }
}

/// <summary>To-dos as both clients show them.</summary>
public sealed class ToDoViews(CaseViews cases, ClaimViews claims, People people, StaffList staff, DivisionTree divisions, ResidentBook residents, Seal seal)
{
    /// <summary>A list, in as many looks as one to-do takes.</summary>
    public IReadOnlyList<ToDoSummary> Summaries(Tx tx, IReadOnlyList<ToDo> todos)
    {
        // What is dispatched to a company or a partner unit is the matter, not the people (F13).
        var behind = CaseList.Find(tx, todos.Select(t => t.CaseId).OfType<long>());
        var persons = people.Briefs(tx, [.. todos.Select(t => t.PersonId).OfType<long>().Distinct()]);
        var workers = staff.Find(tx, todos.Select(t => t.StaffId));
        var claimed = ClaimTurns.ClaimsOf(tx, todos);
        var waiting = HandOver.Waiting(tx, [.. behind.Keys]);
        bool IsOutside(ToDo t) => workers.TryGetValue(t.StaffId, out var worker) && Posts.IsOutside(worker.Post);
        return [.. todos.Select(t => Summary(t, CaseOf(t, behind), t.PersonId is { } id && !IsOutside(t) ? persons.GetValueOrDefault(id) : null,
            workers.GetValueOrDefault(t.StaffId), tx.Now) with
            {
                ClaimId = claimed.TryGetValue(t.Id, out var claim) ? claim : null, AnswerBy = t.CaseId is { } c && waiting.TryGetValue(c, out var due) ? due : null,
            })];
    }

    public ToDoDetail Detail(Tx tx, ToDo todo)
    {
        var c = todo.CaseId is { } id ? CaseOf(todo, CaseList.Find(tx, [id])) : null;
        var me = staff.Find(tx, todo.StaffId);
        return new(Summaries(tx, [todo])[0])
        {
            Why = c?.AssignedWhy ?? todo.Detail,
            HasTalk = c is not null && HandOver.Of(tx, c.Id) is not null,
            Matters = claims.Matters(tx, todo),
            CaseDetail = c is null ? null : cases.Detail(tx, c, me?.Reader ?? default),
            Reporter = c is null || me is null || Posts.IsOutside(me.Post) ? null : Shown(ReporterOf(tx, c)),
        };
    }

    /// <summary>As they gave it; of whom wrote in WeChat and is bound, as it is on record: the worker is to speak with them.</summary>
    (string? Name, string? Phone) ReporterOf(Tx tx, Case c)
    {
        var known = c.ReporterPhoneSealed is null && c.ResidentId is { } id ? residents.Callable(tx, id) : null;
        return (c.ReporterName ?? known?.Name, seal.Open(c.ReporterPhoneSealed ?? known?.PhoneSealed));
    }

    static Reporter Shown((string? Name, string? Phone) reporter) => new(reporter.Name, Mask.Phone(reporter.Phone));

    /// <summary>The reporter's number for the worker who has the case; unmasking it is logged.</summary>
    public string? ReporterPhone(Tx tx, StaffMember worker, Case c)
    {
        if (Posts.IsOutside(worker.Post) || ReporterOf(tx, c).Phone is not { } phone) return null;
        CaseEvents.Add(tx, c.Id, worker.Name, "called", "打电话联系来报人", forResident: false);
        return phone;
    }

    ToDoSummary Summary(ToDo todo, Case? c, PersonBrief? person, StaffMember? worker, long now)
    {
        var late = todo.State is ToDoState.Open or ToDoState.Accepted && todo.DueAt < now;
        return new(todo.Id.ToString(), todo.Kind, todo.State, todo.Title, todo.Detail, todo.Place ?? divisions.FullName(todo.DivisionCode),
            todo.DueAt, todo.CreatedAt, late, c?.Urgent == 1, todo.PlannedDay, todo.Result,
            c is null ? null : new(c.Number, c.State, CaseState.Text(c.State)),
            person is null ? null : new(person.Id.ToString(), person.Name, person.Age, person.PhoneMasked, person.Address), worker?.Name);
    }

    /// <summary>A case that went to somebody else is no longer behind the to-do it left.</summary>
    static Case? CaseOf(ToDo todo, IReadOnlyDictionary<long, Case> cases) =>
        todo.CaseId is { } id && cases.GetValueOrDefault(id) is { } c && c.StaffId == todo.StaffId ? c : null;
}
