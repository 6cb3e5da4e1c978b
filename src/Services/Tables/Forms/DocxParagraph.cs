using System.Globalization;
using System.Xml.Linq;

namespace OneTable.Services.Tables.Forms;

/// <summary>
/// A paragraph as one text whose characters know their runs, so that a part of it is written over and looks as before. It is read anew for
/// each write; of several the last comes first.
/// </summary>
sealed class DocxParagraph
{
    public const char Box = '□', Blank = '_';
    const string Boxes = "□☐", Ticked = "☑☒■✓";

    /// <summary>How Wingdings draws a box, empty and ticked.</summary>
    static readonly Dictionary<string, string> symbols = new()
    {
        ["F0A8"] = "F0FE", ["F06F"] = "F0FE", ["F071"] = "F0FE", ["F0A3"] = "F052", ["F0FE"] = "F0FE", ["F052"] = "F052",
    };

    /// <summary>What follows the shading in a run's properties, as the schema orders them.</summary>
    static readonly HashSet<string> afterShading = ["fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath"];

    static readonly XNamespace w = DocxFile.W;
    readonly XElement element;
    readonly List<(XElement Node, int From, string Text)> pieces = [];

    public DocxParagraph(XElement element)
    {
        this.element = element;
        Split();
        foreach (var node in element.Descendants().Where(IsText))
            pieces.Add((node, pieces.Count == 0 ? 0 : pieces[^1].From + pieces[^1].Text.Length, TextOf(node)));
    }

    /// <summary>Every box as □, what a content control only prompts with as blanks.</summary>
    public string Text => string.Concat(pieces.Select(p => p.Text));

    /// <summary>Writes over a part; what is left of a line to write on stays, except in a cell of its own.</summary>
    public void Write(int from, int length, string value, bool fills = false)
    {
        var runs = Isolate(from, length);
        var left = fills ? 0 : Text.Substring(from, length) is { } old && old.Trim(Blank, '＿', ' ', '\u3000').Length == 0 ? Width(old) - Width(value) - 1 : 0;
        if (left > 0) value = " " + value + new string(Text[from + length - 1] is Blank or '＿' ? Blank : ' ', left);
        var run = runs.Count > 0 ? runs[0] : Insert(from);
        foreach (var other in runs.Skip(1)) other.Remove();
        Set(run, value);
    }

    /// <summary>Nothing is known here: coloured for whoever fills it in.</summary>
    public void Shade(int from, int length)
    {
        foreach (var run in Isolate(from, length))
        {
            var properties = run.Element(w + "rPr");
            if (properties is null) run.AddFirst(properties = new XElement(w + "rPr"));
            properties.Elements(w + "shd").Remove();
            var shading = Shading();
            if (properties.Elements().FirstOrDefault(e => afterShading.Contains(e.Name.LocalName)) is { } next) next.AddBeforeSelf(shading);
            else properties.Add(shading);
        }
    }

    public static XElement Shading() => new(w + "shd", new XAttribute(w + "val", "clear"),
        new XAttribute(w + "color", "auto"), new XAttribute(w + "fill", "FFF3C4"));

