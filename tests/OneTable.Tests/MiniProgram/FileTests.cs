using System.Text;

namespace OneTable.Tests.MiniProgram;

[Collection(Street.Name)]
public sealed class FileTests(Street street)
{
    [Fact]
    public async Task A_photo_sent_again_with_its_key_is_the_same_photo()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        var (key, photo) = (Guid.NewGuid().ToString(), Photos.Jpeg());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/mini/files/" + key)).StatusCode);
        var first = await (await client.UploadAsync(key, photo)).JsonAsync();
        var again = await (await client.UploadAsync(key, Photos.Jpeg())).JsonAsync();
        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Equal(first.Text("id"), (await client.GetJsonAsync("/api/mini/files/" + key)).Text("id"));
    }

    [Fact]
    public async Task A_key_is_the_sender_s_own()
    {
        var (one, other) = (await street.NewResident().OpenMiniProgramAsync(), await street.NewResident().OpenMiniProgramAsync());
        var key = Guid.NewGuid().ToString();
        await (await one.UploadAsync(key, Photos.Jpeg())).JsonAsync();
        await other.GetAsync("/api/mini/files/" + key).RefusedAsync(404, "not_found");
    }

    [Fact]
    public async Task A_photo_opens_by_its_signed_link_only()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        var uploaded = await (await client.UploadAsync(Guid.NewGuid().ToString(), Photos.Jpeg())).JsonAsync();
        var url = uploaded.Text("url")!;
        var shown = await street.Http.GetAsync(url);
        Assert.Equal("image/jpeg", shown.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", shown.Headers.GetValues("X-Content-Type-Options").Single());
        await street.Http.GetAsync(url[..^1] + (url[^1] == '0' ? '1' : '0')).RefusedAsync(404, "not_found");
        await street.Http.GetAsync(url.Replace(uploaded.Text("id")!, "1")).RefusedAsync(404, "not_found");
    }

    [Fact]
    public async Task Where_a_photo_was_taken_is_not_kept_in_it()
    {
        byte[] gps = [0xFF, 0xE1, 0, 12, .. "Exif\0\0HERE"u8];
        var photo = Photos.Jpeg();
        var client = await street.NewResident().OpenMiniProgramAsync();
        var url = (await (await client.UploadAsync("gps", [.. photo[..2], .. gps, .. photo[2..]])).JsonAsync()).Text("url")!;
        Assert.Equal(photo, await street.Http.GetByteArrayAsync(url));
    }

    static byte[] Png(params byte[][] chunks) => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. chunks.SelectMany(c => c), .. Chunk("IDAT", Guid.NewGuid().ToByteArray()), .. Chunk("IEND", [])];
    static byte[] Chunk(string name, byte[] data) => [0, 0, 0, (byte)data.Length, .. Encoding.ASCII.GetBytes(name), .. data, 1, 2, 3, 4];
    static byte[] Riff(string name, byte[] data) => [.. Encoding.ASCII.GetBytes(name), (byte)data.Length, 0, 0, 0, .. data, .. new byte[data.Length % 2]];
    static byte[] Webp(params byte[][] chunks) => [.. "RIFF"u8, (byte)(chunks.Sum(c => c.Length) + 4), 0, 0, 0, .. "WEBP"u8, .. chunks.SelectMany(c => c)];

    [Fact]
    public async Task Nor_is_it_kept_in_a_picture_of_another_kind()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        async Task<byte[]> KeptAsync(byte[] bytes) =>
            await street.Http.GetByteArrayAsync((await (await client.UploadAsync($"{Guid.NewGuid()}", bytes)).JsonAsync()).Text("url")!);
        var png = Png(Chunk("IHDR", [1, 2, 3]));
        byte[] spoken = [.. png[..23], .. Chunk("eXIf", "HERE"u8.ToArray()), .. Chunk("tEXt", "Author\0HERE"u8.ToArray()), .. png[23..], .. "HERE"u8];
        Assert.Equal(png, await KeptAsync(spoken));
        var pixels = Riff("VP8 ", [1, .. Guid.NewGuid().ToByteArray()]);
        Assert.Equal(Webp(Riff("VP8X", [0x10, 0, 0, 0, 0]), pixels),
            await KeptAsync(Webp(Riff("VP8X", [0x1C, 0, 0, 0, 0]), Riff("EXIF", "HERE!"u8.ToArray()), pixels, Riff("XMP ", "HERE"u8.ToArray()))));
        byte[] cut = [.. png[..23], 0xFF, 0xFF, 0xFF, 0xFF, .. "IDAT"u8, 1];
        Assert.Equal(cut, await KeptAsync(cut)); // broken, and still what was sent
        await client.UploadAsync("heic", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[12]]).RefusedAsync(400, "not_an_image");
    }

    [Fact]
    public async Task Nobody_fills_the_disk_in_a_day()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        await client.UploadPhotoAsync();
        var owner = street.Db.Read(tx => tx.Value<string>("SELECT owner FROM uploads ORDER BY created_at DESC, file_id DESC LIMIT 1"))!;
        Task AgedAsync(long at) => street.Db.WriteAsync(tx =>
        {
            for (var i = 0; i < 200; i++) tx.Run(tx.Dialect.Upsert("INSERT INTO uploads (owner, client_key, file_id, created_at) VALUES (@p0, @p1, 1, @p2)", "owner, client_key", "created_at"), owner, "old" + i, at);
        });
        await AgedAsync(street.Db.Time.GetUtcNow().AddHours(-25).ToUnixTimeMilliseconds());
        await client.UploadPhotoAsync();
        await AgedAsync(street.Db.Time.GetUtcNow().ToUnixTimeMilliseconds());
        await client.UploadAsync("more", Photos.Jpeg()).RefusedAsync(429, "too_many_today");
    }

    [Fact]
    public async Task What_is_no_photo_is_refused_whatever_it_is_called()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        await client.UploadAsync("a", Encoding.UTF8.GetBytes("<html><script>alert(1)</script>")).RefusedAsync(400, "not_an_image");
        await client.UploadAsync("b", []).RefusedAsync(400, "not_an_image");
    }

    [Fact]
    public async Task A_photo_over_10_MiB_is_too_big()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        var big = new byte[10 * 1024 * 1024 + 1];
        Photos.Jpeg().CopyTo(big, 0);
        await client.UploadAsync("big", big).RefusedAsync(413, "too_big");
    }

    [Fact]
    public async Task A_body_far_over_10_MiB_is_not_read_to_its_end()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        try { await client.UploadAsync("huge", new byte[12 * 1024 * 1024]).RefusedAsync(413, "too_large"); }
        catch (HttpRequestException) { /* the host hung up in the middle: as good an answer */ }
    }

    [Fact]
    public async Task An_upload_without_key_or_file_is_refused()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        await client.UploadAsync("", Photos.Jpeg()).RefusedAsync(400, "file_needed");
        await client.UploadAsync(new string('k', 81), Photos.Jpeg()).RefusedAsync(400, "file_needed");
        await client.PostAsync("/api/mini/files", new StringContent("x")).RefusedAsync(400, "file_needed");
    }
}
