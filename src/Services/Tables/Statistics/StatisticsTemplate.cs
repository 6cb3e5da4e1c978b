using System.Collections.Concurrent;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Tables.Statistics;

/// <summary>A table of counts as its file says it.</summary>
public sealed class StatisticsFile
{
    public const string ByDivision = "division";

    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public List<string> Aliases { get; set; } = [];
    public string Line { get; set; } = "";
    public string Cycle { get; set; } = "";
    public string Filter { get; set; } = "";
    /// <summary>Whom it counts at all; everybody where nothing is said.</summary>
    public object? Condition { get; set; }
    /// <summary>division: the parts of the division asked about; the label of a field with a code set: its values; else the bands.</summary>
    public string Rows { get; set; } = ByDivision;
    public List<Band> Bands { get; set; } = [];
    public List<Group> Groups { get; set; } = [];
    public List<string> Furniture { get; set; } = [];
    public bool Sample { get; set; }
    public string? Note { get; set; }

    public sealed class Band
    {
        public string Label { get; set; } = "";
        public object? Condition { get; set; }
        /// <summary>A field to add up instead of counting people.</summary>
        public string? Sum { get; set; }
    }

    public sealed class Group
    {
        public string Title { get; set; } = "";
        /// <summary>registered: who is registered in the division; living: who lives there.</summary>
        public string By { get; set; } = "living";
        public object? Condition { get; set; }
        public List<Band> Columns { get; set; } = [];
    }
}

/// <param name="Condition">Null: everybody of the row.</param>
/// <param name="Sum">What is added up; null where people are counted.</param>
public sealed record StatisticsColumn(string Group, string Label, bool ByRegistration, Condition? Condition, Field? Sum)
{
    public string Key => $"{Group}/{Label}";
}

/// <summary>A table of counts: rows (divisions, values, bands) by columns (groups of bands).</summary>
public sealed record StatisticsTemplate(StatisticsFile File, Condition? Condition, IReadOnlyList<StatisticsColumn> Columns, IReadOnlyList<(string Label, Condition Condition)> Bands)
{
    public bool IsByDivision => File.Rows == StatisticsFile.ByDivision && Bands.Count == 0;
    public bool Is(string name) => File.Id == name || File.Name == name || File.Aliases.Contains(name);

    /// <summary>The fields it asks about: to open a cell is to tell these.</summary>
    public IEnumerable<Field> Asked => Conditions.SelectMany(c => c.Leaves).Select(l => l.Field).Concat(Columns.Select(c => c.Sum).OfType<Field>()).DistinctBy(f => f.Label);

    IEnumerable<Condition> Conditions => Columns.Select(c => c.Condition).Append(Condition).OfType<Condition>().Concat(Bands.Select(b => b.Condition));
}

/// <summary>The tables of counts of this database, newest version each.</summary>
public sealed class StatisticsList(FieldCatalog fields)
{
    const string Kind = "statistics";
    const int ColumnsMax = 60, BandsMax = 100;
    readonly ConcurrentDictionary<(string Name, string Sha256, long Dictionary), StatisticsTemplate> read = [];

    public IReadOnlyList<StatisticsTemplate> All(Tx tx) => [.. Contents.All(tx, Kind).Select(Read).OrderBy(t => t.File.Id, StringComparer.Ordinal)];

    /// <summary>By id, name or another name it goes by.</summary>
    public StatisticsTemplate? Find(Tx tx, string name) => All(tx).FirstOrDefault(t => t.Is(name.Trim()));

    public StatisticsTemplate Require(Tx tx, string name) => Find(tx, name) ?? throw new Refusal("table_unknown", $"没有「{name}」这张统计表。");

    StatisticsTemplate Read(Content content) => read.GetOrAdd((content.Name, content.Sha256, fields.Version), _ =>
    {
        var file = Yaml.Read<StatisticsFile>(content.Body, content.File);
        var conditions = new ConditionReader(fields, content.File);
        Condition? Of(object? node) => node is null ? null : conditions.Read(node);
        Field? Sum(string? label) => label is null ? null : fields.Require(label, content.File) is { Type: FieldType.Int or FieldType.Money, IsKept: true } field ? field
            : throw new Refusal("content_invalid", $"{content.File}：字段「{label}」不是数，不能求和。");
        var columns = file.Groups.SelectMany(g => g.Columns, (g, c) =>
            new StatisticsColumn(g.Title, c.Label, g.By == "registered", Both(Of(g.Condition), Of(c.Condition)), Sum(c.Sum))).ToList();
        var bands = file.Rows == StatisticsFile.ByDivision ? file.Bands.Select(b => (b.Label, conditions.Read(b.Condition))).ToList() : Values(fields.Require(file.Rows, content.File));
        if (columns.Count is 0 or > ColumnsMax || bands.Count > BandsMax || columns.DistinctBy(c => c.Key).Count() < columns.Count)
            throw new Refusal("content_invalid", $"{content.File}：要有 1 到 {ColumnsMax} 列，不能重名；最多 {BandsMax} 行。");
        return new(file, Of(file.Condition), columns, bands);
    });

    /// <summary>Every value of a code set, and who has none on record.</summary>
    static List<(string, Condition)> Values(Field field) => field.CodeSet is not { } set
        ? throw new Refusal("content_invalid", $"字段「{field.Label}」没有代码集，不能分行。")
        : [.. set.Codes.Select(c => (c.Label, (Condition)new Condition.Leaf(field, ConditionOp.In, [c.Value]))), ("没有登记", new Condition.Leaf(field, ConditionOp.Filled, [], Negated: true))];

    internal static Condition? Both(Condition? first, Condition? second) =>
        first is null ? second : second is null ? first : new Condition.All([first, second]);
}
