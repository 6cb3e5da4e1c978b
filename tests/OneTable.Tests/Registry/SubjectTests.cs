using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>Houses, organisations and places are recorded, read, corrected and looked back at like people.</summary>
[Collection(Street.Name)]
public sealed class SubjectTests(Street street)
{
    static readonly string code = "91420100MA4K" + "0A1B2";

    static async Task<string> NewAsync(HttpClient desk, string table, object facts) => (await (await desk.PostAsJsonAsync($"/api/console/{table}", facts)).JsonAsync()).Text("id")!;

    static async Task<Dictionary<string, JsonElement>> FieldsAsync(HttpClient desk, string path, string query = "") =>
        (await desk.GetJsonAsync($"/api/console/{path}{query}")).GetProperty("values").List("groups").SelectMany(g => g.List("fields")).ToDictionary(f => f.Text("label")!);

    static Task<HttpResponseMessage> SaveAsync(HttpClient desk, string path, string label, string? value, string? reason = null) =>
        desk.PutAsJsonAsync($"/api/console/{path}/field", new { label, value, reason });

    [Theory]
    [InlineData("organisations", "单位名称", "张记面馆", "单位网格", "从业人数", "3", "5")]
    [InlineData("places", "物的名称", "东门积水点", "物的网格", "积水深度厘米", "20", "35")]
    public async Task A_new_one_has_a_page_a_history_and_a_past(string table, string nameField, string name, string gridField, string field, string first, string second)
    {
        var desk = await street.ConsoleAsync("community");
        var id = await NewAsync(desk, table, new Dictionary<string, string> { [nameField] = name, [gridField] = Neighbour.Grid, [field] = first });
        Assert.Contains(name, (await desk.GetJsonAsync($"/api/console/registry/{table}?q={Uri.EscapeDataString(name)}")).ToString());
        Assert.Equal("written", (await (await SaveAsync(desk, $"{table}/{id}", field, second)).JsonAsync()).Text("state"));
        var value = (await FieldsAsync(desk, $"{table}/{id}"))[field];
        Assert.Equal((second, "社区"), (value.Text("value"), value.Text("source")));
        var said = (await desk.GetJsonAsync($"/api/console/{table}/{id}/field?label={Uri.EscapeDataString(field)}")).GetProperty("history").List("entries");
        Assert.Equal([second, first], said.Select(s => s.Text("new")));
        Assert.Empty((await desk.GetJsonAsync($"/api/console/{table}/{id}?asOf=2025-12-31")).GetProperty("values").List("groups"));
        Assert.Contains((await desk.GetJsonAsync($"/api/console/{table}/{id}/changes?from=2025-12-31")).EnumerateArray(), c => c.Text("field") == field);
    }

    [Fact]
    public async Task A_house_stands_at_an_address_of_the_library_and_there_is_one_at_each()
    {
        var desk = await street.ConsoleAsync("community");
        var plan = new { estate = "试房苑", gridCode = Neighbour.Grid, from = 77, to = 77, units = 1, floors = 1, doors = 1 };
        await (await desk.PostAsJsonAsync("/api/console/addresses/buildings", plan)).JsonAsync();
        await desk.PostAsJsonAsync("/api/console/houses", new Dictionary<string, string> { ["房屋地址"] = "没有的地方99栋" }).RefusedAsync(400, "address_unknown");
        var id = await NewAsync(desk, "houses", new Dictionary<string, string> { ["房屋地址"] = "试房苑77栋1单元101", ["产权人"] = "李房东", ["产权人电话"] = "19933330001" });
        var page = await FieldsAsync(desk, $"houses/{id}");
        Assert.Equal(("试房苑77栋1单元101", "199****0001"), (page["房屋地址"].Text("value"), page["产权人电话"].Text("value")));
        await desk.PostAsJsonAsync("/api/console/houses", new Dictionary<string, string> { ["房屋地址"] = "试房苑七十七栋1单元101室" }).RefusedAsync(400, "house_there");
        var shown = await (await desk.PostAsJsonAsync($"/api/console/houses/{id}/reveal", new { field = "产权人电话", purpose = "打电话联系" })).JsonAsync();
        Assert.Equal("19933330001", shown.Text("value"));

        var person = await Neighbour.NewAsync(street, "试房住户", facts: [("现住房屋", await AddressOf(id)), ("现住地址", "试房苑77栋1单元101")]);
        var people = (await desk.GetJsonAsync($"/api/console/houses/{id}")).List("people");
        Assert.Equal((person.ToString(), "试房住户"), (people.Single().Text("personId"), people.Single().Text("name")));
        Assert.Equal("1", (await FieldsAsync(desk, $"houses/{id}"))["实住人数"].Text("value"));

        Task<string> AddressOf(string house) => Task.FromResult(street.Db.Read(tx => tx.Value<long>("SELECT address_id FROM houses WHERE id = @p0", long.Parse(house))).ToString());
    }

