using System.Collections.Concurrent;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Scenarios;

/// <summary>The scenarios of this database, newest version each; a file is read once per version of it and of the dictionary.</summary>
public sealed class ScenarioList(FieldCatalog fields)
{
    const string Kind = "scenarios";
    readonly ConcurrentDictionary<(string Name, string Sha256, long Dictionary), Scenario> read = [];

    public IReadOnlyList<Scenario> All(Tx tx) => [.. Contents.All(tx, Kind).Select(Read).OrderBy(s => s.File.Id)];

    public Scenario? Find(Tx tx, string name) => Contents.Find(tx, Kind, name) is { } content ? Read(content) : null;

    Scenario Read(Content content) => read.GetOrAdd((content.Name, content.Sha256, fields.Version), _ =>
    {
        var file = Yaml.Read<ScenarioFile>(content.Body, content.File);
        return new(content.Name, file, new ConditionReader(fields, content.File).Read(file.Condition));
    });
}
