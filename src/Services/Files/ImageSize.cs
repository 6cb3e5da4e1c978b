using System.Buffers.Binary;

namespace OneTable.Services.Files;

/// <summary>Width and height as a picture's head says them, so that nobody unpacks a picture that is too large.</summary>
public static class ImageSize
{
    /// <summary>Null where it is neither PNG nor JPEG or ends too early.</summary>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> bytes) => MediaTypes.Of(bytes) switch
    {
        MediaTypes.Png when bytes.Length >= 24 => (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..])),
        MediaTypes.Jpeg => OfJpeg(bytes),
        _ => null,
    };

    /// <summary>The first frame header, SOF0 to SOF15 without DHT, JPG and DAC (ITU T.81, B.2.2).</summary>
    static (int, int)? OfJpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 < bytes.Length && bytes[at] == 0xFF;)
        {
            if (bytes[at + 1] == 0xFF) { at++; continue; }
            if (bytes[at + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return null;
    }
}
