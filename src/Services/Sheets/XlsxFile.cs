using System.IO.Compression;
using System.Xml;

namespace OneTable.Services.Sheets;

/// <summary>An .xlsx workbook, read part by part as a stream.</summary>
sealed class XlsxFile : SheetFile
{
    const int SmallPartMax = 16 << 20, DirectoryMax = 4 << 20;

    readonly ZipArchive zip;
    readonly List<(SheetInfo Info, string Part)> sheets = [];
    readonly Dictionary<int, XlsxSheetHead> heads = [];
    readonly XlsxStyles styles;
    readonly string? sharedPart, stylesPart;
    SharedStrings? shared;

    public XlsxFile(Stream stream)
    {
        CheckDirectory(stream);
        zip = new ZipArchive(stream, ZipArchiveMode.Read);
        var book = Relations("_rels/.rels", "").Values.FirstOrDefault(r => r.Type == "officeDocument").Target ?? "xl/workbook.xml";
        if (zip.GetEntry(book) is null || book.EndsWith(".bin", StringComparison.Ordinal)) throw NotAWorkbook(book);
        var relations = Relations($"{Folder(book)}_rels/{book[Folder(book).Length..]}.rels", Folder(book));
        stylesPart = relations.Values.FirstOrDefault(r => r.Type == "styles").Target;
        styles = new(stylesPart is not null && zip.GetEntry(stylesPart) is not null ? Small(stylesPart) : null);
        sharedPart = relations.Values.FirstOrDefault(r => r.Type == "sharedStrings").Target;
        using var xml = Small(book);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "workbookPr") styles.From1904 = xml.GetAttribute("date1904") is "1" or "true";
            if (xml.LocalName != "sheet" || !relations.TryGetValue(RelationId(xml) ?? "", out var relation) || relation.Type != "worksheet") continue;
            if (sheets.Count == SheetsMax) throw new Refusal("sheet_too_many", $"一个文件最多 {SheetsMax} 张表。");
            sheets.Add((new(xml.GetAttribute("name") ?? "", xml.GetAttribute("state") is "hidden" or "veryHidden"), relation.Target));
        }
        if (sheets.Count == 0) throw Broken();
    }

    public override IReadOnlyList<SheetInfo> Sheets => [.. sheets.Select(s => s.Info)];

    public override bool HasMacros => zip.Entries.Any(e => e.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase));

    /// <summary>By its properties; by the name of a style where another program left those out.</summary>
    public override string? TraceCode => Whole(() => Mark(Relations("_rels/.rels", "").Values.FirstOrDefault(r => r.Type == "custom-properties").Target) ?? Mark(stylesPart));

    string? Mark(string? part)
    {
        if (part is null || zip.GetEntry(part) is null) return null;
        using var xml = Small(part);
        var ours = false;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Text && ours) return xml.Value;
            if (xml.NodeType == XmlNodeType.Element && xml.GetAttribute("name") is { } name)
            {
                if (xml.LocalName == "cellStyle" && name.StartsWith(TraceMark.Name + " ", StringComparison.Ordinal)) return name[(TraceMark.Name.Length + 1)..];
                ours = xml.LocalName == "property" && name == TraceMark.Name;
            }
        }
        return null;
    }

    public override SheetSurvey Survey(int sheet) => Whole(() => Head(sheet)).Survey;

    protected override IEnumerable<SheetRow> Read(int sheet)
    {
        // What is merged stands behind the rows, so that takes a pass of its own.
        var (merges, end) = heads.TryGetValue(sheet, out var head) ? (head.Merges, head.End) : (XlsxSheetHead.MergesOf(Part(sheets[sheet].Part)), int.MaxValue);
        shared ??= sharedPart is { } part && zip.GetEntry(part) is not null ? SharedStrings.Read(Part(part)) : SharedStrings.None;
        foreach (var row in new XlsxRows(Part(sheets[sheet].Part), styles, shared, merges, end).Read()) yield return row;
    }

    XlsxSheetHead Head(int sheet) => heads.TryGetValue(sheet, out var head) ? head : heads[sheet] = XlsxSheetHead.Read(Part(sheets[sheet].Part));

    public override void Dispose() => zip.Dispose();

    static string? RelationId(XmlReader xml)
    {
        while (xml.MoveToNextAttribute())
        {
            if (xml.LocalName != "id" || xml.Prefix.Length == 0) continue;
            var id = xml.Value;
            xml.MoveToElement();
            return id;
        }
        xml.MoveToElement();
        return null;
    }

    Dictionary<string, (string Type, string Target)> Relations(string part, string folder)
    {
        var found = new Dictionary<string, (string, string)>();
        if (zip.GetEntry(part) is null) return found;
        using var xml = Small(part);
        while (xml.Read())
        {
            // What lies outside of the file is never followed.
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship" || xml.GetAttribute("TargetMode") == "External") continue;
            var (type, target) = (xml.GetAttribute("Type") ?? "", xml.GetAttribute("Target") ?? "");
            found[xml.GetAttribute("Id") ?? ""] = (type[(type.LastIndexOf('/') + 1)..], target.StartsWith('/') ? target[1..] : folder + target);
        }
        return found;
    }

    static string Folder(string part) => part[..(part.LastIndexOf('/') + 1)];

    XmlReader Small(string part)
    {
        if (zip.GetEntry(part) is { Length: > SmallPartMax }) throw PartStream.Bomb();
        return XmlReader.Create(Stream(part, SmallPartMax), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true,
        });
    }

    PartXml Part(string part) => new(Stream(part, UnpackedMax));

    PartStream Stream(string part, long max)
    {
        var entry = zip.GetEntry(part) ?? throw Broken();
        if (entry.IsEncrypted) throw SheetKind.Password();
        return new PartStream(entry.Open(), entry.CompressedLength, max);
    }

    /// <summary>Before all entries are read into memory: how long the list of them is, by the last record of the file.</summary>
    internal static void CheckDirectory(Stream stream)
    {
        var tail = new byte[(int)Math.Min(stream.Length, 66_000)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        stream.Position = 0;
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + 22 > tail.Length) throw Broken();
        if (BitConverter.ToUInt32(tail, at + 12) > DirectoryMax) throw PartStream.Bomb();
    }

    Refusal NotAWorkbook(string book) => zip.Entries.Select(e => e.FullName).ToList() switch
    {
        _ when book.EndsWith(".bin", StringComparison.Ordinal) => SheetKind.Refused("请用 Excel 打开，另存为 .xlsx，再传一次。"),
        var names when names.Any(n => n.StartsWith("word/", StringComparison.Ordinal)) => SheetKind.Refused("这是 Word 文档，请把表格复制到 .xlsx 里再传。"),
        var names when names.Any(n => n.StartsWith("ppt/", StringComparison.Ordinal)) => SheetKind.Refused("这是演示文稿，不是表格。"),
        var names when names.Contains("content.xml") => SheetKind.Refused("这是 .ods，请打开后另存为 .xlsx 再传。"),
        _ => SheetKind.Refused("这是压缩包，请解压后传里面的表格。"),
    };
}
