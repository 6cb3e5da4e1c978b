using System.Text;

namespace OneTable.Tests;

/// <summary>What operators and machines ask the host.</summary>
[Collection(Street.Name)]
public sealed class HostTests(Street street)
{
    [Fact]
    public async Task It_says_that_it_lives_and_is_ready()
    {
        Assert.Equal("ok", await street.Http.GetStringAsync("/healthz"));
        Assert.Equal("ready", await street.Http.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task It_is_not_ready_while_a_schema_step_is_unfinished()
    {
        await street.Db.WriteAsync(tx => tx.Run("UPDATE schema_migrations SET finished = 0 WHERE number = 1"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await street.Http.GetAsync("/readyz")).StatusCode);
        await street.Db.WriteAsync(tx => tx.Run("UPDATE schema_migrations SET finished = 1 WHERE number = 1"));
    }

    [Fact]
    public async Task Its_metrics_are_Prometheus_text()
    {
        await street.NewResident().SayAsync("你好");
        var answer = await street.Http.GetAsync("/metrics");
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(@"^(# (HELP|TYPE) \w+ .*|\w+(\{\w+=""[^""]*""(,\w+=""[^""]*"")*\})? [-0-9.eE+]+)$", line));
        Assert.Contains(lines, line => line.StartsWith("onetable_wechat_pushes_total{outcome=\"answered\",app=\"mp\",type=\"text\"} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_API_is_described()
    {
        var paths = (await street.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(p => p.Name).ToList();
        Assert.Contains("/api/mini/session", paths);
        Assert.Contains("/api/mini/todos/{id}/close", paths);
        Assert.Contains("/api/console/people/{id}/reveal", paths);
        Assert.DoesNotContain(paths, p => p.StartsWith("/sandbox", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_there_is_told_as_problem_details()
    {
        var answer = await street.Http.GetAsync("/api/mini/nothing");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    /// <summary>Every operation of the API with bodies that nobody means: whoever sends them is told so, and nothing breaks.</summary>
    [Theory]
    [InlineData("mini"), InlineData("console")]
    public async Task Nothing_a_user_can_send_is_a_fault(string api)
    {
        var client = api == "mini" ? await street.PhoneOf("staff-grid16").OpenMiniProgramAsync() : await ConsoleDesk.SignInAsync(street.Address, "community4");
        var known = await KnownAsync();
        var faults = new List<string>();
        foreach (var (method, path, fields) in await OperationsAsync("/api/" + api))
            foreach (var body in Bodies(fields))
                foreach (var id in new[] { known.GetValueOrDefault(path.Split('/')[3], "1"), "0", "x", "-1", "%00", "99999999999999999999" })
                {
                    var request = new HttpRequestMessage(method, System.Text.RegularExpressions.Regex.Replace(path, @"\{\w+\}", id));
                    if (method != HttpMethod.Get) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                    else request.RequestUri = new(request.RequestUri + "?q=%25%27&page=-5&size=99999999&state=%00&division=420199001004&date=x&job=%25&since=x&e=x&s=x", UriKind.Relative);
                    var answer = await client.SendAsync(request);
                    if ((int)answer.StatusCode >= 500) faults.Add($"{method} {request.RequestUri} {body} -> {(int)answer.StatusCode}");
                    if (!path.Contains('{')) break;
                }
        Assert.Empty(faults);
    }

    /// <summary>Things that are there, so that not every nonsense ends at "not found": a case of grid16 and its to-do, somebody, a scenario.</summary>
    async Task<Dictionary<string, string>> KnownAsync()
    {
        var made = await (await street.NewResident().OpenMiniProgramAsync()).PostAsync("/api/mini/cases", new { key = $"{Guid.NewGuid()}", kind = "complaint", content = "南桥公交站的灯坏了" });
        var (_, todo) = await Work.FindAsync(street, made.Text("number")!);
        var person = street.Db.Read(tx => tx.Value<string>("SELECT MIN(id) FROM people WHERE living_grid = '420199001004001'"))!;
        return new() { ["todos"] = todo.Split('/')[^1], ["cases"] = made.Text("number")!, ["people"] = person, ["tables"] = "T09", ["scenarios"] = "card65", ["services"] = "S01" };
    }

    async Task<IReadOnlyList<(HttpMethod Method, string Path, string[] Fields)>> OperationsAsync(string prefix)
    {
        var api = await street.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        return [.. from path in api.GetProperty("paths").EnumerateObject()
                   where path.Name.StartsWith(prefix, StringComparison.Ordinal) && !path.Name.EndsWith("/session", StringComparison.Ordinal)
                   from operation in path.Value.EnumerateObject()
                   select (new HttpMethod(operation.Name.ToUpperInvariant()), path.Name, Fields(api, operation.Value))];
    }

    static string[] Fields(JsonElement api, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body) || !body.GetProperty("content").TryGetProperty("application/json", out var json)
            || !json.GetProperty("schema").TryGetProperty("$ref", out var reference)) return [];
        var schema = api.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        return schema.TryGetProperty("properties", out var properties) ? [.. properties.EnumerateObject().Select(p => p.Name)] : [];
    }

    /// <summary>Each field as each kind of nonsense, alone and all alike.</summary>
    static IEnumerable<string> Bodies(string[] fields)
    {
        string[] values = ["null", "\"\"", "\"x\"", "-1", "1e99", "[]", "[null]", "[\"x\"]", "{}", "true", $"\"{new string('长', 3000)}\"", "\"\\u0000\""];
        yield return "";
        yield return "null";
        yield return "[]";
        yield return "{";
        foreach (var value in values) yield return "{" + string.Join(",", fields.Select(f => $"\"{f}\":{value}")) + "}";
        foreach (var field in fields)
            foreach (var value in values) yield return "{" + string.Join(",", fields.Select(f => $"\"{f}\":{(f == field ? value : Likely(f))}")) + "}";
    }

    /// <summary>What the other fields hold, so that the nonsense of one is looked at.</summary>
    static string Likely(string field) => field switch
    {
        "kind" => "\"complaint\"",
        "field" => "\"联系电话\"",
        "purpose" => "\"打电话联系\"",
        "communityCode" => "\"420199001004\"",
        "lat" or "lon" => "30",
        "dueAt" => "99999999999999",
        "shift" => "\"never\"",
        "files" or "materials" or "staffIds" => "[]",
        "applicant" => "{}",
        "solved" => "true",
        "mark" => "1",
        _ => "\"x\"",
    };
}
