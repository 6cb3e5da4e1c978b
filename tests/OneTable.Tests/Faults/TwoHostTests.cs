using System.Diagnostics;
using System.Text.RegularExpressions;
using OneTable.OutboundCall.WeChat;
using OneTable.Sandbox;

namespace OneTable.Tests.Faults;

/// <summary>Two serving hosts over one MariaDB, each a process of its own: whatever reaches both happens once.</summary>
public sealed class TwoHostTests : IAsyncLifetime
{
    const int Copies = 40;
    readonly World world = new();
    GatewayProcess one = null!, other = null!;
    RedisServer? redis;

    public async Task InitializeAsync()
    {
        if (!Street.OnMySql) return;
        one = new GatewayProcess(world);
        other = new GatewayProcess(world, shared: one);
        if (OwnProcess.Find(NeedsFactAttribute.Redis) is not null)
        {
            redis = new RedisServer();
            await redis.ReadyAsync();
            foreach (var host in new[] { one, other }) host.Set("Redis:ConnectionString", redis.ConnectionString);
        }
        await world.StartAsync(one.Callback);
        one.Start(); // both at once over an empty database: schema, content and demo are made once
        other.Start();
        await Task.WhenAll(one.ReadyAsync(), other.ReadyAsync());
    }

    [NeedsFact(NeedsFactAttribute.MariaDb)]
    public async Task What_reaches_both_happens_once()
    {
        await SamePushAsync();
        await SameKeyAsync();
        await SameCookieAsync();
        await BehindOneAddressAsync();
        await SameScenarioAsync();
        await SameMessagesAsync();
        await RedisComesBackAsync();
    }

    /// <summary>A push that WeChat repeats at the other host while the first is still at it, from people nobody has met.</summary>
    async Task SamePushAsync()
    {
        foreach (var host in new[] { one, other }) await At(host, World.Message("warm", "subscribe")); // the first push of all compiles much, and all are to be in time
        await Task.WhenAll(Enumerable.Range(0, Copies).Select(async n =>
        {
            var message = World.Message($"both-{n}", "text");
            message["content"] = $"both-{n} 说：楼道门口有垃圾散落一地没人收";
            var replies = await Task.WhenAll(At(one, message), At(other, message));
            Assert.True(replies[0] is { Length: > 0 }, one.Output + other.Output);
            Assert.Equal(replies[0], replies[1]);
        }));
        Assert.Equal(Copies, Count("SELECT COUNT(*) FROM cases"));
        Assert.Equal(Copies, Count("SELECT COUNT(DISTINCT number) FROM cases"));
        Assert.Equal(Copies, Count("SELECT COUNT(*) FROM todos"));
    }

    Task<string?> At(GatewayProcess host, Dictionary<string, object> message) => world.PushAsync(new(message) { ["callbackUrl"] = host.Callback });

    /// <summary>Messages, each pushed three times, through one address in front of both; Redis dies in the middle of them.</summary>
    async Task BehindOneAddressAsync()
    {
        using var front = new OneAddress(one.Address, other.Address);
        var cases = Count("SELECT COUNT(*) FROM cases");
        var answered = 0;
        await Task.WhenAll(Enumerable.Range(0, Copies).Select(async n =>
        {
            var message = World.Message($"front-{n}", "text");
            (message["content"], message["callbackUrl"], message["times"]) = ($"front-{n} 说：路灯坏了三盏晚上看不见路", new Uri(front.Address, "/wechat/mp").ToString(), 3);
            Assert.Matches("[A-Z]{2}[0-9]{10}", await world.PushAsync(message));
            if (Interlocked.Increment(ref answered) == Copies / 4) redis?.Kill();
        }));
        Assert.Equal(cases + Copies, Count("SELECT COUNT(*) FROM cases"));
        Assert.Equal((Copies, 2 * Copies), (Count("SELECT COUNT(*) FROM inbound WHERE dedup_key LIKE '%|front-%'"), Count("SELECT SUM(repeats) FROM inbound WHERE dedup_key LIKE '%|front-%'")));
        foreach (var n in Enumerable.Range(0, Copies))
            Assert.Single((await world.SentAsync($"front-{n}")).Select(m => Regex.Match(m.Text, "[A-Z]{2}[0-9]{10}").Value).Where(m => m.Length > 0).Distinct());
    }

