using System.Xml;

namespace OneTable.Services.Sheets;

/// <summary>One pass over a sheet without its texts: how much it holds, what is hidden before its rows, what is merged behind them.</summary>
sealed class XlsxSheetHead
{
    readonly SortedSet<int> hiddenColumns = [];
    readonly char[] chunk = new char[SheetFile.CellMax + 1];
    int rows, columns, hiddenRows, row, column, counted;
    bool hidden;

    XlsxSheetHead() { }

    public List<Merges.Area> Merges { get; } = [];
    public SheetSurvey Survey => new(rows, columns, hiddenRows, hiddenColumns);

    public static XlsxSheetHead Read(XmlReader opened)
    {
        using var xml = opened;
        var head = new XlsxSheetHead();
        while (xml.Read())
            if (xml.NodeType == XmlNodeType.Element) head.Begin(xml);
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && head.row > 0) head.Text(xml);
        return head;
    }

    void Begin(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "c":
                column = xml.MoveToAttribute("r") ? XlsxRows.Column(xml.Value) : column + 1;
                xml.MoveToElement();
                break;
            case "row":
                row = int.TryParse(xml.GetAttribute("r"), out var r) && r > 0 ? r : row + 1;
                (column, hidden) = (-1, xml.GetAttribute("hidden") is "1" or "true");
                break;
            case "col" when xml.GetAttribute("hidden") is "1" or "true":
                for (var c = Number(xml, "min"); c <= Math.Min(Number(xml, "max"), SheetFile.ColumnsMax); c++) hiddenColumns.Add(c - 1);
                break;
            case "mergeCell" when Area(xml.GetAttribute("ref") ?? "") is { } area:
                if (Merges.Count == SheetFile.MergesMax) throw new Refusal("sheet_too_big", $"合并的单元格太多，最多 {SheetFile.MergesMax} 处。");
                Merges.Add(area);
                break;
        }
    }

    void Text(XmlReader xml)
    {
        int length = 0, read;
        while (length < chunk.Length && (read = xml.ReadValueChunk(chunk, length, chunk.Length - length)) > 0) length += read;
        if (length == chunk.Length) throw SheetFile.TooLong(row);
        if (column >= SheetFile.ColumnsMax) throw SheetFile.TooWide(row);
        columns = Math.Max(columns, column + 1);
        if (counted == row) return;
        (counted, rows) = (row, rows + 1);
        if (hidden) hiddenRows++;
    }

    static int Number(XmlReader xml, string name) => int.TryParse(xml.GetAttribute(name), out var n) && n > 0 ? n : 1;

    static Merges.Area? Area(string text)
    {
        var ends = text.Split(':');
        if (ends.Length != 2) return null;
        var (from, to) = (Cell(ends[0]), Cell(ends[1]));
        return from.Row < 0 || to.Row < 0 ? null : new(from.Row, from.Column, to.Row, Math.Min(to.Column, SheetFile.ColumnsMax - 1));
    }

    static (int Row, int Column) Cell(string text)
    {
        var column = XlsxRows.Column(text);
        return int.TryParse(text.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ$"), out var row) ? (row - 1, column) : (-1, column);
    }
}
