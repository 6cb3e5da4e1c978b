using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>Every value answers who says so, since when, what before; on any past day the page is what it was.</summary>
[Collection(Street.Name)]
public sealed class LedgerTests(Street street)
{
    [Fact]
    public async Task A_value_tells_who_said_it_when_and_what_stood_there_before()
    {
        var id = await Neighbour.NewAsync(street, "来历一", facts: [("文化程度", "60"), ("联系电话", "19911110001"), ("电话归属", "1")]);
        await Neighbour.WriteAsync(street, id, "社区", ("文化程度", "70"), ("联系电话", "19911110002"));
        var desk = await street.ConsoleAsync("community");
        var history = (await desk.GetJsonAsync(Neighbour.Url(id, "文化程度"))).GetProperty("history");
        Assert.Equal([("社区", "70"), ("走访", "60")], history.List("entries").Select(e => (e.Text("source")!, Code(e.Text("new")!))));
        Assert.Equal("60", Code(history.List("entries")[0].Text("old")!));
        var phone = await desk.GetJsonAsync(Neighbour.Url(id, "联系电话"));
        Assert.Equal(["199****0002", "199****0001"], phone.GetProperty("history").List("entries").Select(e => e.Text("new")));
        Assert.DoesNotContain("19911110001", phone.ToString());
        Assert.DoesNotContain("19911110002", phone.ToString());

        string? Code(string label) => street.Get<FieldCatalog>().CodeSet("文化程度")!.CodeOf(label);
    }

    [Fact]
    public async Task A_grid_worker_fills_a_blank_and_says_why_where_another_said_otherwise()
    {
        var id = await Neighbour.NewAsync(street, "来历二", source: "民政");
        var desk = await street.ConsoleAsync("grid");
        Assert.Contains((await desk.GetJsonAsync($"/api/console/people/{id}")).List("blank"), g => g.List("labels").Any(l => l.ToString() == "文化程度"));
        Assert.Equal("written", (await (await Neighbour.SaveAsync(desk, id, "文化程度", "不知道")).JsonAsync()).Text("state"));
        Assert.Equal($"（{street.Get<FieldCatalog>().CodeSet("不详原因")!.LabelOf("1")}）", (await Neighbour.FieldsAsync(desk, id))["文化程度"].Text("value"));
        await Neighbour.WriteAsync(street, id, "民政", ("婚姻状况", "10"));
        await Neighbour.SaveAsync(desk, id, "婚姻状况", "20").RefusedAsync(400, "reason_needed");
        await Neighbour.SaveAsync(desk, id, "婚姻状况", "没有这样的婚姻").RefusedAsync(400, "bad_value");
        Assert.Equal("written", (await (await Neighbour.SaveAsync(desk, id, "婚姻状况", "20", "看了结婚证")).JsonAsync()).Text("state"));
        Assert.Equal("unchanged", (await (await Neighbour.SaveAsync(desk, id, "婚姻状况", "20")).JsonAsync()).Text("state"));
        var said = (await desk.GetJsonAsync(Neighbour.Url(id, "婚姻状况"))).GetProperty("history").List("entries")[0];
        Assert.Equal(("走访", "看了结婚证"), (said.Text("source"), said.Text("reason")));
    }

    [Fact]
    public async Task An_edit_that_has_not_seen_the_last_word_is_refused()
    {
        var id = await Neighbour.NewAsync(street, "来历三", facts: [("备注", "一")]);
        var desk = await street.ConsoleAsync("grid");
        var since = long.Parse((await desk.GetJsonAsync(Neighbour.Url(id, "备注"))).GetProperty("history").Text("since")!);
        await Neighbour.SaveAsync(desk, id, "备注", "二", since: since - 1).RefusedAsync(409, "changed_meanwhile");
        await (await Neighbour.SaveAsync(desk, id, "备注", "二", since: since)).JsonAsync();
    }

    [Theory]
    [InlineData("人员状态", "3", 400, "use_death")]
    [InlineData("去世日期", "2026-01-01", 400, "use_death")]
    [InlineData("现住网格", "420199001003001", 400, "use_move")]
    [InlineData("现住网格", "nowhere", 400, "bad_value")]
    [InlineData("姓名", "", 400, "missing_field")]
    [InlineData("人口类别", "不知道", 400, "missing_field")]
    [InlineData("联系电话", "19911112222", 400, "phone_owner_needed")]
    [InlineData("年龄", "80", 400, "unknown_field")]
    [InlineData("户籍户", "1", 400, "unknown_field")]
    [InlineData("没有这个", "1", 400, "unknown_field")]
    [InlineData("重点人群", "1", 400, "unknown_field")]
    [InlineData("家庭月人均收入", "100", 400, "unknown_field")]
    public async Task What_may_not_be_written_by_hand_is_refused_in_words(string label, string value, int status, string code)
    {
        var id = await Neighbour.NewAsync(street, "来历四");
        await Neighbour.SaveAsync(await street.ConsoleAsync("grid"), id, label, value).RefusedAsync(status, code);
    }

