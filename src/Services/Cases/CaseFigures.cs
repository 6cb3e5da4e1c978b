using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Cases;

public sealed record CaseDay(string Day, int Opened, int Closed);

/// <param name="FirstContactMedianMinutes">Median time from report to first contact in the days shown; null where there was none.</param>
public sealed record CaseFigures(int Open, int Late, int OpenedToday, int ClosedToday, IReadOnlyList<CaseDay> ByDay, double? FirstContactMedianMinutes, int Contacted)
{
    const long DayMs = 24 * 3600 * 1000;

    sealed record Times(long OpenedAt, long? ContactedAt, long? ClosedAt);

    public static CaseFigures Of(Tx tx, Scope scope, DateOnly today, int days)
    {
        var begin = BeijingTime.UnixMs(today, TimeOnly.MinValue);
        var args = new { scope.From, scope.To, tx.Now, Since = begin - (days - 1) * DayMs };
        const string within = "division_code >= @From AND division_code < @To";
        var times = tx.Query<Times>($"""
            SELECT opened_at AS OpenedAt, contacted_at AS ContactedAt, closed_at AS ClosedAt FROM cases
            WHERE {within} AND (opened_at >= @Since OR closed_at >= @Since)
            """, args).ToList();
        var byDay = Enumerable.Range(0, days).Select(i => i - days + 1).Select(offset =>
        {
            var from = begin + offset * DayMs;
            bool In(long? at) => at >= from && at < from + DayMs;
            return new CaseDay(today.AddDays(offset).Iso(), times.Count(t => In(t.OpenedAt)), times.Count(t => In(t.ClosedAt)));
        }).ToList();
        var waits = times.Where(t => t.ContactedAt is not null).Select(t => (t.ContactedAt!.Value - t.OpenedAt) / 60000.0).Order().ToList();
        return new(
            tx.Count<int>($"SELECT COUNT(*) FROM cases WHERE {within} AND state NOT IN ('closed', 'done')", args),
            tx.Count<int>($"SELECT COUNT(*) FROM cases WHERE {within} AND state NOT IN ('closed', 'done') AND due_at < @Now", args),
            byDay[^1].Opened, byDay[^1].Closed, byDay, waits.Count == 0 ? null : Math.Round(waits[waits.Count / 2], 1), waits.Count);
    }
}
