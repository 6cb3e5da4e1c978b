using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OneTable.Services.Tables.Forms;

/// <summary>A box to tick, and the word beside it.</summary>
readonly record struct DocxBox(XElement Paragraph, int At, string Option);

/// <summary>Something to be filled in: a whole cell, a part of a paragraph, or boxes of which some are ticked.</summary>
/// <param name="Levels">What is asked, with the heading of the block it stands in above it.</param>
sealed record DocxBlank(IReadOnlyList<string> Levels, XElement? Cell, XElement? Paragraph, int From, int Length, IReadOnlyList<DocxBox> Boxes)
{
    public bool IsChoice => Boxes.Count > 0;
}

/// <summary>Finds what a Word form asks, in the order of the page: 姓名 | ____, 性别：____, 性别：□男 □女. The photo's cell is left alone.</summary>
static partial class DocxBlanks
{
    const int LabelMax = 30, CellsMax = 5_000;
    static readonly XNamespace w = DocxFile.W;

    public static IReadOnlyList<DocxBlank> Find(XElement body)
    {
        var found = new List<DocxBlank>();
        Walk(body, [], found);
        return found;
    }

    /// <summary>The first text of its own line above all blanks.</summary>
    public static string Title(XElement body) => body.Elements(w + "p").Select(p => new DocxParagraph(p).Text.Trim())
        .FirstOrDefault(t => t.Length is > 0 and <= 60 && !Inline().IsMatch(t)) ?? "";

    static void Walk(XElement block, IReadOnlyList<string> above, List<DocxBlank> found)
    {
        foreach (var element in block.Elements())
            if (element.Name == w + "tbl") Table(element, found);
            else if (element.Name == w + "p") Paragraph(element, above, found);
            else if (element.Name == w + "sdt" && element.Element(w + "sdtContent") is { } content) Walk(content, above, found);
    }

    static void Table(XElement table, List<DocxBlank> found)
    {
        var group = ""; // of rows that hang together at the left: 监护人 | 姓名 | ____ over 电话 | ____
        foreach (var row in table.Elements(w + "tr"))
        {
            var cells = row.Elements().SelectMany(e => e.Name == w + "sdt" ? e.Descendants(w + "tc").Take(1) : [e])
                .Where(e => e.Name == w + "tc").ToList();
            if (found.Count + cells.Count > CellsMax) throw new Refusal("sheet_too_big", $"表格太大了，最多{CellsMax}格。");
            var at = 0;
            if (cells.Count > 0 && Joined(cells[0]) is { } joined)
            {
                if (joined && !IsBlank(cells.ElementAtOrDefault(1))) (group, at) = (TextOf(cells[0]), 1);
                if (!joined) at = 1;
            }
            else group = "";
            Row(cells, at, group.Length > 0 ? [group] : [], found);
        }
    }

    static void Row(List<XElement> cells, int at, IReadOnlyList<string> above, List<DocxBlank> found)
    {
        for (; at < cells.Count; at++)
        {
            var (label, next) = (TextOf(cells[at]), cells.ElementAtOrDefault(at + 1));
            if (Photo().IsMatch(label)) continue;
            if (next is not null && Joined(next) != false && IsLabel(label))
            {
                if (Boxes(next) is { Count: > 0 } boxes) found.Add(new([.. above, Plain(label)], null, null, 0, 0, boxes));
                else if (IsBlank(next)) found.Add(new([.. above, Plain(label)], next, null, 0, 0, []));
                else
                {
                    Walk(cells[at], above, found);
                    continue;
                }
                at++;
                continue;
            }
            Walk(cells[at], above, found);
        }
    }