    [Fact]
    public async Task Sources_that_disagree_about_an_organisation_become_a_conflict_that_is_settled_and_undone()
    {
        var desk = await street.ConsoleAsync("community");
        var id = await NewAsync(desk, "organisations", new Dictionary<string, string> { ["单位名称"] = "两说超市", ["单位网格"] = Neighbour.Grid, ["法定代表人"] = "张三" });
        await street.Db.WriteAsync(tx => street.Get<Subjects>().Propose(tx, Subject.Organisation, long.Parse(id),
            new Dictionary<string, string?> { ["法定代表人"] = "李四", ["从业人数"] = "4" }, new("导入", "测试")));
        Assert.Equal("4", (await FieldsAsync(desk, $"organisations/{id}"))["从业人数"].Text("value"));
        Assert.True((await FieldsAsync(desk, $"organisations/{id}"))["法定代表人"].GetProperty("disputed").GetBoolean());
        var conflict = (await desk.GetJsonAsync($"/api/console/conflicts?kind=organisation&subject={id}")).List("items").Single();
        Assert.Equal(("organisation", "两说超市", "old"), (conflict.Text("kind"), conflict.Text("name"), conflict.Text("suggested")));
        var settled = await (await desk.PostAsJsonAsync($"/api/console/conflicts/{conflict.Text("id")}/settle", new { choice = "new" })).JsonAsync();
        Assert.Equal("李四", (await FieldsAsync(desk, $"organisations/{id}"))["法定代表人"].Text("value"));
        await (await desk.PostAsJsonAsync($"/api/console/conflicts/settled/{settled.Text("settlementId")}/undo", new { })).JsonAsync();
        Assert.Equal("张三", (await FieldsAsync(desk, $"organisations/{id}"))["法定代表人"].Text("value"));
    }

    [Fact]
    public async Task A_credit_code_is_checked_and_one_organisation_has_it()
    {
        var desk = await street.ConsoleAsync("community");
        var right = Enumerable.Range(0, 31).Select(i => code + "0123456789ABCDEFGHJKLMNPQRTUWXY"[i]).Single(c => CreditCode.Parse(c) is not null);
        Dictionary<string, string> Firm(string name, string number) => new() { ["单位名称"] = name, ["单位网格"] = Neighbour.Grid, ["统一社会信用代码"] = number };
        await desk.PostAsJsonAsync("/api/console/organisations", Firm("错码店", right[..^1] + (right[^1] == '1' ? '2' : '1'))).RefusedAsync(400, "bad_credit_code");
        await NewAsync(desk, "organisations", Firm("对码店", right.ToLowerInvariant()));
        await desk.PostAsJsonAsync("/api/console/organisations", Firm("重码店", right)).RefusedAsync(409, "same_credit_code");
    }

