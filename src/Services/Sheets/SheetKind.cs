using System.Text;

namespace OneTable.Services.Sheets;

/// <summary>What a file is by its bytes; what is no spreadsheet we read is refused with the way out.</summary>
static class SheetKind
{
    public const string Xlsx = "xlsx", Xls = "xls", Csv = "csv";
    const int HeadBytes = 8, BlockBytes = 1 << 16, OverlapBytes = 64;

    static readonly (byte[] Magic, string Text)[] others =
    [
        ("%PDF"u8.ToArray(), "这是 PDF，读不出表格。请找原来的表格文件。"),
        ([0xFF, 0xD8, 0xFF], "这是图片，读不出表格。请找原来的表格文件。"),
        ([0x89, .. "PNG"u8], "这是图片，读不出表格。请找原来的表格文件。"),
        ("GIF8"u8.ToArray(), "这是图片，读不出表格。请找原来的表格文件。"),
        ("BM"u8.ToArray(), "这是图片，读不出表格。请找原来的表格文件。"),
        ("Rar!"u8.ToArray(), "这是压缩包，请解压后传里面的表格。"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "这是压缩包，请解压后传里面的表格。"),
        ([0x1F, 0x8B], "这是压缩包，请解压后传里面的表格。"),
        ("{\\rtf"u8.ToArray(), "这是 Word 文档，请把表格复制到 .xlsx 里再传。"),
    ];

    public static string Of(Stream stream, string fileName)
    {
        Span<byte> bytes = stackalloc byte[HeadBytes];
        stream.Position = 0;
        ReadOnlySpan<byte> head = bytes[..stream.ReadAtLeast(bytes, HeadBytes, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (head.IsEmpty) throw Refused("这个文件是空的。");
        if (Path.GetExtension(fileName).ToLowerInvariant() is ".et" or ".ett" or ".wps" or ".wpt")
            throw Refused("请用 WPS 打开，另存为 .xlsx，再传一次。");
        if (head.StartsWith("PK\u0003\u0004"u8)) return Xlsx;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) return Compound(stream);
        foreach (var (magic, text) in others)
            if (head.StartsWith(magic)) throw Refused(text);
        return Csv; // which says itself where it is no text
    }

    public static Refusal Refused(string text) => new("sheet_kind", text);
    public static Refusal Password() => new("sheet_password", "这个文件有密码，请在表格软件里去掉密码再传。");

    /// <summary>An old compound file: the names of its streams say what it holds.</summary>
    static string Compound(Stream stream)
    {
        var streams = new[] { "Workbook", "Book", "EncryptedPackage", "WordDocument", "PowerPoint Document" };
        var found = Found(stream, [.. streams.Select(s => Encoding.Unicode.GetBytes(s + "\0"))]);
        return found switch
        {
            [true, ..] or [_, true, ..] => Xls,
            [_, _, true, ..] => throw Password(),
            [_, _, _, true, _] => throw Refused("这是 Word 文档，请把表格复制到 .xlsx 里再传。"),
            [_, _, _, _, true] => throw Refused("这是演示文稿，不是表格。"),
            _ => throw Refused("这不是表格文件，请另存为 .xlsx 再传。"),
        };
    }

    static bool[] Found(Stream stream, byte[][] names)
    {
        var found = new bool[names.Length];
        var block = new byte[BlockBytes];
        var kept = 0;
        while (stream.ReadAtLeast(block.AsSpan(kept), 1, throwOnEndOfStream: false) is var read and > 0)
        {
            var span = block.AsSpan(0, kept + read);
            for (var i = 0; i < names.Length; i++) found[i] |= span.IndexOf(names[i]) >= 0;
            kept = Math.Min(OverlapBytes, span.Length);
            span[^kept..].CopyTo(block);
        }
        stream.Position = 0;
        return found;
    }
}
