namespace OneTable.Tests.Host;

/// <summary>A browser at the console: cookies, and the CSRF token of the session with every request.</summary>
static class ConsoleDesk
{
    public static async Task<HttpClient> SignInAsync(Uri address, string user, string password = "demo")
    {
        var client = new HttpClient { BaseAddress = address };
        var answer = await client.PostAsJsonAsync("/api/console/session", new { user, password });
        var session = await answer.JsonAsync();
        client.DefaultRequestHeaders.Add("X-CSRF", session.Text("csrf"));
        return client;
    }
}
