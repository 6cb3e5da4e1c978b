using System.Collections.Concurrent;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Runs;

namespace OneTable.Services.Scenarios;

/// <summary>The scenarios of this database, newest version each; a file is read once per version of it and of the dictionary.</summary>
public sealed class ScenarioList(FieldCatalog fields)
{
    const string Kind = "scenarios";
    readonly ConcurrentDictionary<(string Name, string Sha256, long Dictionary), Scenario> read = [];

    public IReadOnlyList<Scenario> All(Tx tx) => [.. Contents.All(tx, Kind).Select(Read).OrderBy(s => s.File.Id)];

    public Scenario? Find(Tx tx, string name) => Contents.Find(tx, Kind, name) is { } content ? Read(content) : null;

    /// <summary>Whether this reader may know how many a run found: of 重点人群 and 极高 only who may see them (F07).</summary>
    public bool Shows(Tx tx, Reader reader, Run run) => !run.Job.StartsWith(ScenarioRun.JobPrefix, StringComparison.Ordinal)
        || Find(tx, run.Job[ScenarioRun.JobPrefix.Length..].Split('@')[0]) is not { } scenario || FieldRights.MayList(reader, scenario.Condition);

    Scenario Read(Content content) => read.GetOrAdd((content.Name, content.Sha256, fields.Version), _ =>
    {
        var file = Yaml.Read<ScenarioFile>(content.Body, content.File);
        return new(content.Name, file, new ConditionReader(fields, content.File).Read(file.Condition));
    });
}
