using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Publishing;

namespace OneTable.Tests.Scenarios;

/// <summary>A scenario is edited at the console: a draft, its golden cases, a look at whom it changes, the next version.</summary>
[Collection(Street.Name)]
public sealed class PublishingTests(Street street)
{
    const string Path = "/api/console/scenarios";

    Task<HttpClient> EditorAsync() => ConsoleDesk.SignInAsync(street.Address, "street");

    /// <summary>A scenario of its own, made of the template for allowances.</summary>
    async Task<(HttpClient Desk, string Name, string Body)> NewAsync(string name)
    {
        var desk = await EditorAsync();
        var made = await desk.PostAsync($"{Path}/files", new { name, from = "template:benefit" });
        var draft = await desk.GetJsonAsync($"{Path}/{name}/draft");
        var body = draft.Text("body")!.Replace("id: 新编号", "id: " + name.ToUpperInvariant()).Replace("新津贴（示例）", $"津贴{name}（示例）");
        await SaveAsync(desk, name, body, 0, made.GetProperty("revision").GetInt32());
        return (desk, name, body);
    }

    static async Task<JsonElement> SaveAsync(HttpClient desk, string name, string body, int basedOn, int revision) =>
        await (await desk.PutAsJsonAsync($"{Path}/{name}/draft", new { body, basedOn, revision })).JsonAsync();

    static async Task<int> PublishAsync(HttpClient desk, string name, int revision) =>
        (await desk.PostAsync($"{Path}/{name}/publish", new { revision })).GetProperty("version").GetInt32();

    [Fact]
    public async Task A_draft_does_nothing_and_published_it_is_the_next_version()
    {
        var (desk, name, body) = await NewAsync("first_try");
        Assert.DoesNotContain((await desk.GetJsonAsync(Path)).EnumerateArray(), s => s.Text("name") == name);
        Assert.Equal(1, await PublishAsync(desk, name, 2));
        Assert.Equal(1, await PublishAsync(desk, name, 2)); // a second tap of the same finger
        Assert.Contains((await desk.GetJsonAsync(Path)).EnumerateArray(), s => s.Text("name") == name);

        var saved = await SaveAsync(desk, name, body.Replace("value: 60}", "value: 62}"), 1, 0);
        Assert.Equal(2, await PublishAsync(desk, name, saved.GetProperty("revision").GetInt32()));
        var page = await desk.GetJsonAsync($"{Path}/{name}");
        Assert.Equal([2, 1], page.List("versions").Select(v => v.GetProperty("version").GetInt32()));
        Assert.Contains("年满62周岁", page.GetProperty("scenario").Text("sentence"));
        var diff = (await desk.GetJsonAsync($"{Path}/{name}/diff?before=1&after=2")).EnumerateArray().Where(l => l.Text("before") is null || l.Text("after") is null).ToList();
        Assert.Equal(["value: 60}", "value: 62}"], diff.Select(l => l.Text("text")!.Split(", ")[^1]));
        Assert.Contains("value: 60}", await desk.GetStringAsync($"{Path}/{name}/file?version=1"));

        var taken = await desk.PostAsync($"{Path}/{name}/versions/1/take-up", new { });
        Assert.Equal(3, await PublishAsync(desk, name, taken.GetProperty("revision").GetInt32()));
        Assert.Equal(body, (await desk.GetJsonAsync($"{Path}/{name}/versions/3")).Text("body"));
    }

    [Fact]
    public async Task What_fails_its_golden_cases_or_has_none_or_cannot_be_read_is_not_published()
    {
        var (desk, name, body) = await NewAsync("not_yet");
        var saved = await SaveAsync(desk, name, body.Replace("yuan: 100}", "yuan: 120}"), 0, 2);
        var failed = saved.GetProperty("found").List("cases").Single(c => c.Text("why") is not null);
        Assert.Equal("应为 120 元，算出 每月100元", failed.Text("why"));
        await desk.PostAsJsonAsync($"{Path}/{name}/publish", new { revision = 3 }).RefusedAsync(400, "golden_failed");

        await SaveAsync(desk, name, body[..body.IndexOf("cases:", StringComparison.Ordinal)], 0, 3);
        await desk.PostAsJsonAsync($"{Path}/{name}/publish", new { revision = 4 }).RefusedAsync(400, "golden_failed");

        var broken = await SaveAsync(desk, name, body.Replace("field: 年龄", "field: 年纪数"), 0, 4);
        var problem = Assert.Single(broken.GetProperty("found").List("problems"));
        Assert.Equal(("8", "字段「年纪数」不在字段表里。"), (problem.Text("line"), problem.Text("text")));
        await desk.PostAsJsonAsync($"{Path}/{name}/publish", new { revision = 5 }).RefusedAsync(400, "content_invalid");
        Assert.Null(street.Db.Read(tx => Contents.Find(tx, ScenarioList.Kind, name)));
    }

