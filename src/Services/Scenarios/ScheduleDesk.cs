using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.Services.Scenarios;

/// <param name="PaidIn">The month in which it goes out, where that is a later one.</param>
/// <param name="Forecast">Not come yet.</param>
public sealed record ScheduleLine(string Month, string State, string StateText, decimal? Yuan, string Why, string? Clause, string? PaidIn, bool Forecast);

/// <summary>The schedule of one person, as a clerk checks it.</summary>
/// <param name="Basis">From what it was worked out: an application, a month since when it is received.</param>
public sealed record PersonSchedule(long PersonId, string Name, string Scenario, string Title, string? Law, bool Sample, string Basis, string From, string Until,
    decimal DueYuan, decimal BackPayYuan, decimal RecoverYuan, int UnknownMonths, IReadOnlyList<ScheduleLine> Months);

/// <summary>发放明细 of people: what the registry knows of them, laid into <see cref="Schedule"/>.</summary>
public sealed class ScheduleDesk(FieldCatalog fields, ScenarioSheet sheets, TimeProvider time)
{
    const int MonthsAhead = 12, MonthsBefore = 12;
    const string DiedOn = "去世日期", MovedOutOn = "迁出日期";

    /// <param name="applied">The day of the application; left out, since when it is received, or today.</param>
    /// <param name="until">The last month; a year ahead where it is left out.</param>
    public PersonSchedule Of(Tx tx, Scenario scenario, long person, DateOnly? applied, DateOnly? until, StaffMember me)
    {
        if (!scenario.TellsMoneyTo(me.Reader)) throw new Refusal("forbidden", "这项待遇的明细只给管这条线的人看。");
        if (scenario.Amounts.Segments.Count == 0) throw new Refusal("no_amounts", "这个场景没有登记金额，算不出明细。");
        var seen = Ownership.Require(tx, me, person);
        var values = Load(tx, scenario, person);
        var history = History(tx, scenario, values);
        var events = Events(tx, scenario, values, applied);
        var from = Schedule.StartOf(scenario, history, events) is var start && start > events.Claimed.AddMonths(-MonthsBefore) ? start : events.Claimed.AddMonths(-MonthsBefore);
        if (events.ReceivingSince is null && events.Claimed.AddMonths(-scenario.Pay.BackPayMonths) is var window && window < from) from = window;
        var months = Schedule.Of(scenario, history, events, from, until ?? time.Today().AddMonths(MonthsAhead));
        var lines = months.Select(m => Line(m, events.Today)).ToList();
        return new(person, seen.Name, scenario.Name, scenario.Title, scenario.File.Law?.Number, scenario.File.Sample, Basis(events, DayOf(values, scenario.Pay.Since)), lines[0].Month, lines[^1].Month,
            Sum(PayState.Due, PayState.Grace), Sum(PayState.BackPay), -Sum(PayState.Recover), months.Count(m => m.State == PayState.Unknown), lines);

        decimal Sum(params PayState[] states) => months.Where(m => states.Contains(m.State)).Sum(m => m.Fen ?? 0) / 100m;
    }

    /// <summary>
    /// From which month it is paid to somebody who applied, or was approved, on a day, and what is due by the end of a month with all that is
    /// paid back; no sum where nobody can tell of one of the months.
    /// </summary>
    public (DateOnly From, long? Fen) Due(Tx tx, Scenario scenario, long person, DateOnly applied, DateOnly month)
    {
        var values = Load(tx, scenario, person);
        var (history, events) = (History(tx, scenario, values), Events(tx, scenario, values, applied));
        var from = Schedule.StartOf(scenario, history, events);
        if (month < from) return (from, 0);
        var months = Schedule.Of(scenario, history, events, from, month);
        return (from, months.Any(m => m.State == PayState.Unknown) ? null : months.Where(m => m.State is PayState.Due or PayState.BackPay or PayState.Grace).Sum(m => m.Fen ?? 0));
    }

    public Task<(string Name, byte[] File)> FileAsync(PersonSchedule schedule, StaffMember me) => sheets.WriteAsync(new($"{schedule.Title}发放明细_{schedule.Name}",
        $"{schedule.Law ?? "示例"}　　{schedule.Basis}　　应发{schedule.DueYuan:0.##}元，补发{schedule.BackPayYuan:0.##}元，{schedule.UnknownMonths}个月说不准",
        [("月份", 10), ("状态", 10), ("金额（元）", 12), ("哪月发", 10), ("为什么", 50), ("依据", 18)],
        [.. schedule.Months.Select(m => (IReadOnlyList<object?>)[m.Month, m.StateText + (m.Forecast ? "（预计）" : ""), m.Yuan, m.PaidIn, m.Why, m.Clause])]),
        me.DivisionCode, me);

