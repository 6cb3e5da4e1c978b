using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace OneTable.Services.Sheets.Editing;

/// <summary>One sheet of a workbook and the parts that belong to it.</summary>
sealed record SheetPart(string Name, string Part);

/// <summary>A workbook as a zip of parts that point at each other; what lies outside of the file is never followed.</summary>
sealed class Package : IDisposable
{
    const int SmallPartMax = 16 << 20;
    const long PartMax = 1L << 30;
    const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    static readonly XNamespace relations = "http://schemas.openxmlformats.org/package/2006/relationships";

    readonly ZipArchive zip;

    public Package(Stream stream)
    {
        XlsxFile.CheckDirectory(stream);
        zip = new(stream, ZipArchiveMode.Read);
        if (zip.Entries.Sum(e => e.Length) > SheetFile.UnpackedMax) throw PartStream.Bomb(); // every part is copied, also what nobody reads
        Book = Target("", "officeDocument") ?? "xl/workbook.xml";
        if (!Has(Book) || Book.EndsWith(".bin", StringComparison.Ordinal)) throw SheetFile.Broken();
        BookXml = Load(Book);
        var ns = BookXml.Root!.Name.Namespace;
        From1904 = (string?)BookXml.Root.Element(ns + "workbookPr")?.Attribute("date1904") is "1" or "true";
        var targets = Links(Book).ToDictionary(l => l.Id, l => l);
        foreach (var sheet in BookXml.Descendants(ns + "sheet"))
            if (sheet.Attributes().FirstOrDefault(a => a.Name.LocalName == "id" && a.Name.Namespace != XNamespace.None)?.Value is { } id
                && targets.TryGetValue(id, out var link) && link.Type == "worksheet") Sheets.Add(new((string?)sheet.Attribute("name") ?? "", link.Target));
    }

    public static ReadOnlySpan<byte> XmlHead => "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"u8;

    public string Book { get; }
    public XDocument BookXml { get; }
    public bool From1904 { get; }
    public List<SheetPart> Sheets { get; } = [];
    public IReadOnlyList<ZipArchiveEntry> Parts => zip.Entries;

    public bool Has(string part) => zip.GetEntry(part) is not null;

    public XDocument Load(string part)
    {
        if (zip.GetEntry(part) is { Length: > SmallPartMax }) throw PartStream.Bomb();
        using var xml = XmlReader.Create(Open(part, SmallPartMax), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });
        return XDocument.Load(xml, LoadOptions.PreserveWhitespace);
    }

    public Stream Open(string part, long max = SheetFile.UnpackedMax)
    {
        var entry = zip.GetEntry(part) ?? throw SheetFile.Broken();
        if (entry.IsEncrypted) throw SheetKind.Password();
        return new PartStream(entry.Open(), entry.CompressedLength, max);
    }

    /// <summary>A part that is only copied: held to how long it may become, whatever is in it.</summary>
    public Stream Raw(string part)
    {
        var entry = zip.GetEntry(part) ?? throw SheetFile.Broken();
        if (entry.IsEncrypted) throw SheetKind.Password();
        if (entry.Length > PartMax) throw PartStream.Bomb();
        return entry.Open();
    }

    /// <summary>The part of this type that belongs to another; null where there is none.</summary>
    public string? Target(string part, string type) => Links(part).FirstOrDefault(l => l.Type == type).Target;

    public IEnumerable<(string Id, string Type, string Target)> Links(string part)
    {
        if (!Has(LinksOf(part))) yield break;
        foreach (var link in Load(LinksOf(part)).Root!.Elements())
        {
            if ((string?)link.Attribute("TargetMode") == "External") continue;
            var (type, target) = ((string?)link.Attribute("Type") ?? "", (string?)link.Attribute("Target") ?? "");
            yield return ((string?)link.Attribute("Id") ?? "", type[(type.LastIndexOf('/') + 1)..], From(part, target));
        }
    }

    /// <summary>The part that says what another one points at.</summary>
    public static string LinksOf(string part) => $"{Folder(part)}_rels/{part[Folder(part).Length..]}.rels";

    public XDocument LinksXml(string part) => Has(LinksOf(part)) ? Load(LinksOf(part)) : new(new XElement(relations + "Relationships"));

    /// <summary>Adds a link with an absolute target; answers its id.</summary>
    public static string Link(XDocument links, string type, string target)
    {
        var root = links.Root!;
        var id = Enumerable.Range(1, int.MaxValue).Select(i => "rId" + i).First(i => root.Elements().All(l => (string?)l.Attribute("Id") != i));
        root.Add(new XElement(root.Name.Namespace + "Relationship", new XAttribute("Id", id),
            new XAttribute("Type", type.Contains('/') ? type : Office + type), new XAttribute("Target", "/" + target)));
        return id;
    }

    /// <summary>A name for a new part that no part has.</summary>
    public string Free(string name, string extension) =>
        Enumerable.Range(1, int.MaxValue).Select(i => $"{name}{i}.{extension}").First(part => !Has(part));

    static string Folder(string part) => part[..(part.LastIndexOf('/') + 1)];

    static string From(string part, string target)
    {
        if (target.StartsWith('/')) return target[1..];
        var steps = new List<string>(Folder(part).Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in target.Split('/'))
            if (step == ".." && steps.Count > 0) steps.RemoveAt(steps.Count - 1);
            else if (step is not ("." or "..")) steps.Add(step);
        return string.Join('/', steps);
    }

    public void Dispose() => zip.Dispose();
}
