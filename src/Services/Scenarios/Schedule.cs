using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>What was true of a person from a day on.</summary>
public sealed record DatedValues(DateOnly From, SubjectValues Values);

/// <summary>What happened to a claim. Without an application and without a month since when it is received it is as if applied today.</summary>
/// <param name="Today">What comes later is a forecast.</param>
/// <param name="ReceivingSince">A month from which it is paid already.</param>
/// <param name="PaidUntil">The last month for which money went out.</param>
/// <param name="Certified">Days of certifications, as far as they are known.</param>
public sealed record PayEvents(DateOnly Today, DateOnly? Applied = null, DateOnly? ReceivingSince = null, DateOnly? PaidUntil = null,
    DateOnly? DiedOn = null, DateOnly? MovedOutOn = null, IReadOnlyList<DateOnly>? Certified = null)
{
    public DateOnly Claimed => ReceivingSince ?? Applied ?? Today;
}

public enum PayState { None, Due, BackPay, Grace, Suspended, Stopped, Recover, Unknown }

/// <summary>One month of a schedule.</summary>
/// <param name="Fen">Null where nobody can tell; below zero what was paid and should not have been.</param>
/// <param name="PaidIn">The month in which it goes out, where that is a later one.</param>
/// <param name="Per">month, year or once, of what is paid.</param>
public sealed record ScheduleMonth(DateOnly Month, PayState State, long? Fen, string Why, string? Clause = null, DateOnly? PaidIn = null, string? Per = null)
{
    public string Text => Month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

/// <summary>
/// 发放明细: what the law pays one person in each month, and why. It says what should be; nobody is paid or stopped by it (F27).
/// A month the law has no amount for, or in which something is not known, is "cannot tell".
/// </summary>
public sealed class Schedule
{
    public const int MonthsMax = 240;

    readonly Scenario scenario;
    readonly IReadOnlyList<DatedValues> history;
    readonly PayEvents events;
    readonly Condition asked;
    readonly DateOnly start;
    readonly string beforeStart;

    Schedule(Scenario scenario, IReadOnlyList<DatedValues> history, PayEvents events)
    {
        (this.scenario, this.history, this.events) = (scenario, history, events);
        asked = new Condition.All([scenario.Condition, .. scenario.Stops.Select(s => s.Condition?.Not()).OfType<Condition>()]);
        (start, beforeStart) = Start();
    }

    /// <param name="history">Oldest first; the first also counts for the time before it.</param>
    public static IReadOnlyList<ScheduleMonth> Of(Scenario scenario, IReadOnlyList<DatedValues> history, PayEvents events, DateOnly from, DateOnly until) =>
        new Schedule(scenario, history, events).Months(First(from), First(until));

    public static IReadOnlyList<ScheduleMonth> Of(Scenario scenario, SubjectValues person, PayEvents events, DateOnly from, DateOnly until) =>
        Of(scenario, [new(DateOnly.MinValue, person)], events, from, until);

    /// <summary>The month from which it is due by law, for a schedule that begins where it should.</summary>
    public static DateOnly StartOf(Scenario scenario, IReadOnlyList<DatedValues> history, PayEvents events) => new Schedule(scenario, history, events).start;

    Pay Pay => scenario.Pay;

    List<ScheduleMonth> Months(DateOnly from, DateOnly until)
    {
        if (until < from || until > from.AddMonths(MonthsMax)) throw new Refusal("bad_period", $"起止月份不对，最多算{MonthsMax}个月。");
        var months = new List<ScheduleMonth>();
        // What was paid before the first month asked for says what goes on after it.
        for (var month = start < from && start > from.AddMonths(-MonthsMax) ? start : from; month <= until; month = month.AddMonths(1)) months.Add(Of(month, months));
        return [.. months.Where(m => m.Month >= from)];
    }

    ScheduleMonth Of(DateOnly month, List<ScheduleMonth> before)
    {
        if (IsBeforeTheLaw(month)) return new(month, PayState.None, 0, "办法还没有施行。", scenario.File.Law!.Number);
        if (month < start) return new(month, PayState.None, 0, Paid(month) == true ? beforeStart : WhyNot(month), Pay.Clauses.GetValueOrDefault("back_pay"));
        if (Left(month) is { } left) return Over(month, left);
        if (Paid(month) is not { } paid) return new(month, PayState.Unknown, null, WhyNot(month));
        return paid ? Certified(month, Amount(month, before)) : Lapsed(month, before);
    }

    bool IsBeforeTheLaw(DateOnly month) => scenario.File.Law?.From is { } from && DateOnly.TryParseExact(from, "yyyy-MM-dd", out var day) && Last(month) < day;

