using System.Text;
using Token = OneTable.Services.Sheets.PartXml.Token;

namespace OneTable.Services.Sheets.Editing;

/// <summary>The lists of words that a sheet offers for the cells of one row: those written in the sheet itself ("男,女").</summary>
static class RowLists
{
    const int ColumnsMax = 2_000;

    public static IReadOnlyDictionary<int, IReadOnlyList<string>> Read(PartXml opened, int row)
    {
        using var xml = opened;
        var lists = new Dictionary<int, IReadOnlyList<string>>();
        var (cells, inList) = ("", false);
        while (xml.Read() is var token and not Token.End)
        {
            if (token == Token.Open)
            {
                if (xml.Is("sheetData"u8)) xml.PassOver();
                else if (xml.Is("dataValidation"u8))
                    cells = xml.Attribute("type"u8).SequenceEqual("list"u8) ? Encoding.UTF8.GetString(xml.Attribute("sqref"u8)) : "";
                inList = cells.Length > 0 && xml.Is("formula1"u8);
            }
            else if (token == Token.Text && inList && xml.Value() is ['"', .. var words, '"'])
                foreach (var column in Columns(cells, row))
                    lists[column] = [.. words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        }
        return lists;
    }

    static IEnumerable<int> Columns(string ranges, int row) => ranges.Split(' ').SelectMany(range =>
    {
        var ends = range.Split(':');
        var (first, last) = (Of(ends[0]), Of(ends[^1]));
        return first.Row <= row && last.Row >= row && first.Column >= 0
            ? Enumerable.Range(first.Column, Math.Clamp(last.Column - first.Column + 1, 0, ColumnsMax)) : [];
    });

    static (int Row, int Column) Of(string cell) =>
        (int.TryParse(cell.AsSpan().TrimStart("$ABCDEFGHIJKLMNOPQRSTUVWXYZ"), out var row) ? row : 0, XlsxRows.Column(Encoding.ASCII.GetBytes(cell)));
}
