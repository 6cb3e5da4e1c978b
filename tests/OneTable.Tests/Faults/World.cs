namespace OneTable.Tests.Faults;

/// <summary>The pretended WeChat and SMS vendor in a process of its own: it outlives the gateways and can say what it received.</summary>
sealed class World : IDisposable
{
    static long lastMessage = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
    OwnProcess? process;

    public Uri Address { get; } = new($"http://127.0.0.1:{MariaDb.FreePort()}");
    public HttpClient Http { get; private set; } = null!;

    /// <param name="callback">Where it pushes when a message does not name another place.</param>
    public async Task StartAsync(string callback)
    {
        process = new OwnProcess(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "BotGateway.dll"), "sandbox", "--urls", Address.ToString().TrimEnd('/'), "--callback", callback, "--push-every", "1"]);
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(3) };
        await Wait.ForAsync(async () =>
        {
            try { return (await Http.GetAsync("/sandbox/sms")).IsSuccessStatusCode ? "up" : null; }
            catch (HttpRequestException) { return null; }
        }, "the sandbox to be up");
    }

    /// <summary>A message with the id and time that all its repeats carry.</summary>
    public static Dictionary<string, object> Message(string openid, string type) => new()
    {
        ["openid"] = openid, ["type"] = type, ["msgId"] = Interlocked.Increment(ref lastMessage).ToString(),
        ["createTime"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
    };

    /// <summary>Pushes it as WeChat does, up to three times; the reply, or null when nobody took it.</summary>
    public async Task<string?> PushAsync(Dictionary<string, object> message)
    {
        var answer = await (await Http.PostAsJsonAsync("/sandbox/wechat/say", message)).Content.ReadFromJsonAsync<JsonElement>();
        if (answer.TryGetProperty("mediaId", out var media) && media.GetString() is { } id) message["mediaId"] = id;
        return answer.GetProperty("status").GetInt32() == 200 ? answer.GetProperty("reply").GetString() ?? "" : null;
    }

    public async Task<string> LoginCodeAsync(string openid) =>
        (await (await Http.PostAsJsonAsync("/sandbox/wechat/login", new { openid })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!;

    /// <summary>What the account sent to a user: channel (passive, custom, template), words and the page behind them.</summary>
    public async Task<IReadOnlyList<(string Channel, string Text, string? Url)>> SentAsync(string openid) =>
        [.. (await Http.GetFromJsonAsync<JsonElement[]>($"/sandbox/wechat/{openid}/messages"))!.Where(m => m.GetProperty("from").GetString() == "account")
            .Select(m => (m.GetProperty("channel").GetString()!, m.GetProperty("text").GetString()!, m.TryGetProperty("url", out var url) ? url.GetString() : null))];

    /// <summary>The keys of the text messages that a number received.</summary>
    public async Task<IReadOnlyList<string>> SmsAsync(string phone) =>
        [.. (await Http.GetFromJsonAsync<JsonElement[]>($"/sandbox/sms/{phone}"))!.Select(m => m.GetProperty("outId").GetString()!)];

    public void Dispose()
    {
        process?.Dispose();
        Http?.Dispose();
    }
}
