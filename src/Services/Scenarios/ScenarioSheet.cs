using OneTable.Services.Data;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Scenarios;

/// <summary>A list that is taken away: its heading, columns and rows; decimals are yuan.</summary>
public sealed record SheetList(string Title, string Note, IReadOnlyList<(string Label, double Width)> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>Writes lists about scenarios as .xlsx, each with its trace.</summary>
public sealed class ScenarioSheet(TraceLog traces, TimeProvider time)
{
    const int HeaderRow = 3;

    public async Task<(string Name, byte[] File)> WriteAsync(SheetList list, string division, StaffMember me)
    {
        var name = $"{list.Title}_{time.Today():yyyyMMdd}.xlsx";
        var trace = await traces.BeginAsync(TraceKind.Scenario, list.Title, name, division, me);
        using var to = new MemoryStream();
        await using (var sheet = new XlsxWriter(to, new("名单", [.. list.Columns.Select(c => c.Width)], HeaderRow, me.Name, trace.Mark)))
        {
            sheet.Row(height: 30);
            sheet.Text(list.Title, CellStyle.Title);
            sheet.MergeRow();
            sheet.Row(height: 32);
            sheet.Text($"{list.Note}　　制表人：{me.Name}　　制表日期：{time.Today():yyyy年M月d日}", CellStyle.Note);
            sheet.MergeRow();
            sheet.Row(height: 24);
            foreach (var (label, _) in list.Columns) sheet.Text(label, CellStyle.Header);
            foreach (var row in list.Rows)
            {
                sheet.Row();
                foreach (var cell in row) Write(sheet, cell);
                await sheet.FlushAsync();
            }
        }
        await traces.EndAsync(trace, list.Rows.Count);
        return (name, to.ToArray());
    }

    static void Write(XlsxWriter sheet, object? cell)
    {
        if (cell is int or long) sheet.Number(Convert.ToInt64(cell, System.Globalization.CultureInfo.InvariantCulture));
        else if (cell is decimal yuan && yuan == decimal.Truncate(yuan)) sheet.Number((long)yuan);
        else sheet.Text(cell is decimal part ? $"{part:0.00}" : cell?.ToString());
    }
}
