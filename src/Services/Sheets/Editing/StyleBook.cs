using System.Xml.Linq;

namespace OneTable.Services.Sheets.Editing;

/// <summary>The looks of a workbook's cells (styles.xml): what is there stays, new ones are added behind it.</summary>
sealed class StyleBook
{
    const string AskColour = "FFFFF2CC";
    const int TextFormat = 49;

    /// <summary>The order that the schema wants.</summary>
    static readonly string[] sections = ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
        "tableStyles", "colors", "extLst"];

    readonly XDocument xml;
    readonly XNamespace ns;
    readonly List<XElement> looks;
    readonly Dictionary<int, string> formats;
    readonly Dictionary<(int, bool, bool), int> made = [];
    int? askFill;

    public StyleBook(XDocument? read)
    {
        xml = read ?? new(new XElement(XName.Get("styleSheet", "http://schemas.openxmlformats.org/spreadsheetml/2006/main")));
        ns = xml.Root!.Name.Namespace;
        Filled("fonts", "font", 1);
        Filled("fills", "fill", 2);
        Filled("borders", "border", 1);
        Filled("cellStyleXfs", "xf", 1);
        looks = Filled("cellXfs", "xf", 1);
        formats = Section("numFmts").Elements(ns + "numFmt").Where(f => (int?)f.Attribute("numFmtId") is not null)
            .GroupBy(f => (int)f.Attribute("numFmtId")!).ToDictionary(f => f.Key, f => (string?)f.First().Attribute("formatCode") ?? "");
        if (formats.Count == 0) Section("numFmts").Remove();
    }

    /// <summary>A number format by its code; built-in ones have none.</summary>
    public (int Id, string? Code) Format(int style)
    {
        var id = (uint)style < (uint)looks.Count ? (int?)looks[style].Attribute("numFmtId") ?? 0 : 0;
        return (id, formats.GetValueOrDefault(id));
    }

    /// <summary>The same look, as text and coloured where wanted.</summary>
    public int Like(int style, bool digits, bool ask)
    {
        digits &= Format(style).Id != TextFormat;
        if (!digits && !ask) return style;
        if (made.TryGetValue((style, digits, ask), out var known)) return known;
        var look = (uint)style < (uint)looks.Count ? new XElement(looks[style]) : new XElement(looks[0]);
        if (digits) Set(look, ("numFmtId", TextFormat), ("applyNumberFormat", 1));
        if (ask) Set(look, ("fillId", askFill ??= Add("fills", Fill())), ("applyFill", 1));
        looks.Add(look);
        return made[(style, digits, ask)] = Add("cellXfs", look);
    }

    /// <summary>A style with this name that no cell uses.</summary>
    public void Name(string name)
    {
        var styles = Section("cellStyles");
        if (!styles.HasElements) Add("cellStyles", Element("cellStyle", ("name", "Normal"), ("xfId", 0), ("builtinId", 0)));
        var look = new XElement(Section("cellStyleXfs").Elements(ns + "xf").First());
        Add("cellStyles", Element("cellStyle", ("name", name), ("xfId", Add("cellStyleXfs", look))));
    }

    public void Save(Stream to) => xml.Save(to, SaveOptions.DisableFormatting);

    XElement Fill() => new(ns + "fill", new XElement(ns + "patternFill", new XAttribute("patternType", "solid"),
        new XElement(ns + "fgColor", new XAttribute("rgb", AskColour)), new XElement(ns + "bgColor", new XAttribute("indexed", 64))));

    /// <summary>Adds it and says which one it is.</summary>
    int Add(string section, XElement element)
    {
        var to = Section(section);
        to.Add(element);
        var count = to.Elements().Count();
        to.SetAttributeValue("count", count);
        return count - 1;
    }

    List<XElement> Filled(string section, string name, int fewest)
    {
        for (var have = Section(section).Elements(ns + name).Count(); have < fewest; have++)
            Add(section, name switch
            {
                "xf" => Element("xf", ("numFmtId", 0), ("fontId", 0), ("fillId", 0), ("borderId", 0)),
                "fill" => new(ns + "fill", Element("patternFill", ("patternType", have == 0 ? "none" : "gray125"))),
                "font" => new(ns + "font", Element("sz", ("val", 11)), Element("name", ("val", "宋体"))),
                _ => new(ns + name),
            });
        return [.. Section(section).Elements(ns + name)];
    }

    XElement Section(string name)
    {
        if (xml.Root!.Element(ns + name) is { } found) return found;
        var section = new XElement(ns + name);
        var place = Array.IndexOf(sections, name);
        var after = xml.Root.Elements().LastOrDefault(e => Array.IndexOf(sections, e.Name.LocalName) is >= 0 and var at && at < place);
        if (after is null) xml.Root.AddFirst(section);
        else after.AddAfterSelf(section);
        return section;
    }

    XElement Element(string name, params (string Name, object Value)[] attributes) => Set(new(ns + name), attributes);

    static XElement Set(XElement element, params (string Name, object Value)[] attributes)
    {
        foreach (var (name, value) in attributes) element.SetAttributeValue(name, value);
        return element;
    }
}
