using System.Text;

namespace OneTable.Services.Sheets;

/// <summary>Text with a row a line: comma, semicolon or tab between the cells, quotes around those that need them.</summary>
sealed class CsvFile : SheetFile
{
    const int SniffRows = 20;

    readonly Stream stream;
    readonly Encoding encoding;
    readonly char between;

    public CsvFile(Stream stream)
    {
        this.stream = stream;
        encoding = CsvText.EncodingOf(stream);
        between = ",;\t|".Select(c => (Char: c, Score: Score(c))).MaxBy(c => c.Score).Char; // the first of equals
    }

    public override IReadOnlyList<SheetInfo> Sheets { get; } = [new("", false)];

    protected override IEnumerable<SheetRow> Read(int sheet) => Rows(between);

    public override void Dispose() => stream.Dispose();

    /// <summary>How many cells this sign makes in the first rows, where it makes as many in most.</summary>
    int Score(char sign)
    {
        var widths = Rows(sign).Take(SniffRows).Select(r => r.Cells.Length).ToList();
        return widths.Count == 0 ? 0 : widths.GroupBy(w => w).Max(g => (g.Key - 1) * g.Count());
    }

    IEnumerable<SheetRow> Rows(char sign)
    {
        stream.Position = 0;
        using var reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        var cells = new List<string?>();
        for (var number = 1; Row(reader, sign, number, cells); number++)
        {
            while (cells.Count > 0 && cells[^1] is null) cells.RemoveAt(cells.Count - 1);
            if (cells.Count > 0 && !IsDirective(cells)) yield return new SheetRow(number, [.. cells]);
            cells.Clear();
        }
    }

    /// <summary>Excel's own first line that says which sign stands between.</summary>
    static bool IsDirective(List<string?> cells) => cells is [{ Length: <= 5 } only] && only.StartsWith("sep=", StringComparison.OrdinalIgnoreCase);

    static bool Row(StreamReader reader, char sign, int number, List<string?> cells)
    {
        if (reader.Peek() < 0) return false;
        var text = new StringBuilder();
        var (quoted, wasQuoted) = (false, false);
        while (true)
        {
            var next = reader.Read();
            if (quoted)
            {
                if (next < 0 || text.Length == CellMax) throw new Refusal("sheet_quotes", $"第 {number} 行的引号没有配对，请改好再传。");
                if (next != '"') Append(text, (char)next, number);
                else if (reader.Peek() == '"') Append(text, (char)reader.Read(), number);
                else quoted = false;
            }
            else if (next == '"' && text.Length == 0 && !wasQuoted) quoted = wasQuoted = true;
            else if (next == sign || next is < 0 or '\n' or '\r')
            {
                if (cells.Count == ColumnsMax) throw TooWide(number);
                cells.Add(Cell(text));
                text.Clear();
                wasQuoted = false;
                if (next == sign) continue;
                if (next == '\r' && reader.Peek() == '\n') reader.Read();
                return true;
            }
            else Append(text, (char)next, number);
        }
    }

    static void Append(StringBuilder text, char c, int number)
    {
        if (text.Length >= CellMax) throw TooLong(number);
        text.Append(c);
    }

    /// <summary>="0123" is how a number is kept as text in such a file; nothing else is made of what begins with "=".</summary>
    static string? Cell(StringBuilder text)
    {
        var cell = text.ToString().Trim();
        if (cell.Length > 3 && cell.StartsWith("=\"", StringComparison.Ordinal) && cell.IndexOf('"', 2) == cell.Length - 1) cell = cell[2..^1];
        return cell.Length == 0 ? null : cell;
    }
}
