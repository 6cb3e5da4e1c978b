using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Registry.Comparing;

/// <summary>A set as a workbook: what is decided about each, who it is here, and the list's own columns beside it.</summary>
public sealed class ComparisonFile(Database db, TraceLog traces, Comparisons comparisons, FieldCatalog fields)
{
    const int ChunkMax = 500, HeaderRow = 3;
    static readonly string[] ours = ["把握", "说明", "姓名", "身份证号", "联系电话", "出生日期", "住址", "网格", "人员状态"];

    public static string NameOf(Comparison comparison, string outcome) =>
        string.Concat($"{comparison.Title}_{Outcome.Text(outcome)}_{comparison.DataDay}.xlsx".Where(c => !char.IsControl(c) && c is not ('/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')));

    public async Task<int> StreamAsync(Stream to, StaffMember me, Comparison comparison, string outcome, CancellationToken stop = default)
    {
        bool Whole(string label) => FieldRights.ReadsInFull(me.Reader, fields.Find(label)!);
        var (number, phone) = (Whole(Facts.Document), Whole(Facts.Phone));
        var listed = JsonSerializer.Deserialize<List<ListedColumn>>(comparison.ColumnsJson) ?? [];
        // The list's own cells hold whole numbers: only for who may have those.
        if (!number) listed = [.. listed.Where(c => c.Target is Facts.Name or Facts.BirthDate)];
        string[] headings = ["序号", .. ours, "名单行号", .. listed.Select(c => "名单：" + c.Heading)];
        var trace = await traces.BeginAsync(TraceKind.Comparison, $"{comparison.Title}：{Outcome.Text(outcome)}", NameOf(comparison, outcome), comparison.DivisionCode, me);
        await using var sheet = new XlsxWriter(to, new(Outcome.Text(outcome), [.. headings.Select(Width)], HeaderRow, me.Name, trace.Mark));
        Head(sheet, comparison, outcome, headings);
        var (count, after) = (0, -1);
        while (db.Read(tx => comparisons.All(tx, me, comparison, outcome, after, ChunkMax).ToList()) is { Count: > 0 } chunk)
        {
            foreach (var (row, item, document, mobile) in chunk)
            {
                sheet.Row();
                sheet.Number(++count);
                var person = item.Person;
                foreach (var text in (string?[])[item.ConfidenceText, item.Why, person?.Name, person is null || !number ? person?.Number : document, person is null || !phone ? person?.Phone : mobile,
                    person?.BirthDate, person?.Address, person?.Grid, person?.Status, item.Listed?.Row.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    .. listed.Select(c => row is not null && c.Index < row.Cells.Length ? row.Cells[c.Index] : null)]) sheet.Text(text);
                await sheet.FlushAsync(stop);
            }
            after = chunk[^1].Item.Position;
        }
        await traces.EndAsync(trace, count);
        return count;
    }

    static void Head(XlsxWriter sheet, Comparison comparison, string outcome, string[] headings)
    {
        sheet.Row(height: 30);
        sheet.Text($"{comparison.Title}：{Outcome.Text(outcome)}", CellStyle.Title);
        sheet.MergeRow();
        sheet.Row(height: 32);
        sheet.Text($"名单来源：{comparison.Source}　　数据日期：{comparison.DataDay}　　比对范围：{comparison.HereText}　　用途：{comparison.Purpose}", CellStyle.Note);
        sheet.MergeRow();
        sheet.Row(height: 24);
        foreach (var heading in headings) sheet.Text(heading, CellStyle.Header);
    }

    static double Width(string heading) => heading switch { "序号" => 6, "说明" or "住址" => 34, "身份证号" => 22, _ => Math.Max(12, heading.Length * 2.2 + 2) };
}
