using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.ToDos;

/// <param name="DedupKey">Names the matter; a second to-do of the same key is not made.</param>
/// <param name="Kind">case, visit or claim.</param>
/// <param name="Rank">Order inside the list to plan, smaller first.</param>
/// <param name="Planned">Goes to the list to plan (待安排清单) instead of today's list.</param>
public sealed record ToDoDraft(
    string DedupKey, string Kind, long StaffId, string DivisionCode, string Title, string? Detail = null, string? Place = null,
    long? CaseId = null, long? PersonId = null, long? HouseholdId = null, string? Scenario = null, long? DueAt = null,
    int Rank = 0, bool Planned = false);

public sealed record ToDo(
    long Id, string Kind, string State, long StaffId, string DivisionCode, string Title, string? Detail, string? Place, long? CaseId, long? PersonId,
    long? HouseholdId, string? Scenario, string? PlannedDay, long? DueAt, long CreatedAt, long? AcceptedAt, long? DoneAt, string? Result);

public static class ToDoState
{
    /// <summary>Aside: a secretary said why it waits.</summary>
    public const string Open = "open", Accepted = "accepted", Planned = "planned", Done = "done", Cancelled = "cancelled", Aside = "aside";
}

public static class ToDoKind
{
    public const string Case = "case", Visit = "visit", Claim = "claim";
}

/// <summary>The one list of what a worker must do, whatever it came from.</summary>
public sealed class ToDoList
{
    const string Columns = """
        id AS Id, kind AS Kind, state AS State, staff_id AS StaffId, division_code AS DivisionCode, title AS Title, detail AS Detail,
        place AS Place, case_id AS CaseId, person_id AS PersonId, household_id AS HouseholdId, scenario AS Scenario,
        planned_day AS PlannedDay, due_at AS DueAt, created_at AS CreatedAt, accepted_at AS AcceptedAt, done_at AS DoneAt, result AS Result
        """;

    /// <summary>Adds one; null when the key was there already.</summary>
    public long? Open(Tx tx, ToDoDraft draft)
    {
        var id = tx.NextId();
        var added = tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO todos (id, dedup_key, kind, state, staff_id, division_code, title, detail, place, case_id, person_id,
              household_id, scenario, rank_no, due_at, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15)
            """, id, draft.DedupKey, draft.Kind, draft.Planned ? ToDoState.Planned : ToDoState.Open, draft.StaffId, draft.DivisionCode,
            draft.Title, draft.Detail, draft.Place, draft.CaseId, draft.PersonId, draft.HouseholdId, draft.Scenario, draft.Rank, draft.DueAt, tx.Now);
        return added == 1 ? id : null;
    }

    public ToDo? Find(Tx tx, long staffId, long id) =>
        tx.First<ToDo>($"SELECT {Columns} FROM todos WHERE id = @id AND staff_id = @staffId{tx.ForUpdate}", new { id, staffId });

    public ToDo? OfCase(Tx tx, long caseId) => tx.First<ToDo>(
        $"SELECT {Columns} FROM todos WHERE case_id = @caseId AND state IN ('open', 'accepted') ORDER BY created_at DESC", new { caseId });

    /// <param name="state">open (with accepted), planned or done.</param>
    public IReadOnlyList<ToDo> Of(Tx tx, long staffId, string state, int max = 200) => [.. tx.Query<ToDo>($"""
        SELECT {Columns} FROM todos WHERE staff_id = @staffId AND state IN @states
        ORDER BY {(state == ToDoState.Done ? "done_at DESC" : state == ToDoState.Planned ? "rank_no, created_at" : "created_at DESC")} LIMIT {max}
        """, new { staffId, states = state == ToDoState.Open ? [ToDoState.Open, ToDoState.Accepted] : new[] { state } })];

    public (long Open, long Planned, long Done) Counts(Tx tx, long staffId)
    {
        var counts = tx.Query<(string State, long Count)>("SELECT state, COUNT(*) FROM todos WHERE staff_id = @staffId GROUP BY state", new { staffId })
            .ToDictionary(c => c.State, c => c.Count);
        return (counts.GetValueOrDefault(ToDoState.Open) + counts.GetValueOrDefault(ToDoState.Accepted),
            counts.GetValueOrDefault(ToDoState.Planned), counts.GetValueOrDefault(ToDoState.Done));
    }

    public (long Open, long Planned) Counts(Tx tx, Scope scope)
    {
        var counts = tx.Query<(string State, long Count)>(
            "SELECT state, COUNT(*) FROM todos WHERE division_code >= @From AND division_code < @To GROUP BY state", new { scope.From, scope.To })
            .ToDictionary(c => c.State, c => c.Count);
        return (counts.GetValueOrDefault(ToDoState.Open) + counts.GetValueOrDefault(ToDoState.Accepted), counts.GetValueOrDefault(ToDoState.Planned));
    }

    public Listing<ToDo> Within(Tx tx, Scope scope, string state, int page, int size)
    {
        var args = new { scope.From, scope.To, states = state == ToDoState.Open ? [ToDoState.Open, ToDoState.Accepted] : new[] { state } };
        const string where = "division_code >= @From AND division_code < @To AND state IN @states";
        var order = state == ToDoState.Open ? "CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, id" : "created_at DESC, id DESC";
        return new(tx.Count<int>($"SELECT COUNT(*) FROM todos WHERE {where}", args), [.. tx.Query<ToDo>(
            $"SELECT {Columns} FROM todos WHERE {where} ORDER BY {order} LIMIT {size} OFFSET {(page - 1) * size}", args)]);
    }

    public bool Accept(Tx tx, long id) =>
        tx.Run("UPDATE todos SET state = 'accepted', accepted_at = @p1 WHERE id = @p0 AND state = 'open'", id, tx.Now) == 1;

    public bool Finish(Tx tx, long id, string result, string state = ToDoState.Done) => tx.Run(
        "UPDATE todos SET state = @p2, done_at = @p1, result = @p3 WHERE id = @p0 AND state IN ('open', 'accepted', 'planned')",
        id, tx.Now, state, result) == 1;

    /// <summary>The same by the matter's key, whoever has it.</summary>
    public void Finish(Tx tx, string dedupKey, string result)
    {
        if (tx.Value<long?>("SELECT id FROM todos WHERE dedup_key = @p0", dedupKey) is { } id) Finish(tx, id, result);
    }

    /// <summary>Takes one out of the list to plan for a day.</summary>
    public bool Plan(Tx tx, long id, DateOnly day) => tx.Run(
        "UPDATE todos SET state = 'open', planned_day = @p1 WHERE id = @p0 AND state IN ('planned', 'open')", id, day.Iso()) == 1;
}