    [Fact]
    public async Task Names_and_numbers_too_long_for_the_registry_are_refused()
    {
        var (id, desk) = (await Neighbour.NewAsync(street, "来历五"), await street.ConsoleAsync("grid"));
        await Neighbour.SaveAsync(desk, id, "姓名", new string('长', 51), "改名").RefusedAsync(400, "too_long");
        await Neighbour.SaveAsync(desk, id, "身份证号", new string('8', 31), "改号").RefusedAsync(400, "too_long");
        await Neighbour.SaveAsync(desk, id, "身份证号", "429004195206070000", "改号").RefusedAsync(400, "bad_identity_number");
        await Neighbour.SaveAsync(desk, id, "备注", "好", new string('因', 101)).RefusedAsync(400, "too_long");
    }

    [Fact]
    public async Task A_value_looked_at_again_counts_from_today()
    {
        var id = await Neighbour.NewAsync(street, "来历六", source: "导入", facts: [("婚姻状况", "10")]);
        var desk = await street.ConsoleAsync("grid");
        await desk.PostAsync($"/api/console/people/{id}/field/confirm", new { label = "婚姻状况" });
        var entries = (await desk.GetJsonAsync(Neighbour.Url(id, "婚姻状况"))).GetProperty("history").List("entries");
        Assert.Equal(["走访", "导入"], entries.Select(e => e.Text("source")));
        await desk.PostAsJsonAsync($"/api/console/people/{id}/field/confirm", new { label = "籍贯" }).RefusedAsync(400, "value_needed");
    }

    [Fact]
    public async Task Registration_facts_are_the_registering_communitys_and_anybody_elses_word_is_a_proposal()
    {
        // registered in the first community, living in the third
        var id = await Neighbour.NewAsync(street, "人户分离甲", Neighbour.Grid9, facts: [("户籍社区", Neighbour.Community), ("户籍地址", "东园小区1栋"), ("人口类别", "3")]);
        var (home, register) = (await street.ConsoleAsync("community3"), await street.ConsoleAsync("community"));
        Assert.Contains("人在", (await home.GetJsonAsync($"/api/console/people/{id}")).Text("apart"));
        var answer = await (await Neighbour.SaveAsync(home, id, "户籍地址", "东园小区2栋")).JsonAsync();
        Assert.Equal("proposed", answer.Text("state"));
        Assert.Equal("东园小区1栋", (await Neighbour.FieldsAsync(home, id))["户籍地址"].Text("value"));
        Assert.True((await Neighbour.FieldsAsync(home, id))["户籍地址"].GetProperty("disputed").GetBoolean());
        var conflict = (await home.GetJsonAsync(Neighbour.Url(id, "户籍地址"))).List("conflicts").Single();
        Assert.False(conflict.GetProperty("mine").GetBoolean());
        await home.PostAsJsonAsync($"/api/console/conflicts/{conflict.Text("id")}/settle", new { choice = "new" }).RefusedAsync(403, "not_yours");
        await register.PostAsync($"/api/console/conflicts/{conflict.Text("id")}/settle", new { choice = "new" });
        Assert.Equal("东园小区2栋", (await Neighbour.FieldsAsync(home, id))["户籍地址"].Text("value"));
        // and the other way round: how to reach somebody is known where the person lives
        Assert.Equal("proposed", (await (await Neighbour.SaveAsync(register, id, "现住地址", "北苑9栋")).JsonAsync()).Text("state"));
        Assert.Equal("written", (await (await Neighbour.SaveAsync(home, id, "现住地址", "北苑8栋")).JsonAsync()).Text("state"));
    }

    [Fact]
    public async Task A_number_that_is_somebody_elses_is_told_with_whose_it_is()
    {
        var number = Neighbour.NewNumber();
        var first = await Neighbour.NewAsync(street, "同号甲", facts: [("身份证号", number)]);
        var second = await Neighbour.NewAsync(street, "同号乙", Neighbour.Grid9);
        var answer = await Neighbour.SaveAsync(await street.ConsoleAsync("street"), second, "身份证号", number, "看了身份证");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        Assert.Equal(("same_identity", first.ToString()), (problem.Text("code"), problem.Text("otherId")));
        Assert.Contains("同**", problem.Text("title"));
        var write = await Assert.ThrowsAsync<OneTable.Services.Refusal>(() => Neighbour.WriteAsync(street, second, "走访", ("身份证号", number)));
        Assert.Equal("same_identity", write.Code);
        Assert.Contains((await (await street.ConsoleAsync("street")).GetJsonAsync("/api/console/duplicates?size=100")).List("items"),
            d => d.GetProperty("first").Text("id") == first.ToString() && d.GetProperty("second").Text("id") == second.ToString());
    }

