namespace OneTable.Services.Files;

/// <summary>Takes out of a JPEG all that is not picture: application segments, comments, and whatever a phone hung behind its end, such as a film with its place.</summary>
static class JpegSegments
{
    const byte Sos = 0xDA, Eoi = 0xD9;

    /// <summary>Marker, length of two bytes with itself, data; after a scan's head its bits, in which FF is followed by 00 or a restart (ITU T.81, B.1).</summary>
    public static ReadOnlyMemory<byte> Strip(ReadOnlyMemory<byte> jpeg, int orientation)
    {
        var bytes = jpeg.Span;
        var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes[..2]);
        if (orientation > 1) kept.Write(Turned(orientation));
        var at = 2;
        while (at + 4 <= bytes.Length && bytes[at] == 0xFF)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF) { at++; continue; }
            if (marker == Eoi) break;
            var length = 2 + (bytes[at + 2] << 8 | bytes[at + 3]);
            if (at + length > bytes.Length) break;
            if (marker == Sos) length = BitsEnd(bytes, at + length) - at;
            if (marker is not (>= 0xE1 and <= 0xEF or 0xFE)) kept.Write(bytes.Slice(at, length));
            at += length;
        }
        kept.Write([0xFF, Eoi]);
        return kept.ToArray();
    }

    /// <summary>The next marker that is no part of the bits.</summary>
    static int BitsEnd(ReadOnlySpan<byte> bytes, int at)
    {
        for (; at + 1 < bytes.Length; at++)
            if (bytes[at] == 0xFF && bytes[at + 1] is not (0x00 or 0xFF or >= 0xD0 and <= 0xD7)) return at;
        return bytes.Length;
    }

    /// <summary>An EXIF of one tag, which way up: without it a photo taken upright lies on its side.</summary>
    static byte[] Turned(int orientation) =>
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, // big-endian, its one directory at 8
        0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, // one entry, a short; no next directory
    ];
}