    [Theory]
    [InlineData("houses", "house", "电梯品牌")]
    [InlineData("organisations", "organisation", "招牌样式")]
    [InlineData("places", "place", "管护单位")]
    public async Task A_field_from_the_console_is_live_at_once(string table, string subject, string label)
    {
        var chief = await street.ConsoleAsync("street");
        var made = await chief.PostAsJsonAsync("/api/console/dictionary/fields",
            new { label, subject, type = "text", library = subject == "house" ? "base" : "巡查", group = "其他", sensitivity = "低", owner = "社区", aliases = Array.Empty<string>() });
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        var desk = await street.ConsoleAsync("community");
        var id = street.Db.Read(tx => tx.Value<long?>($"SELECT MIN(id) FROM {table} WHERE grid_code LIKE '{Neighbour.Community}%'"))?.ToString()
            ?? await NewAsync(desk, table, new Dictionary<string, string> { ["物的名称"] = "点位", ["物的网格"] = Neighbour.Grid });
        await (await SaveAsync(desk, $"{table}/{id}", label, "三菱")).JsonAsync();
        Assert.Equal("三菱", (await FieldsAsync(desk, $"{table}/{id}"))[label].Text("value"));
        var field = street.Get<FieldCatalog>().Find(label)!;
        var found = street.Db.Read(tx =>
        {
            var query = new ConditionSql(new(2026, 12, 1), field.Subject).Where(new Condition.Leaf(field, ConditionOp.In, ["三菱"]));
            return tx.Query<long>(query.Select("p.id"), query.Arguments).ToList();
        });
        Assert.Equal([long.Parse(id)], found);
        await SaveAsync(desk, "people/1", label, "三菱").RefusedAsync(400, "unknown_field");
    }

    /// <summary>What the ledger says about a day is what a snapshot of it said, for every kind.</summary>
    [Fact]
    public async Task As_of_is_what_a_snapshot_of_that_day_says()
    {
        var clock = new StepClock(new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8)));
        using var db = new Database(street.Get<Dialect>(), clock);
        var (subjects, ledger, fields) = (street.Get<Subjects>(), street.Get<Ledger>(), street.Get<FieldCatalog>());
        var id = await db.WriteAsync(tx => subjects.Write(tx, Subject.Place, null,
            new Dictionary<string, string?> { ["物的名称"] = "时光点", ["物的网格"] = Neighbour.Grid }, new("走访", "测试")));
        var random = new Random(11);
        var snapshots = new Dictionary<DateOnly, Dictionary<string, string?>>();
        for (var step = 0; step < 30; step++)
        {
            var day = clock.NextDay();
            await db.WriteAsync(tx => subjects.Write(tx, Subject.Place, id, new Dictionary<string, string?>
            {
                ["物的备注"] = random.Next(3) == 0 ? null : $"第{step}次", ["物的类别"] = $"{random.Next(1, 8)}", ["受灾人数"] = random.Next(4) == 0 ? "?1" : $"{random.Next(9)}",
            }, new("社区", "测试")));
            snapshots[day] = street.Db.Read(Kept);
        }
        street.Db.Read(tx =>
        {
            foreach (var (day, snapshot) in snapshots) Assert.Equal(snapshot, ledger.AsOf(tx, Subject.Place, id, Ledger.EndOf(day)));
            return 0;
        });

        Dictionary<string, string?> Kept(Tx tx)
        {
            var all = fields.Of(Subject.Place);
            var values = SubjectValues.Load(tx, Subject.Place, all, [id]).Single();
            return all.Where(f => f.IsWritten).ToDictionary(f => f.Label, values.Kept);
        }
    }

    [Fact]
    public async Task Another_community_neither_sees_nor_writes_it()
    {
        var desk = await street.ConsoleAsync("community");
        var elsewhere = await street.Db.WriteAsync(tx => street.Get<Subjects>().Write(tx, Subject.Place, null,
            new Dictionary<string, string?> { ["物的名称"] = "别处的点", ["物的网格"] = Neighbour.Grid9 }, new("走访", "测试")));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await desk.GetAsync($"/api/console/places/{elsewhere}")).StatusCode);
        await SaveAsync(desk, $"places/{elsewhere}", "物的备注", "改").RefusedAsync(404, "not_found");
        await desk.PostAsJsonAsync("/api/console/places", new Dictionary<string, string> { ["物的名称"] = "越界", ["物的网格"] = Neighbour.Grid9 }).RefusedAsync(400, "grid_needed");
        await SaveAsync(desk, "places/" + await NewAsync(desk, "places", new Dictionary<string, string> { ["物的名称"] = "自家", ["物的网格"] = Neighbour.Grid }), "物的网格", Neighbour.Grid9)
            .RefusedAsync(400, "use_move");
    }
}
