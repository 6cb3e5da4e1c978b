using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Scenarios.Night;

/// <summary>
/// Does what findings are due for: a visit and a notice for whom was found, the dropping of both for whom it holds no more. What is
/// done and that it is done are written together, so that a run that dies loses nothing and repeats nothing.
/// </summary>
public sealed class NightActs(NightVisits visits, NightNotices notices)
{
    const int AtOnceMax = 300, MourningDays = 7;

    /// <summary>Something was due for so many: ask again. None: all is done.</summary>
    /// <param name="all">By name; a visit may carry what others found.</param>
    internal (int Due, ScenarioResult Result) Act(Tx tx, IReadOnlyList<Scenario> chosen, IReadOnlyDictionary<string, Scenario> all, DateOnly on, Scope? within)
    {
        var due = tx.Query<Finding>($"""
            SELECT {Finding.Columns} FROM findings WHERE due_on <= @day AND scenario IN @names {(within is null ? "" : "AND division_code >= @From AND division_code < @To")}
            ORDER BY due_on, household_id, id LIMIT {AtOnceMax}{tx.ForUpdate}
            """, new { day = on.Iso(), names = chosen.Select(s => s.Name), within?.From, within?.To }).ToList();
        if (due.Count == 0) return (0, new());
        var people = FoundPerson.Load(tx, due.Select(f => f.PersonId));
        var left = due.Where(f => f.LeftOn is not null || !people.ContainsKey(f.PersonId)).ToList();
        visits.Drop(tx, left, all, on);
        notices.Drop(tx, left);
        Settle(tx, left);

        var found = due.Except(left).Select(f => new Matter(f, all[f.Scenario], people[f.PersonId])).ToList();
        var quiet = QuietUntil(tx, found, on);
        foreach (var matter in found.Where(m => quiet.ContainsKey(m.HouseholdId ?? 0)))
            tx.Run("UPDATE findings SET due_on = @p1 WHERE id = @p0", matter.Finding.Id, quiet[matter.HouseholdId!.Value].Iso());
        found.RemoveAll(m => quiet.ContainsKey(m.HouseholdId ?? 0));
        var result = visits.Open(tx, found, all, on);
        result += notices.Open(tx, [.. found.Where(m => m.Worker is not null)], on);
        foreach (var matter in found)
            if (matter.Worker is null) tx.Run("UPDATE findings SET due_on = @p1 WHERE id = @p0", matter.Finding.Id, on.AddDays(1).Iso());
            else tx.Run("UPDATE findings SET due_on = NULL, acted_at = @p1, todo_id = @p2 WHERE id = @p0", matter.Finding.Id, tx.Now, matter.ToDo);
        return (due.Count, result with { Unassigned = found.Count(m => m.Worker is null) });
    }

    /// <summary>The visit stays named: if it was paid, nobody comes a second time when it holds again.</summary>
    static void Settle(Tx tx, List<Finding> findings)
    {
        foreach (var finding in findings) tx.Run("UPDATE findings SET due_on = NULL, acted_at = NULL WHERE id = @p0", finding.Id);
    }

    /// <summary>
    /// Households that lost somebody in the last seven days, or may have, and the day from which they may be spoken to again (F05). What is
    /// about the dead is the one matter that is not put off: one named person does it.
    /// </summary>
    static Dictionary<long, DateOnly> QuietUntil(Tx tx, List<Matter> found, DateOnly on)
    {
        var households = found.Where(m => !m.Scenario.File.OfTheDead).Select(m => m.HouseholdId).OfType<long>().Distinct().ToList();
        if (households.Count == 0) return [];
        var args = new { households, since = on.AddDays(-MourningDays).Iso(), now = BeijingTime.UnixMs(on, TimeOnly.MinValue) };
        var died = tx.Query<(long Household, string Day)>("SELECT living_household_id, MAX(died_on) FROM people WHERE living_household_id IN @households AND status = '3' AND died_on >= @since GROUP BY living_household_id", args)
            .Select(d => (d.Household, Until: BeijingTime.Day(d.Day).AddDays(MourningDays + 1)));
        var heard = tx.Query<(long Household, long Until)>("""
            SELECT gone.living_household_id, MAX(x.quiet_until) FROM deaths x JOIN people gone ON gone.id = x.person_id
            WHERE x.quiet_until > @now AND x.state <> 'withdrawn' AND gone.living_household_id IN @households GROUP BY gone.living_household_id
            """, args).Select(d => (d.Household, Until: DateOnly.FromDateTime(BeijingTime.Of(d.Until).DateTime).AddDays(1)));
        return died.Concat(heard).GroupBy(d => d.Household).ToDictionary(g => g.Key, g => g.Max(d => d.Until) is var until && until > on ? until : on.AddDays(1));
    }
}
