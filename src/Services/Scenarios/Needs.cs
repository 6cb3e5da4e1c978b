using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Staff;

namespace OneTable.Services.Scenarios;

/// <summary>What people miss of one benefit. Money is left out for those who may not have its list.</summary>
/// <param name="People">Null where the number is so small that it would name them (F07).</param>
/// <param name="Untold">Of so many nobody can tell how much.</param>
public sealed record NeedOfScenario(string Name, string Title, bool Sample, int? People, decimal? YuanMonth, decimal? YuanYear, decimal? YuanOnce, int Untold, bool MayOpen);

/// <summary>What people of a division miss each month; who misses two things counts once.</summary>
public sealed record NeedOfDivision(string Code, string Name, int People, decimal YuanMonth);

public sealed record NeedSummary(string On, string Division, int People, decimal YuanMonth, IReadOnlyList<NeedOfScenario> Scenarios, IReadOnlyList<NeedOfDivision> Divisions);

/// <param name="MissedMonths">Months since the lawful one, where its day is known.</param>
/// <param name="BackPayMonths">So many of them would still be paid to who applies today.</param>
/// <param name="Deadline">Until when an application loses nothing.</param>
/// <param name="Choice">What excludes it and what it would bring.</param>
public sealed record NeedRow(long PersonId, string Name, int? Age, string Place, string? Address, decimal? Yuan, string Per, int? MissedMonths, int? BackPayMonths, string? Deadline,
    string Why, string? Choice);

/// <summary>
/// Hidden needs: who is eligible and does not receive, by division, with the money people miss. Evaluated now, whatever a night found.
/// </summary>
public sealed class Needs(Database db, ScenarioList list, NeedSets sets, PeopleColumns columns, DivisionTree divisions, ScenarioSheet sheets)
{
    /// <summary>For each division right below, and each scenario that grants a benefit.</summary>
    public async Task<NeedSummary> SummaryAsync(Scope scope, Reader reader, DateOnly on)
    {
        await columns.ReadyAsync();
        var all = Granting(db.Read(list.All));
        var (scenarios, best) = (new List<NeedOfScenario>(), new Dictionary<long, Dictionary<string, NeedAmount>>());
        foreach (var scenario in all)
        {
            var missing = sets.Missing(scenario, Exclusive(scenario, all), scope, on);
            if (missing.Count == 0) continue;
            var mayOpen = scenario.TellsMoneyTo(reader);
            scenarios.Add(new(scenario.Name, scenario.Title, scenario.File.Sample, (int?)FieldRights.Counted(reader, scenario.Asked, missing.Count),
                mayOpen ? Sum(missing.Values, "month") : null, mayOpen ? Sum(missing.Values, "year") : null, mayOpen ? Sum(missing.Values, "once") : null,
                mayOpen ? missing.Values.Count(a => a.Fen is null) : 0, mayOpen));
            if (!mayOpen) continue;
            foreach (var (id, amount) in missing)
            {
                if (!best.TryGetValue(id, out var mine)) best[id] = mine = [];
                mine[scenario.Name] = amount;
            }
        }
        var yuan = best.ToDictionary(p => p.Key, p => Yuan(p.Value, all));
        var people = db.Read(tx => NeedPerson.Of(tx, best.Keys));
        var places = divisions.Children(scope.Code).Select(child => (child, Ids: people.Values.Where(p => new Scope(child.Code).Contains(p.Place(scope))).Select(p => p.Id).ToList()))
            .Select(c => new NeedOfDivision(c.child.Code, c.child.Name, c.Ids.Count, c.Ids.Sum(id => yuan[id]))).ToList();
        return new(on.Iso(), divisions.FullName(scope.Code), best.Count, yuan.Values.Sum(), [.. scenarios.OrderByDescending(s => s.YuanMonth ?? -1).ThenByDescending(s => s.People)], places);
    }

    /// <summary>The people of one scenario; who loses money soonest comes first (F25).</summary>
    public (Scenario Scenario, IReadOnlyList<NeedRow> Rows) People(string name, Scope scope, Reader reader, DateOnly on)
    {
        var all = Granting(db.Read(list.All));
        var scenario = all.FirstOrDefault(s => s.IsCalled(name)) ?? throw new Refusal("scenario_unknown", $"没有名为「{name}」的待遇场景。");
        if (!scenario.TellsMoneyTo(reader)) throw new Refusal("forbidden", "这项待遇的名单只给管这条线的人看。");
        var exclusive = Exclusive(scenario, all).Where(e => e.TellsMoneyTo(reader)).ToList();
        var missing = sets.Missing(scenario, Exclusive(scenario, all), scope, on);
        var others = exclusive.Select(e => (Scenario: e, Missing: sets.Missing(e, [scenario], scope, on))).ToList();
        var people = db.Read(tx => NeedPerson.Of(tx, missing.Keys));
        return (scenario, [.. people.Values.Select(p => (p, late: Lateness.Of(scenario, p, on)))
            .OrderBy(p => p.late?.Deadline is null).ThenBy(p => p.late?.Deadline, StringComparer.Ordinal).ThenByDescending(p => missing[p.p.Id].Fen).ThenBy(p => p.p.Id)
            .Select(p => new NeedRow(p.p.Id, p.p.Name, p.p.AgeOn(on), divisions.FullName(p.p.Place(scope)), p.p.Address, missing[p.p.Id].Fen / 100m, missing[p.p.Id].Per,
                p.late?.Missed, p.late?.BackPay, p.late?.Deadline, "", Choice(scenario, missing[p.p.Id], [.. others.Where(o => o.Missing.ContainsKey(p.p.Id)).Select(o => (o.Scenario, o.Missing[p.p.Id]))])))]);
    }

