using OneTable.Sandbox;

namespace OneTable.Tests.WeChat;

/// <summary>/wechat/mp against what comes wrong, late, twice or at once.</summary>
[Collection(Street.Name)]
public sealed class CallbackTests(Street street)
{
    readonly Pusher push = new(street.Http);
    readonly string openid = $"o{Guid.NewGuid():N}"[..28];
    static long lastMsgId = 9_000_000_000;

    string Words(string words, long? msgId = null, string? from = null, long createTime = 1796090000) =>
        $"<xml><ToUserName><![CDATA[{SandboxOptions.GhId}]]></ToUserName><FromUserName><![CDATA[{from ?? openid}]]></FromUserName><CreateTime>{createTime}</CreateTime>"
        + $"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{words}]]></Content><MsgId>{msgId ?? NewMsgId()}</MsgId></xml>";

    static long NewMsgId() => Interlocked.Increment(ref lastMsgId);

    async Task<string> SaidAsync(string xml) => (await push.ReplyAsync(await push.PushAsync(xml)))!.Element("Content")!.Value;

    static string Number(string reply) => System.Text.RegularExpressions.Regex.Match(reply, "[A-Z]{2}[0-9]{10}").Value;

    long Count(string table, string where) => street.Db.Read(tx => tx.Count<long>($"SELECT COUNT(*) FROM {table} WHERE {where}", new { openid, like = $"%{openid}%" }));

    void NothingIsStored()
    {
        Assert.Equal(0, Count("inbound", "dedup_key LIKE @like"));
        Assert.Equal(0, Count("residents", "mp_openid = @openid"));
        Assert.Equal(0, Count("conversations", "openid = @openid"));
    }

    int CasesOf(string who) => street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @who)", new { who }));

    [Fact]
    public async Task The_verification_echo_comes_back_byte_for_byte()
    {
        const string echo = "43751209 48%345356249+é";
        var answer = await street.Http.GetAsync($"/wechat/mp?{push.Query()}&echostr={Uri.EscapeDataString(echo)}");
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(echo), await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await street.Http.GetAsync($"/wechat/mp?signature={new string('0', 40)}&timestamp=1&nonce=2&echostr=3")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await street.Http.GetAsync("/wechat/mp")).StatusCode);
    }

    [Fact]
    public async Task A_wrong_signature_is_refused_and_nothing_is_stored()
    {
        var stranger = new Pusher(street.Http, token: "anothertoken");
        var answer = await stranger.PushAsync(Words("路灯坏了"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("bad_signature", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        NothingIsStored();
    }

    [Fact]
    public async Task A_message_for_another_app_is_refused_counted_and_nothing_is_stored()
    {
        var answer = await push.PushAsync(Words("路灯坏了"), receiver: "wxSomebodyElse01");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        NothingIsStored();
        Assert.Contains("onetable_wechat_pushes_total{outcome=\"not_for_us\",app=\"mp\",type=\"\"}", await street.Http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task The_signature_of_plain_mode_opens_nothing_in_safe_mode()
    {
        var encrypted = push.Encrypt(System.Text.Encoding.UTF8.GetBytes(Words("路灯坏了")), SandboxOptions.AppId);
        Assert.Equal(HttpStatusCode.Forbidden, (await push.PostAsync(Pusher.Envelope(encrypted), push.Query())).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await push.PostAsync(Words("路灯坏了"), push.Query())).StatusCode);
        NothingIsStored();
    }

    [Fact]
    public async Task A_push_that_was_held_for_days_is_accepted()
    {
        var answer = await push.PushAsync(Words("路灯坏了"), at: DateTimeOffset.UtcNow.AddDays(-9).ToUnixTimeSeconds());
        Assert.Contains("收到了", (await push.ReplyAsync(answer))!.Element("Content")!.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_64_KiB_is_too_large(bool lengthIsSaid)
    {
        var content = new StringContent(new string('x', 65 * 1024));
        var request = new HttpRequestMessage(HttpMethod.Post, "/wechat/mp?" + push.Query()) { Content = content };
        request.Headers.TransferEncodingChunked = !lengthIsSaid;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await street.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<xml>")]
    [InlineData("hello")]
    [InlineData("{\"ToUserName\":\"a\"}")]
    [InlineData("<xml><FromUserName>a</FromUserName></xml>")]
    [InlineData("<!DOCTYPE xml><xml><FromUserName>a</FromUserName><MsgType>text</MsgType></xml>")]
    public async Task What_is_no_message_is_a_bad_request(string inside)
    {
        var answer = await push.PushAsync(inside);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("bad_xml", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Other_methods_are_not_for_the_callback() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await street.Http.PutAsync("/wechat/mp", new StringContent(""))).StatusCode);

    [Fact]
    public async Task The_same_message_three_times_makes_one_case_and_says_its_number_again()
    {
        var xml = Words("楼下垃圾散落一地");
        var first = await SaidAsync(xml);
        Assert.Equal(12, Number(first).Length);
        Assert.Equal(first, await SaidAsync(xml));
        Assert.Equal(first, await SaidAsync(xml));
        Assert.Equal(1, CasesOf(openid));
    }

    [Fact]
    public async Task The_same_message_three_times_at_once_makes_one_case()
    {
        var xml = Words("楼下垃圾散落一地");
        var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SaidAsync(xml)));
        Assert.Single(replies.Distinct());
        Assert.Equal(1, CasesOf(openid));
    }

    [Fact]
    public async Task A_retry_that_comes_after_the_next_message_is_still_the_old_one()
    {
        var (a, b) = (Words("一号楼的灯坏了"), Words("二号楼的门坏了"));
        var first = await SaidAsync(a);
        Assert.NotEqual(Number(first), Number(await SaidAsync(b)));
        Assert.Equal(first, await SaidAsync(a));
        Assert.Equal(2, CasesOf(openid));
    }

    [Fact]
    public async Task Two_users_with_the_same_message_id_have_two_cases()
    {
        var (id, neighbour) = (NewMsgId(), openid[..20] + "next");
        Assert.NotEqual(Number(await SaidAsync(Words("楼道灯坏了", id))), Number(await SaidAsync(Words("楼道灯坏了", id, neighbour))));
        Assert.Equal((1, 1), (CasesOf(openid), CasesOf(neighbour)));
    }

    [Fact]
    public async Task Thirty_residents_at_once_get_thirty_numbers()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => SaidAsync(Words("楼道灯坏了", from: $"{openid[..20]}{i:00}"))));
        Assert.Equal(30, replies.Select(Number).Distinct().Count());
    }
}
