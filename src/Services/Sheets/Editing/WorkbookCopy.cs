using System.IO.Compression;
using System.Xml.Linq;

namespace OneTable.Services.Sheets.Editing;

/// <summary>One writing of a workbook: which part is copied, which is written anew, which is left out.</summary>
sealed class WorkbookCopy
{
    const string Types = "[Content_Types].xml", Sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.", Vml = "vmlDrawing";
    const string VmlType = "application/vnd.openxmlformats-officedocument.vmlDrawing";

    /// <summary>The parts of comments of one sheet.</summary>
    sealed record Talk(string Part, bool IsNew, SheetComments Comments);

    readonly Package package;
    readonly ZipArchive zip;
    readonly IReadOnlyList<SheetFill> fills;
    readonly TraceMark? mark;
    readonly bool asks;
    readonly CancellationToken stop;
    readonly StyleBook styles;
    readonly string stylesPart, customPart;
    readonly string? chain;
    readonly Dictionary<SheetFill, Talk> talks = [];
    readonly Dictionary<string, Action<string>> changed = [];
    readonly List<(string Part, Action<Stream> Write)> later = [];
    readonly HashSet<string> held = [];
    readonly Moves moves;

    public WorkbookCopy(Package package, ZipArchive zip, IReadOnlyList<SheetFill> fills, TraceMark? mark, bool asks, CancellationToken stop)
    {
        (this.package, this.zip, this.fills, this.mark, this.asks, this.stop) = (package, zip, fills, mark, asks, stop);
        (chain, stylesPart) = (package.Target(package.Book, "calcChain"), package.Target(package.Book, "styles") ?? "xl/styles.xml");
        customPart = package.Target("", "custom-properties") ?? TraceMark.Part;
        moves = new([.. fills.Select(f => (package.Sheets[f.Sheet].Name, f.Shift))]);
        styles = new(package.Has(stylesPart) ? package.Load(stylesPart) : null);
        if (mark is not null) styles.Name(mark.Style);
    }

    public void Run()
    {
        Plan();
        foreach (var part in package.Parts)
        {
            stop.ThrowIfCancellationRequested();
            if (part.FullName == chain || held.Contains(part.FullName)) continue;
            if (changed.TryGetValue(part.FullName, out var write)) write(part.FullName);
            else Copy(part.FullName);
        }
        foreach (var (part, write) in later)
        {
            using var to = Create(part);
            write(to);
        }
    }

    void Plan()
    {
        foreach (var fill in fills) PlanSheet(fill);
        Later(stylesPart, styles.Save);
        changed[Types] = part => Save(part, ContentTypes());
        changed[package.Book] = part => Save(part, Book());
        var links = package.LinksXml(package.Book);
        if (!package.Has(stylesPart)) Package.Link(links, "styles", stylesPart);
        links.Root!.Elements().Where(l => ((string?)l.Attribute("Type"))?.EndsWith("/calcChain", StringComparison.Ordinal) == true).Remove();
        changed[Package.LinksOf(package.Book)] = part => Save(part, links);
        if (mark is null) return;
        Later(customPart, to => mark.Custom(package.Has(customPart) ? package.Load(customPart) : null).Save(to, SaveOptions.DisableFormatting));
        if (package.Has(customPart)) return;
        var root = package.LinksXml("");
        Package.Link(root, "custom-properties", customPart);
        changed[Package.LinksOf("")] = part => Save(part, root);
    }

    void PlanSheet(SheetFill fill)
    {
        var (sheet, shift) = (package.Sheets[fill.Sheet], fill.Shift);
        var had = package.Target(sheet.Part, "comments");
        if (asks || had is not null && shift.Added > 0)
        {
            var comments = new SheetComments(had is null ? null : package.Load(had), shift);
            talks[fill] = new(had ?? package.Free($"xl/comments_{fill.Sheet + 1}_", "xml"), had is null, comments);
            held.UnionWith([talks[fill].Part, Package.LinksOf(sheet.Part), .. Boxes(sheet.Part)]); // what they say is known once the sheet is written
        }
        changed[sheet.Part] = part => Fill(part, fill);
        if (shift.Added == 0) return;
        foreach (var (_, type, target) in package.Links(sheet.Part))
            if (type is "table" or "drawing") changed[target] = part => Shifted(part, sheet.Name, shift, type == "drawing");
        var others = package.Sheets.Where(s => fills.All(f => package.Sheets[f.Sheet] != s) && Mentions(s.Part, sheet.Name)).Select(s => s.Part);
        var charts = package.Parts.Select(p => p.FullName).Where(p => p.StartsWith("xl/charts/chart", StringComparison.Ordinal));
        foreach (var part in charts.Concat(others).ToList())
            changed[part] = p => Shifted(p, null, default, false);
    }

