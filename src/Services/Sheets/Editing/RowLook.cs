using Token = OneTable.Services.Sheets.PartXml.Token;

namespace OneTable.Services.Sheets.Editing;

/// <summary>How a cell shows numbers, and whether it works its own out.</summary>
/// <param name="Format">Code of the number format; null for a built-in one.</param>
public sealed record CellLook(bool IsDay, bool IsText, string? Format, bool HasFormula)
{
    public static readonly CellLook None = new(false, false, null, false);
}

/// <summary>The looks of the cells of one row; of those it does not have, that of the row or the column.</summary>
public sealed class RowLook
{
    const int TextFormat = 49;

    readonly Dictionary<int, CellLook> cells = [];
    readonly List<(int First, int Last, CellLook Look)> columns = [];
    CellLook? row;

    public CellLook this[int column] => cells.TryGetValue(column, out var cell) ? cell : row
        ?? columns.FirstOrDefault(c => column >= c.First && column <= c.Last).Look ?? CellLook.None;

    internal static RowLook Read(PartXml opened, int wanted, StyleBook styles)
    {
        using var xml = opened;
        var (look, number) = (new RowLook(), 0);
        while (xml.Read() is var token and not Token.End && !(token == Token.Close && xml.Is("sheetData"u8)) && number <= wanted)
        {
            if (token != Token.Open) continue;
            if (xml.Is("col"u8)) look.columns.Add((xml.Number("min"u8, 1) - 1, xml.Number("max"u8, 1) - 1, Of(styles, xml.Number("style"u8, 0), false)));
            if (!xml.Is("row"u8)) continue;
            number = xml.Number("r"u8, number + 1);
            if (number != wanted) continue;
            if (xml.Flag("customFormat"u8)) look.row = Of(styles, xml.Number("s"u8, 0), false);
            look.Cells(xml, styles);
        }
        return look;
    }

    void Cells(PartXml xml, StyleBook styles)
    {
        var (column, style) = (-1, 0);
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
        {
            if (token != Token.Open) continue;
            if (xml.Is("c"u8))
            {
                column = xml.Attribute("r"u8) is { IsEmpty: false } name ? Math.Max(0, XlsxRows.Column(name)) : column + 1;
                style = xml.Number("s"u8, 0);
                cells[column] = Of(styles, style, false);
            }
            else if (xml.Is("f"u8)) cells[column] = Of(styles, style, true);
        }
    }

    static CellLook Of(StyleBook styles, int style, bool hasFormula)
    {
        var (id, code) = styles.Format(style);
        var kind = code is null ? XlsxStyles.BuiltIn(id) : XlsxStyles.Of(code).Kind;
        return new(kind is NumberKind.Date or NumberKind.Month or NumberKind.DateTime, id == TextFormat || code == "@", code, hasFormula);
    }
}
