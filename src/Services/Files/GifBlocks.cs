namespace OneTable.Services.Files;

/// <summary>Takes comments and applications' data out of a GIF, but for the one that says how often it plays (GIF89a, 15–26).</summary>
static class GifBlocks
{
    const int Head = 13;
    const byte Extension = 0x21, Image = 0x2C, Comment = 0xFE, Application = 0xFF, Trailer = 0x3B;

    public static ReadOnlyMemory<byte> Strip(ReadOnlyMemory<byte> gif)
    {
        var bytes = gif.Span;
        if (bytes.Length < Head) return gif;
        var kept = new MemoryStream(bytes.Length);
        var at = Math.Min(bytes.Length, Head + Colours(bytes[10]));
        kept.Write(bytes[..at]);
        while (at < bytes.Length && bytes[at] is Extension or Image)
        {
            var begins = at;
            var isImage = bytes[at] == Image;
            if (at + (isImage ? 10 : 2) > bytes.Length) break;
            at += isImage ? 11 + Colours(bytes[at + 9]) : 2;
            while (at < bytes.Length && bytes[at] != 0) at += 1 + bytes[at];
            at = Math.Min(bytes.Length, at + 1);
            var block = bytes[begins..at];
            if (isImage || block[1] is not (Comment or Application) || block[2..].IndexOf("NETSCAPE2.0"u8) == 1) kept.Write(block);
        }
        kept.WriteByte(Trailer); // nothing of a picture comes behind it
        return kept.ToArray();
    }

    /// <summary>The bytes of a table of colours, by the byte that says whether there is one.</summary>
    static int Colours(byte packed) => (packed & 0x80) == 0 ? 0 : 3 << (packed & 7) + 1;
}
