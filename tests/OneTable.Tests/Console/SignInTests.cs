namespace OneTable.Tests.Console;

[Collection(Street.Name)]
public sealed class SignInTests(Street street)
{
    [Theory]
    [InlineData("district", "区平台管理员", 1, true)]
    [InlineData("street", "街道协同中心", 2, true)]
    [InlineData("community", "书记", 3, true)]
    [InlineData("grid", "网格员", 4, false)]
    public async Task The_four_demo_sign_ins_see_their_own_division(string user, string post, int level, bool runsScenarios)
    {
        var session = await (await street.ConsoleAsync(user)).GetJsonAsync("/api/console/session");
        Assert.Equal(post, session.GetProperty("staff").Text("postText"));
        Assert.Equal(level, session.GetProperty("staff").GetProperty("division").GetProperty("level").GetInt32());
        Assert.Equal(runsScenarios, session.List("rooms").Any(r => r.GetString() == "scenarios"));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_are_told_alike()
    {
        await street.Http.PostAsJsonAsync("/api/console/session", new { user = "leader", password = "wrong" }).RefusedAsync(401, "sign_in_failed");
        await street.Http.PostAsJsonAsync("/api/console/session", new { user = "nobody", password = "demo" }).RefusedAsync(401, "sign_in_failed");
        await street.Http.PostAsJsonAsync("/api/console/session", new { }).RefusedAsync(401, "sign_in_failed");
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_name_even_for_the_right_one()
    {
        for (var i = 0; i < 5; i++)
            await street.Http.PostAsJsonAsync("/api/console/session", new { user = "line4", password = "wrong" }).RefusedAsync(401, "sign_in_failed");
        await street.Http.PostAsJsonAsync("/api/console/session", new { user = "line4", password = "demo" }).RefusedAsync(429, "locked");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET locked_until = 0 WHERE user_name = 'line4'")); // a quarter of an hour later
        await street.ConsoleAsync("line4");
    }

    [Fact]
    public async Task Without_the_token_of_the_session_nothing_changes()
    {
        var client = await ConsoleDesk.SignInAsync(street.Address, "community4");
        Assert.True((await client.DeleteAsync("/api/console/people/0")).StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed);
        client.DefaultRequestHeaders.Remove("X-CSRF");
        await client.PostAsJsonAsync("/api/console/people/1/reveal", new { field = "联系电话", purpose = "打电话联系" }).RefusedAsync(403, "bad_csrf");
        client.DefaultRequestHeaders.Add("X-CSRF", new string('0', 32));
        await client.PutAsJsonAsync("/api/console/settings/duties", new { communityCode = "420199001004", shift = "day", staffIds = Array.Empty<string>() }).RefusedAsync(403, "bad_csrf");
        await client.DeleteAsync("/api/console/session").RefusedAsync(403, "bad_csrf");
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        var client = await ConsoleDesk.SignInAsync(street.Address, "community4");
        await (await client.DeleteAsync("/api/console/session")).JsonAsync();
        await client.GetAsync("/api/console/session").RefusedAsync(401, "sign_in_needed");
    }

    [Fact]
    public async Task Who_left_is_out_at_the_next_request()
    {
        var client = await ConsoleDesk.SignInAsync(street.Address, "duty4");
        await client.GetJsonAsync("/api/console/home");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET active = 0 WHERE user_name = 'duty4'"));
        await client.GetAsync("/api/console/home").RefusedAsync(401, "sign_in_needed");
        await street.Http.PostAsJsonAsync("/api/console/session", new { user = "duty4", password = "demo" }).RefusedAsync(401, "sign_in_failed");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET active = 1 WHERE user_name = 'duty4'"));
    }

    [Theory]
    [InlineData("home"), InlineData("cases"), InlineData("people"), InlineData("scenarios"), InlineData("notices"), InlineData("tables")]
    [InlineData("tables/T26/file"), InlineData("registry/summary"), InlineData("settings"), InlineData("divisions"), InlineData("todos"), InlineData("staff"), InlineData("runs")]
    public Task Nobody_reads_without_signing_in(string room) => new HttpClient { BaseAddress = street.Address }.GetAsync("/api/console/" + room).RefusedAsync(401, "sign_in_needed");
}