    SubjectValues Load(Tx tx, Scenario scenario, long person) => SubjectValues.Load(tx, Subject.Person, scenario.Asked,
        [.. scenario.Amounts.Fields, .. new[] { scenario.Pay.Certified, scenario.Pay.Since, fields.Find(DiedOn), fields.Find(MovedOutOn) }.OfType<Field>()], [person])[0];

    /// <summary>
    /// What was known turned back change by change. A first word about something is learnt and holds for the time before too; so does a
    /// birth date or any other day put right.
    /// </summary>
    List<DatedValues> History(Tx tx, Scenario scenario, SubjectValues now)
    {
        var asked = scenario.Asked.Terms.OfType<Condition.Leaf>().SelectMany(l => l.Fields).Concat(scenario.Amounts.Fields)
            .Where(f => f.IsWritten && f.Type is not (FieldType.Age or FieldType.Date)).DistinctBy(f => f.Label).ToDictionary(f => f.Label);
        var (history, then) = (new List<DatedValues>(), now);
        foreach (var (at, label, old, value) in Ledger.Changes(tx, Subject.Person, now.Id))
        {
            if (old is null || old == value || !asked.TryGetValue(label, out var field)) continue;
            history.Add(new(DateOnly.FromDateTime(BeijingTime.Of(at).DateTime), then));
            then = then.Copy().Keep(field, old);
        }
        return [.. history.Append(new(DateOnly.MinValue, then)).Reverse()];
    }

    PayEvents Events(Tx tx, Scenario scenario, SubjectValues person, DateOnly? applied)
    {
        var today = time.Today();
        var receives = applied is null && scenario.Receives?.Holds(person, today) == true;
        var since = receives ? DayOf(person, scenario.Pay.Since) ?? today.AddMonths(-MonthsBefore) : (DateOnly?)null;
        return new(today, applied, since, receives ? today : null, DayOf(person, fields.Find(DiedOn)), DayOf(person, fields.Find(MovedOutOn)), Certified(tx, scenario, person));
    }

    /// <summary>The last certification, and those the ledger remembers.</summary>
    static List<DateOnly> Certified(Tx tx, Scenario scenario, SubjectValues person) => scenario.Pay.Certified is not { } field ? [] :
        [.. Ledger.Changes(tx, Subject.Person, person.Id).Where(c => c.Label == field.Label).SelectMany(c => new[] { c.Old, c.New }).Append(person.One(field))
            .Select(text => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day : (DateOnly?)null).OfType<DateOnly>().Distinct().Order()];

    static DateOnly? DayOf(SubjectValues person, Field? field) => field is not null && person.One(field) is { } text
        && DateOnly.TryParse(text.Length == 7 ? text + "-01" : text, CultureInfo.InvariantCulture, out var day) ? day : null;

    static string Basis(PayEvents events, DateOnly? since) => events.Applied is { } applied ? $"{applied:yyyy年M月d日}申请"
        : events.ReceivingSince is null ? "按今天申请算" : since is null ? "已经在领，起领月没有登记，从一年前看起" : $"{since:yyyy年M月}起领";

    static ScheduleLine Line(ScheduleMonth month, DateOnly today) => new(month.Text, Words.JsonName(month.State), Words.Text(month.State), month.Fen / 100m, month.Why, month.Clause,
        month.PaidIn?.ToString("yyyy-MM", CultureInfo.InvariantCulture), month.Month > today);

    static class Words
    {
        public static string JsonName(PayState state) => state switch { PayState.BackPay => "back_pay", _ => state.ToString().ToLowerInvariant() };

        public static string Text(PayState state) => state switch
        {
            PayState.Due => "应发",
            PayState.BackPay => "补发",
            PayState.Grace => "渐退",
            PayState.Suspended => "暂停",
            PayState.Stopped => "停发",
            PayState.Recover => "多发待核",
            PayState.Unknown => "说不准",
            _ => "不发",
        };
    }
}
