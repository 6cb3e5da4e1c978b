using Microsoft.Extensions.Configuration;
using OneTable.Services.Data;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;
using OneTable.Services.Residents;

namespace OneTable.Tests.Outbound;

/// <summary>What may be sent to whom: our ledger against the sandbox's own, which keeps windows and grants by itself and refuses what it does not allow.</summary>
[Collection(Street.Name)]
public sealed class RightsTests(Street street)
{
    const string Grid = "420199001001001", Result = "SM_RESULT", OfAccount = "SN_RESULT";
    static int last;

    sealed record Went(string Channel, string State, string? Code);

    NoticeDesk Notices => street.Get<NoticeDesk>();
    Subscriptions Subscriptions => street.Get<Subscriptions>();

    /// <summary>Somebody who uses the mini-program and follows the account, whose window is closed on both sides.</summary>
    async Task<(Phone Phone, HttpClient Mini, long Id)> ResidentAsync(bool follows = true)
    {
        var phone = street.NewResident();
        var mini = await phone.OpenMiniProgramAsync();
        if (follows) await phone.PushAsync(new { openid = phone.Openid, type = "view", url = "https://x" });
        var id = street.Db.Read(tx => tx.Value<long>("SELECT id FROM residents WHERE mini_openid = @p0", "mini-" + phone.Openid));
        if (follows) await street.Db.WriteAsync(tx => tx.Run("UPDATE residents SET mp_openid = @p1, follows = 1 WHERE id = @p0", id, phone.Openid));
        return (phone, mini, id);
    }

    Task ConsentAsync(Phone phone, string template, string answer = "accept", bool silent = true, bool isLong = false) => street.Http.PostAsync("/sandbox/wechat/consent",
        new { openid = phone.Openid, templateId = template, app = template == OfAccount ? "mp" : "mini", answer, silent, @long = isLong });

    static Task AnswerAsync(HttpClient mini, string template, string answer = "accept") =>
        mini.PostAsJsonAsync("/api/mini/subscriptions", new { answers = new[] { new { templateId = template, answer } } });

    /// <summary>Tells the resident something and waits until no send of it is on its way; the rungs it took.</summary>
    async Task<(string State, Went[] Sends)> TellAsync(long resident, string? receipt = "delivered")
    {
        var key = $"rights:{Interlocked.Increment(ref last)}:{resident}";
        await street.Db.WriteAsync(tx => Notices.ToResident(tx, resident, key, Grid, null, "路灯修好了，请您看看。"));
        return await EndAsync(key, receipt);
    }

    Task<(string State, Went[] Sends)> EndAsync(string key, string? receipt = "delivered") => Ended(key, sends =>
        sends.All(s => s.State is not ("pending" or "sending" or "asking")) && (receipt is null || sends.Length == 0 || sends[^1].State == receipt || sends[^1].Channel == ChannelNames.WeChatCustomer));

