using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Reports;

/// <summary>A kept report as a workbook and on a screen: every value as it was, as far as the reader may have it.</summary>
public sealed class ReportSheet(KeptHead head, Reader reader, FieldCatalog fields)
{
    const int HeaderRow = 3;

    /// <summary>Nothing in it is hidden from the reader, so that the very file may be given.</summary>
    public bool ReadsAll => head.Columns.All(c => c.Field?.ReadsInFull(reader, fields) != false) && MayList;

    /// <summary>Who stands in it tells what its rule asks about.</summary>
    public bool MayList => FieldRights.MayList(reader, new Condition.All([.. head.Asked.Select(Leaf), .. head.Asked.Select(f => fields.Find(f.Label)).OfType<Field>().Select(Leaf)]));

    public IReadOnlyList<string> Shown(KeptRow row) => [.. head.Columns.Zip(row.Cells, (column, cell) => Text(column.Field, cell.Text, whole: false))];

    /// <param name="whole">Sealed values as far as the reader may have them; on a screen they are masked.</param>
    public string Text(KeptField? field, string text, bool whole) =>
        field is null ? head.FileName is null || whole ? text : FieldRights.Sample(null, text)
        : !field.IsVisibleTo(reader, fields) ? FieldRights.Stars
        : !field.Field.IsSealed || text.Length == 0 || text.Contains('*') || whole && field.ReadsInFull(reader, fields) ? text
        : FieldRights.Mask(field.Field, text);

    public string Reason(KeptChange change) => change.Fields.All(f => f.IsVisibleTo(reader, fields)) ? change.Reason : "情况有变";

    /// <summary>The workbook: title, who reports, the rows, then who came and who went.</summary>
    public async Task<byte[]> WriteAsync(IReadOnlyList<KeptRow> rows, IReadOnlyList<KeptChange> changes, string creator, TraceMark mark)
    {
        using var file = new MemoryStream();
        await using (var sheet = new XlsxWriter(file, new(SheetName, [.. head.Columns.Select(Width)], HeaderRow, creator, mark)))
        {
            sheet.Row(height: 30);
            sheet.Text($"{head.TableName}（{head.Period}）", CellStyle.Title);
            sheet.MergeRow();
            sheet.Row(height: 32);
            sheet.Text(head.Furniture, CellStyle.Note);
            sheet.MergeRow();
            sheet.Row(height: 24);
            foreach (var column in head.Columns) sheet.Text(column.Label, CellStyle.Header);
            if (head.Zero) Line(sheet, "本期没有变化，零报告。");
            foreach (var row in rows)
            {
                sheet.Row();
                foreach (var (column, cell) in head.Columns.Zip(row.Cells))
                    if (cell.Number is { } number && column.Field?.IsVisibleTo(reader, fields) != false) sheet.Number(number);
                    else sheet.Text(Text(column.Field, cell.Text, whole: true), cell.ToFill ? CellStyle.Ask : CellStyle.Text);
                await sheet.FlushAsync();
            }
            if (head.Before is { } before)
            {
                Line(sheet, $"与{before}相比：新增 {changes.Count(c => c.Came)}，减少 {changes.Count(c => !c.Came)}");
                foreach (var change in changes) Line(sheet, $"{(change.Came ? "新增" : "减少")}：{change.Name}　{Reason(change)}");
            }
        }
        return file.ToArray();
    }

    static void Line(XlsxWriter sheet, string text)
    {
        sheet.Row();
        sheet.Text(text, CellStyle.Note);
        sheet.MergeRow();
    }

    static Condition Leaf(KeptField field) => Leaf(field.Field);
    static Condition Leaf(Field field) => new Condition.Leaf(field, ConditionOp.Filled, []);

    string SheetName => head.TableName;

    static double Width(KeptColumn column) => column.Field?.Field.Type switch
    {
        null => column.Label == TableTemplate.RunningNumber ? 6 : 14,
        FieldType.Id or FieldType.Account => 22,
        FieldType.Address => 34,
        FieldType.Codes => 20,
        FieldType.Age or FieldType.Int or FieldType.Bool => 8,
        _ => Math.Max(12, column.Label.Length * 2.2 + 2),
    };
}
