using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace OneTable.Services.Sheets;

/// <summary>The text of an element, with a limit.</summary>
sealed partial class XlsxText
{
    readonly char[] chunk = new char[SheetFile.CellMax + 1];

    /// <summary>Of an element with text alone.</summary>
    public string? Of(XmlReader xml, int row)
    {
        var depth = xml.Depth;
        if (xml.IsEmptyElement) return null;
        var length = 0;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)) continue;
            int read;
            while (length < chunk.Length && (read = xml.ReadValueChunk(chunk, length, chunk.Length - length)) > 0) length += read;
            if (length == chunk.Length) throw SheetFile.TooLong(row);
        }
        return length == 0 ? null : new string(chunk, 0, length);
    }

    /// <summary>Of an element with runs of text; how a word is pronounced is left out.</summary>
    public string? OfRuns(XmlReader xml, int row)
    {
        var depth = xml.Depth;
        if (xml.IsEmptyElement) return null;
        string? text = null;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "rPh") Pass(xml);
            else if (xml.LocalName == "t") text += Of(xml, row);
            if (text?.Length > SheetFile.CellMax) throw SheetFile.TooLong(row);
        }
        return text;
    }

    static void Pass(XmlReader xml)
    {
        var depth = xml.Depth;
        if (!xml.IsEmptyElement)
            while (xml.Read() && xml.Depth > depth) { }
    }

    /// <summary>_x000A_ stands for a character that XML would not take.</summary>
    public static string Unescape(string text) => !text.Contains("_x", StringComparison.Ordinal) ? text
        : Escaped().Replace(text, m => ((char)ushort.Parse(m.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Escaped();
}
