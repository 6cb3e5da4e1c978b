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
    /// <summary>What a row is: 人, 户 (one of each household), 房, 企, 物, 事项, 事件.</summary>
    public string Row { get; set; } = "人";
    public string Filter { get; set; } = "";
    /// <summary>registered: a community's table holds who is registered there; living: who lives there.</summary>
    public string By { get; set; } = "living";
    public object? Condition { get; set; }
    /// <summary>Words in the title or source of a compared list: who stands in its newest one is left out.</summary>
    public string? NotInList { get; set; }
    /// <summary>A field's label; or {label, field} where the heading is called otherwise, without field for what nobody keeps.</summary>
    public List<object> Columns { get; set; } = [];
    public List<string> Ask { get; set; } = [];
    public List<string> Furniture { get; set; } = [];
    public List<string> Sort { get; set; } = [];
    public string Sensitivity { get; set; } = "";
    public bool Sample { get; set; }
    public string? Note { get; set; }
    public PublicityFile? Publicity { get; set; }

    /// <summary>What may be hung up in public (公示, F20).</summary>
    public sealed class PublicityFile
    {
        public List<string> Columns { get; set; } = [];
        public string Mask { get; set; } = "";
    }
}

/// <param name="Field">Null for the running number and for what the dictionary keeps nowhere.</param>
/// <param name="Ask">To be filled in by a person where nothing is known.</param>
public sealed record TableColumn(string Label, Field? Field, bool Ask)
{
    public bool IsRunningNumber => Label == TableTemplate.RunningNumber;
}

/// <summary>A table (表样): scope, condition and columns, filled from the registry.</summary>
/// <param name="Subject">Whom a row is about. A row of a person may also say what is known of the house they live in.</param>
public sealed record TableTemplate(TableFile File, Subject Subject, Condition Condition, IReadOnlyList<TableColumn> Columns, IReadOnlyList<Field> Sort)
{
    public const string RunningNumber = "序号", OfHouseholds = "户", OfEvents = "事件";

    public string Name => File.Name;
    public bool ByRegistration => File.By == "registered";
    public bool Is(string name) => File.Id == name || Name == name || File.Aliases.Contains(name);

    /// <summary>What may be hung up of it, in its order; none where the table is not made public.</summary>
    public IReadOnlyList<TableColumn> PublicColumns { get; init; } = [];

    /// <summary>As it is hung up (公示); null where it is not.</summary>
    public TableTemplate? Public => PublicColumns.Count == 0 ? null : this with { Columns = PublicColumns };
}

/// <summary>The tables of this database, newest version each; a file is read once per version of it and of the dictionary.</summary>
public sealed class TableList(FieldCatalog fields)
{
    const string Kind = "tables";

    static readonly Dictionary<string, Subject> rows = new()
    {
        ["人"] = Subject.Person, [TableTemplate.OfHouseholds] = Subject.Person, ["房"] = Subject.House,
        ["企"] = Subject.Organisation, ["物"] = Subject.Place, [TableTemplate.OfEvents] = Subject.Place, ["事项"] = Subject.Case,
    };

    readonly ConcurrentDictionary<(string Name, string Sha256, long Dictionary), TableTemplate> read = [];

    public IReadOnlyList<TableTemplate> All(Tx tx) => [.. Contents.All(tx, Kind).Select(Read).OrderBy(t => t.File.Id)];

    /// <summary>By id, name or another name it goes by.</summary>
    public TableTemplate? Find(Tx tx, string name) => All(tx).FirstOrDefault(t => t.Is(name.Trim()));

    TableTemplate Read(Content content) => read.GetOrAdd((content.Name, content.Sha256, fields.Version), _ =>
    {
        var file = Yaml.Read<TableFile>(content.Body, content.File);
        if (!rows.TryGetValue(file.Row, out var subject)) throw new Refusal("content_invalid", $"{content.File}：row「{file.Row}」不认识，可写：{string.Join(' ', rows.Keys)}。");
        var condition = file.Condition is null ? Condition.Everything : new ConditionReader(fields, content.File, subject).Read(file.Condition);
        List<TableColumn> Columns(IEnumerable<object> said) => [.. said.Select(c => Column(file, subject, c, content.File))];
        var columns = Columns(file.Columns);
        return new(file, subject, condition, columns, [.. file.Sort.Select(label => fields.Require(label, content.File))])
        {
            PublicColumns = [.. (file.Publicity?.Columns ?? []).Select(label => columns.Find(c => c.Label == label) ?? Column(file, subject, label, content.File))],
        };
    });

    TableColumn Column(TableFile file, Subject subject, object said, string where)
    {
        var (label, name) = said is Dictionary<object, object> map ? (map.GetValueOrDefault("label")?.ToString() ?? "", map.GetValueOrDefault("field")?.ToString())
            : ($"{said}", $"{said}" == TableTemplate.RunningNumber ? null : $"{said}");
        var field = name is null ? null : fields.Require(name, where);
        if (field is not null && field.IsKept && field.Subject != subject && !(subject == Subject.Person && field.Subject == Subject.House))
            throw new Refusal("content_invalid", $"{where}：这张表一行是{subject.Word}，字段「{name}」是{field.Subject.Word}的。");
        return new(label, field, file.Ask.Contains(label));
    }
}
