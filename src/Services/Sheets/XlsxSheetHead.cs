using System.Xml;

namespace OneTable.Services.Sheets;

/// <summary>What stands around the rows of a sheet: hidden columns before them, merged cells behind them.</summary>
sealed record XlsxSheetHead(IReadOnlyCollection<int> HiddenColumns, IReadOnlyList<Merges.Area> Merges)
{
    public static XlsxSheetHead Read(XmlReader opened)
    {
        using var xml = opened;
        var (hidden, areas) = (new SortedSet<int>(), new List<Merges.Area>());
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "col" && xml.GetAttribute("hidden") is "1" or "true")
                for (var c = Number(xml, "min"); c <= Math.Min(Number(xml, "max"), SheetFile.ColumnsMax); c++) hidden.Add(c - 1);
            if (xml.LocalName != "mergeCell" || Area(xml.GetAttribute("ref") ?? "") is not { } area) continue;
            if (areas.Count == SheetFile.MergesMax) throw new Refusal("sheet_too_big", $"合并的单元格太多，最多 {SheetFile.MergesMax} 处。");
            areas.Add(area);
        }
        return new(hidden, areas);
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
