using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OneTable.OutboundCall;
using OneTable.OutboundCall.Sms.Aliyun;
using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.Tests.Outbound;

/// <summary>The Aliyun channel against a vendor that somebody else wrote: accepted by it, and never twice, however it answers.</summary>
public sealed class RigTests : IAsyncLifetime
{
    static readonly Message words = new("您好，您可能符合高龄津贴的条件。", "高龄津贴", "allowance80", new Dictionary<string, string> { ["name"] = "刘", ["tel"] = "027-12345678" });
    readonly string folder = Directory.CreateTempSubdirectory("onetable-rig-").FullName;
    Rig rig = null!;
    WebApplication? app;

    Database Db => app!.Services.GetRequiredService<Database>();

    public async Task InitializeAsync()
    {
        if (OwnProcess.Find("node") is null) return;
        rig = new Rig();
        await rig.ReadyAsync();
        var settings = Street.Settings(folder, new($"http://127.0.0.1:{MariaDb.FreePort()}"));
        settings["Demo:People"] = "500";
        settings["Sms:Aliyun:Endpoint"] = rig.Endpoint;
        settings["Sms:Aliyun:AccessKeyId"] = Rig.KeyId;
        settings["Sms:Aliyun:AccessKeySecret"] = Rig.KeySecret;
        app = await Street.StartAsync(settings);
    }

    [NeedsFact(NeedsFactAttribute.Node)]
    public async Task An_ordinary_message_is_accepted_once()
    {
        Assert.Equal(("accepted", "OK"), await SendAsync("13800000001"));
        Assert.Equal(1, await rig.ReceivedAsync("13800000001"));
        Assert.Equal(0, await rig.RefusedAsync());
    }

    [NeedsFact(NeedsFactAttribute.Node)]
    public async Task A_lost_answer_is_asked_about_and_never_sent_again()
    {
        string[] faults = ["hangAfter", "resetAfter", "httpAfter"];
        foreach (var fault in faults) await rig.MisbehaveAsync(fault);
        var ends = await Task.WhenAll(faults.Select((_, n) => SendAsync($"1380000001{n}")));

        Assert.All(ends, end => Assert.Equal(("accepted", "found"), end));
        for (var n = 0; n < faults.Length; n++) Assert.Equal(1, await rig.ReceivedAsync($"1380000001{n}"));
        Assert.Equal("{}", await rig.DuplicatesAsync());
    }

    [NeedsFact(NeedsFactAttribute.Node)]
    public async Task What_surely_did_not_go_out_is_sent_again()
    {
        foreach (var fault in new[] { "qps", "http" }) await rig.MisbehaveAsync(fault);
        Assert.Equal(("accepted", "OK"), await SendAsync("13800000021"));
        Assert.Equal(("accepted", "OK"), await SendAsync("13800000022"));
        Assert.Equal("{}", await rig.DuplicatesAsync());
    }

    [NeedsFact(NeedsFactAttribute.Node)]
    public async Task Every_code_leads_to_its_outcome()
    {
        (string Code, string Text, Outcome Outcome)[] codes =
        [
            ("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1", Outcome.ThrottledNumber),
            ("isv.DAY_LIMIT_CONTROL", "触发日发送限额", Outcome.ThrottledAccount),
            ("isv.MOBILE_NUMBER_ILLEGAL", "非法手机号", Outcome.PermanentNumber),
            ("isv.SMS_TEMPLATE_ILLEGAL", "短信模版不合法", Outcome.PermanentContent),
            ("isv.AMOUNT_NOT_ENOUGH", "账户余额不足", Outcome.PermanentAccount),
            ("isp.SYSTEM_ERROR", "系统出现错误", Outcome.Retry),
            ("isv.SOMETHING_NEW", "从没见过的码", Outcome.PermanentContent),
        ];
        var channel = app!.Services.GetRequiredService<AliyunSms>();
        foreach (var (code, text, outcome) in codes)
        {
            await rig.MisbehaveAsync("error", code, text);
            var result = await channel.SendAsync(new SendRequest("codes:" + code, "13800000031", words, TimeSpan.Zero), CancellationToken.None);
            Assert.Equal((code, outcome), (result.Code, result.Outcome));
        }
        Assert.Equal(0, await rig.ReceivedAsync("13800000031"));
    }

    [NeedsFact(NeedsFactAttribute.Node)]
    public async Task A_wrong_key_stops_the_channel_and_not_the_message()
    {
        app!.Services.GetRequiredService<AliyunSettings>().AccessKeySecret = "wrong";
        var result = await app.Services.GetRequiredService<AliyunSms>()
            .SendAsync(new SendRequest("wrong-key", "13800000041", words, TimeSpan.Zero), CancellationToken.None);
        Assert.Equal(("SignatureDoesNotMatch", Outcome.PermanentAccount), (result.Code, result.Outcome));
    }

    /// <summary>Puts it into the outbox and waits for its end: state and the vendor's code.</summary>
    async Task<(string State, string Code)> SendAsync(string phone)
    {
        var queue = app!.Services.GetRequiredService<SendQueue>();
        await Db.WriteAsync(tx => queue.Add(tx, new Send("rig:" + phone, ChannelNames.Sms, phone, words.ToPayload())));
        var end = await Wait.ForAsync(() => Task.FromResult(Db.Read(tx => tx.First<Ended>(
            "SELECT state AS State, code AS Code FROM outbox WHERE dedup_key = @key AND state IN ('accepted', 'failed', 'unknown')", new { key = "rig:" + phone }))),
            "the end of a send to " + phone);
        return (end.State, end.Code);
    }

    sealed record Ended(string State, string Code);

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        rig?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
