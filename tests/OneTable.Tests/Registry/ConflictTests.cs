using OneTable.Services.Data;

namespace OneTable.Tests.Registry;

/// <summary>Two sources say two things: suggested, settled in one tap, alone or many, and undone again.</summary>
[Collection(Street.Name)]
public sealed class ConflictTests(Street street)
{
    static async Task<JsonElement> OfAsync(HttpClient desk, long id) => (await desk.GetJsonAsync($"/api/console/conflicts?subject={id}")).List("items").Single();

    static Task<HttpResponseMessage> SettleAsync(HttpClient desk, JsonElement conflict, string choice, string? value = null) =>
        desk.PostAsJsonAsync($"/api/console/conflicts/{conflict.Text("id")}/settle", new { choice, value });

    [Theory]
    [InlineData("走访", "导入", "自理能力", "old", "走访比导入可靠")]
    [InlineData("导入", "走访", "文化程度", "new", "走访比导入可靠")]
    [InlineData("走访", "民政", "自理能力", "new", "“自理能力”由民政说了算")]
    [InlineData("残联", "卫健", "文化程度", "new", "两边分量一样，以后说的为准")]
    public async Task The_suggestion_says_why(string old, string fresh, string field, string suggested, string why)
    {
        var codes = street.Get<OneTable.Services.Dictionary.FieldCatalog>().CodeSet(field)!.Codes;
        var id = await Neighbour.NewAsync(street, "冲突一", source: old, facts: [(field, codes[0].Value)]);
        await Neighbour.ProposeAsync(street, id, fresh, (field, codes[1].Value));
        var desk = await street.ConsoleAsync("community");
        var conflict = await OfAsync(desk, id);
        Assert.Equal((suggested, why), (conflict.Text("suggested"), conflict.Text("why")));
        Assert.Equal((codes[0].Label, codes[1].Label), (conflict.GetProperty("old").Text("text"), conflict.GetProperty("new").Text("text")));
        Assert.Equal("1", (await desk.GetJsonAsync($"/api/console/people/{id}")).Text("conflicts"));
        await (await SettleAsync(desk, conflict, "suggested")).JsonAsync();
        Assert.Equal(suggested == "old" ? codes[0].Label : codes[1].Label, (await Neighbour.FieldsAsync(desk, id))[field].Text("value"));
        Assert.Equal(suggested == "old" ? old : fresh, (await Neighbour.FieldsAsync(desk, id))[field].Text("source"));
    }

    [Fact]
    public async Task A_sealed_value_stays_masked_in_the_list_and_another_one_can_be_chosen()
    {
        var id = await Neighbour.NewAsync(street, "冲突二", facts: [("紧急联系电话", "19922220001")]);
        await Neighbour.ProposeAsync(street, id, "导入", ("紧急联系电话", "19922220002"));
        var desk = await street.ConsoleAsync("grid");
        var list = await desk.GetJsonAsync("/api/console/conflicts?subject=" + id);
        Assert.DoesNotContain("1992222000", list.ToString());
        await SettleAsync(desk, list.List("items")[0], "other", "123").RefusedAsync(400, "bad_value");
        await SettleAsync(desk, list.List("items")[0], "newest").RefusedAsync(400, "bad_choice");
        await (await SettleAsync(desk, list.List("items")[0], "other", "199 2222 0003")).JsonAsync();
        Assert.Equal("199****0003", (await Neighbour.FieldsAsync(desk, id))["紧急联系电话"].Text("value"));
    }

    [Fact]
    public async Task A_grid_says_its_community_more_exactly_and_the_community_of_a_known_grid_says_nothing_new()
    {
        var id = await Neighbour.NewAsync(street, "冲突四", source: "走访", grid: Neighbour.Community);
        await Neighbour.ProposeAsync(street, id, "导入", ("现住网格", Neighbour.Grid2));
        await Neighbour.ProposeAsync(street, id, "民政", ("现住网格", Neighbour.Community));
        var desk = await street.ConsoleAsync("community");
        Assert.Empty((await desk.GetJsonAsync($"/api/console/conflicts?subject={id}")).List("items"));
        Assert.Contains("第二网格", (await Neighbour.FieldsAsync(desk, id))["现住网格"].Text("value"));
    }

    [Fact]
    public async Task Of_two_who_settle_at_once_one_wins_and_the_other_is_told()
    {
        var id = await Neighbour.NewAsync(street, "冲突三", facts: [("备注", "旧")]);
        await Neighbour.ProposeAsync(street, id, "导入", ("备注", "新"));
        var (one, two) = (await street.ConsoleAsync("community"), await street.ConsoleAsync("grid"));
        var conflict = await OfAsync(one, id);
        var answers = await Task.WhenAll(SettleAsync(one, conflict, "new"), SettleAsync(two, conflict, "old"), SettleAsync(one, conflict, "new"), SettleAsync(two, conflict, "old"));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
        foreach (var late in answers.Where(a => !a.IsSuccessStatusCode)) await Task.FromResult(late).RefusedAsync(409, "settled_already");
    }

