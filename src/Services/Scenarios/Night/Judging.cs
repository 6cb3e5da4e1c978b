using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios.Night;

/// <summary>What a scenario says of one person on a day: an open occasion, or why there is none.</summary>
/// <param name="Unknown">Nobody can say whether the law's condition is met.</param>
/// <param name="Impossible">The person's facts cannot be right; somebody has to look at them first.</param>
sealed record Judged(Occasion? Occasion, string? Why = null, bool Unknown = false, bool Impossible = false);

/// <summary>Judges one person by the values alone; <see cref="NightPeople"/> finds the same people in SQL.</summary>
static class Judging
{
    public const string Over = "过了时候", NoMore = "不再符合条件", Wrong = "登记的日期不对，请先核对";
    const string Earliest = "1880-01-01";
    const int WhyMax = 100;

    public static Judged Of(Scenario scenario, SubjectValues person, string division, Field born, NightFacts facts)
    {
        try
        {
            return IsPossible(person.One(born), facts.On) ? Of(scenario, person, division, facts) : new(null, Wrong, Impossible: true);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return new(null, Wrong, Impossible: true);
        }
    }

    /// <summary>Nobody is born tomorrow, or was 146 years ago.</summary>
    public static bool IsPossible(string? birth, DateOnly on) => birth is null
        || DateOnly.TryParseExact(birth, "yyyy-MM-dd", out _) && string.CompareOrdinal(birth, on.Iso()) <= 0 && string.CompareOrdinal(birth, Earliest) >= 0;

    static Judged Of(Scenario scenario, SubjectValues person, string division, NightFacts facts)
    {
        var on = facts.On;
        if (scenario.Alive.Holds(person, on) != true) return new(null, Text(scenario.Alive, person, on));
        var holds = scenario.Condition.Holds(person, scenario.Moment.AskedOn(on));
        if (holds != true) return new(null, NoMore, Unknown: holds is null);
        if (scenario.Receives is { } receives && receives.Not().Holds(person, on) != true) return new(null, $"已在享受{scenario.File.Benefit}");
        if (scenario.Stops.FirstOrDefault(s => s.Condition?.Holds(person, on) == true || s.List is { } list && facts.IsListed(list, person.Id)) is { } stop)
            return new(null, Cut(stop.Text));
        var called = scenario.Moment is Moment.Called && facts.IsCalled(scenario.Name, division);
        return Occasions.Of(scenario.Moment, person, on, facts.Changed(scenario.Moment, person.Id), called) is { } open ? new(open) : new(null, Over);
    }

    static string Text(Condition condition, SubjectValues person, DateOnly on) =>
        Cut(string.Join('、', condition.Explain(person, on).Reasons.Where(r => r.Held != true).Select(r => r.Value)));

    static string Cut(string text) => text.Length <= WhyMax ? text : text[..WhyMax];
}
