using System.Text;
using Token = OneTable.Services.Sheets.PartXml.Token;

namespace OneTable.Services.Sheets;

/// <summary>The rows of one sheet part, each cell as the text it shows.</summary>
/// <param name="end">Below this row nothing stands, as far as that is known.</param>
sealed class XlsxRows(PartXml opened, XlsxStyles styles, SharedStrings shared, IReadOnlyList<Merges.Area> areas, int end)
{
    readonly Merges merges = new(areas);
    readonly PlainCell cell = new(opened);
    string?[] cells = new string?[16];

    public IEnumerable<SheetRow> Read()
    {
        using var xml = opened;
        for (var number = 0; xml.Read() is var token and not Token.End;)
        {
            if (token == Token.Close && xml.Is("sheetData"u8)) yield break;
            if (token != Token.Open || !xml.Is("row"u8)) continue;
            number = xml.Number("r"u8, number + 1);
            if (number > end) yield break;
            var hidden = xml.Flag("hidden"u8);
            var row = new SheetRow(number, merges.Fill(number - 1, Cells(xml, number)), hidden);
            if (!row.IsEmpty) yield return row;
        }
    }

    /// <summary>0 for A; what is no letter ends it.</summary>
    public static int Column(ReadOnlySpan<byte> reference)
    {
        var column = 0;
        foreach (var c in reference)
        {
            if (c == '$') continue;
            if (c is < (byte)'A' or > (byte)'Z' || column > SheetFile.ColumnsMax) break;
            column = column * 26 + c - 'A' + 1;
        }
        return column - 1;
    }

    string?[] Cells(PartXml xml, int row)
    {
        var (column, used) = (-1, 0);
        for (var depth = xml.Depth; ;)
        {
            string? text;
            if (cell.TryRead()) (column, text) = (cell.Column, Cell());
            else if (xml.Read() is var token && xml.Depth < depth) break;
            else if (token != Token.Open || !xml.Is("c"u8)) continue;
            else
            {
                column = xml.Attribute("r"u8) is { IsEmpty: false } at ? Math.Max(0, Column(at)) : column + 1;
                text = Cell(xml, row);
            }
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (column >= SheetFile.ColumnsMax) throw SheetFile.TooWide(row);
            if (column >= cells.Length) Array.Resize(ref cells, Math.Max(column + 1, cells.Length * 2));
            cells[column] = text;
            used = Math.Max(used, column + 1);
        }
        var result = cells.AsSpan(0, used).ToArray();
        cells.AsSpan(0, used).Clear();
        return result;
    }

    /// <summary>Of a cell that was read whole.</summary>
    string? Cell() => cell.Kind switch
    {
        PlainCell.Kinds.Nothing => null,
        PlainCell.Kinds.Shared => shared[cell.Index],
        PlainCell.Kinds.Text => XlsxText.Unescape(cell.Text),
        _ => styles.Text(cell.Text, cell.Style),
    };

    string? Cell(PartXml xml, int row)
    {
        var (style, type) = (xml.Number("s"u8, 0), Encoding.ASCII.GetString(xml.Attribute("t"u8)));
        string? value = null, formula = null;
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
        {
            if (token != Token.Open) continue;
            if (xml.Is("v"u8)) value = XlsxText.Of(xml, row);
            else if (xml.Is("is"u8)) value = XlsxText.OfRuns(xml, row);
            else if (xml.Is("f"u8)) formula = XlsxText.Of(xml, row) ?? "";
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
