using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;
using OneTable.Services.Sheets.Editing;

namespace OneTable.Services.Tables.Forms;

/// <summary>Writes beside the labels of a workbook's sheet that is about one person.</summary>
static class XlsxCard
{
    public static void Fill(Func<Stream> open, string fileName, CardValues values, TraceMark mark, bool clean, Stream to)
    {
        using var sheets = SheetFile.Open(open(), fileName);
        var cells = CardCells.All(sheets, values.Card.Index).Select((cell, index) => (cell.Row, New: Cell(cell, values, index))).Where(c => c.New is not null);
        // Whole before the copy begins: the cells are asked for here.
        var around = cells.GroupBy(c => c.Row).ToDictionary(g => g.Key, g => (IReadOnlyList<NewCell>)[.. g.Select(c => c.New!.Value).OrderBy(c => c.Column)]);
        using var edit = WorkbookEdit.Open(open(), fileName);
        edit.Write(to, [new SheetFill(values.Card.Index, 1, 0) { Around = around }], mark, asks: !clean);
    }

    static NewCell? Cell(CardCell cell, CardValues values, int index)
    {
        var (text, field) = values[index];
        if (text is { Length: > 0 } && cell.Text.Length > 0) text = Tick(cell.Text, field, text);
        if (text is not { Length: > 0 }) return values.Ask(index) ? new(cell.Column, cell.Text.Length > 0 ? cell.Text : null, Ask: true) : null;
        return field?.Type is FieldType.Int or FieldType.Age && double.TryParse(text, out var number) ? new(cell.Column, Number: number)
            : new(cell.Column, text, Digits: field?.Type is FieldType.Id or FieldType.Phone or FieldType.Account);
    }

    /// <summary>Null where no box says it.</summary>
    static string? Tick(string boxes, Field? field, string text)
    {
        var signs = boxes.ToCharArray();
        var options = DocxBlanks.Options(DocxParagraph.Plain(boxes)).ToList();
        var chosen = CardValues.Chosen(options.Select(o => o.Option), field, text);
        foreach (var (at, option) in options) signs[at] = chosen.Contains(option) ? '☑' : '□';
        return chosen.Count > 0 ? new(signs) : null;
    }
}
