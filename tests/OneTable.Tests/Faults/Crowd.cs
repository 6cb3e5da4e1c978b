using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace OneTable.Tests.Faults;

/// <summary>A case of the mini-program as its client knows it.</summary>
sealed record Reported(string Key, string Words, string[] Files);

/// <summary>
/// Residents and workers who never give up: what is not answered is sent again under the same key, by WeChat and by the
/// mini-program alike. Keeps what was accepted, which is what must be found afterwards.
/// </summary>
sealed class Crowd(World world, GatewayProcess gateway)
{
    readonly CancellationTokenSource going = new();
    readonly ConcurrentDictionary<int, TaskCompletionSource> goals = new();
    int answers;

    public ConcurrentBag<string> Said { get; } = [];
    public ConcurrentBag<Reported> Reports { get; } = [];
    public ConcurrentDictionary<string, int> Photos { get; } = new();
    public int Closed;

    /// <summary>When so many more answers came, in the very moment of the last.</summary>
    public Task AfterAsync(int more)
    {
        var at = Volatile.Read(ref answers) + more;
        var goal = goals.GetOrAdd(at, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Volatile.Read(ref answers) >= at) goal.TrySetResult(); // they came before it was there to be seen
        return goal.Task.WaitAsync(Wait.Patience);
    }

    public Task BeginAsync(int seed, int residents, int apps, int workers) => Task.WhenAll(
        Enumerable.Range(0, residents).Select(n => Go(() => TalkAsync($"resident-{n}", new Random(seed + n))))
            .Concat(Enumerable.Range(0, apps).Select(n => Go(() => ReportAsync($"app-{n}", new Random(seed - n - 1)))))
            .Concat(Enumerable.Range(1, workers).Select(n => Go(() => WorkAsync(n == 1 ? "grid" : $"grid{n}")))));

    public void Stop() => going.Cancel();

    static Task Go(Func<Task> work) => Task.Run(work);

    /// <summary>A resident at the official account: a photo and a place in any order, then the words that make the case.</summary>
    async Task TalkAsync(string openid, Random random)
    {
        for (var n = 1; !going.IsCancellationRequested; n++)
        {
            if (random.Next(2) == 0) await PhotoAsync(openid);
            var place = World.Message(openid, "location");
            (place["lat"], place["lon"]) = (30.55 + (random.NextDouble() - 0.5) / 100, 114.36 + (random.NextDouble() - 0.5) / 100);
            await PushAsync(place);
            if (random.Next(2) == 0) await PhotoAsync(openid);
            var words = World.Message(openid, "text");
            words["content"] = $"{openid} 第 {n} 回说：楼道门口有垃圾散落一地没人收";
            Said.Add((string)words["content"]);
            await PushAsync(words);
        }
    }

    Task PhotoAsync(string openid)
    {
        Photos.AddOrUpdate(openid, 1, (_, count) => count + 1);
        return PushAsync(World.Message(openid, "image"));
    }

    async Task PushAsync(Dictionary<string, object> message)
    {
        await Insist(async () => await world.PushAsync(message), "a push to be taken");
        Answered();
    }

    /// <summary>A resident at the mini-program: photos by keys of their own, then the case by its key.</summary>
    async Task ReportAsync(string openid, Random random)
    {
        using var http = await SignInAsync(async () => new { code = await world.LoginCodeAsync(openid) });
        for (var n = 1; !going.IsCancellationRequested; n++)
        {
            var files = new List<string>();
            for (var left = random.Next(3); left > 0; left--) files.Add(await UploadAsync(http, random));
            var report = new Reported($"{openid}-{n}", $"{openid} 第 {n} 回报：路灯坏了三盏晚上看不见路", [.. files]);
            Reports.Add(report);
            await AskAsync(http, () => new(HttpMethod.Post, "/api/mini/cases")
            {
                Content = JsonContent.Create(new { key = report.Key, kind = "complaint", content = report.Words, lat = 30.55, lon = 114.36, files = report.Files }),
            });
        }
    }

    async Task<string> UploadAsync(HttpClient http, Random random)
    {
        var (key, bytes) = (Guid.NewGuid().ToString(), new byte[20_000]);
        random.NextBytes(bytes);
        new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }.CopyTo(bytes, 0);
        return (await AskAsync(http, () => new(HttpMethod.Post, "/api/mini/files")
        {
            Content = new MultipartFormDataContent
            {
                { new StringContent(key), "key" },
                { new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "file", "photo.png" },
            },
        })).GetProperty("id").GetString()!;
    }

    /// <summary>A grid worker: takes what is new, calls, closes it.</summary>
    async Task WorkAsync(string user)
    {
        using var http = await SignInAsync(() => Task.FromResult<object>(new { user, password = "demo" }));
        while (!going.IsCancellationRequested)
        {
            foreach (var id in await OpenToDosAsync(http))
            {
                await AskAsync(http, () => new(HttpMethod.Post, $"/api/mini/todos/{id}/accept"));
                await AskAsync(http, () => new(HttpMethod.Post, $"/api/mini/todos/{id}/close") { Content = JsonContent.Create(new { words = "已经收走了，明天再来看一次。" }) });
                Interlocked.Increment(ref Closed);
            }
        }
    }

    /// <summary>Waits for a few, as the phone does that asks again and again.</summary>
    Task<string[]> OpenToDosAsync(HttpClient http) => Insist(async () =>
    {
        if (going.IsCancellationRequested) return [];
        var list = (JsonElement?)await TryAsync(http, () => new(HttpMethod.Get, "/api/mini/todos?state=open"));
        var cases = list?.GetProperty("todos").EnumerateArray().Where(t => t.GetProperty("kind").GetString() == "case").Select(t => t.GetProperty("id").GetString()!);
        return cases?.Take(2).ToArray() is { Length: > 0 } some ? some : null;
    }, "a case for this worker");

    async Task<HttpClient> SignInAsync(Func<Task<object>> body)
    {
        var http = new HttpClient { BaseAddress = gateway.Address };
        var session = await Insist<object>(async () =>
        {
            var code = await body(); // a login code is good once, so each try takes a new one
            var answer = await http.PostAsJsonAsync("/api/mini/session", code);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : null;
        }, "a sign-in");
        http.DefaultRequestHeaders.Authorization = new("Bearer", ((JsonElement)session).GetProperty("token").GetString());
        return http;
    }

    async Task<JsonElement> AskAsync(HttpClient http, Func<HttpRequestMessage> request)
    {
        var answer = (JsonElement)await Insist<object>(() => TryAsync(http, request), "an answer");
        Answered();
        return answer;
    }

    /// <summary>The answer to a request, sent until there is one; what is refused (closed before) is an answer.</summary>
    static async Task<object?> TryAsync(HttpClient http, Func<HttpRequestMessage> request)
    {
        using var sent = request();
        using var answer = await http.SendAsync(sent);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests) return null;
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if ((int)answer.StatusCode >= 500) throw new InvalidOperationException($"{sent.RequestUri}: {body}");
        return body;
    }

    void Answered()
    {
        if (goals.TryRemove(Interlocked.Increment(ref answers), out var goal)) goal.TrySetResult();
    }

    async Task<T> Insist<T>(Func<Task<T?>> attempt, string what) where T : class
    {
        var result = await Wait.ForAsync(async () =>
        {
            try { return await attempt(); }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException) { return null; }
        }, what);
        return result;
    }
}
