using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Statistics;

/// <summary>A table of counts as a workbook: two rows of headings, sub-totals indented, and the period before beside it where it is asked for.</summary>
public static class StatisticsSheet
{
    const int HeaderRow = 4;

    public static async Task<byte[]> WriteAsync(StatisticsGrid grid, string title, string furniture, string creator, TraceMark mark, StatisticsGrid? before = null)
    {
        using var file = new MemoryStream();
        var columns = before is null ? 1 : 3;
        double[] widths = [26, .. grid.Columns.SelectMany(_ => Enumerable.Repeat(9.0, columns))];
        await using (var sheet = new XlsxWriter(file, new(grid.Name, widths, HeaderRow, creator, mark)))
        {
            sheet.Row(height: 30);
            sheet.Text(title, CellStyle.Title);
            sheet.MergeRow();
            sheet.Row(height: 32);
            sheet.Text(furniture, CellStyle.Note);
            sheet.MergeRow();
            sheet.Row(height: 24);
            sheet.Text("", CellStyle.Header);
            var last = "";
            foreach (var column in grid.Columns)
            {
                for (var i = 0; i < columns; i++) sheet.Text(i == 0 && column.Group != last ? column.Group : "", CellStyle.Header);
                last = column.Group;
            }
            sheet.Row(height: 24);
            sheet.Text("区划或类别", CellStyle.Header);
            foreach (var column in grid.Columns)
                foreach (var label in (string[])[column.Label, .. before is null ? Array.Empty<string>() : ["上期", "增减"]]) sheet.Text(label, CellStyle.Header);
            foreach (var row in grid.Rows)
            {
                sheet.Row();
                sheet.Text(new string('　', row.Level) + row.Label);
                for (var i = 0; i < grid.Columns.Count; i++)
                {
                    var (head, now) = (grid.Columns[i], row.Cells[i]);
                    Write(sheet, head, now);
                    if (before is null) continue;
                    var then = before.Cell(row.Key, head.Key);
                    Write(sheet, head, then);
                    Write(sheet, head, now - then);
                }
                await sheet.FlushAsync();
            }
        }
        return file.ToArray();
    }

    /// <summary>Fen that are no whole yuan stand as text: a number would round them.</summary>
    static void Write(XlsxWriter sheet, StatisticsHead head, long? value)
    {
        if (value is not { } number) sheet.Text("—");
        else if (!head.IsMoney) sheet.Number(number);
        else if (number % 100 == 0) sheet.Number(number / 100);
        else sheet.Text((number / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
    }
}
