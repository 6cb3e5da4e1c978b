using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OneTable.BotGateway.Bot;
using OneTable.BotGateway.WeChat;
using OneTable.Sandbox;
using OneTable.Services.Data;

namespace OneTable.Tests.WeChat;

/// <summary>The platform waits five seconds and tries three times: it is answered in time, and the resident is answered once.</summary>
[Collection(Street.Name)]
public sealed class InTimeTests(Street street)
{
    static long lastMsgId = 7_000_000_000;
    readonly Phone phone = street.NewResident();

    string Words(string words) => $"<xml><ToUserName>{SandboxOptions.GhId}</ToUserName><FromUserName>{phone.Openid}</FromUserName><CreateTime>1796090000</CreateTime>"
        + $"<MsgType>text</MsgType><Content>{words}</Content><MsgId>{Interlocked.Increment(ref lastMsgId)}</MsgId></xml>";

    /// <summary>Holds what the resident's messages need until the gate opens: on SQLite the one writer, on MySQL the resident's row.</summary>
    async Task<(ManualResetEventSlim Gate, Task Held)> HoldAsync()
    {
        await phone.FollowAsync();
        var (gate, holds) = (new ManualResetEventSlim(), new TaskCompletionSource());
        var held = street.Db.WriteAsync(tx =>
        {
            tx.Value<long>("SELECT id FROM residents WHERE mp_openid = @p0" + tx.ForUpdate, phone.Openid);
            holds.TrySetResult();
            gate.Wait(TimeSpan.FromMinutes(1));
        });
        await holds.Task;
        return (gate, held);
    }

    async Task<string> SaidAsync(Pusher push, Task<HttpResponseMessage> answer) => (await push.ReplyAsync(await answer))?.Element("Content")!.Value ?? "success";

    async Task<int> AnswersAsync() => (await phone.MessagesAsync()).Count(m => m.Contains("收到了"));
    Task AllSentAsync() => Wait.ForAsync(() => Task.FromResult(Count("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'sending', 'asking') AND channel = 'wechat_customer'") == 0 ? "" : null), "all to be sent");
    long Count(string sql) => street.Db.Read(tx => tx.Count<long>(sql, new { openid = phone.Openid, like = $"%{phone.Openid}%" }));
    long Cases() => Count("SELECT COUNT(*) FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @openid)");

    [Fact]
    public async Task What_takes_longer_is_answered_with_success_and_comes_later_as_a_message()
    {
        var (gate, held) = await HoldAsync();
        var (watch, late) = (Stopwatch.StartNew(), Wait.LatenessAsync(Callback.InTime));
        Assert.Equal("", await phone.SayAsync("楼下垃圾散落一地"));
        Assert.InRange((watch.Elapsed - await late).TotalSeconds, 3.5, 5);
        Assert.Equal(0, await AnswersAsync());
        gate.Set();
        await held;
        Assert.Matches("TS[0-9]{10}", await phone.ReadsAsync("收到了"));
        await AllSentAsync();
        Assert.Equal((1, 1), (await AnswersAsync(), Cases()));
        Wait.Until(() => !Directory.EnumerateFiles(LateFolder).Any(), "the kept push is gone");
    }

    string LateFolder => Path.Combine(street.Get<OneTable.BotGateway.Settings>().Folder, "late");

    [Fact]
    public async Task A_duplicate_that_comes_while_the_first_still_runs_gets_its_reply_where_that_is_soon_there()
    {
        var push = new Pusher(street.Http);
        var (gate, held) = await HoldAsync();
        var xml = Words("楼下垃圾散落一地");
        var both = new[] { SaidAsync(push, push.PushAsync(xml)), SaidAsync(push, push.PushAsync(xml)) };
        gate.Set();
        await held;
        var replies = await Task.WhenAll(both);
        Assert.Contains("收到了", replies[0]);
        Assert.Equal(replies[0], replies[1]);
        Assert.Equal(1, Cases());
    }

