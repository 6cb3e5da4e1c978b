using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Residents;

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
        Assert.Equal(1, Count(phone, "SELECT COUNT(*) FROM case_files WHERE openid = @openid AND state = 'stored'"));
        Assert.Contains("\"casePlaces\":1", Ledger(phone));
        await phone.SendPlaceAsync(30.547, 114.36, "又发来一个"); // what comes later was not taken back
        await street.Get<KeptPushes>().EmptyAsync();
        Assert.Equal(1, Count(phone, "SELECT COUNT(*) FROM privacy_revocations WHERE resident_id = @resident AND emptied = 1 AND done_at > 0 AND whose = ''"));
        Assert.Equal(1, Count(phone, "SELECT COUNT(*) FROM inbound WHERE kind = 'location' AND body <> '' AND dedup_key LIKE @like"));
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
    public async Task What_was_looked_through_before_a_kill_is_not_looked_through_again()
    {
        await street.Get<KeptPushes>().EmptyAsync(); // what waits from before would begin at the beginning
        var openid = street.NewResident().Openid;
        string[] keys = [.. Enumerable.Range(1, 3).Select(n => $"100000000{n}|gh_1|{openid}|{n}")];
        await street.Db.WriteAsync(tx =>
        {
            foreach (var key in keys) tx.Run("INSERT INTO inbound (dedup_key, received_at, kind, body) VALUES (@p0, @p1, @p2, 'x')", key, tx.Now, key == keys[2] ? "text" : "mini:image");
            tx.Run("INSERT INTO privacy_revocations (id, at, event, codes, deleted, whose, kinds, reached) VALUES (@p0, @p1, 'e', '207', '{}', @p2, 'video,image', @p3)", tx.NextId(), tx.Now, "mini-other," + openid, keys[0]);
        });
        await street.Get<KeptPushes>().EmptyAsync();
        Assert.Equal(["x", "", "x"], keys.Select(key => street.Db.Read(tx => tx.Value<string>("SELECT body FROM inbound WHERE dedup_key = @p0", key))));
    }

    [Fact]
    public async Task Pushes_are_forgotten_after_90_days()
    {
        var openid = street.NewResident().Openid;
        string[] keys = [.. Enumerable.Range(1, 600).Select(n => $"10000{n:00000}|gh_1|{openid}|{n}")];
        await street.Db.WriteAsync(tx =>
        {
            foreach (var (key, days) in keys.Select((key, n) => (key, n == 0 ? 89 : 91)))
                tx.Run("INSERT INTO inbound (dedup_key, received_at, kind, body) VALUES (@p0, @p1, 'text', 'x')", key, tx.Now - days * 86_400_000L);
        });
        await street.Get<KeptPushes>().SweepAsync();
        Assert.Equal([keys[0]], street.Db.Read(tx => tx.Query<string>("SELECT dedup_key FROM inbound WHERE dedup_key LIKE @like", new { like = $"%|{openid}|%" }).ToList()));
    }

    [Fact]
    public async Task The_same_photo_of_somebody_else_keeps_its_verdict()
    {
        var (phone, other, photo) = (street.NewResident(), street.NewResident(), Convert.ToBase64String(Photos.Jpeg()));
        foreach (var who in new[] { phone, other })
        {
            await who.SayAsync("路灯不亮了");
            await who.PushAsync(new { openid = who.Openid, type = "image", data = photo });
            await StoredAsync(who);
        }
        await TakeBackAsync(phone, "user_authorization_revoke", "207");
        Assert.Equal((0, 1), (Verdicts(phone), Verdicts(other)));
        Assert.Equal("stored", State(other, "image"));

        int Verdicts(Phone who) => Count(who, "SELECT COUNT(*) FROM content_checks k JOIN cases c ON c.id = k.case_id WHERE c.resident_id = @resident AND k.kind = 'photo'");
    }

    [Fact]
    public async Task What_a_worker_shows_as_done_stays_even_where_it_is_the_same_photo()
    {
        var (phone, photo) = (street.NewResident(), Photos.Jpeg());
        var me = await phone.OpenMiniProgramAsync();
        var sent = (await (await me.UploadAsync("p", photo)).JsonAsync()).Text("id");
        var number = (await me.PostAsync("/api/mini/cases", new { key = "k", kind = "complaint", content = "路灯不亮了", files = new[] { sent } })).Text("number")!;
        var (worker, url) = await Work.FindAsync(street, number);
        var shown = (await (await worker.UploadAsync("p" + number, photo)).JsonAsync()).Text("id");
        await worker.PostAsync(url + "/close", new { words = "换了灯泡", files = new[] { shown } });
        await TakeBackAsync(new Phone(street.Http, "mini-" + phone.Openid), "user_authorization_revoke", "207");
        Assert.Equal(["report withdrawn", "result stored"], street.Db.Read(tx => tx.Query<(string Role, string State)>(
            "SELECT role, state FROM case_files WHERE case_id = (SELECT id FROM cases WHERE number = @number) ORDER BY role", new { number }).Select(f => $"{f.Role} {f.State}").ToList()));
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
    Task<string> StoredAsync(Phone phone, int files = 1) => Wait.ForAsync(() => Task.FromResult(Count(phone, "SELECT COUNT(*) FROM case_files WHERE openid = @openid AND state = 'stored'") == files ? "all" : null), "what was sent");
}