    /// <summary>The first month that is paid, and why the lawful ones before it are not.</summary>
    (DateOnly Month, string Before) Start()
    {
        if (events.ReceivingSince is { } since) return (First(since), "还没有开始领。");
        var applied = First(events.Claimed);
        if (Pay.Starts == PayStart.NextMonth) return (applied.AddMonths(1), "从批准的下个月起发。");
        if (Pay.Starts == PayStart.ApplicationMonth || Paid(applied) != true) return (applied, "从申请当月起发。");
        var lawful = applied;
        while (lawful > applied.AddMonths(-Pay.BackPayMonths - 1) && !IsBeforeTheLaw(lawful.AddMonths(-1)) && Paid(lawful.AddMonths(-1)) == true) lawful = lawful.AddMonths(-1);
        if (events.Claimed <= TurningDay(lawful).AddMonths(Pay.BackPayMonths)) return (lawful, "");
        return Pay.LateKeepsWindow && applied.AddMonths(-Pay.BackPayMonths) is var window ? (lawful > window ? lawful : window, $"晚申请，只补{Pay.BackPayMonths}个月。")
            : (applied, Pay.BackPayMonths > 0 ? $"晚申请超过{Pay.BackPayMonths}个月，只从申请当月起发。" : "从申请当月起发。");
    }

    /// <summary>The first day of the month on which it holds.</summary>
    DateOnly TurningDay(DateOnly month)
    {
        var day = month;
        while (day < Last(month) && Holds(day) != true) day = day.AddDays(1);
        return day;
    }

    /// <summary>Whether the month is one to pay, by what held when it began and what holds when it ends.</summary>
    bool? Paid(DateOnly month)
    {
        // Where nobody can tell of the last day before, its first day says it: the law's figure may begin with the month.
        var answers = Either(Holds(month.AddDays(-1)) ?? Holds(month)).SelectMany(_ => Either(Holds(Last(month))), PaysFor).Distinct().ToList();
        return answers.Count == 1 ? answers[0] : null;

        bool PaysFor(bool began, bool ends) => began && ends || ends && Pay.Starts != PayStart.NextMonth || began && Pay.StopsNextMonth;

        static bool[] Either(bool? held) => held is { } known ? [known] : [true, false];
    }

    /// <summary>Death and moving away have days of their own; where only the state is known, nobody can tell since when.</summary>
    bool? Holds(DateOnly day)
    {
        var person = At(day);
        var holds = asked.Holds(person, day);
        return holds == true && events.DiedOn is null && events.MovedOutOn is null && scenario.Alive.Holds(person, day) != true ? null : holds;
    }

    SubjectValues At(DateOnly day) => (history.LastOrDefault(h => h.From <= day) ?? history[0]).Values;

    /// <summary>Why nothing more is due, once somebody died or moved away.</summary>
    string? Left(DateOnly month)
    {
        if (Is(events.DiedOn)) return $"{events.DiedOn:yyyy年M月d日}去世。";
        return Is(events.MovedOutOn) ? $"{events.MovedOutOn:yyyy年M月d日}户口迁出。" : null;

        bool Is(DateOnly? day) => day is { } on && !scenario.File.OfTheDead && month >= First(on).AddMonths(Pay.StopsNextMonth ? 1 : 0);
    }

    ScheduleMonth Over(DateOnly month, string why)
    {
        var clause = Pay.Clauses.GetValueOrDefault("stops");
        if (events.PaidUntil is not { } until || month > First(until)) return new(month, PayState.Stopped, 0, why, clause);
        var sent = scenario.Amounts.Of(At(month), month, Last(month))?.Fen;
        return new(month, PayState.Recover, -sent, why + "还在发，由人核定要不要追回。", clause);
    }

    /// <summary>Met no longer: what the law still gives, and after that nothing.</summary>
    ScheduleMonth Lapsed(DateOnly month, List<ScheduleMonth> before)
    {
        var last = before.FindLastIndex(m => m.State is PayState.Due or PayState.BackPay && m.Fen is not null);
        if (last < 0) return new(month, PayState.None, 0, WhyNot(month));
        var since = before.Count - last - 1;
        foreach (var part in Pay.Grace)
        {
            if (since < part.Months)
                return new(month, PayState.Grace, before[last].Fen * part.Percent / 100, $"渐退期：按原来的{part.Percent}%发。{WhyNot(month)}", Pay.Clauses.GetValueOrDefault("grace"));
            since -= part.Months;
        }
        return Over(month, WhyNot(month));
    }

