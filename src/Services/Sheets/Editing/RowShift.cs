using System.Globalization;
using System.Text.RegularExpressions;

namespace OneTable.Services.Sheets.Editing;

/// <summary>What moved in the sheets of one workbook, for formulas that may name any of them.</summary>
sealed class Moves(IReadOnlyList<(string Sheet, RowShift Shift)> sheets)
{
    public bool Any => sheets.Any(s => s.Shift.Added > 0);

    /// <param name="own">The sheet it stands in; null where its references always name one.</param>
    public string Formula(string formula, string? own, int row = 0)
    {
        foreach (var (sheet, shift) in sheets) formula = shift.Formula(formula, sheet, own == sheet, row);
        return formula;
    }
}

/// <summary>Rows added below one: where everything else comes to stand, and how references to it are written.</summary>
/// <param name="After">The row of the body that the new ones follow and look like.</param>
/// <param name="Grows">After is a row like the new ones, not the header above them.</param>
public readonly partial record struct RowShift(int After, int Added, bool Grows = true)
{
    public int Row(int row) => row > After ? row + Added : row;

    /// <summary>A range that reaches to the new rows takes them in: SUM(D5:D10), a print area, a rule of a column.</summary>
    public (int First, int Last) Range(int first, int last) => (Row(first), Grows && first <= After && last == After ? last + Added : Row(last));

    /// <summary>"B5:C9 D7", as merged cells, formats and lists name their cells.</summary>
    public string Cells(string ranges)
    {
        if (Added == 0) return ranges;
        var shift = this;
        return Reference().Replace(ranges, m => shift.Shifted(m, inRow: 0));
    }

    /// <summary>A formula of the sheet itself (own) or one that names it.</summary>
    /// <param name="row">Where it stands in the sheet; there a range over its own row stays one row.</param>
    public string Formula(string formula, string sheet, bool own, int row = 0)
    {
        if (Added == 0) return formula;
        var shift = this;
        return Token().Replace(formula, m => !m.Groups["a"].Success || !Names(m.Groups["sheet"].Value, sheet, own) ? m.Value
            : m.Groups["sheet"].Value + shift.Shifted(m, row));
    }

    /// <summary>The formula of the row that new ones look like, as it stands in a new one.</summary>
    public string Copied(string formula, string sheet, int row)
    {
        var shift = this;
        return Token().Replace(formula, m =>
        {
            if (!m.Groups["a"].Success) return m.Value;
            var own = Names(m.Groups["sheet"].Value, sheet, own: true);
            var (a, b) = (Ref.Of(m.Groups["a"].ValueSpan), m.Groups["b"].Success ? Ref.Of(m.Groups["b"].ValueSpan) : default(Ref?));
            return m.Groups["sheet"].Value + Moved(a) + (b is { } end ? ":" + Moved(end) : "");
            Ref Moved(Ref at) => at.IsFixed ? own ? at with { Row = shift.Row(at.Row) } : at : at with { Row = at.Row + row - shift.After };
        });
    }

    string Shifted(Match m, int inRow)
    {
        var a = Ref.Of(m.Groups["a"].ValueSpan);
        if (!m.Groups["b"].Success) return (a with { Row = Row(a.Row) }).ToString();
        var b = Ref.Of(m.Groups["b"].ValueSpan);
        if (inRow == After && a.Row == After && b.Row == After) return m.Groups["a"].Value + ":" + m.Groups["b"].Value;
        var (first, last) = Range(a.Row, b.Row);
        return $"{a with { Row = first }}:{b with { Row = last }}";
    }

    static bool Names(string said, string sheet, bool own) =>
        said.Length == 0 ? own : (said[0] == '\'' ? said[1..^2].Replace("''", "'") : said[..^1]).Equals(sheet, StringComparison.OrdinalIgnoreCase);

    /// <param name="Column">With its $; empty where whole rows are meant.</param>
    readonly record struct Ref(string Column, bool IsFixed, int Row)
    {
        public static Ref Of(ReadOnlySpan<char> text)
        {
            var digits = text.IndexOfAnyInRange('0', '9');
            var isFixed = digits > 0 && text[digits - 1] == '$';
            return new(text[..(isFixed ? digits - 1 : digits)].ToString(), isFixed, int.Parse(text[digits..], CultureInfo.InvariantCulture));
        }

        public override string ToString() => $"{Column}{(IsFixed ? "$" : "")}{Math.Min(Row, XlsxWriter.RowsMax)}";
    }

    [GeneratedRegex(@"(?<a>\$?[A-Z]{1,3}\$?\d{1,7})(?::(?<b>\$?[A-Z]{1,3}\$?\d{1,7}))?")]
    private static partial Regex Reference();

    /// <summary>Texts and names are passed over; another file's cells ([1]Sheet!A1) are nobody's business here.</summary>
    [GeneratedRegex("""
        "(?:[^"]|"")*"|\[[^\]]*\][\w.]*!?\$?[A-Z]*\$?\d*|'\[(?:[^']|'')*'!\$?[A-Z]*\$?\d*|(?<![\w.$])(?<sheet>'(?:[^']|'')+'!|[\w.]+!)?(?<a>\$?[A-Z]{1,3}\$?\d{1,7}|\$?\d{1,7}(?=:\$?\d))(?::(?<b>\$?[A-Z]{1,3}\$?\d{1,7}|\$?\d{1,7}))?(?![\w.(!:])
        """)]
    private static partial Regex Token();
}
