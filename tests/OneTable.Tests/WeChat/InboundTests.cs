using System.Text;
using OneTable.BotGateway.Bot;
using OneTable.BotGateway.WeChat;

namespace OneTable.Tests.WeChat;

/// <summary>Every kind of push the platform makes, as files; a new sample is one more file.</summary>
[Collection(Street.Name)]
public sealed class InboundTests(Street street)
{
    const string Folder = "WeChat/Inbound";

    public static TheoryData<string> Good => [.. TestFiles.Names(Folder, "*.xml").Where(name => !name.StartsWith("bad-", StringComparison.Ordinal))];
    public static TheoryData<string> Bad => [.. TestFiles.Names(Folder, "bad-*.xml")];

    [Theory, MemberData(nameof(Good))]
    public void A_push_is_read(string file)
    {
        var message = InboundMessage.Parse(Encoding.UTF8.GetBytes(TestFiles.Read(Folder, file)))!;
        Assert.NotEmpty(message.Openid);
        Assert.NotEmpty(message.Type);
        Assert.Equal(message.Type == "event", message.Event.Length > 0);
        Assert.StartsWith(message.CreateTime, message.DedupKey);
    }

    [Theory, MemberData(nameof(Good))]
    public async Task A_push_is_answered_or_kept_and_the_same_again_is_answered_alike(string file)
    {
        var push = new Pusher(street.Http);
        // Somebody of this test alone, so that samples do not continue each other's conversations.
        var xml = TestFiles.Read(Folder, file).Replace("oOneTable_resident_0000000001", $"o{Guid.NewGuid():N}"[..28]);
        var first = await push.PushAsync(xml);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var second = await push.PushAsync(xml);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal((await push.ReplyAsync(first))?.Element("Content")?.Value, (await push.ReplyAsync(second))?.Element("Content")?.Value);
    }

    [Theory, MemberData(nameof(Bad))]
    public async Task What_is_no_message_is_refused(string file)
    {
        Assert.Null(InboundMessage.Parse(Encoding.UTF8.GetBytes(TestFiles.Read(Folder, file))));
        var push = new Pusher(street.Http);
        Assert.Equal(HttpStatusCode.BadRequest, (await push.PushAsync(TestFiles.Read(Folder, file))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await push.PostAsync(TestFiles.Read(Folder, file), push.Query())).StatusCode);
    }

    [Fact]
    public void Words_with_a_CDATA_end_in_them_are_read_whole()
    {
        var message = InboundMessage.Parse("<xml><MsgType>text</MsgType><Content><![CDATA[a]]]]><![CDATA[>b]]></Content></xml>"u8.ToArray())!;
        Assert.Equal("a]]>b", message["Content"]);
    }

    [Fact]
    public async Task Words_with_a_CDATA_end_in_them_are_answered_in_valid_XML()
    {
        var phone = street.NewResident();
        await phone.SayAsync("楼道灯坏了 ]]> <b>&amp;");
        Assert.Contains("]]> <b>&amp;", await phone.SayAsync("进度"));
    }
}
