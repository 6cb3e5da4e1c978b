using System.Globalization;
using System.Text;

namespace OneTable.Services.Sheets.Editing;

/// <summary>How new cells look, and which of them are commented.</summary>
sealed record CellLooks(StyleBook Styles, SheetComments? Comments, bool From1904)
{
    static readonly DateOnly epoch = new(1899, 12, 30), reliable = new(1900, 3, 1), epoch1904 = new(1904, 1, 1);

    /// <summary>The number that a spreadsheet keeps for a day; null for one it cannot count.</summary>
    public int? Serial(DateOnly day) => From1904 ? day >= epoch1904 ? day.DayNumber - epoch1904.DayNumber : null
        : day >= reliable ? day.DayNumber - epoch.DayNumber : null;
}

/// <summary>Writes cells of one row after another. Texts stand in the cells themselves: the list of shared ones stays as it is.</summary>
sealed class CellWriter(Utf8Out to, CellLooks looks, string prefix)
{
    readonly List<byte[]> starts = [];
    readonly byte[] number = new byte[8];
    readonly byte[] beforeText = Encoding.UTF8.GetBytes($"\" t=\"inlineStr\"><{prefix}is><{prefix}t>");
    readonly byte[] beforeSpaced = Encoding.UTF8.GetBytes($"\" t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">");
    readonly byte[] afterText = Encoding.UTF8.GetBytes($"</{prefix}t></{prefix}is></{prefix}c>");
    readonly byte[] beforeValue = Encoding.UTF8.GetBytes($"\"><{prefix}v>"), afterValue = Encoding.UTF8.GetBytes($"</{prefix}v></{prefix}c>");
    int row, digits;

    /// <summary>What stands before the names of tags, where the file's program writes it: "x:".</summary>
    public string Prefix => prefix;

    public void Row(int at)
    {
        row = at;
        at.TryFormat(number, out digits, default, CultureInfo.InvariantCulture);
    }

    public void Cell(int style, in NewCell cell)
    {
        Start(cell.Column, looks.Styles.Like(style, cell.Digits, cell.Ask));
        if (cell.Ask) looks.Comments?.Ask(row, cell.Column);
        if (cell.Day is { } day)
        {
            if (looks.Serial(day) is { } serial) Value(serial);
            else Text(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
        else if (cell.Number is { } value) Value(value);
        else if (string.IsNullOrEmpty(cell.Text)) to.Raw("\"/>"u8);
        else Text(cell.Text);
    }

    public void Formula(int column, int style, string formula)
    {
        Start(column, style);
        to.Raw($"\"><{prefix}f>");
        to.Escaped(formula);
        to.Raw($"</{prefix}f></{prefix}c>");
    }

    /// <summary>One that takes its formula from the cell it is shared by.</summary>
    public void Shared(int column, int style, string shared)
    {
        Start(column, style);
        to.Raw($"\"><{prefix}f t=\"shared\" si=\"{shared}\"/></{prefix}c>");
    }

    /// <summary>Opens a cell for content that is copied.</summary>
    public void Open(int column, int style, string type)
    {
        Start(column, style);
        to.Raw(type.Length == 0 ? "\">" : $"\" t=\"{type}\">");
    }

    void Start(int column, int style)
    {
        while (starts.Count <= column) starts.Add(Encoding.ASCII.GetBytes($"<{prefix}c r=\"{XlsxWriter.Column(starts.Count)}"));
        to.Raw(starts[column]);
        to.Raw(number.AsSpan(0, digits));
        to.Raw("\" s=\""u8);
        to.Number(style);
    }

    void Value(double value)
    {
        to.Raw(beforeValue);
        to.Number(value);
        to.Raw(afterValue);
    }

    void Text(string text)
    {
        to.Raw(XlsxParts.IsSpaced(text) ? beforeSpaced : beforeText);
        to.Escaped(text.Length > XlsxWriter.TextMax ? text.AsSpan(0, XlsxWriter.TextMax) : text);
        to.Raw(afterText);
    }
}