    [Fact]
    public async Task Of_many_who_write_one_number_at_once_one_gets_it()
    {
        var number = Neighbour.NewNumber();
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try { return await Neighbour.NewAsync(street, $"抢号{i}", facts: [("身份证号", number)]); }
            catch (OneTable.Services.Refusal refusal) when (refusal.Code == "same_identity") { return 0; }
        }));
        Assert.Single(tries, id => id != 0);
    }

    /// <summary>Snapshots taken at every write, by writers that run at once, are what the ledger later says about that instant.</summary>
    [Fact]
    public async Task As_of_is_what_a_snapshot_of_that_day_says()
    {
        var clock = new StepClock(new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8)));
        using var db = new Database(street.Get<Dialect>(), clock);
        var (people, fields) = (street.Get<People>(), street.Get<FieldCatalog>());
        var ledger = street.Get<Ledger>();
        var id = await db.WriteAsync(tx => people.Write(tx, null, new Dictionary<string, string?>
            { ["姓名"] = "时光", ["证件类型"] = "01", ["身份证号"] = Neighbour.NewNumber(), ["人口类别"] = "1", ["人员状态"] = "1", ["现住网格"] = Neighbour.Grid }, new("走访", "测试")));
        var begun = clock.Day;
        var random = new Random(7);
        var moves = Enumerable.Range(0, 60).Select(_ => Facts(random, fields)).ToList();
        var snapshots = new System.Collections.Concurrent.ConcurrentDictionary<DateOnly, Dictionary<string, string?>>();
        await Parallel.ForEachAsync(moves, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (facts, _) => await db.WriteAsync(tx =>
        {
            tx.Value<long?>("SELECT id FROM people WHERE id = @p0" + tx.ForUpdate, id); // the day begins when the writer's turn has come
            var day = clock.NextDay();
            people.Write(tx, id, facts, new("社区", "测试"));
            snapshots[day] = Kept(tx);
        }));
        Assert.Equal(60, snapshots.Count);
        street.Db.Read(tx =>
        {
            foreach (var (day, snapshot) in snapshots) Assert.Equal(snapshot, Open(ledger.AsOf(tx, Subject.Person, id, Ledger.EndOf(day))!));
            Assert.Null(ledger.AsOf(tx, Subject.Person, id, Ledger.EndOf(begun.AddDays(-1))));
            return 0;
        });
        var (from, to) = (snapshots.Keys.Min(), snapshots.Keys.Max());
        var changed = street.Db.Read(tx => ledger.Between(tx, Subject.Person, id, from, to, "06"));
        Assert.Equal(snapshots[to].Where(f => f.Value != snapshots[from][f.Key]).Select(f => f.Key).Order(), changed.Select(c => c.Field).Order());
        var desk = await street.ConsoleAsync("community");
        var page = await Neighbour.FieldsAsync(desk, id, $"?asOf={from.Iso()}");
        Assert.Equal(snapshots[from]["备注"], page.GetValueOrDefault("备注").ValueKind == JsonValueKind.Undefined ? null : page["备注"].Text("value"));
        Assert.Empty((await desk.GetJsonAsync($"/api/console/people/{id}?asOf=2025-12-31")).List("groups"));
        await desk.GetAsync($"/api/console/people/{id}?asOf=2027-01-01").RefusedAsync(400, "bad_date");
        await desk.GetAsync($"/api/console/people/{id}?asOf=yesterday").RefusedAsync(400, "bad_date");

        Dictionary<string, string?> Kept(Tx tx)
        {
            var values = SubjectValues.Load(tx, fields.Person, [id]).Single();
            return Open(fields.Person.Where(f => f.IsWritten).ToDictionary(f => f.Label, values.Kept));
        }

        Dictionary<string, string?> Open(IReadOnlyDictionary<string, string?> kept) => kept.ToDictionary(f => f.Key,
            f => fields.Find(f.Key)!.IsSealed && f.Value is not (null or ['?', _]) ? street.Get<Seal>().Open(f.Value) : f.Value);
    }

    static Dictionary<string, string?> Facts(Random random, FieldCatalog fields)
    {
        var facts = new Dictionary<string, string?>();
        if (random.Next(2) == 0) facts["备注"] = random.Next(4) == 0 ? null : $"备注{random.Next(1000)}";
        if (random.Next(2) == 0) facts["联系电话"] = random.Next(4) == 0 ? "?2" : $"199{random.Next(10_000_000, 99_999_999)}";
        if (random.Next(3) == 0) facts["身份证号"] = Neighbour.NewNumber($"19{random.Next(30, 99)}0{random.Next(1, 10)}1{random.Next(0, 10)}");
        if (random.Next(2) == 0) facts["享受待遇"] = random.Next(4) switch { 0 => null, 1 => "?3", 2 => "2,1", _ => "3" };
        if (random.Next(2) == 0) facts["自理能力"] = fields.CodeSet("自理能力")!.Codes[random.Next(3)].Value;
        facts["文化程度"] = fields.CodeSet("文化程度")!.Codes[random.Next(5)].Value;
        return facts;
    }
}
