using System.Globalization;
using System.IO.Packaging;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using OneTable.Services.Sheets;

namespace OneTable.Benchmarks;

/// <summary>The same table by the OpenXml SDK, as its documentation writes a large sheet: element by element, nothing held.</summary>
static class SaxWriting
{
    public static void Write(string path, TableBenchmarkRows rows, int count)
    {
        using var document = SpreadsheetDocument.Create(path, SpreadsheetDocumentType.Workbook);
        document.CompressionOption = CompressionOption.SuperFast;
        var book = document.AddWorkbookPart();
        var part = book.AddNewPart<WorksheetPart>();
        var columns = Enumerable.Range(0, TableBenchmarkRows.Headings.Length).Select(SheetFile.Letter).ToList();
        using (var writer = OpenXmlWriter.Create(part))
        {
            writer.WriteStartElement(new Worksheet());
            writer.WriteStartElement(new SheetData());
            Row(writer, 1, c => Text(columns[c] + "1", TableBenchmarkRows.Headings[c]), columns.Count);
            for (var i = 0; i < count; i++)
            {
                var (row, number) = (rows[i], (i + 2).ToString(CultureInfo.InvariantCulture));
                Row(writer, i + 2, c => c switch
                {
                    0 => Number(columns[c] + number, i + 1),
                    1 => Number(columns[c] + number, row.Age),
                    _ => Text(columns[c] + number, row.Texts[c - 2]),
                }, columns.Count);
            }
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        book.Workbook = new(new DocumentFormat.OpenXml.Spreadsheet.Sheets(new Sheet { Id = book.GetIdOfPart(part), SheetId = 1, Name = "人员" }));
    }

    static void Row(OpenXmlWriter writer, int number, Func<int, Cell> cell, int columns)
    {
        writer.WriteStartElement(new Row { RowIndex = (uint)number });
        for (var c = 0; c < columns; c++) writer.WriteElement(cell(c));
        writer.WriteEndElement();
    }

    static Cell Text(string at, string text) => new() { CellReference = at, DataType = CellValues.InlineString, InlineString = new(new Text(text)) };
    static Cell Number(string at, int value) => new() { CellReference = at, CellValue = new(value) };
}