    ScheduleMonth Amount(DateOnly month, List<ScheduleMonth> before)
    {
        var rated = Pay.ReratesNextMonth && Holds(month.AddDays(-1)) == true ? month.AddDays(-1) : Last(month);
        var (first, last) = (scenario.Amounts.Of(At(rated), month, rated), scenario.Amounts.Of(At(rated), Last(month), rated));
        if (last is null || first is null) return new(month, PayState.Due, 0, "这一项不发钱。");
        if (last.Fen is null) return new(month, PayState.Unknown, null, last.Text, last.Clause);
        if (first.Fen != last.Fen) return new(month, PayState.Unknown, null, "标准在月中变了，原文没写这个月按哪个发。", last.Clause);
        if (last.Per != "month" && before.Any(m => m.State is PayState.Due or PayState.BackPay && m.Per == last.Per && (last.Per == "once" || m.Month.Year == month.Year)))
            return new(month, PayState.None, 0, last.Per == "once" ? "只发一次，已经发过。" : "今年的已经发过。", last.Clause);
        var isBack = events.ReceivingSince is null && month < First(events.Claimed);
        return new(month, isBack ? PayState.BackPay : PayState.Due, last.Fen, last.Text, last.Clause, isBack ? First(events.Claimed) : null, last.Per);
    }

    /// <summary>Not certified by the end of the cycle's month: nothing from then on, and all of it once it is certified.</summary>
    ScheduleMonth Certified(DateOnly month, ScheduleMonth due)
    {
        if (due.State is not (PayState.Due or PayState.BackPay) || Deadline(month) is not { } deadline || Last(deadline) >= events.Today) return due;
        if (events.Certified is not { Count: > 0 } certified)
            return due with { State = PayState.Unknown, Fen = null, Why = $"{deadline:yyyy年M月}要复核，没有登记复核日期。", Clause = Clause() };
        var since = Deadline(deadline) is { } earlier ? Last(earlier).AddDays(1) : start; // who applied in this cycle was looked at
        if (certified.Any(d => d >= since && d <= Last(deadline)) || events.Applied >= since && events.Applied <= Last(deadline)) return due;
        var late = certified.Where(d => d > Last(deadline)).Order().Select(d => (DateOnly?)d).FirstOrDefault();
        return late is null ? due with { State = PayState.Suspended, Fen = 0, Why = $"{deadline:yyyy年M月}没有复核，先停。", Clause = Clause() }
            : month >= First(late.Value) ? due : due with { State = PayState.BackPay, Why = $"{deadline:yyyy年M月}没有按时复核，{late:yyyy年M月d日}补了。", Clause = Clause(), PaidIn = First(late.Value) };

        string? Clause() => Pay.Clauses.GetValueOrDefault("recertify");
    }

    /// <summary>The last month of certification that counts for this one, since it began to be paid.</summary>
    DateOnly? Deadline(DateOnly month)
    {
        for (var back = Pay.StopsNextMonth ? month.AddMonths(-1) : month; back >= start && back >= First(events.Claimed) && back > month.AddMonths(-13); back = back.AddMonths(-1))
            if (Pay.Recertify.Contains(back.Month)) return back;
        return null;
    }

    /// <summary>What does not hold, or is not known, at the end of the month.</summary>
    string WhyNot(DateOnly month)
    {
        var (day, person) = (Last(month), At(Last(month)));
        var holds = asked.Holds(person, day);
        if (holds == true && scenario.Alive.Holds(person, day) != true) return $"{string.Join('、', scenario.Alive.Explain(person, day).Reasons.Select(r => r.Value))}，日子没有登记，说不准。";
        if (holds == true) return Pay.Starts == PayStart.NextMonth ? "从下个月起发。" : "这个月还没有符合。";
        var terms = scenario.Condition.Holds(person, day) == holds ? scenario.Condition.Deciding(person, day) : [];
        var reasons = terms.Where(t => t is not Condition.Leaf { Op: ConditionOp.Known, Negated: true }).Select(t => $"{(holds is null ? "不知道" : "不符合")}：{t.SentenceOn(day)}").Distinct();
        var stops = scenario.Stops.Where(s => s.Condition?.Holds(person, day) is { } held && held || holds is null && s.Condition is not null && s.Condition.Holds(person, day) is null).Select(s => s.Text);
        return string.Join("；", reasons.Concat(stops)) + "。";
    }

    static DateOnly First(DateOnly day) => new(day.Year, day.Month, 1);
    static DateOnly Last(DateOnly month) => month.AddMonths(1).AddDays(-1);
}
