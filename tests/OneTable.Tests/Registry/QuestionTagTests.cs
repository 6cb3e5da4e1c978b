using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Tests.Registry;

/// <summary>Tags: by condition, never stale; by hand, with their ledger; used like any value in words, conditions and tables.</summary>
[Collection(Street.Name)]
public sealed class QuestionTagTests(Street street)
{
    const string Root = "/api/console/questions";
    readonly string unique = Guid.NewGuid().ToString("N")[..6];

    Task<HttpClient> DeskAsync(string user = "community") => street.ConsoleAsync(user);

    static async Task<int> CountAsync(HttpClient desk, object condition) => (await desk.PostAsync(Root + "/count", new { condition })).GetProperty("yes").GetInt32();

    static object Tagged(string label) => new { field = "标签", op = "has", value = label };

    [Fact]
    public async Task The_shipped_tags_are_many_and_each_can_be_asked()
    {
        var tags = (await (await DeskAsync()).GetJsonAsync(Root + "/tags")).EnumerateArray().ToList();
        Assert.True(tags.Count >= 120, $"{tags.Count}");
        foreach (var tag in tags.Where(t => t.GetProperty("shipped").GetBoolean() && t.GetProperty("isByCondition").GetBoolean()))
        {
            Assert.False(string.IsNullOrEmpty(tag.Text("sentence")), tag.Text("label"));
            var rule = street.Get<FieldCatalog>().Tags.RuleOf(street.Get<FieldCatalog>().Tags.Find(tag.Text("code")!)!);
            Assert.NotNull(rule);
            street.Db.Read(tx => { var sql = new ConditionSql(new(2026, 12, 1)).Where(rule!); return tx.Count<int>(sql.Select("COUNT(*)"), sql.Arguments); });
        }
    }

    [Fact]
    public async Task A_tag_by_condition_counts_as_its_condition_does_and_follows_the_facts()
    {
        var desk = await DeskAsync();
        var label = "高龄独居" + unique;
        var condition = new { all = new object[] { new { field = "年龄", op = ">=", value = 80 }, new { field = "居家状况", op = "=", value = "独居" } } };
        await desk.PostAsync(Root + "/tags", new { label, condition, colour = "gold", onLists = true });
        var before = await CountAsync(desk, Tagged(label));
        Assert.Equal(await CountAsync(desk, condition), before);
        Assert.Equal(label, (await desk.PostAsync(Root + "/read", new { text = label + "的女性" })).List("parts")[0].GetProperty("condition").List("value")[0].ToString());

        var person = (await desk.PostAsync(Root + "/list", new { condition = Tagged(label) })).List("items")[0];
        Assert.Contains(label, person.List("tags").Select(t => t.ToString()));
        await street.Db.WriteAsync(tx => street.Get<OneTable.Services.Registry.People>().Write(tx, long.Parse(person.Text("id")!),
            new Dictionary<string, string?> { ["居家状况"] = "2" }, new("走访", "测试")));
        Assert.Equal(before - 1, await CountAsync(desk, Tagged(label)));
        Assert.Equal(before - 1, await CountAsync(desk, new { field = "标签", op = "in", value = new[] { label } }));
        var page = await desk.GetJsonAsync("/api/console/people/" + person.Text("id"));
        Assert.DoesNotContain(label, page.List("tags").Select(t => t.ToString()));

        Assert.Equal(204, (int)(await desk.PutAsJsonAsync($"{Root}/tags/{label}", new { label, condition = new { field = "年龄", op = ">=", value = 200 - 60 } })).StatusCode);
        Assert.Equal(0, await CountAsync(desk, Tagged(label)));
        Assert.Equal(204, (int)(await desk.DeleteAsync($"{Root}/tags/{label}")).StatusCode);
        await desk.PostAsJsonAsync(Root + "/count", new { condition = Tagged(label) }).RefusedAsync(400, "content_invalid");
    }

    [Fact]
    public async Task A_tag_by_hand_is_put_on_a_result_with_its_ledger_and_taken_off()
    {
        var desk = await DeskAsync();
        var label = "送过慰问" + unique;
        await desk.PostAsync(Root + "/tags", new { label });
        var condition = new { field = "年龄", op = ">=", value = 85 };
        var found = await CountAsync(desk, condition);
        Assert.True(found > 0);
        Assert.Equal(found, (await desk.PostAsync($"{Root}/tags/{label}/people", new { condition })).GetProperty("changed").GetInt32());
        Assert.Equal(0, (await desk.PostAsync($"{Root}/tags/{label}/people", new { condition })).GetProperty("changed").GetInt32());
        Assert.Equal(found, await CountAsync(desk, Tagged(label)));
        var person = (await desk.PostAsync(Root + "/list", new { condition = Tagged(label) })).List("items")[0];
        Assert.Contains(label, (await desk.GetJsonAsync("/api/console/people/" + person.Text("id"))).GetProperty("history")[0].ToString());
        await desk.DeleteAsync($"{Root}/tags/{label}").RefusedAsync(400, "tag_used");
        await desk.PostAsync($"{Root}/tags/{label}/people", new { condition = Tagged(label), on = false });
        Assert.Equal(0, await CountAsync(desk, Tagged(label)));
        Assert.Equal(204, (int)(await desk.DeleteAsync($"{Root}/tags/{label}")).StatusCode);
    }

