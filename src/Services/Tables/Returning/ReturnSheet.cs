using OneTable.Services.Data;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Returning;

/// <summary>The columns that only this table asked, as a file: whose, and what.</summary>
public sealed class ReturnSheet(Database db, ReturnRows rows, TraceLog traces)
{
    const int HeaderRow = 2;
    const double NumberWidth = 8, NameWidth = 16, TextWidth = 24;

    public static string FileName(Return kept) => $"{kept.TableName}_只在这张表里的列.xlsx";

    public async Task StreamAsync(Return kept, StaffMember me, Stream to, CancellationToken stop)
    {
        var trace = await traces.BeginAsync(TraceKind.Return, kept.TableName, FileName(kept), kept.DivisionCode, me);
        var sheets = kept.Form.Sheets.Select(s => db.Read(tx => rows.OneOffs(tx, kept, s, me))).Where(s => s.Columns.Count > 0).ToList();
        var width = sheets.Select(s => s.Columns.Count).DefaultIfEmpty(0).Max();
        await using var sheet = new XlsxWriter(to, new(kept.TableName, [NumberWidth, NameWidth, .. Enumerable.Repeat(TextWidth, width)], HeaderRow, me.Name, trace.Mark));
        sheet.Row(height: 30);
        sheet.Text(kept.TableName, CellStyle.Title);
        sheet.MergeRow();
        var count = 0;
        foreach (var (columns, found) in sheets)
        {
            sheet.Row(height: 24);
            foreach (var heading in (string[])["原行号", "名称", .. columns.Select(c => c.Heading)]) sheet.Text(heading, CellStyle.Header);
            foreach (var (row, name, values) in found)
            {
                sheet.Row();
                sheet.Number(row);
                foreach (var text in values.Prepend(name)) sheet.Text(text, CellStyle.Text);
                await sheet.FlushAsync(stop);
                count++;
            }
        }
        await traces.EndAsync(trace, count);
    }
}
