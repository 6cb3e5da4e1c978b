using System.Text;
using Token = OneTable.Services.Sheets.PartXml.Token;

namespace OneTable.Services.Sheets.Editing;

/// <summary>
/// Copies a part tag by tag, as it stands, but for references to rows that moved: in a sheet outside of its rows, in tables,
/// charts and drawings.
/// </summary>
/// <param name="shift">Of the sheet that the part belongs to, if it does.</param>
/// <param name="own">That sheet's name; null where references always name one.</param>
sealed class ShiftedXml(PartXml xml, Utf8Out to, RowShift shift, string? own, Moves moves)
{
    enum Text { Plain, Formula, Cells, Row }

    Text text;
    bool inRowBreaks, inDrawing;

    public static void Copy(PartXml opened, Utf8Out to, RowShift shift, string? own, Moves moves, bool isDrawing = false)
    {
        using var xml = opened;
        to.Raw(Package.XmlHead);
        var copy = new ShiftedXml(xml, to, shift, own, moves) { inDrawing = isDrawing };
        while (xml.Read() is var token and not Token.End) copy.Write(token);
    }

    /// <summary>The token just read.</summary>
    public void Write(Token token)
    {
        if (token == Token.Text) WriteText();
        else if (token == Token.Close || !moves.Any)
        {
            if (token == Token.Close && xml.Is("rowBreaks"u8)) inRowBreaks = false;
            text = Text.Plain;
            to.Raw(xml.Raw);
        }
        else Open();
    }

    void Open()
    {
        text = xml.Is("f"u8) || xml.Name.StartsWith("formula"u8) ? Text.Formula
            : xml.Is("sqref"u8) ? Text.Cells
            : inDrawing && xml.Is("row"u8) ? Text.Row : Text.Plain;
        if (xml.Is("rowBreaks"u8)) inRowBreaks = true;
        var key = xml.Attribute("ref"u8).IsEmpty ? "sqref"u8 : "ref"u8;
        if (shift.Added > 0 && xml.Attribute(key) is { IsEmpty: false } cells) Replace(xml, to, key, shift.Cells(Encoding.UTF8.GetString(cells)));
        else if (inRowBreaks && xml.Is("brk"u8)) Replace(xml, to, "id"u8, shift.Row(xml.Number("id"u8, 0)).ToString());
        else to.Raw(xml.Raw);
    }

    void WriteText()
    {
        if (text == Text.Plain && !xml.IsData) to.Raw(xml.Raw);
        else to.Escaped(text switch
        {
            Text.Formula => moves.Formula(xml.Value(), own),
            Text.Cells => shift.Cells(xml.Value()),
            Text.Row when int.TryParse(xml.Value(), out var row) => (shift.Row(row + 1) - 1).ToString(),
            _ => xml.Value(),
        });
    }

    /// <summary>The tag just opened, with another value of this attribute, whether it had one or not.</summary>
    public static void Replace(PartXml xml, Utf8Out to, ReadOnlySpan<byte> attribute, ReadOnlySpan<char> value)
    {
        var raw = xml.Raw;
        var old = xml.Attribute(attribute);
        if (raw.Overlaps(old, out var at))
        {
            to.Raw(raw[..at]);
            to.Raw(value);
            to.Raw(raw[(at + old.Length)..]);
            return;
        }
        var name = raw.IndexOfAny(" \t\r\n/>"u8);
        to.Raw(raw[..name]);
        to.Raw(" "u8);
        to.Raw(attribute);
        to.Raw("=\""u8);
        to.Raw(value);
        to.Raw("\""u8);
        to.Raw(raw[name..]);
    }
}
