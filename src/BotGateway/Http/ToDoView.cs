using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.BotGateway.Http;

public sealed record ToDoCase(string Number, string State, string StateText);
public sealed record ToDoPerson(string Id, string Name, int? Age, string? PhoneMasked, string? Address);
public sealed record Reporter(string? Name, string? PhoneMasked);

public record ToDoSummary(
    string Id, string Kind, string State, string Title, string? Detail, string? Place, long? DueAt, long CreatedAt, bool Late, bool Urgent, string? PlannedDay,
    string? Result, ToDoCase? Case, ToDoPerson? Person, string? WorkerName);

public sealed record ToDoDetail : ToDoSummary
{
    public ToDoDetail(ToDoSummary summary) : base(summary) { }

    /// <summary>Why it came to this worker.</summary>
    public string? Why { get; init; }
    public CaseDetail? CaseDetail { get; init; }
    public Reporter? Reporter { get; init; }
}

/// <summary>To-dos as both clients show them.</summary>
public sealed class ToDoViews(CaseViews cases, People people, StaffList staff, DivisionTree divisions, Seal seal)
{
    public ToDoSummary Summary(Tx tx, ToDo todo) => Summary(tx, todo, CaseOf(tx, todo));

    public ToDoDetail Detail(Tx tx, ToDo todo)
    {
        var c = CaseOf(tx, todo);
        return new(Summary(tx, todo, c))
        {
            Why = c?.AssignedWhy ?? todo.Detail,
            CaseDetail = c is null ? null : cases.Detail(tx, c, forWorker: true),
            Reporter = c is null ? null : new(c.ReporterName, Mask.Phone(seal.Open(c.ReporterPhoneSealed))),
        };
    }

    /// <summary>The reporter's number for the worker who has the case; unmasking it is logged.</summary>
    public string? ReporterPhone(Tx tx, StaffMember worker, Case c)
    {
        if (seal.Open(c.ReporterPhoneSealed) is not { } phone) return null;
        CaseEvents.Add(tx, c.Id, worker.Name, "called", "打电话联系来报人", forResident: false);
        return phone;
    }

    ToDoSummary Summary(Tx tx, ToDo todo, Case? c)
    {
        var open = todo.State is ToDoState.Open or ToDoState.Accepted;
        var person = todo.PersonId is { } id && people.Briefs(tx, [id]).TryGetValue(id, out var brief)
            ? new ToDoPerson(id.ToString(), brief.Name, brief.Age, brief.PhoneMasked, brief.Address) : null;
        return new(todo.Id.ToString(), todo.Kind, todo.State, todo.Title, todo.Detail, todo.Place ?? divisions.FullName(todo.DivisionCode), todo.DueAt, todo.CreatedAt,
            open && todo.DueAt < tx.Now, c?.Urgent == 1, todo.PlannedDay, todo.Result, c is null ? null : new(c.Number, c.State, CaseState.Text(c.State)), person,
            staff.Find(tx, todo.StaffId)?.Name);
    }

    static Case? CaseOf(Tx tx, ToDo todo) => todo.CaseId is { } id ? CaseList.OfWorker(tx, todo.StaffId, id) : null;
}
