using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>A cell to be filled beside its label, on a sheet that is about one person.</summary>
/// <param name="Text">What stands in it: nothing, or boxes to tick.</param>
sealed record CardCell(IReadOnlyList<string> Levels, int Row, int Column, string Text);

/// <summary>Tells a sheet about one person (姓名 | ____ | 性别 | ____, row by row) from a list, and finds what it asks.</summary>
static class CardCells
{
    const int RowsMax = 200, KnownMin = 4, LabelMax = 30;

    /// <summary>Null where the sheet is a list or nothing of the kind.</summary>
    public static IReadOnlyList<CardCell>? Find(SheetFile file, int sheet, FormHeadings headings)
    {
        var cells = All(file, sheet);
        var known = cells.Where(c => headings.IsSure(c.Levels) && headings.Of(Subject.Person).Target(c.Levels) is not null).ToList();
        return known.Count >= KnownMin && known.Select(c => c.Row).Distinct().Count() > 1 ? cells : null;
    }

    /// <summary>Every cell beside a label that holds nothing, or boxes.</summary>
    public static IReadOnlyList<CardCell> All(SheetFile file, int sheet)
    {
        var cells = new List<CardCell>();
        var rows = file.Rows(sheet).Take(RowsMax).ToList();
        var width = rows.Count == 0 ? 0 : rows.Max(r => r.Cells.Length);
        for (var i = 0; i < rows.Count; i++)
            cells.AddRange(Row(rows[i], i > 0 && rows[i - 1].Number == rows[i].Number - 1 ? rows[i - 1] : null, width));
        return cells;
    }

    static IEnumerable<CardCell> Row(SheetRow row, SheetRow? above, int width)
    {
        var group = "";
        for (var c = 0; c < row.Cells.Length; c++)
        {
            if (row[c] is not { } text) continue;
            var first = c;
            while (row[c + 1] == text) c++; // merged
            var (label, next) = (string.Concat(text.Where(t => !char.IsWhiteSpace(t))).TrimEnd(':', '：'), row[c + 1]);
            if (!IsLabel(label) || DocxBlanks.IsPhoto(label)) continue;
            if (next is null && c + 1 < width || next is not null && DocxBlanks.HasBoxes(next))
            {
                if (above?[first] != text) yield return new(group.Length > 0 ? [group, label] : [label], row.Number, c + 1, next ?? "");
                if (next is not null) c++;
            }
            else if (first == 0 && next is not null) group = label;
        }
    }

    static bool IsLabel(string text) => text.Length is > 0 and <= LabelMax && text.Any(c => c > 0xFF) && !DocxBlanks.HasBoxes(text);
}
