using System.Security.Cryptography;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>A photo and a voice for those who have none at hand.
/// Each photo differs by a comment inside, as no two real ones are equal.</summary>
sealed class SampleMedia
{
    readonly byte[] _photo = ReadPhoto();

    public byte[] Photo()
    {
        byte[] comment = [0xFF, 0xFE, 0, 18, .. RandomNumberGenerator.GetBytes(16)];
        return [.. _photo.AsSpan(0, 2), .. comment, .. _photo.AsSpan(2)];
    }

    /// <summary>Three seconds of AMR silence: 150 frames of 20 ms in the slowest mode.</summary>
    public static byte[] Voice()
    {
        byte[] frame = [0x04, .. RandomNumberGenerator.GetBytes(1), .. new byte[11]];
        return [.. "#!AMR\n"u8, .. Enumerable.Repeat(frame, 150).SelectMany(f => f)];
    }

    /// <summary>The first box of an MP4: enough to be told apart from other files.</summary>
    public static byte[] Video() => [0, 0, 0, 24, .. "ftypmp42"u8, 0, 0, 0, 0, .. "mp42isom"u8];

    static byte[] ReadPhoto()
    {
        using var photo = typeof(SampleMedia).Assembly.GetManifestResourceStream("OneTable.Sandbox.Phone.photo.jpg")!;
        using var bytes = new MemoryStream();
        photo.CopyTo(bytes);
        return bytes.ToArray();
    }
}
