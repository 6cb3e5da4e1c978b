using System.Text;
using OneTable.Services.Data;
using OneTable.Services.Files;

namespace OneTable.Tests.Cases;

/// <summary>What a photo, voice or film tells beside its picture, and what of it is kept.</summary>
[Collection(Street.Name)]
public sealed class MediaTests(Street street)
{
    [Fact]
    public async Task A_photo_that_knows_its_place_gives_it_to_a_case_without_one_and_loses_it_itself()
    {
        var phone = street.NewResident();
        await phone.SayAsync("路灯不亮了");
        await SendAsync(phone, "image", Photos.Taken(30.546, 114.36));
        var case_ = await Wait.ForAsync<object>(async () => await CaseAsync(phone) is var c && c.GetProperty("case").Text("lat") is not null ? c : null, "the photo's place") is JsonElement found ? found : default;
        Assert.Equal("grid3", Work.WorkerOf(street, case_.GetProperty("case").Text("number")!));
        var photo = case_.GetProperty("case").List("photos").Single();
        Assert.EndsWith("第三网格", photo.Text("takenIn"));
        Assert.Equal(DateTimeOffset.Parse("2026-11-30T09:12:00+08:00").ToUnixTimeMilliseconds(), photo.GetProperty("takenAt").GetInt64());
        Assert.Contains(case_.List("events"), e => e.Text("text")!.StartsWith("照片里带着位置"));

        var kept = await street.Http.GetByteArrayAsync(photo.Text("url"));
        foreach (var told in new[] { "2026:11:30", "MadeByPhone", "mp42", "+30.55" }) Assert.Equal(-1, kept.AsSpan().IndexOf(Encoding.ASCII.GetBytes(told)));
        Assert.Equal(0x0112, kept[22] << 8 | kept[23]); // the one tag left: which way up
        Assert.Equal(6, kept[31]);
    }

    [Fact]
    public async Task A_photo_sent_before_the_words_gives_its_place_and_words_with_a_place_win()
    {
        var (silent, told) = (street.NewResident(), street.NewResident());
        foreach (var (phone, words) in new[] { (silent, "路灯不亮了"), (told, "机械厂俱乐部门口路灯不亮了") })
        {
            await SendAsync(phone, "image", Photos.Taken(30.546, 114.36));
            await Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => tx.Value<string>("SELECT state FROM case_files WHERE openid = @p0 AND state = 'stored'", phone.Openid))), "the photo");
            await phone.SayAsync(words);
        }
        Assert.StartsWith("照片里带的位置", (await CaseAsync(silent)).GetProperty("case").Text("assignedWhy"));
        Assert.Equal(JsonValueKind.Null, (await CaseAsync(told)).GetProperty("case").GetProperty("lat").ValueKind);
    }

    [Fact]
    public async Task A_photo_taken_elsewhere_is_said_so_and_moves_no_case()
    {
        var phone = street.NewResident();
        await SendAsync(phone, "image", Photos.Taken(39.9, 116.4));
        await phone.SayAsync("路灯不亮了");
        var photo = await StoredAsync(phone);
        Assert.Equal("本街道以外", photo.Text("takenIn"));
        Assert.Equal(JsonValueKind.Null, (await CaseAsync(phone)).GetProperty("case").GetProperty("lat").ValueKind);
    }

    [NeedsFact("ffmpeg")]
    public async Task A_voice_of_WeChat_is_heard_as_mp3_and_can_be_fetched_as_it_was_sent()
    {
        var phone = street.NewResident();
        await phone.SendVoiceAsync();
        var voice = await Wait.ForAsync<object>(async () => await StoredAsync(phone) is var v && v.Text("url") is not null ? v : null, "the copy of the voice") is JsonElement found ? found : default;
        var copy = await street.Http.GetAsync(voice.Text("url"));
        Assert.Equal("audio/mpeg", copy.Content.Headers.ContentType!.MediaType);
        Assert.InRange((await copy.Content.ReadAsByteArrayAsync()).Length, 8_000, 20_000); // three seconds of 32 kbit/s
        Assert.Equal("audio/amr", (await street.Http.GetAsync(voice.Text("download"))).Content.Headers.ContentType!.MediaType);
    }

    [NeedsFact("ffmpeg")]
    public async Task A_voice_of_which_nothing_can_be_made_can_still_be_fetched()
    {
        var phone = street.NewResident();
        await SendAsync(phone, "voice", [.. "#!AMR\n"u8]);
        var voice = await Wait.ForAsync<object>(async () => await StoredAsync(phone) is var v && v.Text("why") is { } why && why.Contains("下载") ? v : null, "the word that it cannot be heard") is JsonElement found ? found : default;
        Assert.Null(voice.Text("url"));
        Assert.StartsWith("#!AMR", await street.Http.GetStringAsync(voice.Text("download")));
    }

    [Fact]
    public async Task A_film_is_fetched_from_where_WeChat_says_it_lies_and_forgets_its_place()
    {
        byte[] place = [.. "\u00a9xyz"u8[1..], .. "+30.5500+114.3600/"u8];
        byte[] moov = [.. Box("udta", place), .. Box("trak", [.. Box("meta", place), .. Box("tkhd", [1, 2, 3])])];
        byte[] film = [.. Box("ftyp", [.. "mp42"u8, 0, 0, 0, 0]), .. Box("moov", moov), .. Box("mdat", Guid.NewGuid().ToByteArray())];
        var phone = street.NewResident();
        await phone.SayAsync("路灯不亮了，有视频");
        await SendAsync(phone, "video", film);
        var kept = await street.Http.GetByteArrayAsync((await StoredAsync(phone)).Text("url"));
        Assert.Equal(film.Length, kept.Length);
        Assert.Equal(-1, kept.AsSpan().IndexOf("+30.55"u8));
        Assert.NotEqual(-1, kept.AsSpan().IndexOf((byte[])[.. "tkhd"u8, 1, 2, 3]));

        static byte[] Box(string name, byte[] data) => [0, 0, (byte)(data.Length + 8 >> 8), (byte)(data.Length + 8), .. Encoding.ASCII.GetBytes(name), .. data];
    }

    [Fact]
    public async Task A_gif_keeps_its_picture_and_loses_its_comments()
    {
        byte[] gif = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x21, 0xFE, 5, .. "30.55"u8, 0,
            0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B, .. "behind"u8];
        var found = street.Get<FileStore>().Find((await street.Get<FileStore>().KeepAsync(gif)).Id)!.Value;
        var kept = await File.ReadAllBytesAsync(found.Path);
        Assert.Equal(gif.Length - 9 - 6, kept.Length);
        Assert.Equal(-1, kept.AsSpan().IndexOf("30.55"u8));
        Assert.NotEqual(-1, kept.AsSpan().IndexOf("NETSCAPE"u8));
    }

    Task<string> SendAsync(Phone phone, string type, byte[] bytes) => phone.PushAsync(new { openid = phone.Openid, type, data = Convert.ToBase64String(bytes) });

    async Task<JsonElement> CaseAsync(Phone phone)
    {
        var number = street.Db.Read(tx => tx.Value<string>("SELECT number FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @p0)", phone.Openid))!;
        return await (await street.ConsoleAsync("district")).GetJsonAsync("/api/console/cases/" + number);
    }

    async Task<JsonElement> StoredAsync(Phone phone) => (JsonElement)await Wait.ForAsync<object>(async () =>
        (await CaseAsync(phone)).GetProperty("case").List("photos").FirstOrDefault(p => p.Text("state") == "stored") is { ValueKind: JsonValueKind.Object } photo ? photo : null, "what was sent");
}