    [Fact]
    public async Task Who_may_not_or_cannot_is_told_why()
    {
        var (desk, grid) = (await DeskAsync(), await DeskAsync("grid"));
        await grid.PostAsJsonAsync(Root + "/tags", new { label = "x" + unique }).RefusedAsync(403, "forbidden");
        await desk.PostAsJsonAsync(Root + "/tags", new { label = "老年人" }).RefusedAsync(400, "tag_known");
        await desk.PostAsJsonAsync(Root + "/tags", new { label = "吸毒人员家属" }).RefusedAsync(400, "restricted");
        await desk.PostAsJsonAsync(Root + "/tags", new { label = new string('长', 17) }).RefusedAsync(400, "bad_name");
        await desk.PostAsJsonAsync(Root + "/tags", new { label = "穷" + unique, condition = new { field = "家庭月人均收入", op = "<", value = 500 } }).RefusedAsync(400, "field_hidden");
        await desk.PutAsJsonAsync(Root + "/tags/老年人", new { label = "老年人" }).RefusedAsync(403, "forbidden");
        await desk.PostAsJsonAsync(Root + "/tags/老年人/people", new { condition = (object?)null }).RefusedAsync(400, "tag_by_condition");
        await desk.PutAsJsonAsync(Root + "/tags/没有这个", new { label = "y" }).RefusedAsync(404, "not_found");
        Assert.Equal(204, (int)(await (await DeskAsync("district")).PutAsJsonAsync(Root + "/tags/懂维吾尔语", new { label = "懂维吾尔语", group = "手工标签", note = "能当翻译" })).StatusCode);
    }

    [Fact]
    public async Task Five_hundred_tags_are_kept_found_in_words_and_shown_on_a_page()
    {
        var (desk, catalog) = (await DeskAsync(), street.Get<FieldCatalog>());
        await street.Db.WriteAsync(tx =>
        {
            for (var i = 0; i < 500; i++)
                Tags.Keep(tx, new($"测{unique}{i}", $"测试标签{unique}{i}号"[..Math.Min(16, $"测试标签{unique}{i}号".Length)], [], "测试", "grey", false,
                    $$"""{"field":"年龄","op":"=","value":{{i % 100}}}""", null, "420199001001", "测试"), 10_000 + i);
            FieldCatalog.Touch(tx);
        });
        catalog.Reload();
        try
        {
            Assert.True(catalog.Tags.All.Count > 445);
            var text = catalog.Tags.Find($"测{unique}79")!.Label;
            var asked = await desk.PostAsync(Root + "/read", new { text = text + "里的女性" });
            Assert.Equal($"标签有「{text}」", asked.List("parts")[0].Text("sentence"));
            var found = (await desk.PostAsync(Root + "/list", new { condition = asked.List("parts")[0].GetProperty("condition") })).List("items")[0];
            Assert.Equal("79", found.Text("age"));
            Assert.Contains(text, (await desk.GetJsonAsync("/api/console/people/" + found.Text("id"))).List("tags").Select(t => t.ToString()));
        }
        finally
        {
            await street.Db.WriteAsync(tx =>
            {
                tx.Run("DELETE FROM tag_rules WHERE tag_group = '测试'");
                tx.Run("DELETE FROM codes WHERE code_set = '标签' AND position >= 10000");
                FieldCatalog.Touch(tx);
            });
            catalog.Reload();
        }
    }

    [Fact]
    public async Task A_tag_that_stands_on_itself_is_refused_in_words()
    {
        var desk = await DeskAsync("district");
        string one = "圈一" + unique, two = "圈二" + unique;
        await desk.PostAsync(Root + "/tags", new { label = one, condition = new { field = "年龄", op = ">=", value = 80 } });
        await desk.PostAsync(Root + "/tags", new { label = two, condition = Tagged(one) });
        await desk.PutAsJsonAsync($"{Root}/tags/{one}", new { label = one, condition = Tagged(one) }).RefusedAsync(400, "tags_too_deep");
        Assert.Equal(await CountAsync(desk, Tagged(one)), await CountAsync(desk, Tagged(two)));
        await desk.PutAsJsonAsync($"{Root}/tags/{one}", new { label = one, condition = Tagged(two) }).RefusedAsync(400, "tags_too_deep");
        foreach (var tag in new[] { two, one }) Assert.Equal(204, (int)(await desk.DeleteAsync($"{Root}/tags/{tag}")).StatusCode);
    }
}
