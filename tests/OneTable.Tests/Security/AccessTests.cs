using OneTable.Sandbox;

namespace OneTable.Tests.Security;

/// <summary>Who gets in, what they see, and what one can do to all.</summary>
[Collection(Street.Name)]
public sealed class AccessTests(Street street)
{
    [Fact]
    public async Task Whoever_writes_too_fast_stops_nobody_else()
    {
        var (fast, other) = (await street.NewResident().OpenMiniProgramAsync(), await street.NewResident().OpenMiniProgramAsync());
        HttpStatusCode last = default;
        for (var i = 0; i < 700 && last != HttpStatusCode.TooManyRequests; i++) last = (await fast.PostAsJsonAsync("/api/mini/cases", new { })).StatusCode;
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        await other.PostAsync("/api/mini/cases", new { key = "k", kind = "complaint", content = "灯坏了" });
    }

    [Fact]
    public async Task Guesses_at_the_same_moment_are_counted_one_by_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => street.Http.PostAsJsonAsync("/api/console/session", new { user = "grid16", password = "guess" + i })));
        try
        {
            Assert.Equal(5, answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized));
            await street.Http.PostAsJsonAsync("/api/console/session", new { user = "grid16", password = "demo" }).RefusedAsync(429, "locked");
        }
        finally
        {
            await street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET locked_until = 0 WHERE user_name = 'grid16'"));
        }
        await ConsoleDesk.SignInAsync(street.Address, "grid16");
    }

    [Fact]
    public async Task Whoever_takes_a_table_away_is_written_down()
    {
        var community = await street.ConsoleAsync("community");
        foreach (var division in new[] { "", "420199001001x%0d%0aSet-Cookie:a=b" })
            (await community.GetAsync("/api/console/tables/T01/file?division=" + division)).EnsureSuccessStatusCode();
        Assert.NotEqual(0, street.Db.Read(tx => tx.Count<int>(
            "SELECT COUNT(*) FROM traces t JOIN staff s ON s.id = t.staff_id WHERE t.kind = 'table' AND t.what = '高龄津贴名册' AND s.user_name = 'community'")));
    }

    [Fact]
    public async Task A_worker_who_left_has_no_worker_pages_with_the_old_token()
    {
        var client = await street.PhoneOf("staff-grid15").OpenMiniProgramAsync();
        await client.GetJsonAsync("/api/mini/todos");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET active = 0 WHERE user_name = 'grid15'"));
        try
        {
            await client.GetAsync("/api/mini/todos").RefusedAsync(403, "forbidden");
            await client.PostAsJsonAsync("/api/mini/takedowns", new { key = "k", content = "灯坏了" }).RefusedAsync(403, "forbidden");
            Assert.Equal(JsonValueKind.Null, (await client.GetJsonAsync("/api/mini/me")).GetProperty("worker").ValueKind);
        }
        finally
        {
            await street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET active = 1 WHERE user_name = 'grid15'"));
        }
    }

    [Fact]
    public async Task Why_a_case_was_handed_back_is_not_for_the_resident()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        var number = (await me.PostAsync("/api/mini/cases", new { key = "b", kind = "complaint", content = "水厂宿舍1栋门口积水" })).Text("number")!;
        var (worker, todo) = await Work.FindAsync(street, number);
        await worker.PostAsync(todo + "/handback", new { reason = "这家人天天投诉" + new string('长', 400) });
        Assert.DoesNotContain("天天投诉", (await me.GetJsonAsync("/api/mini/cases/" + number)).ToString());
        Assert.Contains("天天投诉", (await (await street.ConsoleAsync("street")).GetJsonAsync("/api/console/cases/" + number)).ToString());
    }

    [Theory]
    [InlineData("/console/")]
    [InlineData("/api/mini/me")]
    [InlineData("/healthz")]
    public async Task Every_answer_tells_the_browser_what_not_to_do(string url)
    {
        var answer = await street.Http.GetAsync(url);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("default-src 'self'; script-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("frame-ancestors 'self'", answer.Headers.GetValues("Content-Security-Policy").Single());
        if (url.StartsWith("/api")) Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Without_WeChat_and_sandbox_the_sandbox_s_token_signs_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("onetable-closed-").FullName;
        var address = new Uri($"http://127.0.0.1:{MariaDb.FreePort()}");
        await using var app = await Street.StartAsync(new(Street.Settings(folder, address)) { ["Sandbox:Enabled"] = "false", ["Demo:People"] = "500" });
        using var http = new HttpClient { BaseAddress = address };
        var xml = $"<xml><ToUserName>{SandboxOptions.GhId}</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>灯坏了</Content><MsgId>1</MsgId></xml>";
        Assert.Equal(HttpStatusCode.Forbidden, (await new Pusher(http).PushAsync(xml)).StatusCode);
        await app.StopAsync();
        Directory.Delete(folder, recursive: true);
    }
}
