using System.Buffers.Binary;

namespace OneTable.Services.Files;

/// <summary>Takes words, places and times out of the chunks of PNG and WebP; what is no such file from some byte on stays as it is.</summary>
static class PictureChunks
{
    /// <summary>Length, name, data, checksum (PNG, third edition, 5.3).</summary>
    public static ReadOnlyMemory<byte> StripPng(ReadOnlyMemory<byte> png)
    {
        const int head = 8, around = 12;
        var bytes = png.Span;
        var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes[..head]);
        var at = head;
        while (at + around <= bytes.Length && BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) is var length && length <= bytes.Length - at - around)
        {
            var chunk = bytes.Slice(at, around + (int)length);
            at += chunk.Length;
            if (!(chunk[4..8].SequenceEqual("eXIf"u8) || chunk[4..8].SequenceEqual("tEXt"u8) || chunk[4..8].SequenceEqual("zTXt"u8)
                || chunk[4..8].SequenceEqual("iTXt"u8) || chunk[4..8].SequenceEqual("tIME"u8))) kept.Write(chunk);
            if (chunk[4..8].SequenceEqual("IEND"u8)) return kept.ToArray(); // nothing of a picture comes behind it
        }
        kept.Write(bytes[at..]);
        return kept.ToArray();
    }

    /// <summary>RIFF: name, length, data, padded to even (RFC 9649, 2.3); the first chunk says which others there are.</summary>
    public static ReadOnlyMemory<byte> StripWebp(ReadOnlyMemory<byte> webp)
    {
        const int head = 12, around = 8, flagsAt = 20;
        const byte exif = 0x08, xmp = 0x04;
        var bytes = webp.Span;
        var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes[..head]);
        var at = head;
        while (at + around <= bytes.Length && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]) is var length && length <= bytes.Length - at - around)
        {
            var chunk = bytes.Slice(at, Math.Min(around + (int)length + (int)(length & 1), bytes.Length - at));
            at += chunk.Length;
            if (!chunk.StartsWith("EXIF"u8) && !chunk.StartsWith("XMP "u8)) kept.Write(chunk);
        }
        if (at < bytes.Length) kept.Write(bytes[at..]);
        var stripped = kept.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(stripped.AsSpan(4), (uint)(stripped.Length - around));
        if (stripped.Length > flagsAt && stripped.AsSpan(head).StartsWith("VP8X"u8)) stripped[flagsAt] &= unchecked((byte)~(exif | xmp));
        return stripped;
    }
}
