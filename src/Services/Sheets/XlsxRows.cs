using System.Xml;

namespace OneTable.Services.Sheets;

/// <summary>The rows of one sheet part, each cell as the text it shows.</summary>
sealed class XlsxRows(XmlReader opened, XlsxStyles styles, SharedStrings shared, IReadOnlyList<Merges.Area> areas)
{
    readonly Merges merges = new(areas);
    readonly XlsxText texts = new();
    string?[] cells = new string?[16];

    public IEnumerable<SheetRow> Read()
    {
        using var xml = opened;
        var number = 0;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData") yield break;
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row") continue;
            number = int.TryParse(xml.GetAttribute("r"), out var r) && r > 0 ? r : number + 1;
            var hidden = xml.GetAttribute("hidden") is "1" or "true";
            if (xml.IsEmptyElement) continue;
            var row = new SheetRow(number, merges.Fill(number - 1, Cells(xml, number)), hidden);
            if (!row.IsEmpty) yield return row;
        }
    }

    /// <summary>0 for A; what is no letter ends it.</summary>
    public static int Column(ReadOnlySpan<char> reference)
    {
        var column = 0;
        foreach (var c in reference)
        {
            if (c == '$') continue;
            if (c is < 'A' or > 'Z' || column > SheetFile.ColumnsMax) break;
            column = column * 26 + c - 'A' + 1;
        }
        return column - 1;
    }

    string?[] Cells(XmlReader xml, int row)
    {
        var (depth, column, used) = (xml.Depth, -1, 0);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c") continue;
            var (next, style, type) = (column + 1, 0, "");
            while (xml.MoveToNextAttribute())
            {
                if (xml.LocalName == "r") next = Column(xml.Value);
                else if (xml.LocalName == "s") _ = int.TryParse(xml.Value, out style);
                else if (xml.LocalName == "t") type = xml.Value;
            }
            column = Math.Max(0, next);
            xml.MoveToElement();
            if (xml.IsEmptyElement || Cell(xml, type, style, row) is not { } text || string.IsNullOrWhiteSpace(text)) continue;
            if (column >= SheetFile.ColumnsMax) throw SheetFile.TooWide(row);
            if (column >= cells.Length) Array.Resize(ref cells, Math.Max(column + 1, cells.Length * 2));
            cells[column] = text;
            used = Math.Max(used, column + 1);
        }
        var result = cells.AsSpan(0, used).ToArray();
        cells.AsSpan(0, used).Clear();
        return result;
    }

    string? Cell(XmlReader xml, string type, int style, int row)
    {
        var depth = xml.Depth;
        string? value = null, formula = null;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "v") value = texts.Of(xml, row);
            else if (xml.LocalName == "is") value = texts.OfRuns(xml, row);
            else if (xml.LocalName == "f") formula = texts.Of(xml, row);
        }
        return value is null ? formula is null ? null : "=" + formula : type switch // never worked out: shown as it stands
        {
            "s" => int.TryParse(value, out var index) ? shared[index] : null,
            "b" => value == "1" ? "是" : "否",
            "str" or "inlineStr" => XlsxText.Unescape(value),
            "e" => value,
            "d" => value.EndsWith("T00:00:00", StringComparison.Ordinal) ? value[..10] : value.Replace('T', ' '),
            _ => styles.Text(value, style),
        };
    }
}
