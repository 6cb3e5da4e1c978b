using System.Text;
using OneTable.Services.Data;

namespace OneTable.Tests.Registry;

/// <summary>The verb in processes of its own: what it prints, and that a killed one goes on where it was.</summary>
public sealed class ImportVerbTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("onetable-import-").FullName;
    readonly Dictionary<string, string?> environment;
    readonly Database db;

    public ImportVerbTests()
    {
        var settings = new Dictionary<string, string?>(Street.Settings(folder, new("http://127.0.0.1:1"))) { ["Data:SealKey"] = Seal.NewKey(), ["Demo:Enabled"] = "true" };
        db = new(new(Street.OnMySql ? Provider.MySql : Provider.Sqlite, settings["Data:ConnectionString"]!), TimeProvider.System);
        settings.Remove("urls");
        settings.Remove("Demo:Now"); // a lease passes in real time only
        environment = settings.ToDictionary(s => s.Key.Replace(":", "__"), s => s.Value);
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
    }

    OwnProcess Start(params string[] verb) => new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "BotGateway.dll"), .. verb], environment);

    async Task<(int Code, JsonElement? Json, string Output)> RunAsync(params string[] verb)
    {
        using var process = Start(verb);
        var code = await process.EndAsync();
        var json = process.Output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
        return (code, json is null ? null : JsonSerializer.Deserialize<JsonElement>(json), process.Output);
    }

    string File(string name, string text)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    [Fact]
    public async Task The_verb_prints_one_object_and_fails_where_rows_were_refused()
    {
        await RunAsync("seed", "--people", "500");
        var file = File("people.csv", $"老张的表,,\n称呼,证件,电话\n某甲乙,{ImportingDesk.Number()},{ImportingDesk.Phone()}\n某丙丁,123,\n");
        var map = File("map.json", """{ "称呼": "姓名", "证件": "身份证", "电话": null }""");
        var (code, json, output) = await RunAsync("import", "people", file, "--map", map, "--json");
        Assert.True(json is not null, output);
        Assert.Equal(["read", "added", "updated", "unchanged", "conflicts", "rejected", "errorFile"], json.Value.EnumerateObject().Select(p => p.Name));
        Assert.Equal((1, 2, 1, 1), (code, json.Value.GetProperty("read").GetInt32(), json.Value.GetProperty("added").GetInt32(), json.Value.GetProperty("rejected").GetInt32()));
        Assert.True(System.IO.File.Exists(json.Value.Text("errorFile")));

        var good = File("good.csv", $"姓名,身份证号\n某甲乙,{ImportingDesk.Number()}\n");
        var dry = await RunAsync("import", "people", good, "--dry-run", "--json");
        Assert.Equal((0, 1), (dry.Code, dry.Json!.Value.GetProperty("added").GetInt32()));
        Assert.Equal(JsonValueKind.Null, dry.Json.Value.GetProperty("errorFile").ValueKind);
        Assert.Equal(1, (await RunAsync("import", "people", good, "--json")).Json!.Value.GetProperty("added").GetInt32());
        Assert.Equal(1, (await RunAsync("import", "people", good, "--json")).Json!.Value.GetProperty("unchanged").GetInt32());

        Assert.Contains("没有“外号”这个字段", (await RunAsync("import", "people", good, "--map", File("bad.json", """{ "姓名": "外号" }"""))).Output);
        Assert.Contains("没有这个文件", (await RunAsync("import", "people", Path.Combine(folder, "nix.csv"))).Output);
        Assert.Contains("密码", (await RunAsync("import", "people", Encrypted())).Output);
    }

    string Encrypted()
    {
        var path = Path.Combine(folder, "locked.xlsx");
        System.IO.File.WriteAllBytes(path, OneTable.Tests.Sheets.Compound.Of(("EncryptedPackage", [1])));
        return path;
    }

    [Fact]
    public async Task A_killed_import_goes_on_where_it_was()
    {
        await RunAsync("seed", "--people", "500");
        var (people, before, file) = (0, 0, "");
        for (var killed = false; !killed;) // a kill that came after the last row proves nothing: again, with more
        {
            people += 9_000;
            before = Count("SELECT COUNT(*) FROM people");
            file = File($"many-{people}.csv", "姓名,身份证号,户号\n" + string.Concat(Enumerable.Range(0, people).Select(i => $"某甲乙,{(i % 1000 == 7 ? "1" : ImportingDesk.Number())},N{people}-{i / 3}\n")));
            using var first = Start("import", "people", file, "--json");
            await Wait.ForAsync(() => Task.FromResult(Count("SELECT COUNT(*) FROM people") > before || first.HasEnded ? "" : null), "the first chunk");
            first.Kill();
            var after = Count("SELECT COUNT(*) FROM people");
            Assert.True(after > before, first.Output);
            killed = after < before + people - people / 1000;
        }
        var added = people - people / 1000;
        await db.WriteAsync(tx => tx.Run("UPDATE runs SET beat_at = 0 WHERE job LIKE 'import%'")); // its lease is over
        var (_, json, output) = await RunAsync("import", "people", file, "--json");
        Assert.True(json is not null, output);
        Assert.Equal((people, added, people / 1000), (json.Value.GetProperty("read").GetInt32(), json.Value.GetProperty("added").GetInt32(), json.Value.GetProperty("rejected").GetInt32()));
        Assert.Equal(before + added, Count("SELECT COUNT(*) FROM people"));
        Assert.Equal(people / 3, Count($"SELECT COUNT(DISTINCT number) FROM households WHERE number LIKE 'N{people}-%'"));
        Assert.Equal(people / 3, Count($"SELECT COUNT(*) FROM households WHERE number LIKE 'N{people}-%'"));
    }

    int Count(string sql) => db.Read(tx => tx.Count<int>(sql));

    public void Dispose()
    {
        db.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
