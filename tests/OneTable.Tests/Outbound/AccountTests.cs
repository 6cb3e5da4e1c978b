using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OneTable.OutboundCall;
using OneTable.OutboundCall.WeChat;
using OneTable.Services;
using OneTable.Services.Accounts;
using OneTable.Services.Data;
using OneTable.Services.Outbox;

namespace OneTable.Tests.Outbound;

/// <summary>Calls in the name of an account, against a platform that answers what the test wants.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    const string Secret = "app-secret-0123456789";
    readonly WeChatSettings mp = new() { AppId = "wxmp", AppSecret = Secret, ApiBase = $"http://127.0.0.1:{MariaDb.FreePort()}/base" };
    readonly MiniProgramSettings mini = new() { AppId = "wxmini", AppSecret = Secret };
    readonly MovedClock clock = new();
    readonly HttpClient http = Wire.NewClient();
    readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly ConcurrentQueue<(string Path, string Query, string Body)> asked = new();
    readonly ConcurrentQueue<object> answers = new();
    readonly MemoryTokens store = new();
    readonly AccountLog log = new();
    WebApplication weChat = null!;
    int fetches;
    object? noToken;

    public async Task InitializeAsync()
    {
        mini.ApiBase = mp.ApiBase;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(mp.ApiBase.Replace("/base", ""));
        weChat = builder.Build();
        weChat.MapPost("/base/cgi-bin/stable_token", async (HttpRequest request) =>
        {
            var sent = await JsonSerializer.DeserializeAsync<JsonElement>(request.Body);
            return noToken ?? new { access_token = $"token-{sent.Text("appid")}-{Interlocked.Increment(ref fetches)}", expires_in = 7200 };
        });
        weChat.Map("/base/{**path}", async (HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body);
            asked.Enqueue((request.Path, request.QueryString.Value!, await body.ReadToEndAsync()));
            return answers.TryDequeue(out var answer) ? answer is string text ? Results.Content(text, "image/jpeg") : Results.Json(answer) : Results.Json(new { errcode = 0, errmsg = "ok" });
        });
        await weChat.StartAsync();
    }

    /// <summary>An instance: what it shares with others is the store.</summary>
    AccountApis Instance() => new(Calls(), mp, mini, store, Gate(), log);

    AccountGate Gate() => new(log, clock, services.GetRequiredService<IMeterFactory>());

    WeChatWire Calls() => new(http, new Database(new Dialect(Provider.Sqlite, "Data Source=:memory:"), clock));

    static Task<SendResult> SendAsync(AccountApi api, string words = "您好") => api.SendAsync("/cgi-bin/message/custom/send", new { touser = "o1", text = words }, default);

    void Answer(int errcode, string errmsg = "no rid: 1-2-3", int times = 1)
    {
        for (; times > 0; times--) answers.Enqueue(new { errcode, errmsg });
    }

    [Fact]
    public async Task Fifty_callers_at_once_make_one_fetch_and_each_account_has_its_own_token()
    {
        var apis = Instance();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SendAsync(apis.Mp)));
        Assert.Equal(1, fetches);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SendAsync(apis.Mini)));
        Assert.Equal(2, fetches);
        Assert.Equal(["token-wxmini-2", "token-wxmp-1"], asked.Select(a => a.Query.Split('=')[1]).Distinct().Order());
    }

    [Fact]
    public async Task A_token_refused_once_is_renewed_once_and_the_message_goes()
    {
        var apis = Instance();
        await SendAsync(apis.Mp);
        Answer(40001);
        Assert.Equal(Outcome.Accepted, (await SendAsync(apis.Mp)).Outcome);
        Assert.Equal((2, 3), (fetches, asked.Count));
    }

    [Fact]
    public async Task A_token_that_ended_for_two_instances_is_fetched_for_both_at_once()
    {
        var (one, other) = (Instance(), Instance());
        await SendAsync(one.Mp);
        await SendAsync(other.Mp);
        Answer(42001, times: 2);
        Assert.All(await Task.WhenAll(SendAsync(one.Mp), SendAsync(other.Mp)), sent => Assert.Equal(Outcome.Accepted, sent.Outcome));
        Assert.InRange(fetches, 2, 3); // both may see the store empty of a newer one; stable_token then gives them the same
        var before = fetches;
        await Task.WhenAll(SendAsync(one.Mp), SendAsync(other.Mp));
        Assert.Equal(before, fetches);
    }

    [Fact]
    public async Task An_address_not_allowed_is_called_once_then_after_pauses_and_opens_when_mended()
    {
        var apis = Instance();
        Answer(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 1-2-3");
        var first = await SendAsync(apis.Mp);
        Assert.Equal((Outcome.PermanentAccount, "40164"), (first.Outcome, first.Code));
        foreach (var again in await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => SendAsync(apis.Mp))))
            Assert.Equal(("40164", clock.GetUtcNow().ToUnixTimeMilliseconds() + 60_000), (again.Code, again.Until));
        Assert.Single(asked);
        Assert.Equal("203.0.113.7", log.Breakers.Single().Message.Split(' ')[2]);
        Assert.Equal(Outcome.Accepted, (await SendAsync(apis.Mini)).Outcome); // the other account is not to blame

        clock.Pass(61);
        Answer(40164);
        Assert.Equal("40164", (await SendAsync(apis.Mp)).Code);
        clock.Pass(61);
        Assert.Equal("40164", (await SendAsync(apis.Mp)).Code); // the second pause is twice as long
        Assert.Equal(3, asked.Count);
        clock.Pass(61);
        Assert.All(await Task.WhenAll(SendAsync(apis.Mp)), sent => Assert.Equal(Outcome.Accepted, sent.Outcome));
        Assert.Empty(log.Breakers);
    }

    [Fact]
    public async Task A_wrong_secret_asks_for_no_more_tokens_and_says_so()
    {
        noToken = new { errcode = 40125, errmsg = "invalid appsecret rid: 1-2-3" };
        var apis = Instance();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(apis.Mp)));
        Assert.All(all, sent => Assert.Equal((Outcome.PermanentAccount, "40125"), (sent.Outcome, sent.Code)));
        Assert.Empty(asked);
        Assert.Equal(AccountGate.TokenPath, log.Breakers.Single().Path);
        noToken = null;
        clock.Pass(61);
        Assert.Equal(Outcome.Accepted, (await SendAsync(apis.Mp)).Outcome);
    }

    [Fact]
    public async Task A_ban_of_one_interface_leaves_the_others_open()
    {
        var apis = Instance();
        Answer(48004);
        await SendAsync(apis.Mp);
        Assert.Equal("48004", (await SendAsync(apis.Mp)).Code);
        Assert.Equal(Outcome.Accepted, (await apis.Mp.SendAsync("/cgi-bin/message/template/send", new { }, default)).Outcome);
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task The_quota_of_the_day_parks_until_midnight()
    {
        clock.At("2026-12-01T15:30:00+08:00");
        var apis = Instance();
        Answer(45009, "reach max api daily quota limit rid: 1-2-3");
        await SendAsync(apis.Mp);
        var parked = await SendAsync(apis.Mp);
        Assert.Equal((Outcome.ThrottledAccount, DateTimeOffset.Parse("2026-12-02T00:00:00+08:00").ToUnixTimeMilliseconds()), (parked.Outcome, parked.Until));
        Assert.Single(asked);
        clock.At("2026-12-02T00:00:01+08:00");
        Assert.Equal(Outcome.Accepted, (await SendAsync(apis.Mp)).Outcome);
    }

    [Fact]
    public async Task A_quota_that_a_person_cleared_is_tried_at_once_by_one_call()
    {
        var gate = Gate();
        var api = new AccountApi(Calls(), mp, store, gate, log);
        Answer(45009, "reach max api daily quota limit rid: 1-2-3", times: 2);
        await SendAsync(api);
        gate.Retry();
        Assert.Equal("45009", (await SendAsync(api)).Code);
        Assert.All(await Task.WhenAll(SendAsync(api), SendAsync(api)), sent => Assert.Equal("45009", sent.Code));
        Assert.Equal(2, asked.Count);
        gate.Retry();
        Assert.Equal(Outcome.Accepted, (await SendAsync(api)).Outcome);
        Assert.Empty(log.Breakers);
    }

    [Fact]
    public async Task A_no_inside_of_a_picture_is_heard()
    {
        answers.Enqueue("""{"errcode":40007,"errmsg":"invalid media_id rid: 1-2-3"}""");
        var client = new WeChatClient(new WeChatWire(http, null!), Instance(), Gate(), mini);
        var fault = await Assert.ThrowsAsync<CallFault>(() => client.GetMediaAsync("m1", ofMini: false, default));
        Assert.Equal(("40007", Outcome.PermanentContent), (fault.Result.Code, fault.Result.Outcome));
        Assert.Equal("1-2-3", WeChatErrors.RidOf(fault.Result.Detail));
    }

    [Fact]
    public async Task Chinese_goes_out_as_it_is()
    {
        await SendAsync(Instance().Mp, "楼道灯 <坏了> & 😀");
        Assert.Contains("楼道灯 <坏了> & 😀", asked.Single().Body);
        Assert.DoesNotContain("\\u", asked.Single().Body);
    }

    [Fact]
    public async Task A_rare_name_goes_out_as_it_is_and_a_backslash_too()
    {
        await SendAsync(Instance().Mp, "𠮷先生 \\uD842\\uDFB7 \"好\"");
        Assert.Contains("𠮷先生 \\\\uD842\\\\uDFB7 \\\"好\\\"", asked.Single().Body);
        Assert.Equal("𠮷先生 \\uD842\\uDFB7 \"好\"", JsonSerializer.Deserialize<JsonElement>(asked.Single().Body).Text("text"));
    }

    [Fact]
    public async Task A_sign_in_goes_through_the_same_table_and_gate()
    {
        var gate = Gate();
        var (codes, pages) = (new WeChatClient(Calls(), Instance(), gate, mini), new WeChatSignIn(Calls(), gate, mp));
        Answer(40029, times: 2); // somebody's old code: nobody's fault
        await Assert.ThrowsAsync<Refusal>(() => codes.CodeToSessionAsync("c", default));
        await Assert.ThrowsAsync<Refusal>(() => pages.WhoAsync("c", default));
        Assert.Empty(log.Breakers);
        Answer(40125, "invalid appsecret rid: 1-2-3", times: 2);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("wechat_unavailable", (await Assert.ThrowsAsync<Refusal>(() => codes.CodeToSessionAsync("c", default))).Code);
            Assert.Equal("wechat_unavailable", (await Assert.ThrowsAsync<Refusal>(() => pages.WhoAsync("c", default))).Code);
        }
        Assert.Equal(4, asked.Count);
        Assert.All(log.Breakers, closed => Assert.Equal(("40125", "1-2-3"), (closed.Code, WeChatErrors.RidOf(closed.Message))));
        Assert.Equal(["mini", "mp"], log.Breakers.Select(b => b.Account).Order());
    }

    [Fact]
    public async Task No_fault_says_the_secret_or_a_token()
    {
        var apis = Instance();
        var said = new StringBuilder();
        foreach (var code in new[] { -1, 40003, 40164, 45009, 47003 })
        {
            Answer(code);
            try { await apis.Mp.CallAsync(token => new(HttpMethod.Get, apis.Mp.Url("/cgi-bin/x" + code + "?access_token=" + token)), 100, TimeSpan.FromSeconds(5), default); }
            catch (CallFault fault) { said.Append(fault).Append(fault.Result); }
            clock.Pass(100);
        }
        await weChat.StopAsync();
        try { await apis.Mini.CallAsync(token => new(HttpMethod.Get, apis.Mini.Url("/cgi-bin/y?access_token=" + token)), 100, TimeSpan.FromSeconds(5), default); }
        catch (CallFault fault) { said.Append(fault).Append(fault.Result); }
        Assert.Contains("47003", said.ToString());
        Assert.Contains("no_connection", said.ToString());
        Assert.DoesNotContain(Secret, said.ToString());
        Assert.DoesNotContain("token-wx", said.ToString());
    }

    public async Task DisposeAsync()
    {
        await weChat.DisposeAsync();
        http.Dispose();
        services.Dispose();
    }

    sealed class MovedClock : TimeProvider
    {
        DateTimeOffset now = DateTimeOffset.Parse("2026-12-01T10:00:00+08:00");
        public void Pass(int seconds) => now = now.AddSeconds(seconds);
        public void At(string instant) => now = DateTimeOffset.Parse(instant);
        public override DateTimeOffset GetUtcNow() => now;
    }
}
