using System.Collections.Concurrent;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Tables;

/// <summary>A table as its file says it.</summary>
public sealed class TableFile
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public List<string> Aliases { get; set; } = [];
    public string Line { get; set; } = "";
    public string Cycle { get; set; } = "";
    public string Filter { get; set; } = "";
    /// <summary>registered: a community's table holds who is registered there; living: who lives there.</summary>
    public string By { get; set; } = "living";
    public object? Condition { get; set; }
    public List<string> Columns { get; set; } = [];
    public List<string> Ask { get; set; } = [];
    public List<string> Furniture { get; set; } = [];
    public List<string> Sort { get; set; } = [];
    public string Sensitivity { get; set; } = "";
    public bool Sample { get; set; }
    public string? Note { get; set; }
}

/// <param name="Field">Null for the running number and for what the dictionary keeps nowhere.</param>
/// <param name="Ask">To be filled in by a person where nothing is known.</param>
public sealed record TableColumn(string Label, Field? Field, bool Ask)
{
    public bool IsRunningNumber => Label == TableTemplate.RunningNumber;
}

/// <summary>A table (表样): scope, condition and columns, filled from the registry.</summary>
public sealed record TableTemplate(TableFile File, Condition Condition, IReadOnlyList<TableColumn> Columns, IReadOnlyList<Field> Sort)
{
    public const string RunningNumber = "序号";

    public string Name => File.Name;
    public bool ByRegistration => File.By == "registered";
    public bool Is(string name) => File.Id == name || Name == name || File.Aliases.Contains(name);
}

/// <summary>The tables of this database, newest version each; a file is read once per version of it and of the dictionary.</summary>
public sealed class TableList(FieldCatalog fields)
{
    const string Kind = "tables";
    readonly ConcurrentDictionary<(string Name, string Sha256, long Dictionary), TableTemplate> read = [];

    public IReadOnlyList<TableTemplate> All(Tx tx) => [.. Contents.All(tx, Kind).Select(Read).OrderBy(t => t.File.Id)];

    /// <summary>By id, name or another name it goes by.</summary>
    public TableTemplate? Find(Tx tx, string name) => All(tx).FirstOrDefault(t => t.Is(name.Trim()));

    TableTemplate Read(Content content) => read.GetOrAdd((content.Name, content.Sha256, fields.Version), _ =>
    {
        var file = Yaml.Read<TableFile>(content.Body, content.File);
        var columns = file.Columns.Select(label => new TableColumn(label,
            label == TableTemplate.RunningNumber ? null : fields.Require(label, content.File), file.Ask.Contains(label)));
        return new(file, new ConditionReader(fields, content.File).Read(file.Condition), [.. columns],
            [.. file.Sort.Select(label => fields.Require(label, content.File))]);
    });
}
