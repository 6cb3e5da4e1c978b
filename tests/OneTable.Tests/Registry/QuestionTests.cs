using OneTable.Services.Data;

namespace OneTable.Tests.Registry;

/// <summary>问一问: asked in words, counted, listed, divided, kept and taken away as a table.</summary>
[Collection(Street.Name)]
public sealed class QuestionTests(Street street)
{
    const string Root = "/api/console/questions";

    static readonly object elders = new { all = new object[] { new { field = "年龄", op = ">=", value = 80 }, new { field = "人员状态", op = "notin", value = new[] { "去世" } } } };

    Task<HttpClient> DeskAsync(string user = "community") => street.ConsoleAsync(user);

    static async Task<JsonElement> ReadAsync(HttpClient desk, string text) => await desk.PostAsync(Root + "/read", new { text });

    static async Task<int> CountAsync(HttpClient desk, object? condition, params string[] places) =>
        (await desk.PostAsync(Root + "/count", new { condition, places })).GetProperty("yes").GetInt32();

    [Fact]
    public async Task A_sentence_becomes_chips_that_can_be_counted_and_say_what_was_asked()
    {
        var desk = await DeskAsync();
        var asked = await ReadAsync(desk, "80岁以上独居且没领高龄津贴的，喜欢下棋");
        Assert.Equal(["年满80周岁", "居家状况是独居", "享受待遇没有「高龄津贴」", "人员状态不是去世"], asked.List("parts").Select(p => p.Text("sentence")));
        Assert.Equal(["喜欢下棋"], asked.List("rest").Select(r => r.ToString()));
        var condition = new { all = asked.List("parts").Select(p => p.GetProperty("condition")) };
        var counted = await desk.PostAsync(Root + "/count", new { condition });
        Assert.Equal("年满80周岁，且居家状况是独居，且享受待遇没有「高龄津贴」，且人员状态不是去世", counted.Text("sentence"));
        var inSql = street.Db.Read(tx => tx.Count<int>("""
            SELECT COUNT(*) FROM people p JOIN people_ageing a ON a.person_id = p.id WHERE p.age_from <= '1946-12-01' AND a.home_state = '4' AND p.status <> '3'
              AND NOT EXISTS (SELECT 1 FROM tags t WHERE t.kind = 'person' AND t.subject_id = p.id AND t.field = '享受待遇' AND t.code = '01')
              AND (p.living_grid LIKE '420199001001%' OR p.registered_community = '420199001001')
            """));
        Assert.Equal(inSql, counted.GetProperty("yes").GetInt32());
        Assert.True(counted.GetProperty("of").GetInt32() >= inSql + counted.GetProperty("unknown").GetInt32());
    }

