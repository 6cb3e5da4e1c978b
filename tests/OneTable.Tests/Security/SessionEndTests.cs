namespace OneTable.Tests.Security;

/// <summary>When a session ends, it ends everywhere: on the server, and not only in the browser that asked.</summary>
[Collection(Street.Name)]
public sealed class SessionEndTests(Street street)
{
    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_after_signing_out()
    {
        using var browser = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = street.Address };
        var signedIn = await browser.PostAsJsonAsync("/api/console/session", new { user = "community3", password = "demo" });
        var (cookie, csrf) = (signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0], (await signedIn.JsonAsync()).Text("csrf")!);
        HttpRequestMessage With(HttpMethod method) => new(method, "/api/console/session") { Headers = { { "Cookie", cookie }, { "X-CSRF", csrf } } };

        using var other = await ConsoleDesk.SignInAsync(street.Address, "community3");
        await (await browser.SendAsync(With(HttpMethod.Get))).JsonAsync();
        await (await browser.SendAsync(With(HttpMethod.Delete))).JsonAsync();
        await browser.SendAsync(With(HttpMethod.Get)).RefusedAsync(401, "sign_in_needed");
        await other.GetJsonAsync("/api/console/session"); // another computer of the same person goes on
    }

    [Fact]
    public Task The_console_s_cookie_ends_after_half_a_day_however_busy_it_was() => Street.AtAsync(Street.TuesdayMorning, async own =>
    {
        var desk = await ConsoleDesk.SignInAsync(own.Address, "community");
        Assert.DoesNotContain("Set-Cookie", (await desk.GetAsync("/api/console/home")).Headers.Select(h => h.Key));
        var (created, expires) = own.Db.Read(tx => (tx.Value<long>("SELECT created_at FROM sessions WHERE resident_id = 0"), tx.Value<long>("SELECT expires_at FROM sessions WHERE resident_id = 0")));
        Assert.Equal(TimeSpan.FromHours(12), TimeSpan.FromMilliseconds(expires - created));
        await own.Db.WriteAsync(tx => tx.Run("UPDATE sessions SET expires_at = @p0", tx.Now));
        await desk.GetAsync("/api/console/home").RefusedAsync(401, "sign_in_needed");
    });

    [Fact]
    public async Task Signing_out_of_the_mini_program_ends_the_token()
    {
        var phone = await street.NewResident().OpenMiniProgramAsync();
        await (await phone.DeleteAsync("/api/mini/session")).JsonAsync();
        await phone.GetAsync("/api/mini/me").RefusedAsync(401, "sign_in_needed");
    }

    /// <summary>Somebody here for a while, such as a summer's helper, on the day after the last.</summary>
    [Fact]
    public async Task Who_was_here_for_a_while_has_no_worker_pages_after_the_last_day()
    {
        var client = await street.PhoneOf("staff-grid14").OpenMiniProgramAsync();
        await client.GetJsonAsync("/api/mini/todos");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET works_until = '2026-11-30' WHERE user_name = 'grid14'"));
        try
        {
            foreach (var token in new[] { client, await street.PhoneOf("staff-grid14").OpenMiniProgramAsync() })
            {
                await token.GetAsync("/api/mini/todos").RefusedAsync(403, "forbidden");
                await token.GetAsync("/api/mini/people?q=" + Uri.EscapeDataString("王")).RefusedAsync(403, "forbidden");
                await token.PostAsJsonAsync("/api/mini/takedowns", new { key = "k", content = "灯坏了" }).RefusedAsync(403, "forbidden");
                await token.PostAsJsonAsync("/api/mini/cards", new { kind = "identity" }).RefusedAsync(403, "forbidden");
            }
        }
        finally
        {
            await street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET works_until = NULL WHERE user_name = 'grid14'"));
        }
    }

    [Fact]
    public async Task A_name_that_nobody_has_locks_like_one_that_somebody_has()
    {
        var user = "nobody-" + Guid.NewGuid().ToString("N")[..8];
        for (var i = 0; i < 5; i++)
            await street.Http.PostAsJsonAsync("/api/console/session", new { user, password = "guess" }).RefusedAsync(401, "sign_in_failed");
        await street.Http.PostAsJsonAsync("/api/console/session", new { user, password = "guess" }).RefusedAsync(429, "locked");
        await street.Http.PostAsJsonAsync("/api/mini/session", new { user, password = "guess" }).RefusedAsync(429, "locked");
    }
}
