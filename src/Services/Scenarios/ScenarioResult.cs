namespace OneTable.Services.Scenarios;

/// <summary>What a run did.</summary>
/// <param name="People">Looked at: whose facts changed or whose day has come; everybody where a scenario is new.</param>
/// <param name="Eligible">Found now, be it this time or before.</param>
/// <param name="NewToDos">Visits put on workers' lists, from the list to plan too; at most ten for each worker and day.</param>
/// <param name="Planned">Visits that wait in the lists to plan (待安排清单).</param>
/// <param name="Joined">People whose matter joined a visit to their household.</param>
/// <param name="Unassigned">People for whom there is no worker; they are tried again the next day.</param>
/// <param name="Unknown">People of whom nobody can say whether it applies.</param>
/// <param name="Skipped">People looked at whose facts cannot be right.</param>
/// <param name="Differences">Findings of the sample that differed from a full evaluation; they are repaired.</param>
/// <param name="Already">Scenarios that had been run for this day before.</param>
public sealed record ScenarioResult(
    int Scenarios = 0, long People = 0, long Eligible = 0, int NewToDos = 0, int Planned = 0, int Joined = 0, int Notices = 0,
    int Unassigned = 0, long Unknown = 0, long Ms = 0, int Already = 0, bool Cancelled = false, long Skipped = 0, int Differences = 0)
{
    public static ScenarioResult operator +(ScenarioResult a, ScenarioResult b) => new(
        a.Scenarios + b.Scenarios, Math.Max(a.People, b.People), a.Eligible + b.Eligible, a.NewToDos + b.NewToDos, a.Planned + b.Planned,
        a.Joined + b.Joined, a.Notices + b.Notices, a.Unassigned + b.Unassigned, a.Unknown + b.Unknown, a.Ms + b.Ms, a.Already + b.Already,
        a.Cancelled || b.Cancelled, a.Skipped + b.Skipped, a.Differences + b.Differences);
}

/// <summary>One person of the list that is looked at before a run.</summary>
public sealed record PreviewPerson(
    long PersonId, string Name, int Age, string? Address, string Why, DateOnly? TurnsOn, long? Household, bool Already);

public sealed record ScenarioPreview(long Total, IReadOnlyList<PreviewPerson> Eligible);
