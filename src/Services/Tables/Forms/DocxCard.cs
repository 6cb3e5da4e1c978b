using System.Text.RegularExpressions;
using System.Xml.Linq;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>Writes into the blanks of a Word form, which keep their looks.</summary>
static partial class DocxCard
{
    public static void Fill(Func<Stream> open, string fileName, CardValues values, TraceMark mark, bool clean, Stream to)
    {
        using var document = DocxFile.Open(open(), fileName) ?? throw new Refusal("sheet_kind", "这不是 Word 文档。");
        // From the end: what is written further on does not move what stands before it.
        foreach (var (blank, index) in DocxBlanks.Find(document.Body).Select((blank, index) => (blank, index)).Reverse())
        {
            var (text, field) = values[index];
            if (!(text is { Length: > 0 } && Write(blank, field, text)) && values.Ask(index) && !clean) Shade(blank);
        }
        DocxTrace.Put(document, mark);
        document.SaveTo(to);
    }

    /// <summary>False where no box says the value.</summary>
    static bool Write(DocxBlank blank, Field? field, string text)
    {
        if (blank.IsChoice) return Tick(blank, field, text);
        if (blank.Cell is { } cell) WriteCell(cell, text);
        else if (new DocxParagraph(blank.Paragraph!) is var paragraph)
            paragraph.Write(blank.From, blank.Length, Like(paragraph.Text.Substring(blank.From, blank.Length), text));
        return true;
    }

    static void WriteCell(XElement cell, string text)
    {
        var paragraphs = cell.Descendants(DocxFile.W + "p").ToList();
        var first = new DocxParagraph(paragraphs[0]);
        var whole = string.Concat(paragraphs.Select(p => new DocxParagraph(p).Text));
        foreach (var other in paragraphs.Skip(1).Where(p => p.ElementsAfterSelf().Any())) other.Remove(); // a cell ends with a paragraph
        first.Write(0, first.Text.Length, Like(whole, text), fills: true);
    }

    /// <summary>Where 年 月 日 stands, a day is written with them.</summary>
    static string Like(string blank, string text) => blank.Contains('年') && Day().Match(text) is { Success: true } m
        ? $"{m.Groups[1].Value}年{int.Parse(m.Groups[2].Value)}月{(m.Groups[3].Success ? int.Parse(m.Groups[3].Value) + "日" : "")}" : text;

    /// <summary>The boxes of these words, others empty; false where no box says it.</summary>
    static bool Tick(DocxBlank blank, Field? field, string text)
    {
        var chosen = CardValues.Chosen(blank.Boxes.Select(b => b.Option), field, text);
        if (chosen.Count > 0)
            foreach (var box in blank.Boxes.Reverse()) new DocxParagraph(box.Paragraph).Tick(box.At, chosen.Contains(box.Option));
        return chosen.Count > 0;
    }

    static void Shade(DocxBlank blank)
    {
        if (blank.Cell is { } cell)
        {
            var properties = cell.Element(DocxFile.W + "tcPr");
            if (properties is null) cell.AddFirst(properties = new(DocxFile.W + "tcPr"));
            properties.Elements(DocxFile.W + "shd").Remove();
            var before = properties.Elements()
                .LastOrDefault(e => e.Name.LocalName is "cnfStyle" or "tcW" or "gridSpan" or "hMerge" or "vMerge" or "tcBorders");
            if (before is null) properties.AddFirst(DocxParagraph.Shading());
            else before.AddAfterSelf(DocxParagraph.Shading());
        }
        else if (blank.Paragraph is { } paragraph) new DocxParagraph(paragraph).Shade(blank.From, blank.Length);
        else foreach (var box in blank.Boxes.Reverse()) new DocxParagraph(box.Paragraph).Shade(box.At, 1);
    }

    [GeneratedRegex(@"^(\d{4})-(\d{2})(?:-(\d{2}))?$")]
    private static partial Regex Day();
}