    /// <summary>A token that WeChat no longer takes is renewed by one host and shared again once Redis is there.</summary>
    async Task RedisComesBackAsync()
    {
        if (redis is null) return;
        redis.Start();
        await redis.ReadyAsync();
        var (tokens, watch) = (new RedisTokens(redis.ConnectionString, one.Seal), Stopwatch.StartNew());
        for (var attempt = 1; await tokens.ReadAsync(SandboxOptions.AppId) is null; attempt++)
        {
            Assert.True(watch.Elapsed < Wait.Patience, "the token is not shared again");
            (await world.Http.PostAsJsonAsync("/sandbox/faults", new { kind = "error", action = "template/send", code = "40001" })).EnsureSuccessStatusCode();
            var message = World.Message("after-redis-" + attempt, "text");
            message["content"] = "楼道灯坏了没人修";
            Assert.NotNull(await At(one, message));
            await AllSentAsync();
        }
    }

    /// <summary>A mini-program whose resend overtakes its first try.</summary>
    async Task SameKeyAsync()
    {
        var session = await (await one.Http.PostAsJsonAsync("/api/mini/session", new { code = await world.LoginCodeAsync("both-keys") })).Content.ReadFromJsonAsync<JsonElement>();
        foreach (var host in new[] { one, other }) host.Http.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("token").GetString());
        await Task.WhenAll(Enumerable.Range(0, Copies).Select(async n =>
        {
            var report = new { key = $"key-{n}", kind = "complaint", content = $"路灯坏了三盏晚上看不见路，第 {n} 回", lat = 30.55, lon = 114.36 };
            var answers = await Task.WhenAll(new[] { one, other }.Select(async host =>
            {
                var answer = await host.Http.PostAsJsonAsync("/api/mini/cases", report);
                var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
                Assert.True(answer.IsSuccessStatusCode, body.ToString());
                return body.GetProperty("number").GetString();
            }));
            Assert.Equal(answers[0], answers[1]);
        }));
        Assert.Equal(Copies, Count("SELECT COUNT(*) FROM cases WHERE client_key IS NOT NULL"));
    }

    async Task SameCookieAsync()
    {
        var answer = await one.Http.PostAsJsonAsync("/api/console/session", new { user = "street", password = "demo" });
        var cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var csrf = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("csrf").GetString();
        foreach (var host in new[] { one, other })
        {
            host.Http.DefaultRequestHeaders.Authorization = null;
            host.Http.DefaultRequestHeaders.Add("Cookie", cookie);
            host.Http.DefaultRequestHeaders.Add("X-CSRF", csrf);
            Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync("/api/console/home")).StatusCode);
        }
    }

    async Task SameScenarioAsync()
    {
        await Task.WhenAll(new[] { one, other }.Select(async host =>
            (await host.Http.PostAsJsonAsync("/api/console/scenarios/allowance80/run", new { date = "2026-12-01" })).EnsureSuccessStatusCode()));
        await Wait.ForAsync(() => Task.FromResult(Count("SELECT COUNT(*) FROM runs WHERE job LIKE 'scenarios:%' AND state = 'done'") == 1 ? "done" : null), "the scenario to end");
        Assert.True(Count("SELECT COUNT(*) FROM notices WHERE matter = 'allowance80'") > 0);
        Assert.Equal(0, Count("SELECT COUNT(*) FROM (SELECT person_id FROM notices WHERE matter = 'allowance80' GROUP BY person_id HAVING COUNT(*) > 1) d"));
        Assert.Equal(0, Count("SELECT COUNT(*) FROM (SELECT person_id FROM todos WHERE scenario = 'allowance80' GROUP BY person_id HAVING COUNT(*) > 1) d"));
    }

    /// <summary>Both hosts send from the one outbox: each row goes out once, whoever takes it.</summary>
    async Task SameMessagesAsync()
    {
        await AllSentAsync();
        var texts = one.Database.Read(tx => tx.Query<(string Key, string Target)>("SELECT dedup_key, target FROM outbox WHERE channel = 'sms' AND state IN ('accepted', 'delivered')").ToList());
        Assert.NotEmpty(texts);
        foreach (var mine in texts.GroupBy(t => one.Seal.Open(t.Target)!))
            Assert.Equal(mine.Select(t => t.Key).Order(), (await world.SmsAsync(mine.Key)).Order());

        var workers = one.Database.Read(tx => tx.Query<(string Openid, long Count)>("""
            SELECT s.mp_openid, COUNT(*) FROM todos t JOIN staff s ON s.id = t.staff_id WHERE t.kind = 'case' GROUP BY s.mp_openid
            """).ToList());
        foreach (var (openid, count) in workers) Assert.Equal(count, (await world.SentAsync(openid)).Count(m => m.Channel == "template"));
    }

    Task AllSentAsync() => Wait.ForAsync(() => Task.FromResult(Count("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'sending', 'asking')") == 0 ? "sent" : null), "all to be sent");

    long Count(string sql) => one.Database.Read(tx => tx.Count<long>(sql));

    public Task DisposeAsync()
    {
        other?.Dispose();
        one?.Dispose();
        redis?.Dispose();
        world.Dispose();
        return Task.CompletedTask;
    }
}
