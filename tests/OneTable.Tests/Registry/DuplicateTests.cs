using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>Two records of one person: found, compared, merged without loss, taken apart again.</summary>
[Collection(Street.Name)]
public sealed class DuplicateTests(Street street)
{
    static string Name => "重" + Guid.NewGuid().ToString("N")[..6];

    static async Task<JsonElement?> PairAsync(HttpClient desk, long a, long b)
    {
        for (var page = 1; ; page++)
        {
            var items = (await desk.GetJsonAsync($"/api/console/duplicates?size=100&page={page}")).List("items");
            if (items.Count == 0) return null;
            foreach (var pair in items)
                if (pair.GetProperty("first").Text("id") == Math.Min(a, b).ToString() && pair.GetProperty("second").Text("id") == Math.Max(a, b).ToString()) return pair;
        }
    }

    async Task ScanAsync(string user = "community")
    {
        var desk = await street.ConsoleAsync(user);
        var run = await desk.PostAsync("/api/console/duplicates/scan", new { });
        var ended = await Wait.ForAsync(async () => (await desk.GetJsonAsync("/api/console/runs/" + run.Text("id"))).Text("endedAt"), "the end of the scan");
        Assert.NotEmpty(ended);
        Assert.Equal("done", (await desk.GetJsonAsync("/api/console/runs/" + run.Text("id"))).Text("state"));
    }

    [Fact]
    public async Task A_scan_finds_the_same_name_with_birth_and_address_or_phone_and_nobody_else()
    {
        var name = Name;
        async Task<long> New(params (string, string?)[] facts) => await Neighbour.NewAsync(street, name, facts: [("身份证号", null), ("证件类型", "98"), .. facts]);
        var first = await New(("出生日期", "1950-03-04"), ("现住地址", "东园小区3栋2单元501"), ("联系电话", "19933330001"));
        var alike = await New(("出生日期", "1950-03-04"), ("现住地址", "东园小区3栋2单元501室"));
        var phone = await New(("联系电话", "19933330001"));
        var stranger = await New(("出生日期", "1962-11-11"), ("现住地址", "东园小区9栋1单元101"));
        var number = Neighbour.NewNumber();
        var typed = await Neighbour.NewAsync(street, name + "甲", facts: [("身份证号", number)]);
        var twice = await Neighbour.NewAsync(street, name + "乙");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE people SET document_hash = (SELECT h FROM (SELECT document_hash AS h FROM people WHERE id = @p0) x) WHERE id = @p1", typed, twice));
        await ScanAsync();
        var desk = await street.ConsoleAsync("community");
        Assert.Equal("姓名、生日相同，地址相近", (await PairAsync(desk, first, alike))?.Text("why"));
        Assert.Equal("姓名、电话相同", (await PairAsync(desk, first, phone))?.Text("why"));
        Assert.Equal(("证件号相同", "100"), ((await PairAsync(desk, typed, twice))?.Text("why"), (await PairAsync(desk, typed, twice))?.Text("score")));
        Assert.Null(await PairAsync(desk, first, stranger));
        Assert.Null(await PairAsync(await street.ConsoleAsync("community3"), first, alike));

        await desk.PostAsync($"/api/console/duplicates/{(await PairAsync(desk, first, alike))?.Text("id")}/not-same", new { });
        await ScanAsync();
        Assert.Null(await PairAsync(desk, first, alike));
    }

