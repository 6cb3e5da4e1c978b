using System.Collections.Concurrent;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Runs;

namespace OneTable.Services.Scenarios;

/// <summary>A file that could not be read: it does nothing, the others run.</summary>
public sealed record BrokenScenario(string Name, string Why);

/// <summary>The scenarios of this database, newest version each; a file is read once per version of it and of the dictionary.</summary>
public sealed class ScenarioList(FieldCatalog fields)
{
    public const string Kind = "scenarios";
    readonly ConcurrentDictionary<(string Name, string Sha256, long Dictionary), (Scenario? Scenario, string? Why)> read = [];

    public IReadOnlyList<Scenario> All(Tx tx) => [.. Contents.All(tx, Kind).Select(c => Read(c).Scenario).OfType<Scenario>().OrderBy(s => s.File.Id, StringComparer.Ordinal)];

    public IReadOnlyList<BrokenScenario> Broken(Tx tx) =>
        [.. Contents.All(tx, Kind).Select(c => (c.Name, Read(c).Why)).Where(c => c.Why is not null).Select(c => new BrokenScenario(c.Name, c.Why!))];

    /// <summary>By its name, id, title or alias.</summary>
    public Scenario? Find(Tx tx, string name) =>
        Contents.Find(tx, Kind, name) is { } content ? Read(content).Scenario : All(tx).FirstOrDefault(s => s.IsCalled(name));

    public Scenario Require(Tx tx, string name) => Find(tx, name) ?? throw new Refusal("scenario_unknown", $"没有名为「{name}」的智慧场景。");

    /// <summary>Whether this reader may know how many a run found: of 重点人群 and 极高 only who may see them (F07).</summary>
    public bool Shows(Tx tx, Reader reader, Run run) => !run.Job.StartsWith(ScenarioRun.JobPrefix, StringComparison.Ordinal)
        || Find(tx, run.Job[ScenarioRun.JobPrefix.Length..].Split('@')[0]) is not { } scenario || FieldRights.MayList(reader, scenario.Asked);

    (Scenario? Scenario, string? Why) Read(Content content) => read.GetOrAdd((content.Name, content.Sha256, fields.Version), _ =>
    {
        try { return (new ScenarioReader(fields, content).Read(), null); }
        catch (Refusal e) { return (null, e.Message); }
    });
}
