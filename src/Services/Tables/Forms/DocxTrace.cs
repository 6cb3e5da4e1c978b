using System.Xml.Linq;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>Who took a Word form away and when, under a code: small in the footer of its pages, and among its properties.</summary>
static class DocxTrace
{
    const string Footer = "word/footerTrace.xml", Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        Package = "http://schemas.openxmlformats.org/package/2006/relationships", TypesPart = "[Content_Types].xml";
    const string FooterType = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml";
    static readonly XNamespace w = DocxFile.W, r = Relations, package = Package, types = "http://schemas.openxmlformats.org/package/2006/content-types";

    public static void Put(DocxFile file, TraceMark mark)
    {
        var line = Line($"{TraceMark.Name} {mark.Code}　{mark.Viewer} {mark.Time}");
        const string part = "word/_rels/document.xml.rels";
        var relations = file.Get(part) ?? new(new XElement(package + "Relationships"));
        foreach (var section in file.Body.Descendants(w + "sectPr"))
        {
            var own = section.Elements(w + "footerReference").Select(f => (string?)f.Attribute(r + "id")).ToHashSet();
            foreach (var target in relations.Root!.Elements().Where(e => own.Contains((string?)e.Attribute("Id")))
                .Select(e => "word/" + (string?)e.Attribute("Target")))
                if (file.Get(target) is { Root: { } footer } had && !footer.Value.Contains(mark.Code, StringComparison.Ordinal))
                {
                    footer.Add(new XElement(line));
                    file.Put(target, had);
                }
            if (own.Count > 0) continue;
            section.AddFirst(new XElement(w + "footerReference", new XAttribute(w + "type", "default"),
                new XAttribute(XNamespace.Xmlns + "r", Relations), new XAttribute(r + "id", Relation(relations, "footer", "footerTrace.xml"))));
            file.Put(Footer, new(new XElement(w + "ftr", new XAttribute(XNamespace.Xmlns + "w", w), new XElement(line))));
            Type(file, "/" + Footer, FooterType);
        }
        file.Put(part, relations);
        Properties(file, mark);
    }

    static void Properties(DocxFile file, TraceMark mark)
    {
        file.Put(TraceMark.Part, mark.Custom(file.Get(TraceMark.Part)));
        Type(file, "/" + TraceMark.Part, TraceMark.ContentType);
        var relations = file.Get("_rels/.rels") ?? new(new XElement(package + "Relationships"));
        Relation(relations, "custom-properties", TraceMark.Part);
        file.Put("_rels/.rels", relations);
    }

    /// <summary>The id of the relation to this part, made where there is none.</summary>
    static string Relation(XDocument relations, string type, string target)
    {
        if (relations.Root!.Elements().FirstOrDefault(e => (string?)e.Attribute("Target") == target) is { } had) return (string)had.Attribute("Id")!;
        var id = "trace" + relations.Root.Elements().Count();
        relations.Root.Add(new XElement(package + "Relationship", new XAttribute("Id", id), new XAttribute("Type", $"{Relations}/{type}"),
            new XAttribute("Target", target)));
        return id;
    }

    static void Type(DocxFile file, string part, string type)
    {
        if (file.Get(TypesPart) is not { Root: { } root } had || root.Elements().Any(e => (string?)e.Attribute("PartName") == part)) return;
        root.Add(new XElement(types + "Override", new XAttribute("PartName", part), new XAttribute("ContentType", type)));
        file.Put(TypesPart, had);
    }

    static XElement Line(string text) => new(w + "p",
        new XElement(w + "pPr", new XElement(w + "jc", new XAttribute(w + "val", "right"))),
        new XElement(w + "r", new XElement(w + "rPr", new XElement(w + "color", new XAttribute(w + "val", "808080")),
                new XElement(w + "sz", new XAttribute(w + "val", "14"))),
            new XElement(w + "t", text)));
}