    void Fill(string part, SheetFill fill)
    {
        var (sheet, shift, talk) = (package.Sheets[fill.Sheet], fill.Shift, talks.GetValueOrDefault(fill));
        var links = package.LinksXml(part);
        var newBoxes = talk is null ? null : package.Free($"xl/drawings/{Vml}_{fill.Sheet + 1}_", "vml");
        var id = newBoxes is null ? null : Package.Link(links, Vml, newBoxes);
        string? hadId;
        using (var xml = new PartXml(package.Open(part)))
        using (var to = Create(part))
        {
            var output = new Utf8Out(to);
            var rows = new RowsCopy(xml, output, sheet.Name, fill, moves, new(styles, talk?.Comments, package.From1904), stop);
            hadId = new SheetCopy(xml, output, sheet.Name, rows, shift, moves, mark, id).Run();
        }
        if (talk is null) return;
        var hadBoxes = package.Links(part).FirstOrDefault(l => l.Id == hadId && package.Has(l.Target)).Target;
        foreach (var other in Boxes(part).Where(b => b != hadBoxes)) Copy(other);
        if (hadBoxes is not null) links.Root!.Elements().Where(l => (string?)l.Attribute("Id") == id).Remove();
        if (talk.IsNew) Package.Link(links, "comments", talk.Part);
        Later(hadBoxes ?? newBoxes!, to => talk.Comments.SaveBoxes(to, hadBoxes is null ? null : Read(hadBoxes), shift));
        Later(talk.Part, talk.Comments.Save);
        Later(Package.LinksOf(part), to => links.Save(to, SaveOptions.DisableFormatting));
    }

    IEnumerable<string> Boxes(string sheet) => package.Links(sheet).Where(l => l.Type == Vml && package.Has(l.Target)).Select(l => l.Target).Distinct();

    void Later(string part, Action<Stream> write)
    {
        held.Add(part);
        later.Add((part, write));
    }

    /// <summary>Names follow what moved; what formulas come to is worked out anew by whoever opens it.</summary>
    XDocument Book()
    {
        var book = new XDocument(package.BookXml);
        var ns = book.Root!.Name.Namespace;
        foreach (var name in book.Descendants(ns + "definedName")) name.Value = moves.Formula(name.Value, own: null);
        if (book.Root.Element(ns + "calcPr") is null)
            book.Root.Elements().Last(e => e.Name.LocalName is "sheets" or "functionGroups" or "externalReferences" or "definedNames")
                .AddAfterSelf(new XElement(ns + "calcPr"));
        book.Root.Element(ns + "calcPr")!.SetAttributeValue("fullCalcOnLoad", 1);
        return book;
    }

    XDocument ContentTypes()
    {
        var types = package.Load(Types);
        var ns = types.Root!.Name.Namespace;
        if (chain is not null) types.Root.Elements().Where(e => ((string?)e.Attribute("PartName"))?.TrimStart('/') == chain).Remove();
        if (talks.Count > 0 && !types.Root.Elements(ns + "Default").Any(d => (string?)d.Attribute("Extension") == "vml"))
            types.Root.AddFirst(new XElement(ns + "Default", new XAttribute("Extension", "vml"), new XAttribute("ContentType", VmlType)));
        foreach (var talk in talks.Values.Where(t => t.IsNew)) Override(talk.Part, Sheet + "comments+xml");
        if (!package.Has(stylesPart)) Override(stylesPart, Sheet + "styles+xml");
        if (mark is not null && !package.Has(customPart)) Override(customPart, TraceMark.ContentType);
        return types;
        void Override(string part, string type) => types.Root.Add(
            new XElement(ns + "Override", new XAttribute("PartName", "/" + part), new XAttribute("ContentType", type)));
    }

    void Shifted(string part, string? own, RowShift shift, bool isDrawing)
    {
        using var to = Create(part);
        var output = new Utf8Out(to);
        ShiftedXml.Copy(new(package.Open(part)), output, shift, own, moves, isDrawing);
        output.Flush();
    }

    /// <summary>Whether the formulas of a part may name a sheet: rather one too many than one too few.</summary>
    bool Mentions(string part, string sheet)
    {
        using var xml = new PartXml(package.Open(part));
        while (xml.Read() is var token and not PartXml.Token.End)
            if (token == PartXml.Token.Text && xml.Raw.Contains((byte)'!') && xml.Value().Contains(sheet.Replace("'", "''"), StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    void Copy(string part)
    {
        using var from = package.Raw(part);
        using var to = Create(part);
        from.CopyTo(to);
    }

    string Read(string part)
    {
        using var text = new StreamReader(package.Raw(part));
        return text.ReadToEnd();
    }

    void Save(string part, XDocument xml)
    {
        using var to = Create(part);
        xml.Save(to, SaveOptions.DisableFormatting);
    }

    Stream Create(string part) => zip.CreateEntry(part, CompressionLevel.Fastest).Open();
}
