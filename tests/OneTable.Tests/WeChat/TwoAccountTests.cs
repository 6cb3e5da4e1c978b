using System.Text;
using OneTable.Sandbox;

namespace OneTable.Tests.WeChat;

/// <summary>The official account at /wechat/mp and the mini-program at /wechat/mini: each with its key, its mode and its openids.</summary>
[Collection(Street.Name)]
public sealed class TwoAccountTests(Street street)
{
    readonly Pusher mp = new(street.Http), mini = Pusher.OfMini(street.Http);
    readonly string openid = $"o{Guid.NewGuid():N}"[..28];
    static long lastMsgId = 8_000_000_000;

    static string Xml(string openid, string words) => $"<xml><ToUserName>gh</ToUserName><FromUserName>{openid}</FromUserName><CreateTime>1796090000</CreateTime>"
        + $"<MsgType>text</MsgType><Content>{words}</Content><MsgId>{Interlocked.Increment(ref lastMsgId)}</MsgId></xml>";

    static string Json(string openid, string words) => $$"""
        {"ToUserName":"gh","FromUserName":"{{openid}}","CreateTime":1796090000,"MsgType":"text","Content":"{{words}}","MsgId":{{Interlocked.Increment(ref lastMsgId)}}}
        """.Trim();

    long Count(Street of, string sql) => of.Db.Read(tx => tx.Count<long>(sql, new { openid }));

    [Fact]
    public async Task Each_answers_the_verification_by_its_own_token()
    {
        foreach (var push in new[] { mp, mini })
            Assert.Equal("echo 1+é", Encoding.UTF8.GetString(await (await push.VerifyAsync("echo 1+é")).Content.ReadAsByteArrayAsync()));
        Assert.Equal(HttpStatusCode.Forbidden, (await new Pusher(street.Http, path: "/wechat/mini").VerifyAsync("1")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await new Pusher(street.Http, token: SandboxOptions.MiniToken).VerifyAsync("1")).StatusCode);
    }

    [Fact]
    public async Task What_is_meant_for_one_is_refused_at_the_other()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await new Pusher(street.Http, path: "/wechat/mini").PushAsync(Xml(openid, "路灯坏了"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await mini.PushAsync(Json(openid, "路灯坏了"), receiver: SandboxOptions.AppId)).StatusCode);
        Assert.Equal(0, Count(street, "SELECT COUNT(*) FROM residents WHERE mp_openid = @openid OR mini_openid = @openid"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Words_in_the_mini_programs_customer_service_make_a_case_and_are_answered_there(bool json)
    {
        var phone = street.NewResident();
        await phone.FollowAsync();
        var (openid, before) = ("mini-" + phone.Openid, (await phone.MessagesAsync()).Count);
        var body = json ? Json(openid, "楼下垃圾散落一地") : Xml(openid, "楼下垃圾散落一地");
        foreach (var attempt in new[] { await mini.PushAsync(body), await mini.PushAsync(body) })
            Assert.Equal("success", await attempt.Content.ReadAsStringAsync());
        Assert.Matches("TS[0-9]{10}", await phone.ReadsAsync("收到了"));
        Assert.Equal(before + 1, (await phone.MessagesAsync()).Count);
        Assert.Equal(1, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM cases c JOIN residents r ON r.id = c.resident_id WHERE r.mini_openid = @openid", new { openid })));
        Assert.Equal(0, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM residents WHERE mp_openid = @openid", new { openid })));
    }

    [Fact]
    public async Task JSON_is_the_mini_programs_only() => Assert.Equal(HttpStatusCode.BadRequest, (await mp.PushAsync(Json(openid, "路灯坏了"))).StatusCode);

    [Fact]
    public async Task A_body_with_both_halves_is_believed_in_its_encrypted_one()
    {
        var encrypted = mp.Encrypt(Encoding.UTF8.GetBytes(Xml(openid, "楼下垃圾散落一地")), SandboxOptions.AppId);
        var both = Xml("oSomebodyElse", "着火了").Replace("</xml>", $"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>");
        var reply = await mp.ReplyAsync(await mp.PostAsync(both, mp.Query(encrypted: encrypted)));
        Assert.Equal(openid, reply!.Element("ToUserName")!.Value);
        Assert.Equal(HttpStatusCode.Forbidden, (await mp.PostAsync(both, mp.Query())).StatusCode);
        Assert.Equal(0, Count(street, "SELECT COUNT(*) FROM residents WHERE mp_openid = 'oSomebodyElse'"));
    }

    [Fact]
    public async Task In_plain_mode_plain_pushes_are_taken_by_their_signature_and_encrypted_ones_as_ever()
    {
        await using var host = await ModeHost.StartAsync(account: "Plain", mini: "Plain");
        var (plain, plainMini) = (new Pusher(host.Http), Pusher.OfMini(host.Http));
        var reply = await (await plain.PostAsync(Xml(openid, "楼下垃圾散落一地"), plain.Query())).Content.ReadAsStringAsync();
        Assert.Contains("收到了", System.Xml.Linq.XElement.Parse(reply).Element("Content")!.Value);
        Assert.Equal("success", await (await plainMini.PostAsync(Json("mini-" + openid, "路灯坏了"), plainMini.Query())).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await plain.PostAsync(Xml(openid, "路灯坏了"), plain.Query()[..^1] + "x")).StatusCode);

        Assert.Contains("收到了", (await plain.ReplyAsync(await plain.PushAsync(Xml(openid, "楼道灯坏了"))))!.Element("Content")!.Value);
        var encrypted = plain.Encrypt(Encoding.UTF8.GetBytes(Xml(openid, "路灯坏了")), "wxSomebodyElse01");
        var both = Xml(openid, "着火了").Replace("</xml>", $"<Encrypt>{encrypted}</Encrypt></xml>");
        Assert.Equal(HttpStatusCode.Forbidden, (await plain.PostAsync(both, plain.Query(encrypted: encrypted))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await plain.PostAsync(both, plain.Query())).StatusCode);
    }
}
