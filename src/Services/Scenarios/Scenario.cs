using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>What stops a scenario for somebody: a condition that holds, or a name in a compared list.</summary>
public sealed record Stop(string Text, Condition? Condition, string? List);

/// <summary>A scenario (智慧场景), read.</summary>
/// <param name="Condition">What the law asks, as of a day.</param>
/// <param name="Alive">Whoever may have died or moved away is not found, whatever the law says.</param>
/// <param name="Receives">Has the benefit already; null where it grants none.</param>
public sealed record Scenario(
    string Name, int Version, ScenarioFile File, Condition Condition, Moment Moment, Condition Alive, Condition? Receives, IReadOnlyList<Stop> Stops, Amounts Amounts)
{
    /// <summary>Who may be found at all.</summary>
    public Condition Guard { get; } = Receives is null ? Alive : new Condition.All([Alive, Receives.Not()]);

    public Pay Pay { get; init; } = Pay.Unsaid;

    public string Title => File.Title;
    public string Job => ScenarioRun.JobPrefix + Name;
    public string Sentence => Condition.Sentence();

    /// <summary>All that it asks about anybody: whoever may not know one of these may not have its lists (F07).</summary>
    public Condition Asked { get; } = new Condition.All([Condition, Alive, .. Receives is null ? [] : new[] { Receives }, .. Stops.Select(s => s.Condition).OfType<Condition>(), .. Amounts.Segments.Select(s => s.When)]);

    /// <summary>It is something one can apply for, and no reminder alone.</summary>
    public bool IsClaimed => File.Benefit is not null || File.Steps is not null || File.Materials.Count > 0 || Amounts.Segments.Count > 0;

    /// <summary>Whether this reader may have its people with what each would get: an amount less a field tells the field.</summary>
    public bool TellsMoneyTo(Reader reader) => FieldRights.MayList(reader, Asked) && Amounts.Segments.All(s => s.Less is null || FieldRights.ReadsInFull(reader, s.Less));

    /// <summary>Whether the text was law on that day; a sample has none and holds always.</summary>
    public bool IsLaw(DateOnly on) => !(File.Law?.From is { } from && on < BeijingTime.Day(from)) && !(File.Law?.Until is { } until && on > BeijingTime.Day(until));

    public bool IsCalled(string name) => Name == name || File.Id == name || File.Title == name || File.Aliases.Contains(name);
}
