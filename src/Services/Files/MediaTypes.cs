namespace OneTable.Services.Files;

/// <summary>What the bytes say they are; a name or a header of the sender is not believed.</summary>
public static class MediaTypes
{
    public const string Jpeg = "image/jpeg", Png = "image/png", Gif = "image/gif", Webp = "image/webp", Amr = "audio/amr", Mp3 = "audio/mpeg",
        Speex = "audio/speex", Mp4 = "video/mp4";

    /// <summary>Null where it is none that a resident may send.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => Webp,
        [(byte)'#', (byte)'!', (byte)'A', (byte)'M', (byte)'R', ..] => Amr,
        [(byte)'#', (byte)'!', (byte)'S', (byte)'P', (byte)'E', (byte)'E', (byte)'X', ..] => Speex,
        [(byte)'I', (byte)'D', (byte)'3', ..] or [0xFF, 0xFB, ..] => Mp3,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', .. var brand] when !IsStill(brand) => Mp4,
        _ => null,
    };

    /// <summary>HEIC and AVIF lie in the same boxes as a film; no browser here shows them, and where they were taken stands in them.</summary>
    static bool IsStill(ReadOnlySpan<byte> brand) => brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("mif"u8) || brand.StartsWith("msf"u8) || brand.StartsWith("avi"u8);
}
