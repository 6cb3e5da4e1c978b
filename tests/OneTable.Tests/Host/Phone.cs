using System.Text.RegularExpressions;

namespace OneTable.Tests.Host;

/// <summary>One WeChat user's phone in the sandbox.</summary>
public sealed class Phone(HttpClient http, string openid)
{
    public string Openid => openid;

    public Task<string> SayAsync(string text) => PushAsync(new { openid, type = "text", content = text });
    public Task<string> SendPhotoAsync() => PushAsync(new { openid, type = "image" });
    public Task<string> SendVoiceAsync(string? recognition = null) => PushAsync(new { openid, type = "voice", recognition });
    public Task<string> SendPlaceAsync(double lat, double lon, string label = "") => PushAsync(new { openid, type = "location", lat, lon, label });
    public Task<string> FollowAsync() => PushAsync(new { openid, type = "subscribe" });

    public async Task<string> PushAsync(object message)
    {
        var answer = await http.PostAsJsonAsync("/sandbox/wechat/say", message);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json.TryGetProperty("reply", out var reply) ? Seen(reply.GetString()) : "";
    }

    /// <summary>Everything this user sees, oldest first.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync() =>
        [.. (await http.GetFromJsonAsync<JsonElement[]>($"/sandbox/wechat/{openid}/messages"))!.Where(m => m.GetProperty("from").GetString() == "account")
            .Select(m => Seen(m.GetProperty("text").GetString()))];

    /// <summary>A link shows its words only.</summary>
    static string Seen(string? text) => Regex.Replace(text ?? "", "</?a[^>]*>", "");

    public Task<string> ReadsAsync(string part) => Wait.ForAsync(async () =>
        (await MessagesAsync()).FirstOrDefault(m => m.Contains(part)), $"a message with “{part}”");

    /// <summary>Signs in to the mini-program; the client then speaks as this user.</summary>
    public async Task<HttpClient> OpenMiniProgramAsync()
    {
        var login = await (await http.PostAsJsonAsync("/sandbox/wechat/login", new { openid })).Content.ReadFromJsonAsync<JsonElement>();
        var session = await (await http.PostAsJsonAsync("/api/mini/session", new { code = login.GetProperty("code").GetString() })).Content.ReadFromJsonAsync<JsonElement>();
        var client = new HttpClient { BaseAddress = http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("token").GetString());
        return client;
    }
}
