using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables.Reports;

/// <summary>One table that one division owes for one turn.</summary>
/// <param name="State">Of the report; null where nobody has begun it.</param>
/// <param name="Begun">Its turn has come; before that nobody can hand it in.</param>
/// <param name="Overdue">The day is over and it is not handed in.</param>
/// <param name="InTime">Null as long as it is not handed in.</param>
public sealed record DueReport(string TableId, string TableName, string Line, string DivisionCode, string Division, string Period, string PeriodText, string Due,
    long? ReportId, string? State, bool Zero, bool Begun, bool Overdue, bool? InTime)
{
    public bool IsHandedIn => ReportState.IsHandedIn(State);
}

/// <summary>任务清单 of one division: how much is late, due and handed in.</summary>
public sealed record DueCounts(string DivisionCode, string Division, int Late, int Due, int HandedIn, int InTime);

/// <summary>What is due when, by the cycles of the tables: nothing is kept of it, so that it is true at any moment. Holidays do not move a day.</summary>
public sealed class ReportCalendar(DivisionTree divisions, ReportTables tables, Database db)
{
    const int TurnsMax = 8;

    /// <summary>All whose day lies between these, late ones and the soonest first, for the communities of a scope.</summary>
    public IReadOnlyList<DueReport> Due(Tx tx, Scope scope, DateOnly from, DateOnly until)
    {
        var today = db.Time.Today();
        var places = divisions.Within(scope).Where(d => d.Level == Division.Community).ToList();
        var reports = tx.Query<Report>($"{Report.Select} WHERE division_code >= @From AND division_code < @To AND due_day >= @first AND due_day <= @last",
            new { scope.From, scope.To, first = from.Iso(), last = until.Iso() }).ToDictionary(r => (r.TableId, r.DivisionCode, r.Period));
        var since = tx.Query<(string Name, long At)>("SELECT name, MIN(created_at) FROM contents WHERE kind IN ('tables', 'statistics') GROUP BY name")
            .ToDictionary(c => c.Name, c => DateOnly.FromDateTime(BeijingTime.Of(c.At).DateTime));
        var due = tables.All(tx).Where(t => t.Cycle.Returns).SelectMany(table => Turns(table.Cycle, from, until)
            // What was due before there was the table, nobody could hand in.
            .Where(period => since.GetValueOrDefault(table.Id, from) <= period.Due)
            .SelectMany(period => places.Select(place => Of(table, period, place, reports.GetValueOrDefault((table.Id, place.Code, period.Key)), today))));
        return [.. due.OrderByDescending(d => d.Overdue).ThenBy(d => d.IsHandedIn).ThenBy(d => d.Due, StringComparer.Ordinal).ThenBy(d => d.TableId, StringComparer.Ordinal)
            .ThenBy(d => d.DivisionCode, StringComparer.Ordinal)];
    }

    /// <summary>Who is late, the worst first.</summary>
    public static IReadOnlyList<DueCounts> ByDivision(IEnumerable<DueReport> due) => [.. due.GroupBy(d => (d.DivisionCode, d.Division))
        .Select(g => new DueCounts(g.Key.DivisionCode, g.Key.Division, g.Count(d => d.Overdue), g.Count(d => d.Begun && !d.Overdue && !d.IsHandedIn), g.Count(d => d.IsHandedIn), g.Count(d => d.InTime == true)))
        .OrderByDescending(c => c.Late).ThenByDescending(c => c.Due).ThenBy(c => c.DivisionCode, StringComparer.Ordinal)];

    static IEnumerable<Period> Turns(Cycle cycle, DateOnly from, DateOnly until)
    {
        var period = cycle.At(until);
        for (var turns = 0; turns < TurnsMax && period.Until >= from; turns++, period = cycle.Before(period))
            if (period.Due >= from && period.Due <= until) yield return period;
    }

    static DueReport Of(ReportTable table, Period period, Division place, Report? report, DateOnly today) => new(table.Id, table.Name, table.Line, place.Code, place.Name,
        period.Key, period.Text, period.Due!.Value.Iso(), report?.Id, report?.State, report?.Zero == true, period.From <= today,
        !ReportState.IsHandedIn(report?.State) && period.Due < today, report?.InTime);
}
