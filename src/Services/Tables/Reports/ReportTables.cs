using OneTable.Services.Data;
using OneTable.Services.Tables.Statistics;

namespace OneTable.Services.Tables.Reports;

/// <summary>What may be reported: a table of subjects or one of counts.</summary>
/// <param name="Template">Null of counts.</param>
/// <param name="Counts">Null of subjects.</param>
public sealed record ReportTable(string Kind, string Id, string Name, string Line, string CycleText, string Rule, TableTemplate? Template, StatisticsTemplate? Counts)
{
    public Cycle Cycle { get; } = Cycle.Of(CycleText);

    public static ReportTable Of(TableTemplate t) => new(Report.Table, t.File.Id, t.Name, t.File.Line, t.File.Cycle, t.File.Filter, t, null);
    public static ReportTable Of(StatisticsTemplate t) => new(Report.Statistics, t.File.Id, t.File.Name, t.File.Line, t.File.Cycle, t.File.Filter, null, t);
}

/// <summary>All that a division may be asked to hand in.</summary>
public sealed class ReportTables(TableList tables, StatisticsList statistics)
{
    public IReadOnlyList<ReportTable> All(Tx tx)
    {
        var counts = statistics.All(tx);
        // A table of counts stands in for a template of the same id, which could only list everybody.
        return [.. tables.All(tx).Where(t => counts.All(c => c.File.Id != t.File.Id)).Select(ReportTable.Of).Concat(counts.Select(ReportTable.Of)).OrderBy(t => t.Id, StringComparer.Ordinal)];
    }

    public ReportTable? Find(Tx tx, string name) => statistics.Find(tx, name) is { } counts ? ReportTable.Of(counts)
        : tables.Find(tx, name) is { } template ? ReportTable.Of(template) : null;

    public ReportTable Require(Tx tx, string? name) => Find(tx, name ?? "") ?? throw new Refusal("table_unknown", $"没有「{name}」这张表。");
}
