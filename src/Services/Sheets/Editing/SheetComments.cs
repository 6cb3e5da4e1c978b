using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OneTable.Services.Sheets.Editing;

/// <summary>The comments of one sheet: those it had, where they stand now, and ours on the cells that somebody is to fill in.</summary>
sealed partial class SheetComments
{
    /// <summary>Spreadsheets draw a box for each one: beyond this the colour alone says it.</summary>
    const int CommentsMax = 10_000;
    const string Author = "一表通", Words = "没有登记，请填";

    readonly XDocument xml;
    readonly XNamespace ns;
    readonly HashSet<string> taken;
    readonly List<(int Row, int Column)> asked = [];

    public SheetComments(XDocument? had, RowShift shift)
    {
        xml = had ?? new(new XElement(XName.Get("comments", "http://schemas.openxmlformats.org/spreadsheetml/2006/main")));
        ns = xml.Root!.Name.Namespace;
        foreach (var comment in xml.Descendants(ns + "comment"))
            if ((string?)comment.Attribute("ref") is { } at) comment.SetAttributeValue("ref", shift.Cells(at));
        taken = [.. xml.Descendants(ns + "comment").Select(c => (string?)c.Attribute("ref") ?? "")];
    }

    public void Ask(int row, int column)
    {
        if (asked.Count < CommentsMax && taken.Add(At(row, column))) asked.Add((row, column));
    }

    public void Save(Stream to)
    {
        var (authors, list) = (Section("authors"), Section("commentList"));
        var author = authors.Elements().Count().ToString(CultureInfo.InvariantCulture);
        authors.Add(new XElement(ns + "author", Author));
        foreach (var (row, column) in asked)
            list.Add(new XElement(ns + "comment", new XAttribute("ref", At(row, column)), new XAttribute("authorId", author),
                new XElement(ns + "text", new XElement(ns + "t", Words))));
        xml.Save(to, SaveOptions.DisableFormatting);
    }

    /// <summary>The boxes they are shown in, in the old drawing language that spreadsheets keep for them.</summary>
    public void SaveBoxes(Stream to, string? had, RowShift shift)
    {
        var drawing = Moved(had ?? Empty, shift);
        var end = drawing.LastIndexOf("</xml>", StringComparison.Ordinal);
        if (end < 0) throw SheetFile.Broken();
        using var text = new StreamWriter(to, new UTF8Encoding(false));
        text.Write(drawing.AsSpan(0, end));
        if (!drawing.Contains("_x0000_t202\"", StringComparison.Ordinal)) text.Write(BoxType);
        for (var i = 0; i < asked.Count; i++) text.Write(Box(i, asked[i].Row - 1, asked[i].Column));
        text.Write(drawing.AsSpan(end));
    }

    static string At(int row, int column) => XlsxWriter.Column(column) + row.ToString(CultureInfo.InvariantCulture);

    XElement Section(string name)
    {
        if (xml.Root!.Element(ns + name) is { } found) return found;
        var section = new XElement(ns + name);
        if (name == "authors") xml.Root.AddFirst(section);
        else xml.Root.Element(ns + "authors")!.AddAfterSelf(section);
        return section;
    }

    static string Box(int number, int row, int column) => $"""
        <v:shape id="_x0000_s{200_000 + number}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;width:108pt;height:24pt;z-index:{number + 1};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{column + 1}, 12, {row}, 2, {column + 3}, 20, {row + 2}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>
        """;

    static string Moved(string drawing, RowShift shift) => shift.Added == 0 ? drawing
        : Place().Replace(drawing, m => m.Groups["row"].Success ? m.Groups["tag"].Value + Row(m.Groups["row"].Value, shift)
            : m.Groups["tag"].Value + string.Join(", ", m.Groups["anchor"].Value.Split(',', StringSplitOptions.TrimEntries).Select((n, i) => i is 2 or 6 ? Row(n, shift) : n)));

    static string Row(string text, RowShift shift) =>
        (shift.Row(int.Parse(text, CultureInfo.InvariantCulture) + 1) - 1).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<tag><x:Row>\s*)(?<row>\d{1,7})|(?<tag><x:Anchor>\s*)(?<anchor>\d+(?:\s*,\s*\d+){7})")]
    private static partial Regex Place();

    const string BoxType = """
        <v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>
        """;
    const string Empty = """
        <xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>
        """;
}
