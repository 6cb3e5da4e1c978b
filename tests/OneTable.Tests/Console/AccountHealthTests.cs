using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OneTable.OutboundCall.WeChat;
using OneTable.Sandbox;
using OneTable.Services.Data;
using OneTable.Services.Notices;

namespace OneTable.Tests.Console;

/// <summary>微信公众号: what operators see of the accounts, on a street of its own.</summary>
[Collection(Street.Name)]
public sealed class AccountHealthTests(Street street)
{
    const string Url = "/api/console/account";

    sealed class Captured : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();
        public ILogger CreateLogger(string category) => this;
        public IDisposable? BeginScope<T>(T state) where T : notnull => null;
        public bool IsEnabled(LogLevel level) => true;
        public void Log<T>(LogLevel level, EventId id, T state, Exception? e, Func<T, Exception?, string> text) => Lines.Enqueue(text(state, e) + e);
        public void Dispose() { }
    }

    static Task<JsonElement> SeesAsync(HttpClient console, string what, Func<JsonElement, bool> is_) => Wait.ForAsync(async () =>
        await console.GetJsonAsync(Url) is var page && is_(page) ? new Seen(page) : null, what).ContinueWith(t => t.Result.Page);

    sealed record Seen(JsonElement Page);

    static JsonElement Mp(JsonElement page) => page.List("accounts").Single(a => a.Text("name") == "mp");

    [Fact]
    public Task Counts_errors_the_token_and_a_closed_account_are_seen_and_no_secret_is_logged() => Street.AtAsync("2026-12-01T10:00:00+08:00", async small =>
    {
        var logged = new Captured();
        small.Get<ILoggerFactory>().AddProvider(logged);
        var (console, phone) = (await small.ConsoleAsync("community"), small.NewResident());
        await phone.SayAsync("你好");
        var resident = small.Db.Read(tx => tx.Value<long>("SELECT id FROM residents WHERE mp_openid = @p0", phone.Openid));
        await TellAsync("one");
        var page = await SeesAsync(console, "the pushes and the token", p =>
            p.List("types").Any(t => t.Text("type") == "text") && Mp(p).GetProperty("token").ValueKind == JsonValueKind.Object && p.List("calls").Count > 0);
        Assert.True(Mp(page).GetProperty("token").GetProperty("leftSeconds").GetInt64() > 6000);
        Assert.Equal("2026-12-01", page.List("days")[^1].Text("day"));
        Assert.Contains(page.List("calls"), c => c.Text("path") == "/cgi-bin/message/custom/send" && c.GetProperty("quota").GetProperty("limit").GetInt64() == 500_000);

        await small.Http.PostAsJsonAsync("/sandbox/faults", new { kind = "error", action = "/message/custom/send", code = "40164", message = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist", times = 1 });
        await TellAsync("two");
        page = await SeesAsync(console, "the breaker", p => Mp(p).List("breakers").Count == 1 && p.List("errors").Count > 0 && p.List("parked").Count > 0);
        Assert.Contains("203.0.113.7", Mp(page).List("breakers").Single().Text("says"));
        Assert.Equal(("40164", 1), (page.List("parked").Single().Text("code"), page.List("parked").Single().GetProperty("count").GetInt32()));
        Assert.Matches("^[0-9a-f]{8}-", page.List("errors")[0].Text("rid")!);
        Assert.Contains("onetable_wechat_breakers{account=\"mp\"} 1", await small.Http.GetStringAsync("/metrics"));

        (await console.PostAsJsonAsync(Url + "/retry", new { })).EnsureSuccessStatusCode();
        await phone.ReadsAsync("第two句");
        await SeesAsync(console, "the account open again", p => Mp(p).List("breakers").Count == 0 && p.List("parked").Count == 0);

        var metrics = await small.Http.GetStringAsync("/metrics");
        Assert.Contains("onetable_wechat_breakers{account=\"mp\"} 0", metrics);
        Assert.Matches("onetable_wechat_parked\\{[^}]*\\} 0\n", metrics);

        var tokens = new[] { await small.Get<AccountApis>().Mp.Tokens.GetAsync(default), await small.Get<AccountApis>().Mini.Tokens.GetAsync(default) };
        Assert.NotEmpty(logged.Lines);
        Assert.All(logged.Lines, line => Assert.DoesNotContain([.. tokens, SandboxOptions.AppSecret, SandboxOptions.MiniAppSecret], secret => line.Contains(secret) || line.Contains(Uri.EscapeDataString(secret))));

        Task TellAsync(string what) => small.Db.WriteAsync(tx => small.Get<NoticeDesk>().ToResident(tx, resident, "health:" + what, "420199001001001", null, $"第{what}句"));
    });

    [Fact]
    public async Task Only_who_runs_the_platform_looks_at_it()
    {
        await (await street.ConsoleAsync("grid")).GetAsync(Url).RefusedAsync(403, "forbidden");
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync(Url + "/retry", new { }).RefusedAsync(403, "forbidden");
        Assert.Equal(HttpStatusCode.OK, (await (await street.ConsoleAsync("street")).GetAsync(Url)).StatusCode);
    }

    [Fact]
    public async Task sweep_accounts_forgets_what_is_old()
    {
        await street.Db.WriteAsync(tx =>
        {
            tx.Run("INSERT INTO account_counts (day, name, tags, total) VALUES ('2026-01-01', 'onetable_wechat_pushes_total', 'outcome=\"kept\"', 1)");
            tx.Run("INSERT INTO receipts (vendor_id, send_id, said, delivered, created_at) VALUES ('old', NULL, 'success', 1, 1)");
        });
        var scheduler = await street.Get<Quartz.ISchedulerFactory>().GetScheduler();
        await scheduler.TriggerJob(new Quartz.JobKey("sweep_accounts"));
        await Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM account_counts WHERE day = '2026-01-01'")
            + tx.Count<int>("SELECT COUNT(*) FROM receipts WHERE vendor_id = 'old'")) == 0 ? "swept" : null), "the sweep");
    }
}
