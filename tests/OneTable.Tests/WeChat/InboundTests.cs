using System.Text;
using OneTable.BotGateway.WeChat;

namespace OneTable.Tests.WeChat;

/// <summary>Every kind of push the platform makes, as files; a new sample is one more file. JSON and wxa-* are the mini-program's.</summary>
[Collection(Street.Name)]
public sealed class InboundTests(Street street)
{
    const string Folder = "WeChat/Inbound";

    public static TheoryData<string> Good => [.. TestFiles.Names(Folder, "*.*").Where(name => !name.StartsWith("bad-", StringComparison.Ordinal))];
    public static TheoryData<string> Bad => [.. TestFiles.Names(Folder, "bad-*.xml")];

    static App AppOf(string file) => file.EndsWith(".json", StringComparison.Ordinal) || file.StartsWith("wxa-", StringComparison.Ordinal) ? App.MiniProgram : App.Account;
    Pusher PusherOf(App app) => app == App.Account ? new(street.Http) : Pusher.OfMini(street.Http);

    [Theory, MemberData(nameof(Good))]
    public void A_push_is_read(string file)
    {
        var message = InboundMessage.Parse(Encoding.UTF8.GetBytes(TestFiles.Read(Folder, file)), AppOf(file))!;
        Assert.NotEmpty(message.Openid);
        Assert.NotEmpty(message.Type);
        Assert.Equal(message.Type == "event", message.Event.Length > 0);
        Assert.StartsWith(message.CreateTime, message.DedupKey);
    }

    [Theory, MemberData(nameof(Good))]
    public async Task A_push_is_answered_or_kept_and_the_same_again_is_answered_alike(string file)
    {
        var push = PusherOf(AppOf(file));
        // Somebody of this test alone, so that samples do not continue each other's conversations.
        var openid = $"o{Guid.NewGuid():N}"[..28];
        var body = TestFiles.Read(Folder, file).Replace("oOneTable_resident_0000000001", openid);
        var first = await push.PushAsync(body);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var second = await push.PushAsync(body);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal((await push.ReplyAsync(first))?.Element("Content")?.Value, (await push.ReplyAsync(second))?.Element("Content")?.Value);
        Assert.Equal((1, 1), street.Db.Read(tx => (tx.Count<int>("SELECT COUNT(*) FROM inbound WHERE dedup_key LIKE @like", new { like = $"%{openid}%" }),
            tx.Count<int>("SELECT SUM(repeats) FROM inbound WHERE dedup_key LIKE @like", new { like = $"%{openid}%" }))));
        if (AppOf(file) == App.MiniProgram) Assert.Equal("success", await first.Content.ReadAsStringAsync());
    }

