using OneTable.Services.Data;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Registry.Import;

/// <summary>The refused rows of an import: their numbers and reasons are kept, the rows are read from the file again.</summary>
public static class ImportRefusals
{
    const int ReasonMax = 400, PageMax = 5_000;
    const double ReasonWidth = 48, ColumnWidth = 16;

    public sealed record Refused(int Row, string Reason);

    internal static void Write(Tx tx, long import, IReadOnlyList<RowFacts> refused)
    {
        var rows = new Rows("import_refusals", "import_id", "sheet", "row_no", "reason");
        foreach (var row in refused)
        {
            var reason = string.Join('；', row.Reasons);
            rows.Add(import, row.Sheet, row.Row, reason.Length <= ReasonMax ? reason : reason[..(ReasonMax - 1)] + "…");
        }
        rows.Write(tx);
    }

    public static void Forget(Tx tx, long import) => tx.Run("DELETE FROM import_refusals WHERE import_id = @p0", import);

    /// <summary>The first of them, for the screen.</summary>
    public static IReadOnlyList<Refused> First(Tx tx, long import, int max) => [.. tx.Query<Refused>(
        $"SELECT row_no AS Row, reason AS Reason FROM import_refusals WHERE import_id = @import ORDER BY sheet, row_no LIMIT {max}", new { import })];

    public static string NameOf(ImportBatch batch) => $"{Path.GetFileNameWithoutExtension(batch.FileName)}_退回.xlsx";

    /// <summary>A workbook with every refused row as it was, and the reason in a cell of its own behind it.</summary>
    /// <param name="shown">What its reader may have of a cell; everything where nothing is said.</param>
    public static async Task WriteAsync(Database db, TraceLog traces, ImportBatch batch, IReadOnlyList<SheetTable> tables, Stream to, StaffMember viewer,
        Func<SheetColumn, string?, string?>? shown = null, CancellationToken stop = default)
    {
        var width = tables.Max(t => t.Columns.Count);
        var trace = await traces.BeginAsync(TraceKind.Refused, batch.FileName, NameOf(batch), batch.DivisionCode, viewer);
        await using var writer = new XlsxWriter(to, new("退回的行", [.. Enumerable.Repeat(ColumnWidth, width), ReasonWidth, ColumnWidth], 1, viewer.Name, trace.Mark));
        foreach (var table in tables) await WriteAsync(db, batch.Id, table, writer, shown ?? ((_, cell) => cell), stop);
        await traces.EndAsync(trace, batch.Rejected);
    }

    static async Task WriteAsync(Database db, long import, SheetTable table, XlsxWriter writer, Func<SheetColumn, string?, string?> shown, CancellationToken stop)
    {
        using var refused = Read(db, import, table.Sheet).GetEnumerator();
        if (!refused.MoveNext()) return;
        Line(writer, table.Columns.Select(c => c.Heading), "原因", "原表行号", CellStyle.Header);
        foreach (var row in table.Rows())
        {
            if (row.Number != refused.Current.Row) continue;
            Line(writer, table.Columns.Select(c => shown(c, row[c.Index])), refused.Current.Reason, row.Number.ToString(), CellStyle.Text);
            await writer.FlushAsync(stop);
            if (!refused.MoveNext()) return;
        }
    }

    static void Line(XlsxWriter writer, IEnumerable<string?> cells, string reason, string number, CellStyle style)
    {
        writer.Row();
        foreach (var cell in cells) writer.Text(cell, style);
        writer.Text(reason, style == CellStyle.Text ? CellStyle.Ask : style);
        writer.Text(number, style);
    }

    static IEnumerable<Refused> Read(Database db, long import, int sheet)
    {
        for (var last = 0; ;)
        {
            var page = db.Read(tx => tx.Query<Refused>("""
                SELECT row_no AS Row, reason AS Reason FROM import_refusals WHERE import_id = @import AND sheet = @sheet AND row_no > @last ORDER BY row_no LIMIT @PageMax
                """, new { import, sheet, last, PageMax }).ToList());
            foreach (var row in page) yield return row;
            if (page.Count < PageMax) yield break;
            last = page[^1].Row;
        }
    }
}