    /// <summary>One page of them, each with what held.</summary>
    public Listing<NeedRow> Page(string name, Scope scope, Reader reader, DateOnly on, int page, int size)
    {
        var (scenario, rows) = People(name, scope, reader, on);
        var some = rows.Skip((page - 1) * size).Take(size).ToList();
        var values = db.Read(tx => Load(tx, scenario, [.. some.Select(r => r.PersonId)]));
        return new(rows.Count, [.. some.Select(r => r with { Why = Why(scenario, values[r.PersonId], on, reader) })]);
    }

    public Task<(string Name, byte[] File)> FileAsync(string name, Scope scope, DateOnly on, StaffMember me)
    {
        var (scenario, rows) = People(name, scope, me.Reader, on);
        return sheets.WriteAsync(new($"{scenario.Title}_应享未享名单", $"{divisions.FullName(scope.Code)}　　按{on:yyyy年M月d日}的登记算，共{rows.Count}人；可能符合，由人核实",
            [("姓名", 12), ("年龄", 8), ("所在", 24), ("住址", 36), ("少领（元）", 12), ("按", 8), ("已错过月数", 12), ("还能补月数", 12), ("这天前申请不少领", 18), ("不可兼得", 30)],
            [.. rows.Select(r => (IReadOnlyList<object?>)[r.Name, r.Age, r.Place, r.Address, r.Yuan, PerText(r.Per), r.MissedMonths, r.BackPayMonths, r.Deadline, r.Choice])]), scope.Code, me);
    }

    internal static List<Scenario> Granting(IEnumerable<Scenario> all) => [.. all.Where(s => s.Receives is not null && s.Amounts.Segments.Count > 0)];

    /// <summary>Those one of the two says cannot be had beside it.</summary>
    internal static IReadOnlyList<Scenario> Exclusive(Scenario scenario, IEnumerable<Scenario> all) =>
        [.. all.Where(o => o != scenario && (scenario.File.Excludes.Any(o.IsCalled) || o.File.Excludes.Any(scenario.IsCalled)))];

    internal static Dictionary<long, SubjectValues> Load(Tx tx, Scenario scenario, IReadOnlyList<long> ids) =>
        SubjectValues.Load(tx, Subject.Person, scenario.Asked, scenario.Amounts.Fields, ids).ToDictionary(v => v.Id);

    internal static string PerText(string per) => per switch { "year" => "年", "once" => "一次", _ => "月" };

    static string Why(Scenario scenario, SubjectValues person, DateOnly on, Reader reader) => string.Join("；", scenario.Condition.Explain(person, on).Reasons
        .Where(r => r.Held == true && r.Term.Fields.All(f => FieldRights.ReadsInFull(reader, f))).Select(r => r.Text).Distinct());

    /// <summary>Of what excludes each other only the higher is missed.</summary>
    static decimal Yuan(Dictionary<string, NeedAmount> mine, List<Scenario> all)
    {
        var left = all.Where(s => mine.TryGetValue(s.Name, out var a) && a is { Per: "month", Fen: not null }).OrderByDescending(s => mine[s.Name].Fen).ToList();
        var sum = 0L;
        while (left is [var best, ..])
        {
            sum += mine[best.Name].Fen!.Value;
            var beside = Exclusive(best, all);
            left = [.. left.Where(s => s != best && !beside.Contains(s))];
        }
        return sum / 100m;
    }

    static decimal Sum(IEnumerable<NeedAmount> amounts, string per) => amounts.Where(a => a.Per == per).Sum(a => a.Fen ?? 0) / 100m;

    static string? Choice(Scenario scenario, NeedAmount amount, IReadOnlyList<(Scenario Scenario, NeedAmount Amount)> others)
    {
        if (others.Count == 0) return null;
        var best = others.MaxBy(o => o.Amount.Fen ?? -1);
        var text = string.Join("、", others.Select(o => o.Amount.Fen is { } fen ? $"{o.Scenario.Title}（{Services.Scenarios.Amounts.Text(fen, o.Amount.Per)}）" : o.Scenario.Title));
        var higher = best.Amount.Fen > amount.Fen ? best.Scenario.Title : scenario.Title;
        return scenario.File.Choose == "highest" || best.Scenario.File.Choose == "highest" ? $"和{text}不可兼得，择高：{higher}" : $"和{text}不可兼得，由本人选；金额高的是{higher}";
    }
}

/// <summary>How late somebody is who turned an age that gives a right.</summary>
sealed record Lateness(int Missed, int BackPay, string? Deadline)
{
    public static Lateness? Of(Scenario scenario, NeedPerson person, DateOnly on)
    {
        if (scenario.Moment is not Moment.Birthday turning || person.BirthDate is null) return null;
        var birth = BeijingTime.Day(person.BirthDate);
        var turned = turning.Ages.Select(age => Age.TurnsOn(birth, age)).Where(day => day <= on).DefaultIfEmpty(DateOnly.MaxValue).Min();
        if (scenario.File.Law?.From is { } law && BeijingTime.Day(law) is var began && turned < began) turned = began; // nothing was missed before it was law
        if (turned > on) return null;
        var missed = (on.Year - turned.Year) * 12 + on.Month - turned.Month;
        var deadline = turned.AddMonths(scenario.Pay.BackPayMonths);
        return new(missed, on <= deadline ? missed : scenario.Pay.LateKeepsWindow ? Math.Min(missed, scenario.Pay.BackPayMonths) : 0,
            scenario.Pay.BackPayMonths > 0 && on <= deadline ? deadline.Iso() : null);
    }
}