    /// <summary>Each attempt carries a new time, nonce and signature, and reaches another instance; the answer to the first was lost on the way.</summary>
    [Fact]
    public async Task Three_attempts_at_0_5_and_10_seconds_on_three_instances_are_one_message_and_one_answer()
    {
        await using var others = await Others.StartAsync(street);
        var (gate, held) = await HoldAsync();
        var xml = Words("楼下垃圾散落一地");
        var watch = Stopwatch.StartNew();
        var replies = new List<string>();
        foreach (var (push, at) in others.Pushers.Zip([0, 5, 10]))
        {
            Wait.Until(() => watch.Elapsed.TotalSeconds >= at, "the next attempt is due");
            if (at == 10) gate.Set(); // the work is done while the third attempt is under way
            replies.Add(await SaidAsync(push, push.PushAsync(xml, at: 1796090000 + at)));
        }
        await held;
        Assert.Equal(["success", "success", "success"], replies);
        await phone.ReadsAsync("收到了");
        await AllSentAsync();
        Assert.Equal((1, 1), (await AnswersAsync(), Cases()));
        Assert.Equal(2, Count("SELECT SUM(repeats) FROM inbound WHERE kind = 'text' AND dedup_key LIKE @like"));
    }

    [Fact]
    public async Task A_reply_that_was_ready_goes_again_with_each_attempt_on_each_instance()
    {
        await using var others = await Others.StartAsync(street);
        var (a, b) = (Words("一号楼的灯坏了"), Words("二号楼的门坏了"));
        var first = await SaidAsync(others.Pushers[0], others.Pushers[0].PushAsync(a));
        var second = await SaidAsync(others.Pushers[1], others.Pushers[1].PushAsync(b));
        Assert.Equal(first, await SaidAsync(others.Pushers[2], others.Pushers[2].PushAsync(a)));
        Assert.Equal(second, await SaidAsync(others.Pushers[0], others.Pushers[0].PushAsync(b)));
        Assert.Equal(first, await SaidAsync(others.Pushers[1], others.Pushers[1].PushAsync(a)));
        Assert.Equal(2, Cases());
        Assert.Empty(await phone.MessagesAsync());
    }

