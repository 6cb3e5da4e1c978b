using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Statistics;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Reports;

/// <summary>A page of a report's rows: of a draft as they are now, else as they were sent.</summary>
/// <param name="Total">Null where it is so small that it would name people the reader may not know of.</param>
public sealed record ReportRows(IReadOnlyList<string> Columns, IReadOnlyList<ReportLine> Rows, long? Total);
public sealed record ReportLine(long? Id, IReadOnlyList<string> Cells);

public sealed record ChangeLine(long Id, string Name, bool Came, string Reason);

/// <param name="Before">The report that they are counted from; null where there was none.</param>
public sealed record ChangeList(string? Before, int Came, int Gone, IReadOnlyList<ChangeLine> Items);

/// <summary>What of a report a reader sees. Whoever asks has found the report in the reader's scope.</summary>
public sealed class ReportView(Database db, TraceLog traces, ReportMaker maker, ReportCopies copies, FieldCatalog fields, DivisionTree divisions)
{
    const int ChangesMax = 500;

    /// <summary>The copy asked for, else the last one; null for a draft.</summary>
    public static ReportCopy? Copy(Tx tx, Report report, int? number)
    {
        var all = ReportCopies.Of(tx, report.Id);
        if (number is { } n) return all.FirstOrDefault(c => c.Number == n) ?? throw new Refusal("not_found", "没有这一份。");
        return report.State is ReportState.Draft or ReportState.Returned && report.Kind != Report.Form ? null : all.LastOrDefault();
    }

    public ReportRows Rows(Tx tx, Report report, int? number, StaffMember me, int page, int size)
    {
        if (Copy(tx, report, number) is not { } copy)
        {
            if (report.Kind != Report.Table) return new([], [], 0);
            var draft = maker.Page(tx, report, me, page, size);
            return new(draft.Columns, [.. draft.Rows.Select(r => new ReportLine(null, r))], draft.Total);
        }
        var (head, rows) = (copies.Head(tx, copy), copies.Rows(tx, copy));
        var sheet = new ReportSheet(head, me.Reader, fields);
        var shown = sheet.MayList ? rows.Skip((page - 1) * size).Take(size) : [];
        return new([.. head.Columns.Select(c => c.Label)], [.. shown.Select(r => new ReportLine(r.Id, sheet.Shown(r)))],
            FieldRights.Counted(me.Reader, StatisticsMaker.About(head.Asked.Select(f => f.Field)), rows.Count));
    }

    public ChangeList Changes(Tx tx, Report report, int? number, StaffMember me)
    {
        var copy = Copy(tx, report, number);
        var head = copy is null ? null : copies.Head(tx, copy);
        if (report.Kind != Report.Table) return new(null, 0, 0, []);
        var found = copy is null ? maker.Changes(tx, report) : head!.Before is null ? null : copies.Changes(tx, copy);
        if (found is null) return new(null, 0, 0, []);
        var sheet = new ReportSheet(head ?? maker.Head(tx, report, me), me.Reader, fields);
        var items = sheet.MayList ? found.Take(ChangesMax).Select(c => new ChangeLine(c.Id, c.Name, c.Came, sheet.Reason(c))) : [];
        return new(head?.Before ?? maker.BeforeText(tx, report), found.Count(c => c.Came), found.Count(c => !c.Came), [.. items]);
    }

    /// <summary>A kept table of counts; null of a table of subjects or a draft.</summary>
    public KeptCounts? Counts(Tx tx, Report report, int? number, StaffMember me)
    {
        if (Copy(tx, report, number) is not { } copy || copies.Counts(tx, copy) is not { } text) return null;
        var kept = KeptCounts.Of(text);
        return kept with { Grid = StatisticsMaker.Hidden(kept.Grid, copies.Head(tx, copy).Asked.Select(f => f.Field), me.Reader) };
    }

    /// <summary>Who made a cell of a kept table of counts.</summary>
    public ReportRows Cell(Tx tx, Report report, int? number, string row, string column, StaffMember me, int page, int size)
    {
        if (Copy(tx, report, number) is not { } copy || Counts(tx, report, number, me) is not { } counts) throw new Refusal("not_found", "没有这一格。");
        var (head, people) = (copies.Head(tx, copy), copies.Rows(tx, copy));
        var sheet = new ReportSheet(head, me.Reader, fields);
        if (!sheet.MayList) throw new Refusal("forbidden", "这一格的名单只给管这条线的人看。");
        var who = counts.Who(row, column);
        return new([.. head.Columns.Select(c => c.Label)], [.. who.Skip((page - 1) * size).Take(size).Select(i => new ReportLine(people[i].Id, sheet.Shown(people[i])))], who.Count);
    }

    /// <summary>The very file that was sent for who may read all of it, for others one made from it; both are noted down.</summary>
    public async Task<(string Name, byte[] File)> FileAsync(Report report, int? number, StaffMember me)
    {
        var (copy, head) = db.Read(tx => Copy(tx, report, number) is { } found ? (found, copies.Head(tx, found)) : throw new Refusal("not_found", "还没有送审，先送审再下载。"));
        var (sheet, name) = (new ReportSheet(head, me.Reader, fields), head.FileName ?? maker.FileName(report, head.TableName));
        if (report.Kind == Report.Form && !sheet.ReadsAll) throw new Refusal("forbidden", "表里有您不能看全的列，请找经办人要。");
        if (!sheet.MayList && report.Kind == Report.Table) throw new Refusal("forbidden", "这张表只给管这条线的人导出。");
        var trace = await traces.BeginAsync(report.Kind == Report.Table ? TraceKind.Table : TraceKind.Statistics, $"{head.TableName} {report.Period} 第{copy.Number}份", name, report.DivisionCode, me);
        var file = sheet.ReadsAll ? db.Read(tx => copies.File(tx, copy)) : report.Kind == Report.Table
            ? await sheet.WriteAsync(db.Read(tx => copies.Rows(tx, copy)), db.Read(tx => copies.Changes(tx, copy)), me.Name, trace.Mark)
            : await StatisticsSheet.WriteAsync(db.Read(tx => Counts(tx, report, number, me))!.Grid, $"{head.TableName}（{head.Period}）", head.Furniture, me.Name, trace.Mark);
        await traces.EndAsync(trace, copy.RowsKept);
        return (name, file);
    }

    /// <summary>盖章页: what stands on the page that is stamped.</summary>
    public object Stamp(Tx tx, Report report)
    {
        if (report.State is not (ReportState.Stamping or ReportState.Submitted or ReportState.Archived) || Copy(tx, report, null) is not { } copy)
            throw new Refusal("not_passed", "社区审核通过以后才能打印盖章页。");
        var head = copies.Head(tx, copy);
        var steps = ReportStep.Of(tx, report.Id);
        string By(string step) => steps.LastOrDefault(s => s.Step == step)?.Actor ?? "";
        return new
        {
            head.TableName, head.Division, Period = head.Period, head.CutOff, head.Rule, Rows = copy.RowsKept, head.Zero, head.Before,
            Came = copies.Changes(tx, copy).Count(c => c.Came), Gone = copies.Changes(tx, copy).Count(c => !c.Came),
            Maker = copy.MadeBy, Checker = By(ReportStep.Pass), MadeAt = copy.MadeAt, Phone = divisions.Community(report.DivisionCode)?.Phone, Check = copy.Sha256[..12],
        };
    }
}
