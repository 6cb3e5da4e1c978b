using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Tables.Reports;

namespace OneTable.Services.Tables.Statistics;

/// <summary>What one cell asks, and who answers it.</summary>
/// <param name="Rule">The rule of the cell in words.</param>
public sealed record StatisticsCell(string Row, string Column, string Rule, int Count, IReadOnlyList<long> Ids);

/// <summary>Counts a table: of the columns in memory where they can say it, of the database where not. No cell is added up from others.</summary>
public sealed class StatisticsMaker(Database db, DivisionTree divisions, FieldCatalog fields, PeopleColumns columns, Seal seal)
{
    const int ChunkMax = 500, KeptMax = 200_000;
    static readonly string[] shown = ["姓名", "性别", "出生日期", "户籍社区", "现住网格", "现住地址"];

    /// <summary>The columns in which the people of a cell are listed.</summary>
    public static IEnumerable<Field> RowColumns(FieldCatalog fields) => shown.Select(fields.Find).OfType<Field>();

    public StatisticsGrid Make(StatisticsTemplate template, Scope scope, DateOnly on, Reader reader) => Hidden(Count(template, scope, on), template.Asked, reader);

    /// <summary>Some hundred cells are asked of the columns; where these cannot be had, the database says the same.</summary>
    public async Task ReadyAsync() => await columns.ReadyAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Small counts are hidden from who may not see the people.</summary>
    public static StatisticsGrid Hidden(StatisticsGrid grid, IEnumerable<Field> asked, Reader reader)
    {
        var about = About(asked);
        return FieldRights.MayList(reader, about) ? grid
            : grid with { Rows = [.. grid.Rows.Select(r => r with { Cells = [.. r.Cells.Select(c => c is { } n ? FieldRights.Counted(reader, about, n) : null)] })] };
    }

    /// <summary>What the fields of a table come to for <see cref="FieldRights"/>.</summary>
    public static Condition About(IEnumerable<Field> asked) => new Condition.All([.. asked.Select(f => new Condition.Leaf(f, ConditionOp.Filled, []))]);

    /// <summary>A cell as of now: its rule and a page of its people.</summary>
    public StatisticsCell Cell(StatisticsTemplate template, Scope scope, DateOnly on, string row, string column, int page, int size)
    {
        var (rule, asked) = Find(template, scope, row, column);
        var condition = Rule(template, rule, asked);
        return new(rule.Label, asked.Label, Sentence(condition), columns.Count(null, condition, on), columns.Ids(null, condition, on, size, (page - 1) * size));
    }

    /// <summary>Who made each cell that is no sum of others, as positions among the people that are kept with it.</summary>
    public (IReadOnlyList<KeptRow> People, IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<int>>> Cells, IReadOnlyDictionary<string, string> Sentences)
        Keep(StatisticsTemplate template, Scope scope, DateOnly on, Reader reader)
    {
        var ids = new StatisticsRows(divisions, fields).Of(template, scope).Where(r => r.Under.Count == 0)
            .ToDictionary(r => r.Key, r => template.Columns.ToDictionary(c => c.Key, c => columns.Ids(null, Rule(template, r, c), on)));
        var all = ids.Values.SelectMany(r => r.Values).SelectMany(i => i).Distinct().Order().ToList();
        if (all.Count > KeptMax) throw new Refusal("table_too_long", $"一次最多上报 {KeptMax} 人的统计，请分开上报。");
        var people = db.Read(tx => People(tx, all, scope, on, reader));
        var at = people.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => p.i);
        return (people, ids.ToDictionary(r => r.Key, r => (IReadOnlyDictionary<string, IReadOnlyList<int>>)r.Value.ToDictionary(c => c.Key,
                c => (IReadOnlyList<int>)[.. c.Value.Where(at.ContainsKey).Select(id => at[id])])),
            template.Columns.ToDictionary(c => c.Key, c => StatisticsList.Both(template.Condition, c.Condition) is { } rule ? Sentence(rule) : "全部"));
    }

    /// <summary>People as a list: what is sealed is written whole, whoever shows it masks it.</summary>
    public IReadOnlyList<KeptRow> People(Tx tx, IReadOnlyList<long> ids, Scope scope, DateOnly on, Reader reader)
    {
        var template = new TableTemplate(new(), Subject.Person, Condition.Everything, [.. RowColumns(fields).Select(f => new TableColumn(f.Label, f, false))], []);
        var rows = new TableRows(template, scope, on, divisions, seal);
        return [.. ids.Chunk(ChunkMax).SelectMany(some =>
        {
            var names = ReportChanges.Names(tx, Subject.Person, some);
            long[] there = [.. some.Where(names.ContainsKey)];
            return rows.Read(tx, there, reader, whole: true).Select((cells, i) => new KeptRow(there[i], names[there[i]], [.. cells.Select(c => new KeptCell(c.Text))])).ToList();
        })];
    }

    /// <summary>Every cell counted by itself.</summary>
    public StatisticsGrid Count(StatisticsTemplate template, Scope scope, DateOnly on)
    {
        var rows = new StatisticsRows(divisions, fields).Of(template, scope)
            .Select(r => new StatisticsRow(r.Key, r.Label, r.Level, r.Under, [.. template.Columns.Select(c => (long?)Value(Rule(template, r, c), c, on))]))
            .Where(r => !r.Key.EndsWith(StatisticsRows.Rest, StringComparison.Ordinal) || r.Cells.Any(c => c > 0)).ToList();
        return new(template.File.Id, template.File.Name, template.File.Filter, divisions.FullName(scope.Code), on.Iso(), db.Time.UnixMs(),
            [.. template.Columns.Select(c => new StatisticsHead(c.Key, c.Group, c.Label, c.Sum?.Type == FieldType.Money))], rows);
    }

    long Value(Condition condition, StatisticsColumn column, DateOnly on)
    {
        if (column.Sum is not { } field) return columns.Count(null, condition, on);
        var query = new ConditionSql(on).Where(StatisticsList.Both(condition, new Condition.Leaf(field, ConditionOp.Filled, []))!);
        return db.Read(tx => tx.Count<long>(query.Select($"COALESCE(SUM({field.Sql}), 0)"), query.Arguments));
    }

    (RowRule, StatisticsColumn) Find(StatisticsTemplate template, Scope scope, string row, string column) =>
        (new StatisticsRows(divisions, fields).Of(template, scope).FirstOrDefault(r => r.Key == row) ?? throw new Refusal("not_found", "没有这一行。"),
            template.Columns.FirstOrDefault(c => c.Key == column) ?? throw new Refusal("not_found", "没有这一列。"));

    static Condition Rule(StatisticsTemplate template, RowRule row, StatisticsColumn column) => StatisticsList.Both(
        column.ByRegistration ? row.Registered : row.Living, StatisticsList.Both(template.Condition, column.Condition))!;

    string Sentence(Condition condition) => condition.Sentence((field, value) =>
        field.Type == FieldType.Division && divisions.FullName(value) is { Length: > 0 } name ? name : FieldText.Of(field, value));
}
