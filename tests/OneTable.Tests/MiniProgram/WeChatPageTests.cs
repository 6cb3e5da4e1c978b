using System.Net;
using OneTable.Services.Residents;

namespace OneTable.Tests.MiniProgram;

/// <summary>/m/ opened inside the official account: to WeChat and back, with a browser's cookies.</summary>
[Collection(Street.Name)]
public sealed class WeChatPageTests(Street street)
{
    const string Refused = "/m/#/pages/sign-in/sign-in?why=wechat", SignIn = "/api/mini/wechat/sign-in";

    /// <summary>A browser on this user's phone; it follows no redirect by itself, so that each is looked at.</summary>
    HttpClient BrowserOf(string? openid, out CookieContainer cookies)
    {
        cookies = new();
        if (openid is not null) cookies.Add(street.Address, new Cookie("sandbox-phone", openid, "/sandbox"));
        return new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = street.Address };
    }

    static async Task<string> NextAsync(HttpClient browser, string url)
    {
        var answer = await browser.GetAsync(url);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>Sent to WeChat, and from there: the address to come back by.</summary>
    async Task<string> ToBackAsync(HttpClient browser, string to = "")
    {
        var away = await NextAsync(browser, SignIn + (to.Length > 0 ? "?to=" + Uri.EscapeDataString(to) : ""));
        Assert.Contains("/connect/oauth2/authorize?appid=wxsandbox0000001&redirect_uri=", away);
        Assert.Contains("scope=snsapi_base", away);
        return await NextAsync(browser, away);
    }

    static Task<HttpResponseMessage> FetchAsync(HttpClient browser) => browser.PostAsJsonAsync("/api/mini/session", new { ticket = true });

    [Fact]
    public async Task A_page_opened_in_the_account_comes_back_signed_in_as_the_same_resident()
    {
        var phone = street.NewResident();
        var number = System.Text.RegularExpressions.Regex.Match(await phone.SayAsync("楼道灯坏了三天，晚上看不见路"), "TS[0-9]{10}").Value;
        var browser = BrowserOf(phone.Openid, out _);
        var page = await NextAsync(browser, await ToBackAsync(browser, $"pages/case/case?number={number}"));
        Assert.Equal($"/m/?signed=1#/pages/case/case?number={number}", page);
        var session = await (await FetchAsync(browser)).JsonAsync();
        browser.DefaultRequestHeaders.Authorization = new("Bearer", session.Text("token"));
        Assert.Equal(number, (await browser.GetJsonAsync("/api/mini/cases")).EnumerateArray().Single().Text("number"));
        await FetchAsync(browser).RefusedAsync(401, "sign_in_failed"); // the ticket is fetched once
        // The mini-program of the same person is the same resident.
        var mini = await phone.OpenMiniProgramAsync();
        Assert.Equal((await browser.GetJsonAsync("/api/mini/me")).Text("residentId"), (await mini.GetJsonAsync("/api/mini/me")).Text("residentId"));
    }

    [Fact]
    public async Task Opening_a_page_is_not_following_and_a_worker_is_known()
    {
        var stranger = street.NewResident();
        var browser = BrowserOf(stranger.Openid, out _);
        await NextAsync(browser, await ToBackAsync(browser));
        await (await FetchAsync(browser)).JsonAsync();
        Assert.False(street.Get<ResidentBook>().Follows(stranger.Openid));
        var worker = BrowserOf("staff-grid3", out _);
        await NextAsync(worker, await ToBackAsync(worker));
        Assert.Equal("grid3", (await (await FetchAsync(worker)).JsonAsync()).GetProperty("me").GetProperty("worker").Text("userName"));
    }

    [Fact]
    public async Task A_code_works_once_and_only_in_the_browser_that_asked()
    {
        var (mine, victim) = (BrowserOf(street.NewResident().Openid, out _), BrowserOf(street.NewResident().Openid, out var cookies));
        var attackersLink = await ToBackAsync(mine);
        Assert.Equal(Refused, await NextAsync(victim, attackersLink)); // signed in as the attacker: no
        await ToBackAsync(victim);
        Assert.Equal(Refused, await NextAsync(victim, attackersLink)); // another one's state beside an own cookie: no
        var back = await ToBackAsync(victim);
        var state = cookies.GetCookies(new Uri(street.Address, "/api/mini/wechat/back")).Single(c => c.Name == "onetable-state");
        Assert.True(state.HttpOnly);
        var kept = state.Value;
        Assert.StartsWith("/m/?signed=1#/", await NextAsync(victim, back));
        Assert.Equal(Refused, await NextAsync(victim, back)); // the state went with the first return
        cookies.Add(street.Address, new Cookie("onetable-state", kept, "/api/mini/wechat"));
        Assert.Equal(Refused, await NextAsync(victim, back)); // and WeChat knows that the code was used
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=081xyz")]
    [InlineData("?state=0000000000000000000000000000000000000000000000000000000000000000&code=081xyz")]
    [InlineData("?state=&code=")]
    public async Task A_return_nobody_began_signs_nobody_in(string query)
    {
        var browser = BrowserOf(street.NewResident().Openid, out _);
        Assert.Equal(Refused, await NextAsync(browser, "/api/mini/wechat/back" + query));
        await FetchAsync(browser).RefusedAsync(401, "sign_in_failed");
    }

    [Fact]
    public async Task A_login_code_of_the_mini_program_opens_no_page()
    {
        var browser = BrowserOf(street.NewResident().Openid, out _);
        var back = await ToBackAsync(browser);
        var code = (await street.Http.PostAsync("/sandbox/wechat/login", new { openid = street.NewResident().Openid })).Text("code");
        Assert.Equal(Refused, await NextAsync(browser, System.Text.RegularExpressions.Regex.Replace(back, "code=[^&]*", "code=" + code)));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("pages/home/home#//evil")]
    [InlineData("../../evil")]
    [InlineData("pages/home/home\r\nSet-Cookie: a=b")]
    [InlineData("pages/case/case?number=<script>")]
    [InlineData("javascript:alert(1)")]
    public async Task The_way_on_leads_to_our_own_pages_only(string to)
    {
        var browser = BrowserOf(street.NewResident().Openid, out _);
        Assert.Equal("/m/?signed=1#/pages/home/home", await NextAsync(browser, await ToBackAsync(browser, to)));
    }

    [Fact]
    public async Task Outside_of_WeChat_nobody_is_signed_in()
    {
        var browser = BrowserOf(null, out _);
        var answer = await browser.GetAsync(await NextAsync(browser, SignIn));
        Assert.Contains("请在微信客户端打开", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Of_two_who_were_bound_apart_the_join_keeps_one_and_raises_nobody()
    {
        var (low, high) = (await Residents.Kin.NewAsync(street), await Residents.Kin.NewAsync(street));
        var openid = $"join-{Guid.NewGuid():N}"[..28];
        var (mini, account) = await street.Db.WriteAsync(tx =>
        {
            var book = street.Get<ResidentBook>();
            var (a, b) = (book.SignedIn(tx, "mini-" + openid, "union-" + openid).Id, book.Wrote(tx, openid));
            foreach (var (resident, person, level) in new[] { (a, low.Id, 1), (b, high.Id, 2) })
            {
                tx.Run("UPDATE residents SET person_id = @p1, level = @p2 WHERE id = @p0", resident, person, level);
                tx.Run("INSERT INTO bindings (id, resident_id, person_id, level, how, actor, bound_at) VALUES (@p0, @p1, @p2, @p3, 'door', '测试', 1)", tx.NextId(), resident, person, level);
            }
            return (a, b);
        });
        await street.Db.WriteAsync(tx => street.Get<ResidentBook>().Join(tx, openid, "union-" + openid));
        var joined = street.Db.Read(tx => street.Get<ResidentBook>().ByMpOpenid(tx, openid))!;
        Assert.Equal((account, high.Id, 2L), (joined.Id, joined.PersonId!.Value, joined.Level));
        Assert.Equal(high.Id, street.Db.Read(tx => Bindings.Now(tx, account))!.PersonId);
        Assert.Null(street.Db.Read(tx => Bindings.Now(tx, mini)));
    }
}
