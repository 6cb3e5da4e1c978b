using System.Text;
using Token = OneTable.Services.Sheets.PartXml.Token;

namespace OneTable.Services.Sheets.Editing;

/// <summary>Copies the rows of a sheet with their new cells; rows that are added look like one of the body.</summary>
sealed class RowsCopy(PartXml xml, Utf8Out to, string sheet, SheetFill fill, Moves moves, CellLooks looks, CancellationToken stop)
{
    const int StopEvery = 1_000;

    /// <param name="Formula">What it works out, as it stands in its row.</param>
    /// <param name="Shared">Number of a formula that cells share.</param>
    sealed record Like(int Column, int Style, string? Formula, string? Shared);

    readonly RowShift shift = fill.Shift;
    readonly List<(int First, int Last, int Style)> columns = [];
    readonly List<Like> like = [];
    CellWriter write = new(to, looks, "");
    (string Start, string End)? likeTag;
    int likeStyle = -1, written;
    NewRow? next;

    /// <summary>What stands before the names of tags, where this file's program writes it: "x:".</summary>
    public string Prefix => write.Prefix;

    int LastAdded => shift.After + shift.Added;

    /// <summary>The looks of columns, for cells that a row does not have.</summary>
    public void Columns()
    {
        to.Raw(xml.Raw);
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth; to.Raw(xml.Raw))
            if (token == Token.Open) columns.Add((xml.Number("min"u8, 1) - 1, xml.Number("max"u8, 1) - 1, xml.Number("style"u8, 0)));
        to.Raw(xml.Raw);
    }

    public void Run()
    {
        var name = Encoding.UTF8.GetString(xml.Raw)[1..].TrimEnd('>', '/', ' ');
        write = new(to, looks, name[..(name.IndexOf(':') + 1)]);
        using var rows = fill.Rows.GetEnumerator();
        next = rows.MoveNext() ? rows.Current : null;
        to.Raw($"<{name}>");
        var number = 0;
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
        {
            if (token != Token.Open || !xml.Is("row"u8)) continue;
            number = xml.Number("r"u8, number + 1);
            if (number % StopEvery == 0) stop.ThrowIfCancellationRequested();
            if (shift.Row(number) > XlsxWriter.RowsMax) Drop(number);
            else
            {
                Missing(rows, until: shift.Row(number));
                Row(rows, number);
            }
        }
        Missing(rows, until: int.MaxValue);
        to.Raw($"</{name}>");
    }

    /// <summary>Rows that the file does not have, up to one that it has.</summary>
    void Missing(IEnumerator<NewRow> rows, int until)
    {
        while (true)
        {
            var number = next?.Number ?? int.MaxValue;
            if (shift.Added > 0 && written < LastAdded) number = Math.Min(number, Math.Max(written, shift.After) + 1);
            if (number >= until) return;
            if (number <= written) throw new InvalidOperationException($"Row {number} comes after row {written}.");
            if (number > XlsxWriter.RowsMax) throw new Refusal("table_too_long", $"一张表最多 {XlsxWriter.RowsMax} 行，请分区域填。");
            if (number % StopEvery == 0) stop.ThrowIfCancellationRequested();
            New(number, Cells(rows, number));
            written = number;
        }
    }

    /// <summary>The cells of a row, and on to the next one.</summary>
    IReadOnlyList<NewCell> Cells(IEnumerator<NewRow> rows, int number)
    {
        if (next?.Number != number) return [];
        var cells = next.Cells;
        next = rows.MoveNext() ? rows.Current : null;
        return cells;
    }

    void New(int number, IReadOnlyList<NewCell> cells)
    {
        var isAdded = number > shift.After && number <= LastAdded;
        var (start, end) = isAdded && likeTag is { } tag ? tag : ($"<{Prefix}row r=\"", "\">");
        to.Raw(start);
        to.Number(number);
        to.Raw(end);
        write.Row(number);
        var (at, style) = (0, isAdded ? likeStyle : -1);
        foreach (var model in isAdded ? like : [])
        {
            for (; at < cells.Count && cells[at].Column < model.Column; at++) write.Cell(StyleOf(cells[at].Column, style), cells[at]);
            if (at < cells.Count && cells[at].Column == model.Column) write.Cell(model.Style, cells[at++]);
            else if (model.Shared is not null) write.Shared(model.Column, model.Style, model.Shared);
            else if (model.Formula is not null) write.Formula(model.Column, model.Style, shift.Copied(model.Formula, sheet, number));
            else write.Cell(model.Style, new(model.Column));
        }
        for (; at < cells.Count; at++) write.Cell(StyleOf(cells[at].Column, style), cells[at]);
        to.Raw($"</{Prefix}row>");
    }

    void Row(IEnumerator<NewRow> rows, int number)
    {
        var (row, closes, style) = (shift.Row(number), xml.ClosesAtOnce, xml.Flag("customFormat"u8) ? xml.Number("s"u8, 0) : -1);
        var isLike = number == shift.After && shift.Added > 0 && shift.Grows;
        if (isLike) (likeTag, likeStyle) = (Tag(), style);
        var around = fill.Around.GetValueOrDefault(number);
        var cells = around ?? Cells(rows, row);
        if (row == number && !(closes && cells.Count > 0)) to.Raw(xml.Raw);
        else
        {
            var (start, end) = Tag();
            to.Raw(start);
            to.Number(row);
            to.Raw(closes && cells.Count == 0 ? end[..^1] + "/>" : end);
        }
        write.Row(row);
        var clears = fill.ClearsBody && number >= fill.FirstRow && number <= fill.LastRow;
        var (at, column) = (0, -1);
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
        {
            if (token != Token.Open || !xml.Is("c"u8)) continue;
            column = xml.Attribute("r"u8) is { IsEmpty: false } name ? Math.Max(0, XlsxRows.Column(name)) : column + 1;
            for (; at < cells.Count && cells[at].Column < column; at++) write.Cell(StyleOf(cells[at].Column, style), cells[at]);
            var model = at < cells.Count && cells[at].Column == column ? Replaced(cells[at++])
                : clears ? Cleared(column, number) : Kept(column, number, row);
            if (isLike) like.Add(model);
        }
        for (; at < cells.Count; at++) write.Cell(StyleOf(cells[at].Column, style), cells[at]);
        if (!closes || cells.Count > 0) to.Raw($"</{Prefix}row>");
        written = row;
    }

    /// <summary>The tag of the row just opened around its number, open for cells.</summary>
    (string Start, string End) Tag()
    {
        var (raw, value) = (Encoding.UTF8.GetString(xml.Raw), Encoding.UTF8.GetString(xml.Attribute("r"u8)));
        if (xml.ClosesAtOnce) raw = raw[..^2].TrimEnd() + ">";
        var at = value.Length == 0 ? -1 : raw.IndexOf($" r=\"{value}\"", StringComparison.Ordinal);
        return at < 0 ? ($"<{Prefix}row r=\"", "\"" + raw[(raw.IndexOf("row", StringComparison.Ordinal) + 3)..])
            : (raw[..(at + 4)], raw[(at + 4 + value.Length)..]);
    }

    Like Replaced(in NewCell cell)
    {
        var style = xml.Number("s"u8, 0);
        Pass();
        write.Cell(style, cell);
        return new(cell.Column, style, null, null);
    }

    /// <summary>Emptied, where it works nothing out.</summary>
    Like Cleared(int column, int number)
    {
        var (style, type, depth) = (xml.Number("s"u8, 0), Encoding.ASCII.GetString(xml.Attribute("t"u8)), xml.Depth);
        var token = xml.Read();
        if (token == Token.Open && xml.Is("f"u8))
        {
            write.Open(column, style, type);
            return Content(token, depth, new(column, style, null, null), number);
        }
        if (xml.Depth >= depth) Pass(depth);
        write.Cell(style, new(column));
        return new(column, style, null, null);
    }

    Like Kept(int column, int number, int row)
    {
        var (style, depth) = (xml.Number("s"u8, 0), xml.Depth);
        if (row == number) to.Raw(xml.Raw);
        else ShiftedXml.Replace(xml, to, "r"u8, XlsxWriter.Column(column) + row);
        return Content(xml.Read(), depth, new(column, style, null, null), number);
    }

    /// <summary>What a cell holds, with its formula as it must be now; what that last came to is left to be worked out again.</summary>
    Like Content(Token token, int depth, Like cell, int number)
    {
        var (inFormula, stale) = (false, false);
        for (; xml.Depth >= depth; token = xml.Read())
        {
            if (token == Token.Open && xml.Is("f"u8))
            {
                var shared = xml.Attribute("t"u8).SequenceEqual("shared"u8) ? Encoding.ASCII.GetString(xml.Attribute("si"u8)) : null;
                (inFormula, stale, cell) = (true, true, cell with { Shared = shared });
                if (shift.Added > 0 && xml.Attribute("ref"u8) is { IsEmpty: false } cells)
                    ShiftedXml.Replace(xml, to, "ref"u8, shift.Cells(Encoding.ASCII.GetString(cells)));
                else to.Raw(xml.Raw);
            }
            else if (token == Token.Text && inFormula)
            {
                var formula = xml.Value();
                if (formula.Contains('[')) stale = false; // from another file, which is never opened
                cell = cell with { Formula = formula };
                to.Escaped(moves.Formula(formula, sheet, number));
            }
            else if (token == Token.Open && stale && xml.Is("v"u8)) Pass();
            else
            {
                if (token == Token.Close) inFormula = false;
                to.Raw(xml.Raw);
            }
        }
        to.Raw(xml.Raw);
        return cell;
    }

    /// <summary>To the end of the element just opened.</summary>
    void Pass() => Pass(xml.Depth);

    void Pass(int depth)
    {
        while (xml.Read() != Token.End && xml.Depth >= depth) { }
    }

    /// <summary>An empty row that the new ones push over the edge of the sheet.</summary>
    void Drop(int number)
    {
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
            if (token == Token.Open && !xml.Is("c"u8)) throw new Refusal("table_too_long", $"第 {number} 行有字，下面放不下了。一张表最多 {XlsxWriter.RowsMax} 行。");
    }

    int StyleOf(int column, int rowStyle)
    {
        if (rowStyle >= 0) return rowStyle;
        foreach (var (first, last, style) in columns)
            if (column >= first && column <= last) return style;
        return 0;
    }
}
