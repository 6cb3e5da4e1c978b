using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.ToDos;

namespace OneTable.Services.Scenarios.Night;

/// <summary>
/// Takes visits out of the lists to plan (待安排清单): the most pressing, at most ten new ones for a worker and day, and to a household
/// one in a week (F23).
/// </summary>
public sealed class DayPlan(ToDoList todos)
{
    public const int NewPerWorkerAndDayMax = 10;
    const int WeekDays = 7, DueDaysDefault = 30;
    static readonly TimeOnly endOfWork = new(18, 0);

    sealed record Waiting(long Id, string Scenario);

    /// <summary>Workers with visits in the list to plan.</summary>
    public static IReadOnlyList<long> Workers(Tx tx, Scope? within) => [.. tx.Query<long>($"""
        SELECT DISTINCT staff_id FROM todos WHERE state = 'planned' AND scenario IS NOT NULL
        {(within is null ? "" : "AND division_code >= @From AND division_code < @To")} ORDER BY staff_id
        """, new { within?.From, within?.To })];

    /// <summary>How many visits wait.</summary>
    public static int Count(Tx tx, Scope? within) => tx.Count<int>($"""
        SELECT COUNT(*) FROM todos WHERE state = 'planned' AND scenario IS NOT NULL {(within is null ? "" : "AND division_code >= @From AND division_code < @To")}
        """, new { within?.From, within?.To });

    /// <summary>Fills a worker's day; how many visits were put on it.</summary>
    public int Fill(Tx tx, long staffId, DateOnly on, IReadOnlyDictionary<string, Scenario> all)
    {
        var taken = tx.Count<int>("SELECT COUNT(*) FROM todos WHERE staff_id = @staffId AND planned_day = @day AND scenario IS NOT NULL AND state <> 'planned'",
            new { staffId, day = on.Iso() });
        if (taken >= NewPerWorkerAndDayMax) return 0;
        var next = tx.Query<Waiting>("""
            SELECT t.id AS Id, t.scenario AS Scenario FROM todos t WHERE t.staff_id = @staffId AND t.state = 'planned' AND t.scenario IS NOT NULL
            AND COALESCE(t.household_id, 0) NOT IN (SELECT gone.living_household_id FROM deaths x JOIN people gone ON gone.id = x.person_id
                WHERE x.quiet_until > @now AND x.state <> 'withdrawn' AND gone.living_household_id IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM todos v WHERE v.household_id = t.household_id AND v.state IN ('open', 'accepted', 'done') AND v.kind = 'visit'
                AND v.scenario IS NOT NULL AND v.planned_day > @since)
            ORDER BY t.rank_no, t.created_at, t.id LIMIT @free
            """, new { staffId, now = BeijingTime.UnixMs(on, TimeOnly.MinValue), since = on.AddDays(-WeekDays).Iso(), free = NewPerWorkerAndDayMax - taken }).ToList();
        foreach (var visit in next)
        {
            todos.Plan(tx, visit.Id, on);
            tx.Run("UPDATE todos SET due_at = @p1 WHERE id = @p0", visit.Id, BeijingTime.UnixMs(on.AddDays(all.GetValueOrDefault(visit.Scenario)?.File.Todo?.DueDays ?? DueDaysDefault), endOfWork));
        }
        return next.Count;
    }
}
