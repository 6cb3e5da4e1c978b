using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Tests.Approvals;

namespace OneTable.Tests.Residents;

/// <summary>What a notice offers is done by the answer to it, in WeChat as by SMS (F17, F31); and whoever asks for a person can be called.</summary>
[Collection(Street.Name)]
public sealed class TakingBackTests(Street street)
{
    [Fact]
    public async Task A_zero_in_the_chat_takes_back_what_the_notice_says_it_does()
    {
        var (child, parent) = (await Kin.BoundAsync(street), await Kin.BoundAsync(street, birth: "1950-06-07"));
        Assert.StartsWith("您好。", await parent.Phone.SayAsync("0")); // nothing was told yet: a step back
        await child.Mini.PostAsync("/api/mini/proxies", new { name = parent.Name, phone = parent.Number, relation = "女儿", way = "sms", scopes = new[] { "apply" }, months = 1 });
        await parent.ReadsAsync("同意回1");
        await parent.AnswerAsync("1");
        await parent.Phone.ReadsAsync("要收回，回0");
        Assert.StartsWith($"要收回吗？收回了，女儿{child.Name}就不能", await parent.Phone.SayAsync("0"));
        Assert.StartsWith("好，没有收回", await parent.Phone.SayAsync("2"));
        Assert.Equal("granted", await StateAsync(child));
        await parent.Phone.SayAsync("不让她替我办了");
        Assert.StartsWith("收回了", await parent.Phone.SayAsync("收回"));
        Assert.Equal("ended", await StateAsync(child));
        Assert.StartsWith("您好。", await parent.Phone.SayAsync("0"));
    }

    [Fact]
    public async Task R_by_SMS_stops_reminders_and_says_so_once()
    {
        var kin = await Kin.BoundAsync(street);
        await kin.AnswerAsync("R");
        await kin.ReadsAsync("记下了，这类消息不再发给您");
        Assert.Equal("6", street.Db.Read(tx => tx.Value<string>("SELECT contact_preference FROM people WHERE id = @p0", kin.Id)));
        Assert.DoesNotContain("不要联系", (await kin.Mini.GetJsonAsync("/api/mini/chances")).ToString()); // what may be had hangs on no such wish
        Assert.StartsWith("好，往后有提醒", await kin.Phone.SayAsync("恢复"));
    }

    [Fact]
    public async Task The_worker_sees_in_the_list_who_waits_and_calls_who_is_bound_in_one_tap()
    {
        var kin = await Kin.BoundAsync(street);
        await kin.Phone.SayAsync("找人");
        var number = Regex.Match(await kin.Phone.SayAsync("1"), "QZ[0-9]{10}").Value;
        var (worker, url) = await Work.FindAsync(street, number);
        var line = (await worker.GetJsonAsync("/api/mini/todos")).List("todos").Single(t => t.GetProperty("case").Text("number") == number);
        Assert.True(line.GetProperty("answerBy").GetInt64() > 0);
        Assert.Equal(kin.Name, (await worker.GetJsonAsync(url)).GetProperty("reporter").Text("name"));
        Assert.Equal(kin.Number, (await worker.PostAsync(url + "/call", new { })).Text("phone"));
        await worker.PostAsync(url + "/talk", new { key = "k", words = "我在，您说" });
        line = (await worker.GetJsonAsync("/api/mini/todos")).List("todos").Single(t => t.GetProperty("case").Text("number") == number);
        Assert.Equal(JsonValueKind.Null, line.GetProperty("answerBy").ValueKind);
    }

    static async Task<string> StateAsync(Kin child) => (await child.Mini.GetJsonAsync("/api/mini/proxies")).List("mine")[0].Text("state")!;
}
