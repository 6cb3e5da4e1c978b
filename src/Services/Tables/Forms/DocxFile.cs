using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>A Word document: its text as XML, everything else byte for byte as it came. Nothing in it is ever run or followed.</summary>
sealed class DocxFile : IDisposable
{
    const string Part = "word/document.xml";
    const int TextMax = 16 << 20, PartsMax = 2_000;
    const long UnpackedMax = 400L << 20;
    public const string MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static readonly XNamespace W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        W14 = "http://schemas.microsoft.com/office/word/2010/wordml";

    readonly Stream stream;
    readonly ZipArchive zip;
    readonly Dictionary<string, XDocument> changed = [];

    DocxFile(Stream stream, ZipArchive zip, XDocument text) => (this.stream, this.zip, changed[Part], Text) = (stream, zip, text, text);

    public XDocument Text { get; }
    public XElement Body => Text.Root!.Element(W + "body") ?? throw Broken();
    public bool HasMacros => zip.Entries.Any(e => e.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase));

    /// <summary>Null where it is no Word document: the stream then stays open, else it is closed with the document.</summary>
    /// <exception cref="Refusal">sheet_kind, sheet_broken, sheet_too_big, sheet_password</exception>
    public static DocxFile? Open(Stream stream, string fileName)
    {
        if (Path.GetExtension(fileName).ToLowerInvariant() is ".doc" or ".dot" or ".rtf") throw new Refusal("sheet_kind", "这是旧的 Word 文档，请另存为 .docx 再传。");
        if (Path.GetExtension(fileName).ToLowerInvariant() is ".wps" or ".wpt") throw new Refusal("sheet_kind", "请用 WPS 打开，另存为 .docx，再传一次。");
        Span<byte> head = stackalloc byte[4];
        stream.Position = 0;
        var isZip = stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.SequenceEqual("PK\u0003\u0004"u8);
        stream.Position = 0;
        if (!isZip) return null;
        ZipArchive? zip = null;
        try
        {
            XlsxFile.CheckDirectory(stream);
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.GetEntry(Part) is not { } entry)
            {
                zip.Dispose();
                stream.Position = 0;
                return null;
            }
            if (entry.IsEncrypted) throw new Refusal("sheet_password", "这个文件有密码，请去掉密码再传。");
            if (entry.Length > TextMax || zip.Entries.Count > PartsMax) throw SheetFile.TooBig();
            return new(stream, zip, Load(entry));
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            zip?.Dispose();
            throw Broken();
        }
    }

    /// <summary>Another part as it stands now; null where there is none or it is no XML of a usual size.</summary>
    public XDocument? Get(string part) => changed.GetValueOrDefault(part)
        ?? (IsXml(part) && zip.GetEntry(part) is { Length: <= TextMax } entry ? Load(entry) : null);

    static bool IsXml(string part) => part.EndsWith(".xml", StringComparison.Ordinal) || part.EndsWith(".rels", StringComparison.Ordinal);

    public void Put(string part, XDocument xml) => changed[part] = xml;

    /// <summary>The document as it stands now.</summary>
    public void SaveTo(Stream to)
    {
        var (buffer, total) = (new byte[1 << 16], 0L);
        using var copy = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in zip.Entries.Where(e => !changed.ContainsKey(e.FullName)))
        {
            using var part = copy.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
            using var from = entry.Open();
            for (int read; (read = from.Read(buffer)) > 0; part.Write(buffer.AsSpan(0, read)))
                if ((total += read) > UnpackedMax) throw PartStream.Bomb();
        }
        foreach (var (name, text) in changed)
        {
            using var part = copy.CreateEntry(name, CompressionLevel.Fastest).Open();
            using var xml = XmlWriter.Create(part, new XmlWriterSettings { CloseOutput = false, Encoding = new UTF8Encoding(false) });
            text.Save(xml);
        }
    }

    static XDocument Load(ZipArchiveEntry entry)
    {
        using var part = new PartStream(entry.Open(), entry.CompressedLength, TextMax);
        using var xml = XmlReader.Create(part, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XDocument.Load(xml, LoadOptions.PreserveWhitespace);
    }

    public void Dispose()
    {
        zip.Dispose();
        stream.Dispose();
    }

    static Refusal Broken() => new("sheet_broken", "这个文件坏了，打不开。请重新另存为 .docx 再传。");
}