    [Theory, MemberData(nameof(Bad))]
    public async Task What_is_no_message_is_refused(string file)
    {
        Assert.Null(InboundMessage.Parse(Encoding.UTF8.GetBytes(TestFiles.Read(Folder, file))));
        foreach (var push in new[] { PusherOf(App.Account), PusherOf(App.MiniProgram) })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await push.PushAsync(TestFiles.Read(Folder, file))).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await push.PostAsync(TestFiles.Read(Folder, file), push.Query())).StatusCode);
        }
    }

    [Fact]
    public void A_list_is_an_object_or_an_array_and_repeats_in_XML()
    {
        foreach (var (file, count) in new[] { ("object.json", 1), ("array.json", 2) })
            Assert.Equal(count, InboundMessage.Parse(Encoding.UTF8.GetBytes(TestFiles.Read(Folder, "event-subscribe_msg_popup_event-" + file)), App.MiniProgram)!.Parts("TemplateId").Count());
        Assert.Equal(2, InboundMessage.Parse(Encoding.UTF8.GetBytes(TestFiles.Read(Folder, "event-subscribe_msg_popup_event.xml")))!.Parts("TemplateId").Count());
    }

    /// <summary>Beyond 2^53 and 2^63, and as text: an id is a string.</summary>
    [Theory]
    [InlineData("24680000000000101", "24680000000000101")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("\"49d72d67b16d115e7935ac386f2f0fa41535298877_1555684067\"", "49d72d67b16d115e7935ac386f2f0fa41535298877_1555684067")]
    public void An_id_keeps_all_of_its_digits(string json, string id) =>
        Assert.Equal(id, InboundMessage.Parse(Encoding.UTF8.GetBytes($$"""{"MsgType":"text","MsgId":{{json}}}"""), App.MiniProgram)!["MsgId"]);

    [Theory]
    [InlineData("wxa_media_check", "trace_id")]
    [InlineData("subscribe_msg_sent_event", "MsgID")]
    [InlineData("TEMPLATESENDJOBFINISH", "MsgID")]
    [InlineData("MASSSENDJOBFINISH", "MsgID")]
    [InlineData("user_get_card", "UserCardCode")]
    [InlineData("VIEW", "MenuId")]
    [InlineData("user_authorization_revoke", "RevokeInfo")]
    [InlineData("CLICK", "EventKey")]
    public void Two_events_of_one_second_differ_by_what_they_are_about(string name, string field)
    {
        Assert.NotEqual(Key("1"), Key("2"));
        Assert.Equal(Key("1"), Key("1"));

        string Key(string value) => InboundMessage.Parse(Encoding.UTF8.GetBytes(
            $"<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>{name}</Event><{field}>{value}</{field}></xml>"))!.DedupKey;
    }

    [Fact]
    public void Words_with_control_characters_in_them_are_not_lost()
    {
        Assert.Equal("路灯 坏了\n快来", InboundMessage.Parse(Encoding.UTF8.GetBytes("<xml><MsgType>text</MsgType><Content><![CDATA[路灯\u0008坏了\n快来]]></Content></xml>"))!["Content"]);
        Assert.Equal("路灯 坏了\n快来", InboundMessage.Parse(Encoding.UTF8.GetBytes("{\"MsgType\":\"text\",\"Content\":\"路灯\\u0008坏了\\n快来\"}"), App.MiniProgram)!["Content"]);
    }

    [Fact]
    public void Words_with_a_CDATA_end_in_them_are_read_whole()
    {
        var message = InboundMessage.Parse("<xml><MsgType>text</MsgType><Content><![CDATA[a]]]]><![CDATA[>b]]></Content></xml>"u8.ToArray())!;
        Assert.Equal("a]]>b", message["Content"]);
    }

    [Fact]
    public async Task A_type_that_nobody_knows_is_kept_and_answered_with_success()
    {
        var openid = $"o{Guid.NewGuid():N}"[..28];
        var answer = await PusherOf(App.Account).PushAsync(TestFiles.Read(Folder, "msg-unknown-type.xml").Replace("oOneTable_resident_0000000001", openid));
        Assert.Equal("success", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM inbound WHERE dedup_key LIKE @like", new { like = $"%{openid}%" })));
    }

    [Theory]
    [InlineData("verify_expired", "<ExpiredTime>1796090000</ExpiredTime>", "账号认证已经过期，很多接口会停。请到公众平台续办：2026-12-01")]
    [InlineData("qualification_verify_fail", "<FailTime>1796090000</FailTime><FailReason><![CDATA[by time]]></FailReason>", "资质认证没有通过。请到公众平台重新提交：by time：2026-12-01")]
    [InlineData("annual_renew", "<ExpiredTime>soon</ExpiredTime>", "账号该年审了，过期会停很多接口")]
    public async Task What_happens_to_the_account_itself_is_told_to_its_operators(string name, string fields, string says)
    {
        var body = $"<xml><ToUserName>gh</ToUserName><FromUserName>{Guid.NewGuid():N}</FromUserName><CreateTime>1796090000</CreateTime><MsgType>event</MsgType><Event>{name}</Event>{fields}</xml>";
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal("success", await (await PusherOf(App.Account).PushAsync(body)).Content.ReadAsStringAsync());
        Assert.Single((await (await street.ConsoleAsync("street")).GetJsonAsync("/api/console/account")).List("errors"), e => e.Text("says") == says && e.Text("account") == "mp");
    }

    [Fact]
    public async Task Words_with_a_CDATA_end_in_them_are_answered_in_valid_XML()
    {
        var phone = street.NewResident();
        await phone.SayAsync("楼道灯坏了 ]]> <b>&amp;");
        Assert.Contains("]]> <b>&amp;", await phone.SayAsync("进度"));
    }
}
