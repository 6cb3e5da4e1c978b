using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Statistics;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Reports;

/// <summary>What of a draft a reader sees: a page of its rows as they are now.</summary>
public sealed record DraftPage(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, long? Total);

/// <summary>Reads a report's table from the registry: page by page while it is a draft, whole when it is sent.</summary>
public sealed class ReportMaker(Database db, TraceLog traces, ReportTables tables, ReportChanges changes, ReportCopies copies, FieldCatalog fields,
    DivisionTree divisions, StatisticsMaker statistics, Seal seal)
{
    const int RowsMax = 100_000, ChunkMax = 500;

    public DraftPage Page(Tx tx, Report report, StaffMember viewer, int page, int size)
    {
        var rows = Rows(tx, report);
        var (ids, condition) = (rows.Ids(tx), rows.Template.Condition);
        var shown = FieldRights.MayList(viewer.Reader, condition) ? ids.Skip((page - 1) * size).Take(size).ToList() : [];
        return new([.. rows.Template.Columns.Select(c => c.Label)],
            [.. rows.Read(tx, shown, viewer.Reader, whole: false, (page - 1) * size).Select(row => row.Select(c => c.Text).ToList())],
            FieldRights.Counted(viewer.Reader, condition, ids.Count));
    }

    /// <summary>How many stand in a draft's table now.</summary>
    public long Count(Tx tx, Report report) => tables.Require(tx, report.TableId).Template is null ? 0 : Rows(tx, report).Ids(tx).Count;

    /// <summary>Who came and went since the last report; null where there was none.</summary>
    public IReadOnlyList<KeptChange>? Changes(Tx tx, Report report)
    {
        if (tables.Require(tx, report.TableId).Template is null || Before(tx, report) is not { } before) return null;
        var rows = Rows(tx, report);
        return Worded(tx, report, changes.Of(tx, rows, rows.Ids(tx), before.Earlier));
    }

    /// <summary>The copy that is sent, with the workbook of whoever sends it.</summary>
    public async Task<NewCopy> MakeAsync(Report report, StaffMember me, bool zero)
    {
        var table = db.Read(tx => tables.Require(tx, report.TableId));
        if (table.Counts is not null) return await CountAsync(report, table, me, zero);
        var (head, rows, kept) = db.ReadAtOnce(tx => Read(tx, report, table.Template!, me, zero));
        var sheet = new ReportSheet(head, me.Reader, fields);
        var trace = await BeginAsync(report, me);
        var file = await sheet.WriteAsync(rows, kept, me.Name, trace.Mark);
        await traces.EndAsync(trace, rows.Count);
        return new(head, rows, kept, null, file);
    }

    (KeptHead, IReadOnlyList<KeptRow>, IReadOnlyList<KeptChange>) Read(Tx tx, Report report, TableTemplate template, StaffMember me, bool zero)
    {
        if (!FieldRights.MayList(me.Reader, template.Condition)) throw new Refusal("forbidden", "这张表只给管这条线的人上报。");
        var rows = Rows(tx, report);
        var ids = rows.Ids(tx);
        if (ids.Count > RowsMax) throw new Refusal("table_too_long", $"一次最多上报 {RowsMax} 行，请按社区分开。");
        var before = Before(tx, report);
        var kept = zero ? [] : ids.Chunk(ChunkMax).SelectMany((some, i) => Kept(tx, rows, some, me.Reader, i * ChunkMax)).ToList();
        var changed = before is null || zero ? [] : Worded(tx, report, changes.Of(tx, rows, ids, before.Value.Earlier));
        var head = Head(template, report, me, zero, before?.Text);
        return (head, kept, changed);
    }

    /// <summary>The head that a draft would be kept with.</summary>
    public KeptHead Head(Tx tx, Report report, StaffMember me) => Head(tables.Require(tx, report.TableId).Template!, report, me, false, null);

    public string? BeforeText(Tx tx, Report report) => Before(tx, report)?.Text;

    KeptHead Head(TableTemplate template, Report report, StaffMember me, bool zero, string? before) => new(template.Name, template.File.Filter,
        template.Condition.Sentence(), template.Subject.Kind, [.. template.Condition.Leaves.SelectMany(l => l.Than is { } than ? new[] { l.Field, than } : [l.Field]).DistinctBy(f => f.Label).Select(KeptField.Of)],
        [.. template.Columns.Select(c => new KeptColumn(c.Label, c.Field is { } f ? KeptField.Of(f) : null, c.Ask))], divisions.FullName(report.DivisionCode),
        Period.TextOf(report.Period), report.CutOff, Furniture(template.File.Furniture, report, me), zero, before);

    static IEnumerable<KeptRow> Kept(Tx tx, TableRows rows, IReadOnlyList<long> ids, Reader reader, int before)
    {
        var names = ReportChanges.Names(tx, rows.Template.Subject, ids);
        return rows.Read(tx, ids, reader, whole: true, before)
            .Select((cells, i) => new KeptRow(ids[i], names.GetValueOrDefault(ids[i], ""), [.. cells.Select(c => new KeptCell(c.Text, c.Number, c.ToFill))])).ToList();
    }

    async Task<NewCopy> CountAsync(Report report, ReportTable table, StaffMember me, bool zero)
    {
        var scope = new Scope(report.DivisionCode);
        await statistics.ReadyAsync();
        var counted = statistics.Count(table.Counts!, scope, report.CutOffDay);
        var grid = StatisticsMaker.Hidden(counted, table.Counts!.Asked, me.Reader);
        var (people, cells, sentences) = statistics.Keep(table.Counts!, scope, report.CutOffDay, me.Reader);
        var furniture = Furniture(table.Counts!.File.Furniture, report, me);
        var head = new KeptHead(table.Name, table.Rule, table.Counts.Condition?.Sentence() ?? "", Subject.Person.Kind, table.Counts.Asked.Select(KeptField.Of).ToList(),
            [.. StatisticsMaker.RowColumns(fields).Select(f => new KeptColumn(f.Label, KeptField.Of(f), false))], divisions.FullName(report.DivisionCode),
            Period.TextOf(report.Period), report.CutOff, furniture, zero, null);
        var trace = await BeginAsync(report, me);
        var file = await StatisticsSheet.WriteAsync(grid, $"{table.Name}（{head.Period}）", furniture, me.Name, trace.Mark);
        await traces.EndAsync(trace, grid.Rows.Count);
        return new(head, people, [], new KeptCounts(counted, cells, sentences).ToJson(), file);
    }

    Task<Trace> BeginAsync(Report report, StaffMember me) => traces.BeginAsync(report.Kind == Report.Table ? TraceKind.Table : TraceKind.Statistics,
        $"{report.TableName} {report.Period} 上报", FileName(report, report.TableName), report.DivisionCode, me);

    public string FileName(Report report, string table) => $"{table}_{divisions.FullName(report.DivisionCode)}_{report.Period}.xlsx";


    TableRows Rows(Tx tx, Report report) => new(tables.Require(tx, report.TableId).Template!, new Scope(report.DivisionCode), report.CutOffDay, divisions, seal);

    (ReportChanges.Earlier Earlier, string Text)? Before(Tx tx, Report report)
    {
        if (ReportCopies.Before(tx, report) is not var (copy, earlier)) return null;
        return (new(copies.Rows(tx, copy), copy.MadeAt, earlier.CutOffDay), copies.Head(tx, copy).Period);
    }

    /// <summary>With the reasons that somebody wrote.</summary>
    IReadOnlyList<KeptChange> Worded(Tx tx, Report report, IReadOnlyList<KeptChange> found)
    {
        var written = tx.Query<(long Subject, string Reason)>("SELECT subject_id, reason_sealed FROM report_reasons WHERE report_id = @Id", new { report.Id })
            .ToDictionary(r => r.Subject, r => seal.Open(r.Reason)!);
        return [.. found.Select(c => written.TryGetValue(c.Id, out var reason) ? c with { Reason = reason, Fields = [] } : c)];
    }

    string Furniture(IReadOnlyList<string> labels, Report report, StaffMember me) => string.Join("　　", labels.Select(label => $"{label}：{label switch
    {
        "填报单位（盖章）" => divisions.FullName(report.DivisionCode),
        "填表人" => me.Name,
        "联系电话" => divisions.Community(report.DivisionCode)?.Phone ?? "",
        "填报日期" => db.Time.Today().ToString("yyyy年M月d日"),
        "统计截止日" => report.CutOffDay.ToString("yyyy年M月d日"),
        _ => "　　　　",
    }}"));
}