    /// <summary>"success" was said, and the process died before anything was in the database.</summary>
    [Fact]
    public async Task What_cannot_be_read_is_put_aside_and_holds_up_nothing()
    {
        Directory.CreateDirectory(LateFolder);
        var files = new[] { "", "half", "k9.AAAA" }.Select((text, i) => (Path: Path.Combine(LateFolder, $"Account-bad{i}"), Text: text)).ToList();
        foreach (var (path, text) in files)
        {
            await File.WriteAllTextAsync(path, text);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-2));
        }
        Assert.Equal(0, await street.Get<LatePushes>().TakeUpAsync());
        Assert.All(files, file => Assert.False(File.Exists(file.Path)));
        foreach (var (path, _) in files) File.Delete(path + ".unreadable");
    }

    [Fact]
    public async Task What_a_dead_host_left_is_taken_up_once_and_answered_by_a_message()
    {
        await phone.FollowAsync();
        var body = Encoding.UTF8.GetBytes(Words("楼下垃圾散落一地"));
        await street.Get<LatePushes>().KeepAsync(InboundMessage.Parse(body)!, body, new TaskCompletionSource().Task);
        var file = Directory.EnumerateFiles(LateFolder).Single();
        Assert.DoesNotContain(phone.Openid, await File.ReadAllTextAsync(file));
        Assert.Equal(0, await street.Get<LatePushes>().TakeUpAsync()); // the work may still be under way
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-2));
        Assert.Equal(1, await street.Get<LatePushes>().TakeUpAsync());
        Assert.Equal(0, await street.Get<LatePushes>().TakeUpAsync());
        await phone.ReadsAsync("收到了");
        var push = new Pusher(street.Http);
        Assert.Equal("success", await SaidAsync(push, push.PushAsync(Encoding.UTF8.GetString(body))));
        await AllSentAsync();
        Assert.Equal((1, 1), (await AnswersAsync(), Cases()));
    }

    /// <summary>Three attempts are over in ten seconds; a database may be away for longer.</summary>
    [Fact]
    public async Task What_comes_while_the_database_is_away_is_kept_and_done_when_it_is_back()
    {
        await using var host = await ModeHost.StartAsync("Safe", "Safe");
        var push = new Pusher(host.Http);
        host.Db.Read(tx => tx.Run("ALTER TABLE inbound RENAME TO away"));
        Assert.Equal("success", await SaidAsync(push, push.PushAsync(Words("楼下垃圾散落一地"))));
        await Wait.ForAsync(() => Task.FromResult(Directory.EnumerateFiles(host.LateFolder).SingleOrDefault()), "the kept push");
        Back(host);
        Assert.Equal(0, await host.Get<LatePushes>().TakeUpAsync());
        host.Db.Read(tx => tx.Run("ALTER TABLE away RENAME TO inbound"));
        Back(host);
        Assert.Equal(1, await host.Get<LatePushes>().TakeUpAsync());
        Assert.Equal(1, host.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @openid)", new { openid = phone.Openid })));
        Assert.Empty(Directory.EnumerateFiles(host.LateFolder));

        static void Back(ModeHost host) => File.SetLastWriteTimeUtc(Directory.EnumerateFiles(host.LateFolder).Single(), DateTime.UtcNow.AddMinutes(-2));
    }

    /// <summary>A link to a page of ours is a tap in the later message as it would have been in the reply.</summary>
    [Fact]
    public async Task A_page_named_in_a_late_answer_is_a_tap_too()
    {
        await phone.FollowAsync();
        var body = Encoding.UTF8.GetBytes(Words("我能领什么"));
        await street.Get<LatePushes>().KeepAsync(InboundMessage.Parse(body)!, body, new TaskCompletionSource().Task);
        File.SetLastWriteTimeUtc(Directory.EnumerateFiles(LateFolder).Single(), DateTime.UtcNow.AddMinutes(-2));
        await street.Get<LatePushes>().TakeUpAsync();
        await phone.ReadsAsync("认一认");
        var sent = await street.Http.GetStringAsync($"/sandbox/wechat/{phone.Openid}/messages");
        Assert.Contains("data-miniprogram-path=", JsonDocument.Parse(sent).RootElement.EnumerateArray().Last().GetProperty("text").GetString());
        Assert.Equal(0, Count("SELECT COUNT(*) FROM notices WHERE text LIKE '%](pages/%'"));
    }

    /// <summary>Two more instances over the same database; on SQLite, which has one serving host, the same one three times.</summary>
    sealed class Others(Street street) : IAsyncDisposable
    {
        readonly List<WebApplication> apps = [];
        readonly List<HttpClient> clients = [];
        readonly string folder = Directory.CreateTempSubdirectory("onetable-test-").FullName;

        public List<Pusher> Pushers { get; } = [new(street.Http)];

        public static async Task<Others> StartAsync(Street street)
        {
            var others = new Others(street);
            for (var i = 0; i < 2; i++)
                others.Pushers.Add(new(Street.OnMySql ? await others.StartOneAsync() : street.Http));
            return others;
        }

        async Task<HttpClient> StartOneAsync()
        {
            var address = new Uri($"http://127.0.0.1:{MariaDb.FreePort()}");
            var own = street.Get<OneTable.BotGateway.Settings>();
            apps.Add(await Street.StartAsync(new(Street.Settings(folder, address))
            {
                ["Data:ConnectionString"] = own.ConnectionString, ["Data:SealKey"] = own.SealKey, ["WeChat:ApiBase"] = street.Address + "sandbox/wechat/api",
            }));
            clients.Add(new HttpClient { BaseAddress = address });
            return clients[^1];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in clients) client.Dispose();
            foreach (var app in apps)
            {
                await app.StopAsync();
                await app.DisposeAsync();
            }
            Directory.Delete(folder, recursive: true);
        }
    }
}
