using System.Text;
using Token = OneTable.Services.Sheets.PartXml.Token;

namespace OneTable.Services.Sheets;

/// <summary>One pass over a sheet without its texts: how much it holds, what is hidden before its rows, what is merged behind them.</summary>
sealed class XlsxSheetHead
{
    readonly SortedSet<int> hiddenColumns = [];
    int rows, columns, hiddenRows, row, last, end, counted, column = -1;
    bool hidden;

    XlsxSheetHead() { }

    public List<Merges.Area> Merges { get; } = [];

    /// <summary>Below this row nothing stands: a format that was drawn down a million rows is not read again.</summary>
    public int End => Math.Max(end, Merges.Count == 0 ? 0 : Merges.Max(m => m.LastRow) + 1);
    public SheetSurvey Survey => new(rows, columns, hiddenRows, hiddenColumns, last);

    public static XlsxSheetHead Read(PartXml opened)
    {
        using var xml = opened;
        var head = new XlsxSheetHead();
        while (xml.Read() is var token and not Token.End)
            if (token == Token.Open) head.Begin(xml);
            else if (token == Token.Text && head.column >= 0 && !xml.IsBlank) head.Text(xml);
        return head;
    }

    /// <summary>Only what is merged, for who has no question about the rows.</summary>
    public static List<Merges.Area> MergesOf(PartXml opened)
    {
        using var xml = opened;
        var head = new XlsxSheetHead();
        while (xml.Read() is var token and not Token.End)
            if (token == Token.Open && xml.Is("sheetData"u8)) xml.PassOver();
            else if (token == Token.Open) head.Begin(xml);
        return head.Merges;
    }

    void Begin(PartXml xml)
    {
        if (xml.Is("c"u8)) (column, last) = (xml.Attribute("r"u8) is { IsEmpty: false } at ? XlsxRows.Column(at) : column + 1, row);
        else if (xml.Is("row"u8)) (row, column, hidden) = (xml.Number("r"u8, row + 1), -1, xml.Flag("hidden"u8));
        else if (xml.Is("col"u8) && xml.Flag("hidden"u8))
            for (var c = xml.Number("min"u8, 1); c <= Math.Min(xml.Number("max"u8, 1), SheetFile.ColumnsMax); c++) hiddenColumns.Add(c - 1);
        else if (xml.Is("mergeCell"u8) && Area(Encoding.ASCII.GetString(xml.Attribute("ref"u8))) is { } area)
        {
            if (Merges.Count == SheetFile.MergesMax) throw new Refusal("sheet_too_big", $"合并的单元格太多，最多 {SheetFile.MergesMax} 处。");
            Merges.Add(area);
        }
    }

    void Text(PartXml xml)
    {
        // So many bytes could be short enough; then they are counted as what they mean.
        if (xml.Length > SheetFile.CellMax && (xml.Length > SheetFile.CellMax * 6 || xml.Value().Length > SheetFile.CellMax)) throw SheetFile.TooLong(row, column);
        if (column >= SheetFile.ColumnsMax) throw SheetFile.TooWide(row);
        columns = Math.Max(columns, column + 1);
        if (counted == row) return;
        (counted, end, rows) = (row, Math.Max(end, row), rows + 1);
        if (hidden) hiddenRows++;
    }

    static Merges.Area? Area(string text)
    {
        var ends = text.Split(':');
        if (ends.Length != 2) return null;
        var (from, to) = (Cell(ends[0]), Cell(ends[1]));
        return from.Row < 0 || to.Row < 0 || from.Column < 0 ? null : new(from.Row, from.Column, to.Row, Math.Min(to.Column, SheetFile.ColumnsMax - 1));
    }

    static (int Row, int Column) Cell(string text) =>
        (int.TryParse(text.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ$"), out var row) ? row - 1 : -1, XlsxRows.Column(Encoding.ASCII.GetBytes(text)));
}
