using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Night;
using Xunit.Abstractions;

namespace OneTable.Tests.Scenarios;

/// <summary>The nightly run: what it finds, that it is what everybody's evaluation finds, and what it does about it.</summary>
public sealed class NightTests(ITestOutputHelper output)
{
    const string Tuesday = "2026-12-01T10:00:00+08:00";
    const int Days = 60, ChangesADay = 25;
    static readonly DateOnly first = new(2026, 12, 1);

    /// <summary>Births, deaths, moves, dates, relations, new versions, missed nights: after each night that ran, exactly those are found whom a full evaluation finds.</summary>
    [Fact]
    public Task After_each_of_sixty_days_of_changes_the_findings_are_those_of_a_full_run() => Street.AtAsync(Tuesday, async small =>
    {
        var seed = Seed.Of(20261122);
        output.WriteLine($"seed {seed}");
        var clock = new StepClock(new(2026, 12, 1, 9, 0, 0, TimeSpan.FromHours(8)));
        using var db = new Database(small.Get<Dialect>(), clock);
        var life = new NightRandom(small, db, seed);
        var (run, people) = (small.Get<ScenarioRun>(), small.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM people")));
        await run.RunAsync(first, null, "测试");
        SameAsInFull(small, first, $"seed {seed}, the first night");
        long looked = 0, found = 0;
        for (var n = 1; n <= Days; n++)
        {
            var day = clock.NextDay();
            await life.LiveAsync(day, ChangesADay);
            if (life.Happens(5) && n < Days) continue; // a missed night
            var result = await run.RunAsync(day, null, "测试");
            Assert.Equal(0, result.Differences);
            looked += result.People;
            found += SameAsInFull(small, day, $"seed {seed}, {day:yyyy-MM-dd}");
        }
        output.WriteLine($"{looked} looked at in {Days} nights over {people} people; {found} found in all");
        Assert.True(found > Days && looked < people * Days / 2, $"{looked} looked at");
    });

    /// <summary>By SQL over everybody, which shares nothing with the night's own judging but the scenario.</summary>
    static int SameAsInFull(Street street, DateOnly day, string when) => street.Db.Read(tx =>
    {
        var sum = 0;
        foreach (var scenario in street.Get<ScenarioList>().All(tx))
        {
            var kept = tx.Query<(long Person, string Occasion)>("SELECT person_id, occasion FROM findings WHERE scenario = @Name AND left_on IS NULL", new { scenario.Name }).ToList();
            var full = street.Get<NightPeople>().Of(tx, scenario, day);
            Assert.Equal(kept.Count, kept.Select(k => k.Person).Distinct().Count());
            var differs = kept.Select(k => k.Person).Except(full.Keys).Concat(full.Keys.Except(kept.Select(k => k.Person)))
                .Concat(scenario.Moment is Moment.Holds ? [] : kept.Where(k => full.TryGetValue(k.Person, out var open) && open.Key != k.Occasion).Select(k => k.Person)).ToList();
            Assert.True(differs.Count == 0, $"{when}: {scenario.Name} differs for {differs.Count}: {string.Join("; ", differs.Take(3).Select(id => Describe(tx, scenario, id, day)))}");
            sum += kept.Count;
        }
        return sum;
    });

    static string Describe(Tx tx, Scenario scenario, long id, DateOnly day) => SubjectValues.Load(tx, new Condition.All([scenario.Asked]), [id]) is not [var person] ? $"{id} is gone"
        : $"{id} {string.Join(", ", new Condition.All([scenario.Condition, scenario.Guard]).Explain(person, day).Reasons.Select(r => $"{r.Text}={r.Held}({r.Value})"))} rows: "
            + string.Join(" | ", tx.Query<(string, string?, string?, string?)>("SELECT occasion, until_day, left_on, left_why FROM findings WHERE person_id = @id AND scenario = @Name", new { id, scenario.Name }));
}
