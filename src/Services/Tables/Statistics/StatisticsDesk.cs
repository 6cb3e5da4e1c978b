using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Reports;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Statistics;

/// <param name="Before">What the division handed in last; null where it did not yet.</param>
/// <param name="BeforeText">Its period.</param>
public sealed record StatisticsLook(StatisticsGrid Grid, StatisticsGrid? Before, string? BeforeText);

/// <summary>The people of a cell and the rule that found them.</summary>
/// <param name="At">When they were found.</param>
public sealed record CellPeople(string Row, string Column, string Rule, string CutOff, long At, int Total, IReadOnlyList<string> Columns, IReadOnlyList<ReportLine> Rows);

/// <summary>Tables of counts as they stand now: on a screen, cell by cell, and as a file.</summary>
public sealed class StatisticsDesk(Database db, StatisticsList list, StatisticsMaker maker, ReportCopies copies, TraceLog traces, DivisionTree divisions, FieldCatalog fields)
{
    public async Task<StatisticsLook> LookAsync(string id, Scope scope, DateOnly on, Reader reader)
    {
        var template = db.Read(tx => list.Require(tx, id));
        await maker.ReadyAsync();
        var grid = maker.Make(template, scope, on, reader);
        var before = db.Read(tx => Before(tx, template, scope, on));
        return new(grid, before is var (kept, text) ? StatisticsMaker.Hidden(kept, template.Asked, reader) : null, before?.Text);
    }

    public CellPeople Cell(string id, Scope scope, DateOnly on, string row, string column, int page, int size, Reader reader)
    {
        var template = db.Read(tx => list.Require(tx, id));
        if (!FieldRights.MayList(reader, StatisticsMaker.About(template.Asked))) throw new Refusal("forbidden", "这一格的名单只给管这条线的人看。");
        var cell = maker.Cell(template, scope, on, row, column, page, size);
        var columns = StatisticsMaker.RowColumns(fields).Select(KeptField.Of).ToList();
        var people = db.Read(tx => maker.People(tx, cell.Ids, scope, on, reader));
        var sheet = new ReportSheet(new("", "", "", "", [], [.. columns.Select(f => new KeptColumn(f.Label, f, false))], "", "", "", "", false, null), reader, fields);
        return new(cell.Row, cell.Column, cell.Rule, on.Iso(), db.Time.UnixMs(), cell.Count, [.. columns.Select(c => c.Label)], [.. people.Select(p => new ReportLine(p.Id, sheet.Shown(p)))]);
    }

    public async Task<(string Name, byte[] File, int Rows, string TraceCode)> FileAsync(string id, Scope scope, DateOnly on, bool withBefore, StaffMember me)
    {
        var template = db.Read(tx => list.Require(tx, id));
        var look = await LookAsync(template.File.Id, scope, on, me.Reader);
        var name = $"{template.File.Name}_{divisions.FullName(scope.Code)}_{on:yyyyMMdd}.xlsx";
        var trace = await traces.BeginAsync(TraceKind.Statistics, template.File.Name, name, scope.Code, me);
        var note = $"填报单位（盖章）：{look.Grid.Division}　　填表人：{me.Name}　　填报日期：{db.Time.Today():yyyy年M月d日}　　统计截止日：{on:yyyy年M月d日}";
        var file = await StatisticsSheet.WriteAsync(look.Grid, template.File.Name, note, me.Name, trace.Mark, withBefore ? look.Before : null);
        await traces.EndAsync(trace, look.Grid.Rows.Count);
        return (name, file, look.Grid.Rows.Count, trace.Code);
    }

    (StatisticsGrid Grid, string Text)? Before(Tx tx, StatisticsTemplate template, Scope scope, DateOnly on) =>
        ReportCopies.Before(tx, new Report { TableId = template.File.Id, DivisionCode = scope.Code, CutOff = on.Iso() }) is var (copy, _) && copies.Counts(tx, copy) is { } text
            ? (KeptCounts.Of(text).Grid, copies.Head(tx, copy).Period) : null;
}
