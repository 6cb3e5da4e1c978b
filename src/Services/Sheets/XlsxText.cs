using System.Globalization;
using System.Text.RegularExpressions;
using Token = OneTable.Services.Sheets.PartXml.Token;

namespace OneTable.Services.Sheets;

/// <summary>The text inside of the element just opened, with a limit.</summary>
static partial class XlsxText
{
    const int CellBytesMax = SheetFile.CellMax * 6; // the longest way to write a character that anybody uses

    public static string? Of(PartXml xml, int row)
    {
        string? text = null;
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
        {
            if (token != Token.Text) continue;
            if (xml.Length > CellBytesMax) throw SheetFile.TooLong(row);
            text = text is null ? xml.Value() : text + xml.Value();
            if (text.Length > SheetFile.CellMax) throw SheetFile.TooLong(row);
        }
        return text;
    }

    /// <summary>Of an element with runs of text; how a word is pronounced is left out.</summary>
    public static string? OfRuns(PartXml xml, int row)
    {
        string? text = null;
        for (var depth = xml.Depth; xml.Read() is var token && xml.Depth >= depth;)
        {
            if (token != Token.Open) continue;
            if (xml.Is("rPh"u8)) Pass(xml);
            else if (xml.Is("t"u8) && Of(xml, row) is { } part) text = text is null ? part : text + part;
            if (text?.Length > SheetFile.CellMax) throw SheetFile.TooLong(row);
        }
        return text;
    }

    static void Pass(PartXml xml)
    {
        for (var depth = xml.Depth; xml.Read() != Token.End && xml.Depth >= depth;) { }
    }

    /// <summary>_x000A_ stands for a character that XML would not take.</summary>
    public static string Unescape(string text) => !text.Contains("_x", StringComparison.Ordinal) ? text
        : Escaped().Replace(text, m => ((char)ushort.Parse(m.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Escaped();
}