    [Fact]
    public async Task Of_two_editors_the_later_one_reads_what_the_other_did()
    {
        var (desk, name, body) = await NewAsync("two_editors");
        var other = await ConsoleDesk.SignInAsync(street.Address, "district");
        await SaveAsync(other, name, body + "note: 区里改的\n", 0, 2);
        await desk.PutAsJsonAsync($"{Path}/{name}/draft", new { body = body + "note: 街道改的\n", basedOn = 0, revision = 2 }).RefusedAsync(409, "changed_meanwhile");
        await desk.PostAsJsonAsync($"{Path}/{name}/publish", new { revision = 2 }).RefusedAsync(409, "changed_meanwhile");
        Assert.Equal(3, (await SaveAsync(desk, name, body + "note: 区里改的\n", 0, 2)).GetProperty("revision").GetInt32()); // the same words twice
        await PublishAsync(other, name, 3);
        await desk.PutAsJsonAsync($"{Path}/{name}/draft", new { body, basedOn = 0, revision = 0 }).RefusedAsync(409, "changed_meanwhile");
        await desk.PostAsJsonAsync($"{Path}/files", new { name, from = "template:benefit" }).RefusedAsync(409, "changed_meanwhile");
    }

    [Fact]
    public async Task A_community_reads_and_does_not_edit()
    {
        var (desk, name, body) = await NewAsync("read_only");
        await PublishAsync(desk, name, 2);
        await SaveAsync(desk, name, body + "note: 草稿里的话\n", 1, 0);
        var secretary = await ConsoleDesk.SignInAsync(street.Address, "community");
        Assert.DoesNotContain("草稿里的话", (await secretary.GetJsonAsync($"{Path}/{name}")).ToString());
        foreach (var path in new[] { "draft", "compare?before=1&after=draft", "diff?before=1&after=draft" })
            Assert.InRange((int)(await secretary.GetAsync($"{Path}/{name}/{path}")).StatusCode, 403, 404);
        await secretary.PutAsJsonAsync($"{Path}/{name}/draft", new { body, basedOn = 1, revision = 0 }).RefusedAsync(403, "forbidden");
        await secretary.PostAsJsonAsync($"{Path}/{name}/publish", new { revision = 1 }).RefusedAsync(403, "forbidden");
        await secretary.PostAsJsonAsync($"{Path}/{name}/switch", new { on = false, reason = "不要" }).RefusedAsync(403, "forbidden");
    }

    [Theory]
    [InlineData("a", "bad_name"), InlineData("Ab c", "bad_name"), InlineData("files", "bad_name"), InlineData("allowance80", "changed_meanwhile")]
    public async Task A_name_is_short_and_free(string name, string code) =>
        await (await EditorAsync()).PostAsJsonAsync($"{Path}/files", new { name, from = "template:benefit" }).RefusedAsync(code == "bad_name" ? 400 : 409, code);

    [Fact]
    public async Task A_text_has_limits()
    {
        var (desk, name, body) = await NewAsync("too_long");
        await desk.PutAsJsonAsync($"{Path}/{name}/draft", new { body = body + "#" + new string('长', 25_000), basedOn = 0, revision = 2 }).RefusedAsync(413, "too_big");
        var many = body + string.Concat(Enumerable.Range(0, 200).Select(i => $"- {{name: 第{i}个, on: '2026-01-01', facts: {{}}, outcome: unknown}}\n"));
        Assert.Contains("样例最多 200 个", (await SaveAsync(desk, name, many, 0, 2)).GetProperty("found").ToString());
        var deep = "condition: " + string.Concat(Enumerable.Repeat("{all: [", 5000));
        Assert.Contains("第 1 行", (await SaveAsync(desk, name, deep, 0, 3)).GetProperty("found").Text("obstacle"));
        Assert.Contains("最多 40 层", (await SaveAsync(desk, name, deep + string.Concat(Enumerable.Repeat("]}", 5000)), 0, 4)).GetProperty("found").ToString());
        var laughs = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n"));
        Assert.Contains("引用得太多", (await SaveAsync(desk, name, laughs, 0, 5)).GetProperty("found").ToString());
    }

    [Fact]
    public async Task Switched_off_it_finds_nobody_new_until_it_is_on_again()
    {
        var (desk, name, _) = await NewAsync("on_and_off");
        await PublishAsync(desk, name, 2);
        await desk.PostAsJsonAsync($"{Path}/{name}/switch", new { on = false, reason = "" }).RefusedAsync(400, "reason_needed");
        var list = street.Get<ScenarioList>();
        bool IsOn() => street.Db.Read(tx => list.On(tx)).Any(s => s.Name == name);
        Assert.True(IsOn());
        for (var tap = 0; tap < 2; tap++) await desk.PostAsJsonAsync($"{Path}/{name}/switch", new { on = false, reason = "文件还没下来" });
        Assert.False(IsOn());
        await desk.PostAsJsonAsync($"{Path}/{name}/run", new { }).RefusedAsync(409, "switched_off");
        await desk.PostAsJsonAsync($"{Path}/{name}/switch", new { on = true, reason = "文件来了" });
        Assert.True(IsOn());
        Assert.Equal(["文件来了", "文件还没下来"], (await desk.GetJsonAsync($"{Path}/{name}")).List("switches").Select(s => s.Text("reason")));
    }

    [Fact]
    public void Every_template_can_be_read_and_its_cases_pass() => street.Db.Read(tx =>
    {
        Assert.All(PublishingDesk.Templates(tx), t => Assert.Null(street.Get<FileCheck>().Check(tx, "new", PublishingDesk.TextOf(tx, t.Name)!).Obstacle));
        return 0;
    });
}
