using System.Text.RegularExpressions;
using OneTable.Services.Data;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Publishing;

namespace OneTable.Tests.Scenarios;

/// <summary>Files that cannot be meant: each says in its first line on which line it is refused and in which words.</summary>
[Collection(Street.Name)]
public sealed partial class BadFileTests(Street street)
{
    public static TheoryData<string> Files() => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Scenarios", "Bad"), "*.yaml").Select(f => Path.GetFileName(f)!).Order()];

    [Theory, MemberData(nameof(Files))]
    public void A_file_that_cannot_be_meant_is_refused_with_its_line_and_a_sentence(string file)
    {
        var body = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scenarios", "Bad", file)).ReplaceLineEndings("\n");
        var expected = Expected().Match(body);
        var found = street.Db.Read(tx => street.Get<FileCheck>().Check(tx, file[..^5], body));
        var problem = Assert.Single(found.Problems);
        Assert.Equal((expected.Groups[1].Value, true), ($"{problem.Line}", problem.Text.Contains(expected.Groups[2].Value, StringComparison.Ordinal) ? true : throw new Xunit.Sdk.XunitException(problem.Text)));
        Assert.NotNull(found.Obstacle);
        Assert.DoesNotContain(problem.Text, char.IsControl);
    }

    /// <summary>A asks for what B gives and B for what A gives: nobody could ever come to either.</summary>
    [Fact]
    public async Task Of_files_that_wait_for_each_other_none_runs_and_all_others_do() => await Street.AtAsync("2026-12-01T10:00:00+08:00", async small =>
    {
        var list = small.Get<ScenarioList>();
        var before = small.Db.Read(tx => list.All(tx)).Count;
        await small.Db.WriteAsync(tx =>
        {
            Keep(tx, "one", Waits("W1", "甲（示例）", "优抚抚恤补助", "计生奖扶金"));
            Keep(tx, "two", Waits("W2", "乙（示例）", "计生奖扶金", "长护险"));
            Keep(tx, "three", Waits("W3", "丙（示例）", "长护险", "优抚抚恤补助"));
            Keep(tx, "broken", "id: [");
        });
        var (all, broken) = small.Db.Read(tx => (list.All(tx).Count, list.Broken(tx)));
        Assert.Equal(before, all);
        Assert.Equal(["broken", "one", "three", "two"], broken.Select(b => b.Name));
        Assert.Contains("互相等着：甲（示例） → 乙（示例） → 丙（示例） → 甲（示例）。", broken.Single(b => b.Name == "three").Why);
        var desk = await ConsoleDesk.SignInAsync(small.Address, "community");
        Assert.Contains("scenarios/broken.yaml 第 2 行", (await desk.GetJsonAsync("/api/console/scenarios/files")).List("files").Single(f => f.Text("name") == "broken").Text("broken"));
        Assert.Contains("onetable_scenarios{state=\"broken\"} 4", await small.Http.GetStringAsync("/metrics"));
        await small.Get<ScenarioRun>().RunAsync(new(2026, 12, 1), null, "测试", dryRun: true);
    });

    static string Waits(string id, string title, string gives, string needs) => $$"""
        id: {{id}}
        title: {{title}}
        sample: true
        benefit: {{gives}}
        condition: {field: 享受待遇, op: has, value: {{needs}}}
        moment: {holds: true}
        """;

    static void Keep(Tx tx, string name, string body) => tx.Run(
        "INSERT INTO contents (kind, name, version, body, sha256, actor, created_at) VALUES ('scenarios', @p0, 1, @p1, @p0, 'test', 1)", name, body);

    [GeneratedRegex(@"^# (\d+): (.+)")]
    private static partial Regex Expected();
}