    [Fact]
    public async Task Merging_keeps_everything_and_undoing_puts_it_back_with_what_was_written_since()
    {
        var desk = await street.ConsoleAsync("community");
        var name = Name;
        var survivor = await Neighbour.NewAsync(street, name, facts: [("备注", "甲的备注"), ("享受待遇", "1"), ("文化程度", "60"), ("婚姻状况", "10")]);
        var merged = await Neighbour.NewAsync(street, name, source: "民政", facts:
            [("证件类型", "98"), ("身份证号", null), ("备注", "乙的备注"), ("享受待遇", "2"), ("自理能力", "1"), ("联系电话", "19933330009"), ("电话归属", "3"), ("婚姻状况", "10"), ("紧急联系人", "?2")]);
        var child = await Neighbour.NewAsync(street, name + "子");
        await desk.PostAsync($"/api/console/people/{merged}/relations", new { kind = "child_of", backward = true, otherId = child.ToString() });
        await desk.PostAsync($"/api/console/people/{merged}/household", new { action = "make", kind = "living" });
        await Neighbour.ProposeAsync(street, merged, "导入", ("备注", "丙"));
        await HangOnAsync(merged);
        var before = Rows(merged);
        var survivorBefore = Rows(survivor);
        var hung = Hung(merged);
        Assert.All(hung.Values, count => Assert.True(count > 0));

        var compared = await desk.GetJsonAsync($"/api/console/duplicates/compare?first={survivor}&second={merged}");
        var fields = compared.List("differing").ToDictionary(f => f.Text("field")!);
        Assert.Equal(("both", "first", "second", "first"), (fields["享受待遇"].Text("suggested"), fields["文化程度"].Text("suggested"), fields["自理能力"].Text("suggested"), fields["身份证号"].Text("suggested")));
        Assert.DoesNotContain("19933330009", compared.ToString());
        Assert.DoesNotContain("婚姻状况", fields.Keys);

        await (await street.ConsoleAsync("grid")).PostAsJsonAsync("/api/console/merges", new { survivorId = $"{survivor}", mergedId = $"{merged}" }).RefusedAsync(403, "forbidden");
        await desk.PostAsJsonAsync("/api/console/merges", new { survivorId = $"{survivor}", mergedId = $"{merged}", choices = new { 备注 = "both" } }).RefusedAsync(400, "bad_choice");
        await desk.PostAsJsonAsync("/api/console/merges", new { survivorId = $"{survivor}", mergedId = $"{survivor}" }).RefusedAsync(404, "not_found");
        var merge = (await desk.PostAsync("/api/console/merges", new { survivorId = $"{survivor}", mergedId = $"{merged}", choices = new Dictionary<string, string> { ["备注"] = "second" } })).Text("id");

        var page = await desk.GetJsonAsync($"/api/console/people/{merged}"); // the old link
        Assert.Equal(survivor.ToString(), page.Text("id"));
        var now = await Neighbour.FieldsAsync(desk, survivor);
        Assert.Equal(("乙的备注", "民政", "199****0009"), (now["备注"].Text("value"), now["备注"].Text("source"), now["联系电话"].Text("value")));
        Assert.Equal(2, now["享受待遇"].Text("value")!.Split('、').Length);
        Assert.Contains(page.List("relations"), r => r.Text("personId") == child.ToString());
        Assert.NotEmpty(page.GetProperty("households").GetProperty("living").List("members"));
        Assert.All(Hung(merged).Values, count => Assert.Equal(0, count));
        Assert.All(Hung(survivor), count => Assert.True(count.Value >= hung[count.Key]));
        Assert.Empty(Rows(merged).SelectMany(t => t.Value));
        Assert.Equal("1", street.Db.Read(tx => tx.Value<string>("SELECT COUNT(*) FROM people WHERE name = @p0", name)));

        await Neighbour.WriteAsync(street, survivor, "走访", ("自理能力", "2"), ("文化程度", "70"));
        var undone = await desk.PostAsync($"/api/console/merges/{merge}/undo", new { });
        Assert.Equal(merged.ToString(), undone.Text("mergedId"));
        Assert.Equal(Flat(before), Flat(Rows(merged)));
        Assert.Equal(hung, Hung(merged));
        now = await Neighbour.FieldsAsync(desk, survivor);
        Assert.Equal(("甲的备注", "走访"), (now["备注"].Text("value"), now["备注"].Text("source")));
        Assert.False(now.ContainsKey("联系电话"));
        Assert.Equal("2", street.Db.Read(tx => SubjectValues.Load(tx, [street.Get<FieldCatalog>().Find("自理能力")!], [survivor]).Single().Kept(street.Get<FieldCatalog>().Find("自理能力")!)));
        Assert.Single(survivorBefore["tags"]);
        Assert.Equal(Flat(survivorBefore, "tags", "absences"), Flat(Rows(survivor), "tags", "absences"));
        await desk.PostAsJsonAsync($"/api/console/merges/{merge}/undo", new { }).RefusedAsync(409, "settled_already");
    }

