namespace OneTable.Tests.Outbound;

/// <summary>A second, independent SMS vendor (tests/rig): checks the signature by its own reading and misbehaves on request.</summary>
sealed class Rig : IDisposable
{
    public const string KeyId = "LTAItest", KeySecret = "aliyun-secret";
    readonly OwnProcess process;
    readonly HttpClient control;

    public Rig()
    {
        var (port, second) = (MariaDb.FreePort(), MariaDb.FreePort());
        Endpoint = $"http://127.0.0.1:{port}/";
        control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{second}") };
        process = new OwnProcess(OwnProcess.Find("node")!, [Path.Combine(Folder, "rig.js"), "--port", $"{port}", "--control", $"{second}"]);
    }

    public string Endpoint { get; }

    static string Folder
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(at!.FullName, "OneTable.sln"))) at = at.Parent;
            return Path.Combine(at.FullName, "tests", "rig");
        }
    }

    public Task ReadyAsync() => Wait.ForAsync(async () =>
    {
        try { return (await control.GetAsync("/health")).IsSuccessStatusCode ? "up" : null; }
        catch (HttpRequestException) { return null; }
    }, "the rig to be up: " + process.Output);

    /// <summary>Its next answer to a SendSms goes wrong in this way.</summary>
    public async Task MisbehaveAsync(string kind, string? code = null, string? message = null) => (await control.PostAsJsonAsync("/faults",
        new { kind, code, message, match = new { action = "SendSms" } })).EnsureSuccessStatusCode();

    public async Task<int> ReceivedAsync(string phone) => (await control.GetFromJsonAsync<JsonElement>($"/inbox/{phone}")).GetArrayLength();

    /// <summary>What was accepted more than once under one key and number: must be empty.</summary>
    public async Task<string> DuplicatesAsync() => (await control.GetFromJsonAsync<JsonElement>("/duplicates")).ToString();

    public async Task<int> RefusedAsync() => (await control.GetFromJsonAsync<JsonElement>("/health")).GetProperty("refused").GetInt32();

    public void Dispose()
    {
        control.Dispose();
        process.Dispose();
    }
}
