using System.Buffers.Binary;

namespace OneTable.Services.Files;

/// <summary>
/// Blanks in a film (MP4) the boxes in which phones write where it was taken: user data, metadata and makers' own. Each stays as long
/// as it was, as free space, so that everything else is still found where its index says.
/// </summary>
static class FilmBoxes
{
    const int Head = 8, LongHead = 16, DepthMax = 4;

    public static ReadOnlyMemory<byte> Strip(ReadOnlyMemory<byte> film)
    {
        var bytes = film.ToArray();
        Blank(bytes, 0);
        return bytes;
    }

    /// <summary>Length, name, data; a length of 1 stands in the eight bytes after the name, one of 0 means up to the end (ISO 14496-12, 4.2).</summary>
    static void Blank(Span<byte> boxes, int depth)
    {
        for (var at = 0; at + Head <= boxes.Length;)
        {
            var (length, head) = ((long)BinaryPrimitives.ReadUInt32BigEndian(boxes[at..]), Head);
            if (length == 1 && at + LongHead <= boxes.Length) (length, head) = (BinaryPrimitives.ReadInt64BigEndian(boxes[(at + Head)..]), LongHead);
            if (length == 0 || length > boxes.Length - at) length = boxes.Length - at;
            if (length < head) return;
            var name = boxes.Slice(at + 4, 4);
            var data = boxes.Slice(at + head, (int)length - head);
            if (name.SequenceEqual("udta"u8) || name.SequenceEqual("meta"u8) || name.SequenceEqual("uuid"u8))
            {
                "free"u8.CopyTo(name);
                data.Clear();
            }
            else if (depth < DepthMax && (name.SequenceEqual("moov"u8) || name.SequenceEqual("trak"u8) || name.SequenceEqual("moof"u8) || name.SequenceEqual("traf"u8))) Blank(data, depth + 1);
            at += (int)length;
        }
    }
}
