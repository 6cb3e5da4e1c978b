using OneTable.Services.Data;
using OneTable.Services.Files;

namespace OneTable.Tests.WeChat;

/// <summary>What a person takes back at WeChat is deleted with the push that says so, and written down.</summary>
[Collection(Street.Name)]
public sealed class RevocationTests(Street street)
{
    readonly Pusher wechat = new(street.Http);

    [Fact]
    public async Task A_place_taken_back_goes_from_the_case_the_photo_and_the_kept_push()
    {
        var phone = street.NewResident();
        await phone.PushAsync(new { openid = phone.Openid, type = "image", data = Convert.ToBase64String(Photos.Taken(30.546, 114.36)) });
        await phone.SendPlaceAsync(30.546, 114.36, "机械厂俱乐部门口");
        await phone.SayAsync("路灯不亮了");
        await StoredAsync(phone);
        Assert.Equal(1, Count(phone, "SELECT COUNT(*) FROM cases WHERE resident_id = @resident AND lat IS NOT NULL"));
        await TakeBackAsync(phone, "user_authorization_revoke", "206");
        Assert.Equal(0, Count(phone, "SELECT COUNT(*) FROM cases WHERE resident_id = @resident AND lat IS NOT NULL"));
        Assert.Equal(0, Count(phone, "SELECT COUNT(*) FROM files f JOIN case_files c ON c.file_id = f.id WHERE c.openid = @openid AND (f.lat IS NOT NULL OR f.taken_at IS NOT NULL)"));
        Assert.Equal(0, Count(phone, "SELECT COUNT(*) FROM inbound WHERE kind = 'location' AND body <> '' AND dedup_key LIKE @like"));
        Assert.Equal(1, Count(phone, "SELECT COUNT(*) FROM case_files WHERE openid = @openid AND state = 'stored'"));
        Assert.Contains("\"casePlaces\":1", Ledger(phone));
    }

    [Theory]
    [InlineData("204", "voice", "image")]
    [InlineData("207", "image", "voice")]
    public async Task Voices_or_photos_taken_back_are_deleted_and_the_others_stay(string code, string gone, string stays)
    {
        var phone = street.NewResident();
        await phone.SayAsync("路灯不亮了");
        await phone.PushAsync(new { openid = phone.Openid, type = gone, data = Convert.ToBase64String(gone == "voice" ? [.. "#!AMR\n"u8, .. Guid.NewGuid().ToByteArray()] : Photos.Jpeg()) });
        await phone.PushAsync(new { openid = phone.Openid, type = stays });
        await StoredAsync(phone, 2);
        var file = street.Db.Read(tx => tx.Value<long>("SELECT file_id FROM case_files WHERE openid = @p0 AND kind = @p1", phone.Openid, gone));
        var path = street.Get<FileStore>().Find(file)!.Value.Path;
        await TakeBackAsync(phone, "user_authorization_revoke", code);
        Assert.Null(street.Get<FileStore>().Find(file));
        Assert.False(File.Exists(path));
        Assert.Equal(("withdrawn", "stored"), (State(phone, gone), State(phone, stays)));
    }

    [Fact]
    public async Task Who_ends_it_all_is_nobody_we_know_and_the_case_stays()
    {
        var phone = street.NewResident();
        await phone.SayAsync("路灯不亮了");
        var mini = await phone.OpenMiniProgramAsync();
        var resident = Resident(phone);
        await TakeBackAsync(phone, "user_authorization_cancellation", null);
        await TakeBackAsync(new Phone(street.Http, "mini-" + phone.Openid), "user_authorization_cancellation", null); // the other app says so for itself
        Assert.Equal(0, Count(phone, "SELECT COUNT(*) FROM residents WHERE mp_openid = @openid"));
        Assert.Equal(1, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM cases WHERE resident_id = @resident", new { resident })));
        Assert.Equal(HttpStatusCode.Unauthorized, (await mini.GetAsync("/api/mini/me")).StatusCode);
        Assert.Contains("\"user\":1", street.Db.Read(tx => tx.Value<string>("SELECT deleted FROM privacy_revocations WHERE resident_id = @p0", resident)));
    }

    [Fact]
    public async Task What_nobody_has_or_knows_is_written_down_too()
    {
        var before = Rows();
        await TakeBackAsync(street.NewResident(), "user_authorization_revoke", "202");
        await TakeBackAsync(street.NewResident(), "user_authorization_revoke", "301");
        await TakeBackAsync(street.NewResident(), "user_info_modified", "205");
        Assert.Equal(before + 3, Rows());

        int Rows() => street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM privacy_revocations WHERE resident_id IS NULL AND deleted = '{}'"));
    }

    async Task TakeBackAsync(Phone phone, string name, string? code)
    {
        var revoked = code is null ? "" : $"<RevokeInfo><![CDATA[{code}]]></RevokeInfo>";
        var answer = await wechat.PushAsync($"<xml><ToUserName>gh_1</ToUserName><FromUserName>{phone.Openid}</FromUserName><CreateTime>{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}</CreateTime><MsgType>event</MsgType>"
            + $"<Event>{name}</Event><OpenID>{phone.Openid}</OpenID><AppID>wx1</AppID>{revoked}</xml>");
        Assert.Equal("success", await answer.Content.ReadAsStringAsync());
    }

    long Resident(Phone phone) => street.Db.Read(tx => tx.Value<long>("SELECT id FROM residents WHERE mp_openid = @p0", phone.Openid));
    int Count(Phone phone, string sql) => street.Db.Read(tx => tx.Count<int>(sql, new { resident = Resident(phone), openid = phone.Openid, like = $"%{phone.Openid}%" }));
    string Ledger(Phone phone) => street.Db.Read(tx => tx.Value<string>("SELECT deleted FROM privacy_revocations WHERE resident_id = @p0", Resident(phone)))!;
    string? State(Phone phone, string kind) => street.Db.Read(tx => tx.Value<string>("SELECT state FROM case_files WHERE openid = @p0 AND kind = @p1", phone.Openid, kind));
    Task<string> StoredAsync(Phone phone, int files = 1) => Wait.ForAsync(() => Task.FromResult(Count(phone, "SELECT COUNT(*) FROM case_files WHERE openid = @openid AND state = 'stored'") == files ? "all" : null), "what was sent", 60);
}