    async Task<(string State, Went[] Sends)> Ended(string key, Func<Went[], bool> isEnd)
    {
        var sends = await Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => tx.Query<Went>("""
            SELECT o.channel AS Channel, o.state AS State, o.code AS Code FROM outbox o JOIN notices n ON n.id = o.notice_id WHERE n.dedup_key = @key ORDER BY o.created_at, o.id
            """, new { key }).ToArray()) is var all && isEnd(all) ? all : null), "the sends of " + key);
        return (street.Db.Read(tx => tx.Value<string>("SELECT state FROM notices WHERE dedup_key = @p0", key))!, sends);
    }

    long Left(string openid, string template) => street.Db.Read(tx =>
        tx.Value<long?>("SELECT allowed_left FROM subscriptions WHERE openid = @p0 AND template_id = @p1", openid, template)) ?? 0;

    [Fact]
    public async Task A_grant_of_the_page_carries_one_message_and_its_receipt_says_delivered()
    {
        var (phone, mini, id) = await ResidentAsync();
        await ConsentAsync(phone, Result);
        await AnswerAsync(mini, Result);
        Assert.Equal(1, Left("mini-" + phone.Openid, Result));

        var (state, sends) = await TellAsync(id);
        Assert.Equal(("told", new Went(ChannelNames.WeChatSubscribe, "delivered", "delivered")), (state, sends.Single()));
        Assert.Equal(0, Left("mini-" + phone.Openid, Result));
        Assert.Equal(ChannelNames.WeChatTemplate, (await TellAsync(id)).Sends.Single().Channel); // the one grant is used: the next rung, without a refused try
    }

    [Fact]
    public async Task One_tap_told_by_page_and_platform_counts_once()
    {
        var (phone, mini, _) = await ResidentAsync();
        await AnswerAsync(mini, Result);
        await ConsentAsync(phone, Result, silent: false);
        await Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => tx.Value<long>("SELECT event_said FROM subscriptions WHERE openid = @p0", "mini-" + phone.Openid)) == 1 ? "told" : null), "the event");
        Assert.Equal(1, Left("mini-" + phone.Openid, Result));
        await AnswerAsync(mini, Result);
        Assert.Equal(2, Left("mini-" + phone.Openid, Result)); // a second tap
    }

    [Fact]
    public async Task A_grant_that_the_platform_does_not_know_is_used_up_and_the_notice_climbs()
    {
        var (phone, mini, id) = await ResidentAsync();
        await AnswerAsync(mini, Result);
        await AnswerAsync(mini, Result);
        var (state, sends) = await TellAsync(id);
        Assert.Equal("told", state);
        Assert.Equal([("wechat_subscribe", "43101"), ("wechat_template", "delivered")], sends.Select(s => (s.Channel, s.Code!)));
        Assert.Equal(0, Left("mini-" + phone.Openid, Result));
    }

    [Fact]
    public async Task Taking_back_in_the_settings_ends_a_long_term_grant()
    {
        var (phone, _, id) = await ResidentAsync();
        await ConsentAsync(phone, OfAccount, isLong: true);
        await street.Db.WriteAsync(tx => Subscriptions.Allow(tx, phone.Openid, OfAccount, longTerm: true));
        Assert.Equal(ChannelNames.WeChatNotice, (await TellAsync(id)).Sends.Single().Channel);
        Assert.Equal(ChannelNames.WeChatNotice, (await TellAsync(id)).Sends.Single().Channel);
        await ConsentAsync(phone, OfAccount, "takeBack", silent: false);
        await Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => Subscriptions.Has(tx, phone.Openid, OfAccount)) ? null : "taken back"), "the change event");
        Assert.Equal(ChannelNames.WeChatTemplate, (await TellAsync(id)).Sends.Single().Channel);
    }

    [Fact]
    public async Task Five_answers_after_a_message_then_the_next_rung_and_a_new_message_opens_anew()
    {
        var (phone, _, id) = await ResidentAsync();
        await phone.SayAsync("你好");
        for (var n = 0; n < ResidentBook.WindowMessages; n++) Assert.Equal(ChannelNames.WeChatCustomer, (await TellAsync(id)).Sends.Single().Channel);
        Assert.Equal(ChannelNames.WeChatTemplate, (await TellAsync(id)).Sends.Single().Channel);
        await phone.SayAsync("在吗");
        Assert.Equal(ChannelNames.WeChatCustomer, (await TellAsync(id)).Sends.Single().Channel);
    }

    [Fact]
    public async Task A_window_that_the_platform_has_closed_is_closed_here_too()
    {
        var (phone, _, id) = await ResidentAsync();
        await street.Http.PostAsync("/sandbox/wechat/say", new { openid = phone.Openid, type = "view", url = "x" });
        await street.Db.WriteAsync(tx => tx.Run("UPDATE residents SET window_until = @p1, window_left = 3 WHERE id = @p0", id, tx.Now + 3_600_000));
        Assert.Equal([("wechat_customer", "45015"), ("wechat_template", "delivered")], (await TellAsync(id)).Sends.Select(s => (s.Channel, s.Code!)));
        Assert.Equal(0, street.Db.Read(tx => tx.Value<long>("SELECT window_left FROM residents WHERE id = @p0", id)));
    }

    [Fact]
    public async Task Who_has_unfollowed_gets_only_what_the_mini_program_may_send()
    {
        var (phone, mini, id) = await ResidentAsync();
        await phone.PushAsync(new { openid = phone.Openid, type = "unsubscribe" });
        Assert.Equal("failed", (await TellAsync(id)).State);
        await ConsentAsync(phone, Result);
        await AnswerAsync(mini, Result);
        Assert.Equal(ChannelNames.WeChatSubscribe, (await TellAsync(id)).Sends.Single().Channel);
    }

    [Fact]
    public async Task A_template_that_the_user_blocks_counts_as_refused_and_the_notice_is_not_told_after_all()
    {
        var (phone, _, id) = await ResidentAsync();
        var key = $"blocked:{id}";
        // The word of the platform may be there before the send's own answer was written down.
        await street.Db.WriteAsync(tx => Notices.ToResident(tx, id, key, Grid, null, "路灯修好了。"));
        await EndAsync(key);
        var msgId = street.Db.Read(tx => tx.Value<string>("SELECT vendor_id FROM outbox WHERE dedup_key = @p0", key + ">wechat_template"))!;
        await street.Db.WriteAsync(tx =>
        {
            tx.Run("UPDATE outbox SET state = 'accepted' WHERE dedup_key = @p0", key + ">wechat_template");
            tx.Run("UPDATE receipts SET said = NULL, delivered = NULL WHERE vendor_id = @p0", msgId);
        });
        await phone.PushAsync(new
        {
            openid = phone.Openid, xml = $"<xml><ToUserName>gh_x</ToUserName><FromUserName>{phone.Openid}</FromUserName><CreateTime>1796090001</CreateTime><MsgType>event</MsgType>"
            + $"<Event>TEMPLATESENDJOBFINISH</Event><MsgID>{msgId}</MsgID><Status>failed:user block</Status></xml>",
        });
        var (state, sends) = await Ended(key, all => all[^1].State == "failed");
        Assert.Equal(("failed", "not_delivered"), (state, sends.Single().Code));
        Assert.True(street.Db.Read(tx => Subscriptions.IsRefused(tx, phone.Openid, "TM_NOTICE")));
        Assert.Equal("failed", (await TellAsync(id)).State);
    }

    [Fact]
    public async Task A_receipt_before_the_answer_waits_for_it()
    {
        var vendorId = $"early-{Guid.NewGuid():N}";
        await street.Db.WriteAsync(tx => Notices.Receipt(tx, vendorId, true, "success"));
        await street.Db.WriteAsync(tx => Notices.Receipt(tx, vendorId, false, "failed"));
        Assert.Equal("success", street.Db.Read(tx => tx.Value<string>("SELECT said FROM receipts WHERE vendor_id = @p0", vendorId)));
    }

    [Fact]
    public async Task The_page_asks_for_what_is_set_and_not_again_so_soon_after_a_no()
    {
        var (_, mini, _) = await ResidentAsync(follows: false);
        Assert.Equal(["SM_RESULT", "SM_VISIT"], (await mini.GetJsonAsync("/api/mini/subscriptions")).EnumerateArray().Select(t => t.Text("templateId")!));
        await AnswerAsync(mini, Result, "reject");
        await AnswerAsync(mini, "SM_OF_SOMEBODY_ELSE");
        Assert.Equal(["SM_VISIT"], (await mini.GetJsonAsync("/api/mini/subscriptions")).EnumerateArray().Select(t => t.Text("templateId")!));
        await mini.PostAsJsonAsync("/api/mini/subscriptions", new { answers = Enumerable.Repeat(new { templateId = "x", answer = "accept" }, 4) }).RefusedAsync(400, "too_many_answers");
    }

    [Fact]
    public void A_real_account_sends_no_template_it_does_not_have()
    {
        var none = new PlatformTemplates(new ConfigurationBuilder().Build(), sandbox: false);
        Assert.All(new[] { ChannelNames.WeChatTemplate, ChannelNames.WeChatNotice, ChannelNames.WeChatSubscribe }, channel => Assert.Null(none.Of(channel, new Message("好", "好", ""))));
        Assert.Equal(4, none.Missing().Count());
        Assert.Contains(none.Missing(), lack => lack.Contains("Public__Address"));
        Assert.Contains(Of("WeChat:AppId", "wx1").Missing(), lack => lack.Contains("WeChat__AppSecret"));
        Assert.NotNull(Of("WeChat:TemplateIds:NOTICE", "T1").Of(ChannelNames.WeChatTemplate, new Message("好", "好", "")));
        static PlatformTemplates Of(string key, string value) => new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build(), sandbox: false);

        var some = new PlatformTemplates(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["WeChat:TemplateIds:notice"] = "T1" }).Build(), sandbox: false);
        Assert.Equal("T1", some.Of(ChannelNames.WeChatTemplate, new Message("好", "好", "allowance80"))!.Id);
    }
}