    [Fact]
    public async Task All_of_one_source_are_settled_in_one_tap_and_undone_in_one()
    {
        var source = "名单" + Guid.NewGuid().ToString("N")[..6];
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await Neighbour.NewAsync(street, "冲突四", facts: [("备注", $"旧{i}")]));
            await Neighbour.ProposeAsync(street, ids[i], source, ("备注", $"新{i}"));
        }
        var far = await Neighbour.NewAsync(street, "冲突四", Neighbour.Grid9, facts: [("备注", "旧")]);
        await Neighbour.ProposeAsync(street, far, source, ("备注", "新"));
        var desk = await street.ConsoleAsync("community");
        var group = (await desk.GetJsonAsync("/api/console/conflicts/groups")).EnumerateArray().Single(g => g.Text("source") == source);
        Assert.Equal(("备注", "old", "5"), (group.Text("field"), group.Text("suggested"), group.Text("count")));
        await desk.PostAsJsonAsync("/api/console/conflicts/settle", new { choice = "new" }).RefusedAsync(400, "nothing_chosen");
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync("/api/console/conflicts/settle", new { source, choice = "new" }).RefusedAsync(403, "forbidden");
        var done = await desk.PostAsync("/api/console/conflicts/settle", new { source, field = "备注", choice = "new" });
        Assert.Equal("5", done.Text("count"));
        Assert.Equal("新3", (await Neighbour.FieldsAsync(desk, ids[3]))["备注"].Text("value"));
        Assert.Equal(source, (await Neighbour.FieldsAsync(desk, ids[3]))["备注"].Text("source"));
        Assert.Equal("旧", (await Neighbour.FieldsAsync(await street.ConsoleAsync("community3"), far))["备注"].Text("value"));
        Assert.Contains((await desk.GetJsonAsync("/api/console/conflicts/settled")).EnumerateArray(), s => s.Text("id") == done.Text("settlementId") && s.Text("count") == "5");

        await Neighbour.WriteAsync(street, ids[0], "走访", ("备注", "后来改的"));
        Assert.Equal("4", (await desk.PostAsync($"/api/console/conflicts/settled/{done.Text("settlementId")}/undo", new { })).Text("undone"));
        Assert.Equal("后来改的", (await Neighbour.FieldsAsync(desk, ids[0]))["备注"].Text("value"));
        Assert.Equal(("旧3", "走访"), ((await Neighbour.FieldsAsync(desk, ids[3]))["备注"].Text("value"), (await Neighbour.FieldsAsync(desk, ids[3]))["备注"].Text("source")));
        Assert.Equal("旧3", (await OfAsync(desk, ids[3])).GetProperty("old").Text("text"));
    }

    [Fact]
    public async Task A_value_written_by_hand_settles_who_said_the_same_and_stands_against_the_others()
    {
        var id = await Neighbour.NewAsync(street, "冲突五", source: "导入", facts: [("备注", "甲")]);
        await Neighbour.ProposeAsync(street, id, "民政", ("备注", "乙"));
        await Neighbour.ProposeAsync(street, id, "残联", ("备注", "丙"));
        await Neighbour.WriteAsync(street, id, "走访", ("备注", "乙"));
        var open = await OfAsync(await street.ConsoleAsync("community"), id);
        Assert.Equal(("乙", "走访", "丙", "old"), (open.GetProperty("old").Text("text"), open.GetProperty("old").Text("source"), open.GetProperty("new").Text("text"), open.Text("suggested")));
    }

    [Theory]
    [InlineData("community3"), InlineData("grid9")]
    public async Task Conflicts_of_another_division_are_not_there(string user)
    {
        var id = await Neighbour.NewAsync(street, "冲突六", facts: [("备注", "旧")]);
        await Neighbour.ProposeAsync(street, id, "导入", ("备注", "新"));
        var conflict = await OfAsync(await street.ConsoleAsync("grid"), id);
        var desk = await street.ConsoleAsync(user);
        Assert.Equal("0", (await desk.GetJsonAsync("/api/console/conflicts?subject=" + id)).Text("total"));
        await SettleAsync(desk, conflict, "new").RefusedAsync(404, "not_found");
    }

    [Fact]
    public async Task Conflicts_about_key_groups_are_for_those_who_read_them()
    {
        var codes = street.Get<OneTable.Services.Dictionary.FieldCatalog>().CodeSet("重点人群")!.Codes;
        var id = await Neighbour.NewAsync(street, "冲突七", facts: [("重点人群", codes[0].Value)]);
        await Neighbour.ProposeAsync(street, id, "平安", ("重点人群", codes[1].Value));
        var url = "/api/console/conflicts?subject=" + id;
        Assert.Equal("1", (await (await street.ConsoleAsync("community")).GetJsonAsync(url)).Text("total"));
        Assert.Equal("0", (await (await street.ConsoleAsync("grid")).GetJsonAsync(url)).Text("total"));
        await (await street.ConsoleAsync("grid")).GetAsync(Neighbour.Url(id, "重点人群")).RefusedAsync(400, "unknown_field");
    }

    [Fact]
    public async Task Home_counts_what_waits()
    {
        var id = await Neighbour.NewAsync(street, "冲突八", facts: [("备注", "旧")]);
        var desk = await street.ConsoleAsync("grid");
        int Waiting(JsonElement home) => home.List("cards").Single(c => c.Text("key") == "truth").GetProperty("value").GetInt32();
        var before = Waiting(await desk.GetJsonAsync("/api/console/home"));
        await Neighbour.ProposeAsync(street, id, "导入", ("备注", "新"));
        Assert.True(Waiting(await desk.GetJsonAsync("/api/console/home")) > before);
    }
}
