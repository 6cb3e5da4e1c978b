namespace OneTable.Tests.MiniProgram;

[Collection(Street.Name)]
public sealed class SessionTests(Street street)
{
    [Fact]
    public async Task A_login_code_opens_a_session_once()
    {
        var code = (await street.Http.PostAsync("/sandbox/wechat/login", new { openid = street.NewResident().Openid })).Text("code");
        var session = await street.Http.PostAsync("/api/mini/session", new { code });
        Assert.Equal(64, session.Text("token")!.Length);
        Assert.Equal(JsonValueKind.Null, session.GetProperty("me").GetProperty("worker").ValueKind);
        var again = await street.Http.PostAsJsonAsync("/api/mini/session", new { code });
        Assert.InRange((int)again.StatusCode, 400, 499);
    }

    [Fact]
    public async Task A_bound_resident_is_called_by_name()
    {
        var me = await (await street.PhoneOf("resident-liu").OpenMiniProgramAsync()).GetJsonAsync("/api/mini/me");
        Assert.Equal("刘桂英", me.Text("name"));
        Assert.Equal("东园社区", me.Text("community"));
    }

    [Fact]
    public async Task A_worker_is_known_by_WeChat_and_by_password()
    {
        var worker = (await (await street.WorkerAsync("grid2")).GetJsonAsync("/api/mini/me")).GetProperty("worker");
        Assert.Equal("grid2", worker.Text("userName"));
        Assert.Equal("东园社区 第二网格", worker.Text("division"));
        var session = await street.Http.PostAsync("/api/mini/session", new { user = "grid2", password = "demo" });
        Assert.Equal(worker.Text("staffId"), session.GetProperty("me").GetProperty("worker").Text("staffId"));
    }

    [Fact]
    public async Task A_wrong_password_opens_nothing() =>
        await street.Http.PostAsJsonAsync("/api/mini/session", new { user = "grid3", password = "wrong" }).RefusedAsync(401, "sign_in_failed");

    [Theory]
    [InlineData("/api/mini/me")]
    [InlineData("/api/mini/cases")]
    [InlineData("/api/mini/todos")]
    [InlineData("/api/mini/services")]
    public async Task Nothing_is_shown_without_a_token(string url)
    {
        await street.Http.GetAsync(url).RefusedAsync(401, "sign_in_needed");
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Authorization", "Bearer " + new string('0', 64) } } };
        await street.Http.SendAsync(request).RefusedAsync(401, "sign_in_needed");
    }

    [Fact]
    public async Task A_session_without_a_code_is_refused() =>
        await street.Http.PostAsJsonAsync("/api/mini/session", new { }).RefusedAsync(400, "code_needed");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"code\":5}")]
    public async Task A_body_that_is_no_session_is_a_bad_request(string body) =>
        await street.Http.PostAsync("/api/mini/session", new StringContent(body, System.Text.Encoding.UTF8, "application/json")).RefusedAsync(400, "bad_request");

    [Fact]
    public async Task A_resident_has_no_worker_pages() =>
        await (await street.NewResident().OpenMiniProgramAsync()).GetAsync("/api/mini/todos").RefusedAsync(403, "forbidden");
}
