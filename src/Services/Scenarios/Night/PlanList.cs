using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Scenarios.Night;

/// <summary>How much a worker has to plan, and how long it takes at ten a day.</summary>
public sealed record PlanWorker(long StaffId, string Name, string Post, string Place, int Waiting, int Aside, int Today, int Days);

/// <summary>A visit that waits, or was put aside.</summary>
public sealed record PlanVisit(long Id, string Title, string? Detail, string? Place, string State, long StaffId, long? PersonId, long? HouseholdId, long CreatedAt, string? Result)
{
    public bool IsAside => State == ToDoState.Aside;
}

/// <summary>
/// The lists to plan (待安排清单) of a division: who has how many visits before them, which comes first, who else may do it, and what
/// may wait. Of scenarios about 重点人群 it shows nothing to others than theirs (F07).
/// </summary>
public sealed class PlanList(StaffList staff, ScenarioList scenarios, DivisionTree divisions)
{
    const int ReasonMax = 100;
    const string Among = """
        FROM todos t WHERE t.scenario IS NOT NULL AND t.division_code >= @From AND t.division_code < @To AND t.scenario NOT IN @hidden
        AND NOT EXISTS (SELECT 1 FROM findings f WHERE f.todo_id = t.id AND f.scenario IN @hidden)
        """;

    sealed record Sum(long StaffId, long Waiting, long Aside, long Today);

    public IReadOnlyList<PlanWorker> Workers(Tx tx, Reader reader, Scope scope, DateOnly today)
    {
        var sums = tx.Query<Sum>($"""
            SELECT t.staff_id AS StaffId, SUM(CASE WHEN t.state = 'planned' THEN 1 ELSE 0 END) AS Waiting, SUM(CASE WHEN t.state = 'aside' THEN 1 ELSE 0 END) AS Aside,
              SUM(CASE WHEN t.state NOT IN ('planned', 'aside', 'cancelled') AND t.planned_day = @day THEN 1 ELSE 0 END) AS Today
            {Among} GROUP BY t.staff_id
            """, Args(tx, reader, scope, day: today.Iso())).ToList();
        var members = staff.Find(tx, sums.Select(s => s.StaffId));
        return [.. sums.Where(s => s.Waiting + s.Aside + s.Today > 0).Select(s => members.GetValueOrDefault(s.StaffId) is var who
            ? new PlanWorker(s.StaffId, who?.Name ?? "已离岗", who?.PostText ?? "", divisions.FullName(who?.DivisionCode), (int)s.Waiting, (int)s.Aside, (int)s.Today,
                (int)((s.Waiting + DayPlan.NewPerWorkerAndDayMax - 1) / DayPlan.NewPerWorkerAndDayMax)) : null!).OrderByDescending(w => w.Waiting).ThenBy(w => w.StaffId)];
    }

    public Listing<PlanVisit> Visits(Tx tx, Reader reader, Scope scope, long staffId, bool aside, int page, int size)
    {
        var args = Args(tx, reader, scope, staffId, aside ? ToDoState.Aside : ToDoState.Planned);
        const string where = Among + " AND t.staff_id = @staffId AND t.state = @state";
        return new(tx.Count<int>($"SELECT COUNT(*) {where}", args), [.. tx.Query<PlanVisit>($"""
            SELECT t.id AS Id, t.title AS Title, t.detail AS Detail, t.place AS Place, t.state AS State, t.staff_id AS StaffId, t.person_id AS PersonId,
              t.household_id AS HouseholdId, t.created_at AS CreatedAt, t.result AS Result
            {where} ORDER BY t.rank_no, t.created_at, t.id LIMIT {size} OFFSET {(page - 1) * size}
            """, args)]);
    }

    /// <summary>It is the next one of its worker.</summary>
    public void First(Tx tx, Reader reader, Scope scope, long id)
    {
        var visit = Require(tx, reader, scope, id, ToDoState.Planned);
        var least = tx.Value<int>("SELECT COALESCE(MIN(rank_no), 0) FROM todos WHERE staff_id = @p0 AND state = 'planned'", visit.StaffId);
        tx.Run("UPDATE todos SET rank_no = @p1 WHERE id = @p0", id, least - 1);
    }

    /// <summary>Somebody else of the same community does it.</summary>
    public void Give(Tx tx, Reader reader, Scope scope, long id, long staffId)
    {
        var visit = Require(tx, reader, scope, id, ToDoState.Planned);
        var division = tx.Value<string>("SELECT division_code FROM todos WHERE id = @p0", visit.Id);
        if (staff.Find(tx, staffId) is not { } to || !scope.Contains(to.DivisionCode) || Posts.IsOutside(to.Post) || !Posts.WorksOnCases(to.Post)
            || divisions.Community(division) is { } community && divisions.Community(to.DivisionCode) is { } theirs && theirs.Code != community.Code)
            throw new Refusal("bad_staff", "请选本社区的人。");
        tx.Run("UPDATE todos SET staff_id = @p1 WHERE id = @p0", id, to.Id);
    }

    /// <summary>It waits, and the reason stands there; nobody loses anything by it but time.</summary>
    public void Aside(Tx tx, Reader reader, Scope scope, long id, string actor, string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > ReasonMax) throw new Refusal("words_needed", $"请写一句为什么先放一放，最多{ReasonMax}个字。");
        Require(tx, reader, scope, id, ToDoState.Planned);
        tx.Run("UPDATE todos SET state = 'aside', result = @p1 WHERE id = @p0", id, $"{actor}：{reason.Trim()}");
    }

    public void Back(Tx tx, Reader reader, Scope scope, long id)
    {
        Require(tx, reader, scope, id, ToDoState.Aside);
        tx.Run("UPDATE todos SET state = 'planned', result = NULL WHERE id = @p0", id);
    }

    PlanVisit Require(Tx tx, Reader reader, Scope scope, long id, string state)
    {
        var visit = tx.First<PlanVisit>($"""
            SELECT t.id AS Id, t.title AS Title, t.detail AS Detail, t.place AS Place, t.state AS State, t.staff_id AS StaffId, t.person_id AS PersonId,
              t.household_id AS HouseholdId, t.created_at AS CreatedAt, t.result AS Result
            {Among} AND t.id = @id{tx.ForUpdate}
            """, Args(tx, reader, scope, id: id)) ?? throw new Refusal("not_found", "没有找到这次走访。");
        return visit.State == state ? visit : throw new Refusal("settled_already", "这次走访已经不在这张清单上了。");
    }

    object Args(Tx tx, Reader reader, Scope scope, long staffId = 0, string state = "", long id = 0, string day = "") => new
    {
        scope.From, scope.To, staffId, state, id, day,
        hidden = scenarios.All(tx).Where(s => !FieldRights.MayList(reader, s.Asked)).Select(s => s.Name).Append("").ToList(),
    };
}
