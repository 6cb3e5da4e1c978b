using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;

namespace OneTable.Tests.Scenarios;

/// <summary>Amounts month by month, as tables of cases: Schedules/*.yaml, each with the clauses it was read from.</summary>
[Collection(Street.Name)]
public sealed class ScheduleTests(Street street)
{
    sealed class CasesFile
    {
        /// <summary>A shipped scenario, or one of the test's own.</summary>
        public string? Scenario { get; set; }
        public string? File { get; set; }
        public List<Case> Cases { get; set; } = [];
    }

    sealed class Case
    {
        public string Name { get; set; } = "";
        public Dictionary<string, string?> Facts { get; set; } = [];
        public List<Change> Changes { get; set; } = [];
        public string Today { get; set; } = "";
        public string? Applied { get; set; }
        public string? Receiving { get; set; }
        public string? PaidUntil { get; set; }
        public string? DiedOn { get; set; }
        public string? MovedOutOn { get; set; }
        public List<string> Certified { get; set; } = [];
        public string From { get; set; } = "";
        public string Until { get; set; } = "";
        public Dictionary<string, string> Months { get; set; } = [];
        public Dictionary<string, string> Why { get; set; } = [];
    }

    sealed class Change
    {
        public string On { get; set; } = "";
        public Dictionary<string, string?> Facts { get; set; } = [];
    }

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Scenarios", "Schedules"), "*.yaml").Select(f => Path.GetFileName(f)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_month_is_what_the_law_says(string name)
    {
        var cases = Yaml.ReadStrictly<CasesFile>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scenarios", "Schedules", name)), name);
        var scenario = cases.File is { } body ? new ScenarioReader(Fields, new Content { Kind = ScenarioList.Kind, Name = "test", Version = 1, Body = body, Sha256 = "" }).Read()
            : street.Db.Read(tx => street.Get<ScenarioList>().Require(tx, cases.Scenario!));
        Assert.Empty(cases.Cases.SelectMany(c => Differences(scenario, c)));
    }

    FieldCatalog Fields => street.Get<FieldCatalog>();

    IEnumerable<string> Differences(Scenario scenario, Case one)
    {
        var events = new PayEvents(Day(one.Today)!.Value, Day(one.Applied), Day(one.Receiving), Day(one.PaidUntil), Day(one.DiedOn), Day(one.MovedOutOn), [.. one.Certified.Select(d => Day(d)!.Value)]);
        var schedule = Schedule.Of(scenario, History(one), events, Month(one.From), Month(one.Until)).ToDictionary(m => m.Month);
        foreach (var (months, expected) in one.Months)
        {
            var ends = months.Split("..");
            for (var month = Month(ends[0]); month <= Month(ends[^1]); month = month.AddMonths(1))
                if (Text(schedule[month]) != expected) yield return $"{one.Name} {month:yyyy-MM}: {Text(schedule[month])} instead of {expected}; {schedule[month].Why}";
        }
        foreach (var (month, why) in one.Why)
            if (!schedule[Month(month)].Why.Contains(why, StringComparison.Ordinal)) yield return $"{one.Name} {month}: {schedule[Month(month)].Why}";
    }

    List<DatedValues> History(Case one)
    {
        var (facts, history) = (new Dictionary<string, string?>(one.Facts), new List<DatedValues>());
        foreach (var change in one.Changes.Prepend(new Change { On = "0001-01-01" }))
        {
            foreach (var (field, value) in change.Facts) facts[field] = value;
            history.Add(new(Day(change.On)!.Value, GoldenCases.Person(facts, Fields, Day(one.Today)!.Value)));
        }
        return history;
    }

    static string Text(ScheduleMonth month) => (month.State == PayState.BackPay ? "back_pay" : month.State.ToString().ToLowerInvariant())
        + (month.Fen is { } fen ? $" {fen / 100m:0.##}" : "") + (month.PaidIn is { } paid ? $" in {paid:yyyy-MM}" : "");

    static DateOnly? Day(string? text) => text is null ? null : BeijingTime.Day(text);
    static DateOnly Month(string text) => DateOnly.ParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