    /// <summary>Labels with a colon and what follows each, up to the next; a label may also stand right before its boxes.</summary>
    static void Paragraph(XElement paragraph, IReadOnlyList<string> above, List<DocxBlank> found)
    {
        var text = new DocxParagraph(paragraph).Text;
        var labels = Inline().Matches(text);
        for (var i = 0; i < labels.Count; i++)
        {
            var from = labels[i].Index + labels[i].Length;
            var to = i + 1 < labels.Count ? labels[i + 1].Groups["label"].Index : text.Length;
            var (label, value) = (Plain(labels[i].Groups["label"].Value), text[from..to]);
            if (Choices(paragraph, text, from, to) is { Count: > 0 } boxes) found.Add(new([.. above, label], null, null, 0, 0, boxes));
            else if (IsEmpty(value))
            {
                if (to < text.Length && value.EndsWith(' ')) to -= Math.Min(2, value.Length - 1); // the next label stays apart
                found.Add(new([.. above, label], null, paragraph, from, to - from, []));
            }
        }
    }

    /// <summary>男□ or □男: the word beside each box.</summary>
    static List<DocxBox> Choices(XElement paragraph, string text, int from, int to) =>
        [.. Options(text[from..to]).Select(o => new DocxBox(paragraph, from + o.At, o.Option))];

    /// <summary>Where the boxes of a text stand, and the word beside each.</summary>
    public static IEnumerable<(int At, string Option)> Options(string text) => !text.Contains(DocxParagraph.Box) ? []
        : (text.TrimStart()[0] == DocxParagraph.Box ? BoxFirst() : BoxLast()).Matches(text)
            .Select(m => (m.Groups["box"].Index, m.Groups["option"].Value.Trim()));

    public static bool HasBoxes(string text) => DocxParagraph.Plain(text).Contains(DocxParagraph.Box);
    public static bool IsPhoto(string text) => Photo().IsMatch(text);

    static List<DocxBox> Boxes(XElement cell) =>
        [.. cell.Descendants(w + "p").SelectMany(p => new DocxParagraph(p).Text is var text
            ? Inline().IsMatch(text) ? [] : Choices(p, text, 0, text.Length) : [])];

    /// <summary>Whether a cell begins one that goes over several rows, or continues it; null: neither.</summary>
    static bool? Joined(XElement cell) =>
        cell.Element(w + "tcPr")?.Element(w + "vMerge") is { } merge ? merge.Attribute(w + "val")?.Value == "restart" : null;

    static string TextOf(XElement cell) => string.Concat(cell.Descendants(w + "p").Select(p => new DocxParagraph(p).Text.Trim()));

    static bool IsLabel(string text) =>
        text.Length is > 0 and <= LabelMax && !text.Contains(DocxParagraph.Box) && !IsEmpty(text) && Plain(text).Any(c => c > 0xFF);

    static bool IsBlank(XElement? cell) =>
        cell is not null && !cell.Descendants(w + "drawing").Any() && !cell.Descendants(w + "tbl").Any() && IsEmpty(TextOf(cell));

    static bool IsEmpty(string text) => Empty().IsMatch(text);

    static string Plain(string label) => Space().Replace(label, "").TrimEnd(':', '：');

    [GeneratedRegex(@"(?:^|(?<=[\s_＿。；;，,、]))(?<label>[\u4E00-\u9FFF](?:[ \u3000]+[\u4E00-\u9FFF])+(?:[（(][^（）()_]{0,12}[)）])?|[^\s_＿:：。；;，,□]{1,24})[ \u3000]*[:：]")]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?<box>□)[ \u3000]*(?<option>[^□\s；;，,、]{1,20})")]
    private static partial Regex BoxFirst();

    [GeneratedRegex(@"(?<option>[^□\s；;，,、]{1,20})[ \u3000]*(?<box>□)")]
    private static partial Regex BoxLast();

    [GeneratedRegex(@"^(?:[\s_＿\u3000/.…—-]|年|月|日)*$")]
    private static partial Regex Empty();

    [GeneratedRegex("照\\s*片|相\\s*片|一\\s*寸|二\\s*寸|免\\s*冠")]
    private static partial Regex Photo();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