    [Fact]
    public async Task A_word_with_two_meanings_is_a_choice_and_each_can_be_counted()
    {
        var desk = await DeskAsync("street");
        var choice = (await ReadAsync(desk, "陕西籍")).List("parts")[0];
        Assert.Equal("choice", choice.Text("kind"));
        Assert.Equal(["籍贯是陕西省", "首次登记地是陕西省"], choice.List("parts").Select(p => p.Text("sentence")));
        var registered = await CountAsync(desk, choice.List("parts")[1].GetProperty("condition"));
        Assert.Equal(street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM people WHERE first_area LIKE '61%'")), registered);
        Assert.True(registered > 0);
    }

    [Fact]
    public async Task The_list_is_masked_and_paged_and_the_divisions_add_up_to_the_count()
    {
        var desk = await DeskAsync();
        var count = await CountAsync(desk, elders);
        var first = await desk.PostAsync(Root + "/list", new { condition = elders, page = 1, size = 5 });
        var second = await desk.PostAsync(Root + "/list", new { condition = elders, page = 2, size = 5 });
        Assert.Equal(count, first.GetProperty("total").GetInt32());
        Assert.Equal(10, first.List("items").Concat(second.List("items")).Select(p => p.Text("id")).Distinct().Count());
        Assert.All(first.List("items"), p => Assert.True(p.GetProperty("age").GetInt32() >= 80));
        Assert.DoesNotMatch(@"\d{17}[\dX]|1\d{10}", first.ToString());
        var divided = await desk.PostAsync(Root + "/divisions", new { condition = elders });
        Assert.Equal(count, divided.EnumerateArray().Sum(d => d.GetProperty("count").GetInt32()));
        Assert.True(divided.GetArrayLength() >= 4);
    }

    [Fact]
    public async Task Several_divisions_count_nobody_twice()
    {
        var desk = await DeskAsync("street");
        string[] two = ["420199001001", "420199001002"];
        var inSql = street.Db.Read(tx => tx.Count<int>($"""
            SELECT COUNT(*) FROM people WHERE age_from <= '1946-12-01' AND status <> '3' AND ({string.Join(" OR ", two.Select(c => $"living_grid LIKE '{c}%' OR registered_community = '{c}'"))})
            """));
        Assert.Equal(inSql, await CountAsync(desk, elders, two));
        Assert.Equal(inSql, (await desk.PostAsync(Root + "/divisions", new { condition = elders, places = two })).EnumerateArray().Sum(d => d.GetProperty("count").GetInt32()));
        Assert.Equal(await CountAsync(desk, elders, two[0]), await CountAsync(desk, elders, two[0], two[0] + "001"));
    }

    [Fact]
    public async Task Nobody_asks_beyond_the_own_division()
    {
        var all = await CountAsync(await DeskAsync("street"), elders);
        var own = await CountAsync(await DeskAsync(), elders);
        var grid = await CountAsync(await DeskAsync("grid"), elders);
        Assert.True(all > own && own > grid && grid > 0, $"{all} {own} {grid}");
        Assert.Equal(own, await CountAsync(await DeskAsync("street"), elders, "420199001001"));
        foreach (var path in new[] { "/count", "/list", "/divisions" })
            await (await DeskAsync()).PostAsJsonAsync(Root + path, new { condition = elders, places = new[] { "420199001002" } }).RefusedAsync(404, "not_found");
        var elsewhere = await ReadAsync(await DeskAsync(), "西湖里社区的老人");
        Assert.Empty(elsewhere.List("places"));
        Assert.Contains("不在您的辖区", elsewhere.List("notes")[0].ToString());
    }

    [Theory]
    [InlineData("community")]
    [InlineData("street")]
    [InlineData("grid")]
    public async Task Key_persons_are_in_no_free_query_for_nobody(string user)
    {
        var desk = await DeskAsync(user);
        Assert.Empty((await ReadAsync(desk, "社区矫正对象")).List("parts"));
        Assert.Contains("重点人群不进自由查询", (await ReadAsync(desk, "吸毒的老人")).List("notes")[0].ToString());
        var condition = new { field = "重点人群", op = "has", value = "社区矫正对象" };
        foreach (var path in new[] { "/count", "/list", "/divisions", "/saved" })
            await desk.PostAsJsonAsync(Root + path, new { condition, name = "x" }).RefusedAsync(400, "field_hidden");
        await desk.PostAsJsonAsync(Root + "/table", new { condition = elders, columns = new[] { "姓名", "重点人群" } }).RefusedAsync(400, "unknown_field");
        Assert.DoesNotContain("重点人群", (await desk.GetJsonAsync(Root + "/fields")).ToString());
        if (user != "grid")
            await desk.PostAsJsonAsync(Root + "/tags", new { label = "身边人", condition }).RefusedAsync(400, "field_hidden");
    }

    [Fact]
    public async Task What_a_post_may_not_read_it_may_not_ask_about()
    {
        var condition = new { field = "家庭月人均收入", op = "<=", value = 800 };
        await CountAsync(await DeskAsync("community"), condition);
        await (await DeskAsync("grid")).PostAsJsonAsync(Root + "/count", new { condition }).RefusedAsync(400, "field_hidden");
        Assert.DoesNotContain("家庭月人均收入", (await (await DeskAsync("grid")).GetJsonAsync(Root + "/fields")).GetProperty("groups").ToString());
        Assert.Contains("您的岗位看不到", (await ReadAsync(await DeskAsync("grid"), "家庭月人均收入不超过800元的")).List("notes")[0].ToString());
    }

    [Fact]
    public async Task A_question_is_kept_shared_asked_again_and_removed()
    {
        var (secretary, worker) = (await DeskAsync(), await DeskAsync("grid"));
        var kept = await secretary.PostAsync(Root + "/saved", new { name = "高龄老人名单", words = "80岁以上", condition = elders, places = Array.Empty<string>(), shared = true });
        await secretary.PostAsync(Root + "/saved", new { name = "只给自己", condition = elders, shared = false });
        var seen = (await worker.GetJsonAsync(Root + "/saved")).EnumerateArray().ToList();
        var shared = Assert.Single(seen, s => s.Text("name") == "高龄老人名单");
        Assert.False(shared.GetProperty("mine").GetBoolean());
        Assert.DoesNotContain(seen, s => s.Text("name") == "只给自己");
        Assert.True(await CountAsync(worker, shared.GetProperty("condition")) < await CountAsync(secretary, kept.GetProperty("condition")));
        await worker.DeleteAsync($"{Root}/saved/{kept.Text("id")}").RefusedAsync(404, "not_found");
        Assert.Equal(204, (int)(await secretary.DeleteAsync($"{Root}/saved/{kept.Text("id")}")).StatusCode);
        await secretary.PostAsJsonAsync(Root + "/saved", new { name = " ", condition = elders }).RefusedAsync(400, "bad_name");
    }

    [Fact]
    public async Task The_table_has_the_ticked_columns_and_the_same_people()
    {
        var desk = await DeskAsync();
        var answer = await desk.PostAsJsonAsync(Root + "/table", new { condition = elders, name = "高龄名单", columns = new[] { "姓名", "年龄", "联系电话", "标签" } });
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", answer.Content.Headers.ContentType?.MediaType);
        using var zip = new System.IO.Compression.ZipArchive(await answer.Content.ReadAsStreamAsync());
        using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = await sheet.ReadToEndAsync();
        Assert.Equal(await CountAsync(desk, elders) + 3, System.Text.RegularExpressions.Regex.Count(xml, "<row "));
        foreach (var text in new[] { "高龄名单", "姓名", "标签" }) Assert.Contains($">{text}<", xml);
        await desk.PostAsJsonAsync(Root + "/table", new { condition = elders, columns = Array.Empty<string>() }).RefusedAsync(400, "bad_columns");
        await desk.PostAsJsonAsync(Root + "/table", new { condition = elders, name = "../x", columns = new[] { "姓名" } }).RefusedAsync(400, "bad_name");
    }

    [Theory]
    [InlineData("""{"field":"没有的","op":"="}""")]
    [InlineData("""{"field":"年龄","op":"含有","value":1}""")]
    [InlineData("""{"field":"年龄","op":">=","value":"八十"}""")]
    [InlineData("""{"field":"联系电话","op":"=","value":"13800000000"}""")]
    [InlineData("""{"field":"年龄","op":"between","value":[1]}""")]
    [InlineData("""{"field":"民族","op":"in","value":["火星族"]}""")]
    [InlineData("""{"field":"标签","op":"filled"}""")]
    [InlineData("""{"all":[]}""")]
    [InlineData("""{"not":5}""")]
    [InlineData("[1,2]")]
    [InlineData("\"年龄\"")]
    public async Task A_condition_that_makes_no_sense_is_refused_in_words(string condition) =>
        await (await DeskAsync()).PostAsJsonAsync(Root + "/count", new { condition = JsonSerializer.Deserialize<JsonElement>(condition) }).RefusedAsync(400, "content_invalid");

    [Fact]
    public async Task Endless_questions_are_refused()
    {
        var desk = await DeskAsync();
        await desk.PostAsJsonAsync(Root + "/read", new { text = new string('老', 201) }).RefusedAsync(400, "too_long");
        var many = new { any = Enumerable.Range(0, 600).Select(i => new { field = "年龄", op = "=", value = i % 100 }) };
        await desk.PostAsJsonAsync(Root + "/count", new { condition = many }).RefusedAsync(400, "too_long");
        object deep = new { field = "年龄", op = "=", value = 1 };
        for (var i = 0; i < 80; i++) deep = new { not = deep };
        Assert.Equal(400, (int)(await desk.PostAsync(Root + "/count", JsonContent.Create(new { condition = deep }, options: new() { MaxDepth = 200 }))).StatusCode);
    }
}
