using System.Collections.Concurrent;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Runs;
using OneTable.Services.Scenarios.Publishing;

namespace OneTable.Services.Scenarios;

/// <summary>A file that could not be read: it does nothing, the others run.</summary>
public sealed record BrokenScenario(string Name, string Why);

/// <summary>A version of a file and what it says; without a scenario where it cannot be read, and why.</summary>
public sealed record ScenarioVersion(Content Content, Scenario? Scenario, string? Why);

/// <summary>The scenarios of this database, newest version each; a file is read once per version of it and of the dictionary.</summary>
public sealed class ScenarioList(FieldCatalog fields)
{
    public const string Kind = "scenarios";
    readonly ConcurrentDictionary<(string Name, string Sha256, long Dictionary), ScenarioVersion> read = [];

    /// <summary>All that can be read and stand beside each other, also those that are switched off.</summary>
    public IReadOnlyList<Scenario> All(Tx tx) => [.. Files(tx).Where(f => f.Why is null).Select(f => f.Scenario!).OrderBy(s => s.File.Id, StringComparer.Ordinal)];

    /// <summary>Those that find people.</summary>
    public IReadOnlyList<Scenario> On(Tx tx) => ScenarioSwitch.Off(tx) is var off ? [.. All(tx).Where(s => !off.ContainsKey(s.Name))] : [];

    public IReadOnlyList<BrokenScenario> Broken(Tx tx) => [.. Files(tx).Where(f => f.Why is not null).Select(f => new BrokenScenario(f.Content.Name, f.Why!))];

    /// <summary>The newest version of every file, with what is wrong with it alone or beside the others.</summary>
    public IReadOnlyList<ScenarioVersion> Files(Tx tx)
    {
        var files = Contents.All(tx, Kind).Select(Read).ToList();
        var wrong = ScenarioLinks.Wrong(files);
        return [.. files.Select(f => wrong.TryGetValue(f.Content.Name, out var why) ? f with { Why = why } : f)];
    }

    /// <summary>What would be wrong with these, or newly with others, were they published; by the name of the file.</summary>
    public IReadOnlyDictionary<string, string> Beside(Tx tx, IReadOnlyList<ScenarioVersion> drafts)
    {
        var others = Contents.All(tx, Kind).Where(c => drafts.All(d => d.Content.Name != c.Name)).Select(Read).ToList();
        var before = ScenarioLinks.Wrong(others);
        return ScenarioLinks.Wrong([.. others, .. drafts]).Where(w => !before.ContainsKey(w.Key)).ToDictionary();
    }

    /// <summary>By its name, id, title or alias.</summary>
    public Scenario? Find(Tx tx, string name) => All(tx) is var all ? all.FirstOrDefault(s => s.Name == name) ?? all.FirstOrDefault(s => s.IsCalled(name)) : null;

    public Scenario Require(Tx tx, string name) => Find(tx, name) ?? throw new Refusal("scenario_unknown", $"没有名为「{name}」的智慧场景。");

    /// <summary>One that may find people.</summary>
    public Scenario RequireOn(Tx tx, string name) => Require(tx, name) is var scenario && ScenarioSwitch.Off(tx).GetValueOrDefault(scenario.Name) is { } off
        ? throw new Refusal("switched_off", $"「{scenario.Title}」停用了：{off.Reason}") : scenario;

    /// <summary>Whether this reader may know how many a run found: of 重点人群 and 极高 only who may see them (F07).</summary>
    public bool Shows(Tx tx, Reader reader, Run run) => !run.Job.StartsWith(ScenarioRun.JobPrefix, StringComparison.Ordinal)
        || Find(tx, run.Job[ScenarioRun.JobPrefix.Length..].Split('@')[0]) is not { } scenario || FieldRights.MayList(reader, scenario.Asked);

    /// <summary>Reads a version that is kept.</summary>
    public ScenarioVersion Read(Content content) => read.GetOrAdd((content.Name, content.Sha256, fields.Version), _ => ReadAnew(content));

    /// <summary>Reads a text of which many follow each other: a draft.</summary>
    public ScenarioVersion ReadAnew(Content content)
    {
        try { return new(content, new ScenarioReader(fields, content).Read(), null); }
        catch (Refusal e) { return new(content, null, e.Message); }
    }
}
