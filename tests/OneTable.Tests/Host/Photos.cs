using System.Net.Http.Headers;

namespace OneTable.Tests.Host;

/// <summary>Files to send, and the sending of them.</summary>
static class Photos
{
    /// <summary>The smallest thing that is a JPEG to whoever looks at its bytes; each one differs.</summary>
    public static byte[] Jpeg() => [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xDA, 0, 2, .. Guid.NewGuid().ToByteArray().Select(b => (byte)(b & 0x7F)), 0xFF, 0xD9];

    /// <summary>A photo as a phone takes it: where (GPS), when and which way up stand in its EXIF, a maker's note in a comment, and a film behind its end.</summary>
    public static byte[] Taken(double lat, double lon, int orientation = 6)
    {
        const int exifAt = 50, gpsAt = 68, dateAt = 122, latAt = 142, lonAt = 166;
        var tiff = new List<byte>();
        tiff.AddRange([.. "MM"u8, 0, 42, .. Number(8)]);
        Directory([Entry(0x0112, 3, 1, orientation << 16), Entry(0x8769, 4, 1, exifAt), Entry(0x8825, 4, 1, gpsAt)]);
        Directory([Entry(0x9003, 2, 20, dateAt)]);
        Directory([Entry(1, 2, 2, 'N' << 24), Entry(2, 5, 3, latAt), Entry(3, 2, 2, 'E' << 24), Entry(4, 5, 3, lonAt)]);
        tiff.AddRange("2026:11:30 09:12:00\0"u8);
        foreach (var degrees in new[] { lat, lon }) tiff.AddRange([.. Number((int)degrees), .. Number(1), .. Number((int)(degrees % 1 * 60)), .. Number(1), .. Number((int)Math.Round(degrees * 60 % 1 * 60 * 1000)), .. Number(1000)]);
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(exif.Length + 2 >> 8), (byte)(exif.Length + 2), .. exif, 0xFF, 0xFE, 0, 13, .. "MadeByPhone"u8,
            .. Jpeg()[2..], .. "ftypmp42 +30.5500+114.3600/"u8];

        static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
        static byte[] Entry(int tag, int type, int count, int value) => [(byte)(tag >> 8), (byte)tag, 0, (byte)type, .. Number(count), .. Number(value)];
        void Directory(byte[][] entries) => tiff.AddRange([0, (byte)entries.Length, .. entries.SelectMany(e => e), .. Number(0)]);
    }

    public static Task<HttpResponseMessage> UploadAsync(this HttpClient client, string key, byte[] bytes, string name = "photo.jpg")
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return client.PostAsync("/api/mini/files", new MultipartFormDataContent { { new StringContent(key), "key" }, { file, "file", name } });
    }

    /// <summary>Uploads a new photo; its id.</summary>
    public static async Task<string> UploadPhotoAsync(this HttpClient client) => (await (await client.UploadAsync($"{Guid.NewGuid()}", Jpeg())).JsonAsync()).Text("id")!;
}