    [Fact]
    public async Task Of_two_who_merge_the_same_at_once_one_does_it()
    {
        var (a, b) = (await Neighbour.NewAsync(street, "并发"), await Neighbour.NewAsync(street, "并发"));
        var desk = await street.ConsoleAsync("community");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => desk.PostAsJsonAsync("/api/console/merges", new { survivorId = $"{(i % 2 == 0 ? a : b)}", mergedId = $"{(i % 2 == 0 ? b : a)}" })));
        Assert.Single(answers, r => r.IsSuccessStatusCode);
        Assert.All(answers.Where(r => !r.IsSuccessStatusCode), r => Assert.Equal(HttpStatusCode.NotFound, r.StatusCode));
    }

    [Fact]
    public async Task Two_of_whom_one_is_out_of_sight_are_neither_compared_nor_merged()
    {
        var (a, b) = (await Neighbour.NewAsync(street, "远近"), await Neighbour.NewAsync(street, "远近", Neighbour.Grid9));
        await street.Db.WriteAsync(tx => Duplicates.Suggest(tx, a, b, 80, "测试"));
        var desk = await street.ConsoleAsync("community");
        var pair = (await desk.GetJsonAsync("/api/console/duplicates?size=100")).List("items").Single(p => p.GetProperty("first").Text("id") == $"{a}");
        Assert.Equal((null, "远*", "False"), (pair.GetProperty("second").Text("id"), pair.GetProperty("second").Text("name"), pair.Text("mayMerge")));
        await desk.GetAsync($"/api/console/duplicates/compare?first={a}&second={b}").RefusedAsync(404, "not_found");
        await desk.PostAsJsonAsync("/api/console/merges", new { survivorId = $"{a}", mergedId = $"{b}" }).RefusedAsync(404, "not_found");
        await (await street.ConsoleAsync("street")).PostAsync("/api/console/merges", new { survivorId = $"{a}", mergedId = $"{b}" });
    }

    /// <summary>A to-do, a notice, a WeChat user, a finding and a claim of this person.</summary>
    Task HangOnAsync(long id) => street.Db.WriteAsync(tx =>
    {
        tx.Run("INSERT INTO todos (id, dedup_key, kind, state, staff_id, division_code, title, person_id, rank_no, created_at) VALUES (@p0, @p1, 'visit', 'done', 1, '4', 't', @p2, 0, 0)", tx.NextId(), $"test:{id}", id);
        tx.Run("INSERT INTO notices (id, dedup_key, matter, person_id, division_code, template, variables, text, channel, state, created_at) VALUES (@p0, @p1, 'm', @p2, '4', '', '{}', '', '', 'told', 0)", tx.NextId(), $"test:{id}", id);
        tx.Run("INSERT INTO residents (id, mp_openid, person_id, level, follows, window_until, window_left, created_at) VALUES (@p0, @p1, @p2, 1, 0, 0, 0, 0)", tx.NextId(), $"test-{id}", id);
        tx.Run("INSERT INTO household_members (household_id, person_id) VALUES (@p0, @p1)", tx.NextId(), id);
        tx.Run("INSERT INTO findings (id, scenario, person_id, occasion, version, division_code, found_on) VALUES (@p0, 'gone', @p1, '80', 1, '4', '2026-12-01')", tx.NextId(), id);
        tx.Run("""
            INSERT INTO claims (id, person_id, scenario, occasion, flow, flow_version, step, round_no, state, started_at, entered_at, handed_in)
            VALUES (@p0, @p1, 'gone', '2026-12', 'allowance', 1, 'pay', 1, 'paid', 0, 0, 1)
            """, tx.NextId(), id);
    });

    Dictionary<string, int> Hung(long id) => street.Db.Read(tx => new Dictionary<string, string>
    {
        ["todos"] = "SELECT COUNT(*) FROM todos WHERE person_id = @id", ["notices"] = "SELECT COUNT(*) FROM notices WHERE person_id = @id",
        ["residents"] = "SELECT COUNT(*) FROM residents WHERE person_id = @id", ["family"] = "SELECT COUNT(*) FROM household_members WHERE person_id = @id",
        ["relations"] = "SELECT COUNT(*) FROM relations WHERE from_id = @id OR to_id = @id", ["heads"] = "SELECT COUNT(*) FROM households WHERE head_person_id = @id",
        ["conflicts"] = "SELECT COUNT(*) FROM conflicts WHERE subject_id = @id AND settled IS NULL",
        ["findings"] = "SELECT COUNT(*) FROM findings WHERE person_id = @id AND scenario = 'gone'", ["claims"] = "SELECT COUNT(*) FROM claims WHERE person_id = @id",
    }.ToDictionary(q => q.Key, q => tx.Count<int>(q.Value, new { id })));

    /// <summary>All rows of a person in all tables, as text.</summary>
    Dictionary<string, List<string>> Rows(long id) => street.Db.Read(tx => street.Get<FieldCatalog>().Person.Select(f => f.SpecialTable).OfType<string>().Distinct()
        .Select(t => (Table: t, Where: "person_id = @p0")).Append(("tags", "kind = 'person' AND subject_id = @p0")).Append(("absences", "kind = 'person' AND subject_id = @p0")).Append(("people", "id = @p0"))
        .ToDictionary(t => t.Item1, t =>
        {
            var found = new List<string>();
            using var rows = tx.Rows($"SELECT * FROM {t.Item1} WHERE {t.Item2}", id);
            while (rows.Read()) found.Add(string.Join('|', Enumerable.Range(0, rows.FieldCount).Select(i => $"{rows.GetName(i)}={rows.GetValue(i)}").Where(v => !v.StartsWith("updated_at"))));
            return (List<string>)[.. found.Order(StringComparer.Ordinal)];
        }));

    static string Flat(Dictionary<string, List<string>> rows, params string[] tables) =>
        string.Join('\n', rows.Where(t => tables.Length == 0 || tables.Contains(t.Key)).SelectMany(t => t.Value.Select(v => t.Key + ": " + v)));
}