    /// <summary>Ticks the box at this character, or takes the tick away.</summary>
    public void Tick(int at, bool on)
    {
        var (node, from, _) = pieces.Last(p => p.From <= at);
        if (node.Name == w + "sym")
        {
            if (on && node.Attribute(w + "char") is { } symbol) symbol.Value = symbols.GetValueOrDefault(symbol.Value, symbol.Value);
            return;
        }
        var control = node.Ancestors(w + "sdt").FirstOrDefault()?.Element(w + "sdtPr")?.Element(DocxFile.W14 + "checkbox");
        control?.Element(DocxFile.W14 + "checked")?.SetAttributeValue(DocxFile.W14 + "val", on ? "1" : "0");
        var sign = control?.Element(DocxFile.W14 + (on ? "checkedState" : "uncheckedState"))?.Attribute(DocxFile.W14 + "val")?.Value is { } code
            && int.TryParse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var character) ? (char)character : on ? '☑' : '☐';
        var text = node.Value.ToCharArray();
        if (!on && Boxes.Contains(text[at - from])) return; // as it was drawn
        text[at - from] = sign;
        node.Value = new string(text);
    }

    static string TextOf(XElement node) => node.Name.LocalName switch
    {
        "t" when IsPrompt(node) => new string(Blank, node.Value.Length),
        "t" => Plain(node.Value),
        "tab" => "\t",
        "sym" => symbols.ContainsKey(node.Attribute(w + "char")?.Value ?? "") ? Box.ToString() : "?",
        _ => "\n",
    };

    /// <summary>With every box, ticked or not, as □.</summary>
    public static string Plain(string text) => string.Concat(text.Select(c => Boxes.Contains(c) || Ticked.Contains(c) ? Box : c));

    static bool IsText(XElement e) =>
        e.Name.Namespace == w && e.Name.LocalName is "t" or "br" or "sym" || e.Name == w + "tab" && e.Parent?.Name == w + "r";

    static bool IsPrompt(XElement node) => node.Ancestors(w + "sdt").FirstOrDefault()?.Element(w + "sdtPr")?.Element(w + "showingPlcHdr") is not null;

    /// <summary>A run for each text: what is written then touches nothing else.</summary>
    void Split()
    {
        foreach (var run in element.Descendants(w + "r").Where(r => r.Elements().Count(IsText) > 1).ToList())
        {
            foreach (var content in run.Elements().Where(e => e.Name != w + "rPr").ToList())
                run.AddBeforeSelf(new XElement(w + "r",
                    run.Element(w + "rPr") is { } properties ? new XElement(properties) : null, new XElement(content)));
            run.Remove();
        }
    }

    /// <summary>The runs that hold these characters and no others.</summary>
    List<XElement> Isolate(int from, int length)
    {
        var found = new List<XElement>();
        foreach (var (node, start, text) in pieces.ToList())
        {
            var (begin, end) = (Math.Max(from - start, 0), Math.Min(from + length - start, text.Length));
            if (begin >= end) continue;
            var run = node.Ancestors(w + "r").First();
            if (node.Name == w + "t" && (begin > 0 || end < text.Length))
            {
                var whole = node.Value;
                if (begin > 0) run.AddBeforeSelf(Part(run, whole[..begin]));
                if (end < text.Length) run.AddAfterSelf(Part(run, whole[end..]));
                Set(run, whole[begin..end]);
            }
            found.Add(run);
        }
        return found;
    }

    XElement Insert(int at)
    {
        var before = pieces.LastOrDefault(p => p.From < at).Node?.Ancestors(w + "r").First();
        var run = new XElement(w + "r", before?.Element(w + "rPr") is { } properties ? new XElement(properties) : null, new XElement(w + "t"));
        if (before is not null && pieces.Last(p => p.From < at) is var piece && at < piece.From + piece.Text.Length)
        {
            before.AddAfterSelf(Part(before, piece.Node.Value[(at - piece.From)..]));
            Set(before, piece.Node.Value[..(at - piece.From)]);
        }
        if (before is null)
        {
            // The paragraph says how its text would look.
            if (element.Element(w + "pPr")?.Element(w + "rPr") is { } looks)
                run.AddFirst(new XElement(w + "rPr", looks.Elements().Where(e => e.Name.LocalName is not ("ins" or "del" or "moveFrom" or "moveTo"))));
            element.Add(run);
        }
        else before.AddAfterSelf(run);
        return run;
    }

    static XElement Part(XElement run, string text)
    {
        var part = new XElement(run);
        Set(part, text);
        return part;
    }

    /// <summary>The run says this and nothing else; a prompt is over.</summary>
    public static void Set(XElement run, string text)
    {
        run.Elements().Where(e => e.Name != w + "rPr").Remove();
        run.Add(new XElement(w + "t", new XAttribute(XNamespace.Xml + "space", "preserve"), text));
        if (run.Ancestors(w + "sdt").FirstOrDefault()?.Element(w + "sdtPr")?.Element(w + "showingPlcHdr") is not { } prompt) return;
        prompt.Remove();
        run.Element(w + "rPr")?.Elements(w + "rStyle").Remove();
    }

    /// <summary>In halves of a Chinese character.</summary>
    static int Width(string text) => text.Sum(c => c > 0xFF ? 2 : 1);
}
