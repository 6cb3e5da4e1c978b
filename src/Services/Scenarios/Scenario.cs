using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>A scenario as its file says it: a dated rule over the registry and what to do about the people it finds.</summary>
public sealed class ScenarioFile
{
    public string Id { get; set; } = "";
    public string Title { get; set; } = "";
    public string? Source { get; set; }
    public string? Region { get; set; }
    public bool Sample { get; set; }
    public string When { get; set; } = "";
    public object? Condition { get; set; }
    public List<Dictionary<string, string>> Amounts { get; set; } = [];
    public string? AmountsFrom { get; set; }
    public List<string> Tell { get; set; } = [];
    public VisitText? Todo { get; set; }
    public string? Notice { get; set; }
    /// <summary>The words for who has reached the age already.</summary>
    public string? NoticePast { get; set; }
    public Dictionary<string, string> Variables { get; set; } = [];
    public List<string> StopIf { get; set; } = [];
    public string? Note { get; set; }
}

public sealed class VisitText
{
    public string Title { get; set; } = "";
    public string Detail { get; set; } = "";
    public int DueDays { get; set; } = 30;
}

/// <summary>A scenario (智慧场景), its condition read.</summary>
public sealed record Scenario(string Name, ScenarioFile File, Condition Condition)
{
    public string Title => File.Title;
    public string Job => ScenarioRun.JobPrefix + Name;
    public string Sentence => Condition.Sentence();

    /// <summary>The ages at which it finds somebody; none when it does not ask about birthdays.</summary>
    public IReadOnlyList<int> Ages { get; } = [.. Turning(Condition).SelectMany(l => l.Values).Select(int.Parse)];

    int DaysAhead { get; } = Turning(Condition).Select(l => l.Days).DefaultIfEmpty(0).Max();

    /// <summary>The birthday somebody is found for: the latest of the ages that is near or past.</summary>
    public Occasion OccasionOf(DateOnly birth, DateOnly on)
    {
        var reached = Ages.Where(age => Age.TurnsOn(birth, age) <= on.AddDays(DaysAhead)).ToList();
        return reached.Count == 0 ? new(on.Year, null, null) : Birthday(birth, reached.Max());
    }

    static Occasion Birthday(DateOnly birth, int age) => new(birth.Year + age, age, Age.TurnsOn(birth, age));

    static IEnumerable<Condition.Leaf> Turning(Condition condition) =>
        condition.Leaves.Where(l => l.Op == ConditionOp.TurnsWithinDays && !l.Negated);
}

/// <summary>What one matter of one person is known by: the year, and the age reached in it where it is about a birthday.</summary>
public sealed record Occasion(int Year, int? Age, DateOnly? TurnsOn)
{
    public bool IsPast(DateOnly on) => TurnsOn < on;

    /// <summary>Full months since the birthday; 0 before it.</summary>
    public int MonthsPast(DateOnly on) => TurnsOn is { } day && day < on
        ? (on.Year - day.Year) * 12 + on.Month - day.Month - (on.Day < day.Day ? 1 : 0)
        : 0;
}
