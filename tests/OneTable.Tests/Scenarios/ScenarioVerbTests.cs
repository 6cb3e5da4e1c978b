namespace OneTable.Tests.Scenarios;

/// <summary>The verbs of scenarios in processes of their own: from a sheet of people to what is said of one, checked files, and a schedule.</summary>
public sealed class ScenarioVerbTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("onetable-scenarios-").FullName;
    readonly Dictionary<string, string?> environment;

    public ScenarioVerbTests()
    {
        var settings = new Dictionary<string, string?>(Street.Settings(folder, new("http://127.0.0.1:1"))) { ["Data:SealKey"] = OneTable.Services.Data.Seal.NewKey(), ["Demo:Enabled"] = "true" };
        settings.Remove("urls");
        environment = settings.ToDictionary(s => s.Key.Replace(":", "__"), s => s.Value);
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
    }

    async Task<(int Code, string Output)> RunAsync(params string[] verb)
    {
        using var process = new OwnProcess(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "BotGateway.dll"), .. verb], environment);
        return (await process.EndAsync(), process.Output);
    }

    async Task<JsonElement> JsonAsync(params string[] verb)
    {
        var (code, output) = await RunAsync([.. verb, "--json"]);
        Assert.True(code == 0, output);
        return JsonSerializer.Deserialize<JsonElement>(output.Split('\n').Last(line => line.StartsWith('{')));
    }

    string File(string name, string text)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task What_is_exported_can_be_checked_and_a_bad_file_is_named_with_its_line()
    {
        var (code, body) = await RunAsync("scenarios", "export", "policy-031");
        Assert.Equal(0, code);
        Assert.Contains("id: P031", body);
        var file = File("P031.yaml", body);
        Assert.Equal(0, (await RunAsync("scenarios", "check", file)).Code);

        var bad = File("market_rent.yaml", await System.IO.File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Scenarios", "Bad", "tells_nobody.yaml")));
        var wrong = File("P031.yaml", body.Replace("outcome: eligible", "outcome: not_eligible", StringComparison.Ordinal));
        (code, var output) = await RunAsync("scenarios", "check", bad, wrong);
        Assert.Equal(1, code);
        Assert.Contains($"{bad}:10: ", output);
        Assert.Contains("tell 不认识「邻居」", output);
        Assert.Contains("应为不符合，算出符合", output);
        Assert.Equal((2, "没有这个文件"), ((await RunAsync("scenarios", "check", Path.Combine(folder, "nix.yaml"))) is var (refused, said) ? (refused, said[..6]) : default));
    }

    [Fact]
    public async Task People_of_a_sheet_are_explained_and_paid_month_by_month()
    {
        await RunAsync("seed", "--people", "500");
        var people = File("people.csv", "name,hukou,出生日期\n八十整,北京市,1946-07-12\n没户口,,1946-07-12\n");
        Assert.Equal(2, (await JsonAsync("import", "people", people)).GetProperty("added").GetInt32());
        var said = await JsonAsync("scenarios", "explain", "policy-001", "--person", "八十整", "--date", "2026-07-12");
        Assert.Equal(("eligible", 100), (said.Text("outcome"), said.List("amounts")[0].GetProperty("yuan").GetInt32()));
        Assert.Equal("not_eligible", (await JsonAsync("scenarios", "explain", "policy-001", "--person", "八十整", "--date", "2026-07-11")).Text("outcome"));
        var open = await JsonAsync("scenarios", "explain", "policy-001", "--person", "没户口", "--date", "2026-07-12");
        Assert.Equal(("unknown", "本地户籍"), (open.Text("outcome"), Assert.Single(open.List("missing")).Text("field")));

        var schedule = await JsonAsync("scenarios", "schedule", "policy-001", "--person", "八十整", "--applied", "2026-09-01", "--until", "2026-10");
        var months = schedule.List("months").ToDictionary(m => m.Text("month")!);
        Assert.Equal((200, 200), (schedule.GetProperty("dueYuan").GetInt32(), schedule.GetProperty("backPayYuan").GetInt32())); // from the month of the birthday (六)
        Assert.Equal(("none", "不符合：年满80周岁。"), (months["2026-06"].Text("state"), months["2026-06"].Text("why")));

        var first = await JsonAsync("scenarios", "run", "--date", "2026-07-12", "--name", "allowance80");
        var again = await JsonAsync("scenarios", "run", "--date", "2026-07-12", "--name", "allowance80");
        Assert.Equal((first.GetProperty("eligible").GetInt32(), 0, 0), (again.GetProperty("eligible").GetInt32(), again.GetProperty("newToDos").GetInt32(), again.GetProperty("notices").GetInt32()));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
