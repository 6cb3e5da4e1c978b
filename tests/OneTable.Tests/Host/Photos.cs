using System.Net.Http.Headers;

namespace OneTable.Tests.Host;

/// <summary>Files to send, and the sending of them.</summary>
static class Photos
{
    /// <summary>The smallest thing that is a JPEG to whoever looks at its bytes; each one differs.</summary>
    public static byte[] Jpeg() => [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xDA, 0, 2, .. Guid.NewGuid().ToByteArray(), 0xFF, 0xD9];

    public static Task<HttpResponseMessage> UploadAsync(this HttpClient client, string key, byte[] bytes, string name = "photo.jpg")
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return client.PostAsync("/api/mini/files", new MultipartFormDataContent { { new StringContent(key), "key" }, { file, "file", name } });
    }

    /// <summary>Uploads a new photo; its id.</summary>
    public static async Task<string> UploadPhotoAsync(this HttpClient client) => (await (await client.UploadAsync($"{Guid.NewGuid()}", Jpeg())).JsonAsync()).Text("id")!;
}
