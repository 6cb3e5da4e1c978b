using System.Text;
using OneTable.Services.Data;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Sheets;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Registry;

/// <summary>名单比对: a list is dropped, everybody of both sides lands in one set, and only who needs it hears of it.</summary>
[Collection(Street.Name)]
public sealed class ComparisonTests(Street street)
{
    const string Community = "420199001001", Grid = "420199001001001";
    static int numbers;
    readonly string mark = "比对" + Guid.NewGuid().ToString("N")[..8];

    sealed record Someone(long Id, string Name, string Number, string Birth, string Address);

    /// <summary>Somebody who is asked for in this test: the mark stands in the remark.</summary>
    Task<Someone> SettleAsync(string name, string birth = "1950-03-07", string address = "东园小区2栋1单元501", string grid = Grid, bool asked = true, string phone = "19911110000") => street.Db.WriteAsync(tx =>
    {
        var number = IdentityNumber.Complete("420199" + birth.Replace("-", "") + $"{100 + Interlocked.Increment(ref numbers) % 900:000}");
        var id = street.Get<People>().Write(tx, null, new Dictionary<string, string?>
        {
            ["姓名"] = name, ["证件类型"] = "01", ["身份证号"] = number, ["联系电话"] = phone, ["电话归属"] = "1", ["人口类别"] = "1", ["人员状态"] = "1", ["现住网格"] = grid,
            ["现住地址"] = address, ["备注"] = asked ? mark : "别的",
        }, new("走访", "测试"));
        return new Someone(id, name, number, birth, address);
    });

    async Task<(HttpClient Desk, string Id)> CompareAsync(IEnumerable<string?[]> rows, string kind = "paid", string user = "community")
    {
        var desk = await street.ConsoleAsync(user);
        var answer = await desk.PostAsync("/api/console/comparisons", Form(Xlsx.Of([["2026年城乡居民医保缴费名单"], ["序号", "姓名", "身份证号码", "出生日期", "家庭住址", "金额"], .. rows]), kind));
        var id = (await answer.JsonAsync()).Text("id")!;
        await Wait.ForAsync(async () => (await desk.GetJsonAsync("/api/console/comparisons/" + id)).GetProperty("run") is { ValueKind: JsonValueKind.Object } run && run.Text("state") == "done" ? "" : null, "the end of the comparison");
        return (desk, id);
    }

    MultipartFormDataContent Form(byte[] file, string kind = "paid", string name = "缴费名单.xlsx", object? draft = null) => new()
    {
        { new ByteArrayContent(file), "file", name },
        { new StringContent(JsonSerializer.Serialize(draft ?? new
        {
            title = "居民医保缴费", kind, source = "税务", dataDay = "2026-11-30", purpose = "催缴医保", permission = "医保局函〔2026〕12号", by = "living",
            here = new { field = "备注", op = "=", value = mark },
        })), "draft" },
    };

    static string?[] Row(string? name, string? number = null, string? birth = null, string? address = null) => ["1", name, number, birth, address, "400"];

    async Task<IReadOnlyList<JsonElement>> SetAsync(HttpClient desk, string id, string outcome) => (await desk.GetJsonAsync($"/api/console/comparisons/{id}/items?outcome={outcome}&size=100")).List("items");

    static IEnumerable<string> Names(IEnumerable<JsonElement> items) => items.Select(i => i.GetProperty("person") is { ValueKind: JsonValueKind.Object } p ? p.Text("name")! : "").Order(StringComparer.Ordinal);

    async Task<JsonElement> ColumnsAsync(byte[] file) => await (await (await street.ConsoleAsync("community")).PostAsync("/api/console/comparisons/columns", Form(file))).JsonAsync();

    static string Known(JsonElement looked) => string.Join(' ', looked.List("columns").Select(c => $"{c.Text("heading")}={c.Text("target") ?? "-"}"));

    [Fact]
    public async Task Columns_are_called_as_in_an_import_and_a_list_may_be_names_alone()
    {
        Assert.Equal("姓名=姓名 公民身份证号码=身份证号 出生年月=出生日期 家庭地址=地址", Known(await ColumnsAsync(Xlsx.Of([["姓名", "公民身份证号码", "出生年月", "家庭地址"], ["张三", "1", "1950.3", "x"]]))));
        Assert.Equal("姓名=姓名", Known(await ColumnsAsync(Xlsx.Of([["低保对象"], ["姓名"], ["张三"], ["李四"]]))));
    }

    [Fact]
    public async Task What_is_only_carried_along_here_is_still_brought_in_by_an_import()
    {
        var heading = "出生日期" + mark;
        var desk = await street.ConsoleAsync("community");
        var form = Form(Xlsx.Of([["姓名", heading, "身份证号"], ["张三", "1950-03-07", "1"]]));
        form.Add(new StringContent(JsonSerializer.Serialize(new Dictionary<string, string?> { [heading] = null, ["姓名"] = "姓名" })), "map");
        await (await desk.PostAsync("/api/console/comparisons", form)).JsonAsync();
        var learned = street.Db.Read(tx => street.Get<LearnedHeadings>().Of(tx, Community));
        Assert.DoesNotContain(Headings.Plain(heading), learned.Keys);
        Assert.Equal("姓名", learned["姓名"]);
    }

    [Fact]
    public async Task Everybody_of_both_sides_lands_in_one_set()
    {
        var whole = await SettleAsync("赵一鸣");
        var wide = await SettleAsync("钱二宝");
        var born = await SettleAsync("孙三妹", "1951-01-02", "东园小区3栋2单元201");
        var dotted = await SettleAsync("买买提·艾力", "1952-02-03");
        var masked = await SettleAsync("李四海", "1953-03-04");
        var other = await SettleAsync("周五常", "1954-04-05");
        var typo = await SettleAsync("吴六顺", "1955-05-06");
        var unpaid = await SettleAsync("郑七月");
        var elsewhere = await SettleAsync("王八斤", grid: "420199001003001");
        var aside = await SettleAsync("冯九成", asked: false);
        var wrong = typo.Number[..16] + (char)('0' + (typo.Number[16] - '0' + 1) % 10) + typo.Number[17];
        var (desk, id) = await CompareAsync(
        [
            Row("赵一鸣", whole.Number), Row(" 钱 二宝", string.Concat(wide.Number.Select(c => (char)(c + 0xFEE0)))), Row("孙三妹", null, "1951年1月2日", "武汉市东园小区3栋2单元201室"),
            Row("买买提艾力", dotted.Number), Row("李四海", masked.Number[..6] + "********" + masked.Number[14..], "19530304"), Row("周小常", other.Number), Row("吴六顺", wrong),
            Row("王八斤", elsewhere.Number), Row("冯九成", aside.Number), Row("没有这人", "420199196001011232"), Row("赵一鸣", whole.Number), Row(null), ["合计", null, null, null, null, "4400"],
        ]);
        Assert.Equal(new[] { whole, whole, wide, born, dotted, masked }.Select(p => p.Name).Append("周五常").Order(StringComparer.Ordinal), Names(await SetAsync(desk, id, "both")));
        Assert.Equal([unpaid.Name], Names(await SetAsync(desk, id, "here")));
        Assert.Equal([typo.Name], Names(await SetAsync(desk, id, "doubtful")));
        var there = await SetAsync(desk, id, "there");
        Assert.Equal(["", "", "冯九成"], Names(there));
        Assert.DoesNotContain("420199001003", there.ToString());
        var both = await SetAsync(desk, id, "both");
        Assert.Contains(both, i => i.Text("why")!.Contains("同一人"));
        Assert.All(both, i => Assert.InRange(i.GetProperty("confidence").GetInt32(), 80, 100));
        Assert.DoesNotContain(whole.Number, string.Concat(both)); // masked on every screen
        var result = JsonSerializer.Deserialize<JsonElement>((await desk.GetJsonAsync("/api/console/comparisons/" + id)).GetProperty("run").Text("result")!);
        Assert.Equal((11, 1), (result.GetProperty("listed").GetInt32(), result.GetProperty("repeated").GetInt32()));
    }

    [Fact]
    public async Task Only_who_has_not_paid_is_told_and_nobody_twice()
    {
        var (paid, unpaid, doubtful) = (await SettleAsync("陈有钱"), await SettleAsync("褚没缴", phone: "19911112222"), await SettleAsync("卫说不准", "1960-06-06"));
        var (desk, id) = await CompareAsync([Row("陈有钱", paid.Number), Row("卫说不准", doubtful.Number[..16] + (doubtful.Number[16] == '9' ? "0" : "9") + "1")]);
        object act = new { outcome = "here", template = "medical_due", words = new { date = "2月28日" } };
        await desk.PostAsJsonAsync($"/api/console/comparisons/{id}/notices", new { outcome = "here", template = "medical_due" }).RefusedAsync(400, "words_needed");
        await desk.PostAsJsonAsync($"/api/console/comparisons/{id}/notices", new { outcome = "doubtful", template = "medical_due", words = new { date = "2月28日" } }).RefusedAsync(400, "bad_outcome");
        await desk.PostAsJsonAsync($"/api/console/comparisons/{id}/notices", new { outcome = "both", template = "medical_due", words = new { date = "2月28日" } }).RefusedAsync(400, "not_disturbed");
        var (first, second) = (await desk.PostAsync($"/api/console/comparisons/{id}/notices", act), await desk.PostAsync($"/api/console/comparisons/{id}/notices", act));
        Assert.Equal((1, 1, 0), (first.GetProperty("people").GetInt32(), first.GetProperty("done").GetInt32(), first.GetProperty("already").GetInt32()));
        Assert.Equal((1, 0, 1), (second.GetProperty("people").GetInt32(), second.GetProperty("done").GetInt32(), second.GetProperty("already").GetInt32()));
        Assert.Equal([unpaid.Id], street.Db.Read(tx => tx.Query<long>("SELECT person_id FROM notices WHERE matter = @matter", new { matter = "compare:" + id }).ToList()));
        Assert.Contains("2月28日截止", street.Db.Read(tx => tx.Value<string>("SELECT text FROM notices WHERE matter = @p0", "compare:" + id)));
    }

    [Fact]
    public async Task A_doubtful_pair_is_settled_by_a_tap_and_can_be_taken_back()
    {
        var someone = await SettleAsync("蒋同名", "1961-01-01");
        var (desk, id) = await CompareAsync([Row("蒋同名", someone.Number[..17] + (someone.Number[17] == '1' ? '2' : '1'))]);
        var pair = Assert.Single(await SetAsync(desk, id, "doubtful"));
        Assert.Contains("差一两位", pair.Text("why"));
        async Task<string> SayAsync(bool? same) => (await desk.PostAsync($"/api/console/comparisons/{id}/items/{pair.Text("position")}", new { same })) is var counts
            ? string.Join(',', Outcome.All.Select(o => counts.Text(o))) : "";
        Assert.Equal("0,1,1,0", await SayAsync(false)); // both, here, there, doubtful
        await desk.PostAsJsonAsync($"/api/console/comparisons/{id}/items/{pair.Text("position")}", new { same = true }).RefusedAsync(409, "decided_already");
        Assert.Equal("0,0,0,1", await SayAsync(null));
        Assert.Equal("1,0,0,0", await SayAsync(true));
        Assert.Equal(someone.Name, Assert.Single(Names(await SetAsync(desk, id, "both"))));
    }

    [Fact]
    public async Task Of_two_rows_that_may_be_one_person_a_refused_one_frees_nobody()
    {
        var someone = await SettleAsync("沈两行", "1962-02-02");
        var (desk, id) = await CompareAsync([Row("沈两行", someone.Number[..16] + "XX"), Row("沈两行", someone.Number)]);
        var pair = Assert.Single(await SetAsync(desk, id, "doubtful"));
        var counts = await desk.PostAsync($"/api/console/comparisons/{id}/items/{pair.Text("position")}", new { same = false });
        Assert.Equal(("1", "0", "1"), (counts.Text("both"), counts.Text("here"), counts.Text("there")));
    }

    [Fact]
    public async Task A_household_is_visited_once_and_the_visit_waits_in_the_list_to_plan()
    {
        var (one, two, third) = (await SettleAsync("韩大"), await SettleAsync("韩二"), await SettleAsync("杨三"));
        await street.Db.WriteAsync(tx => tx.Run("UPDATE people SET living_household_id = @p2 WHERE id = @p0 OR id = @p1", one.Id, two.Id, one.Id));
        var (desk, id) = await CompareAsync([Row("不相干", "420199196001011232")]);
        var done = await desk.PostAsync($"/api/console/comparisons/{id}/todos", new { outcome = "here", matter = "提醒缴医保" });
        Assert.Equal("3", done.Text("done"));
        await desk.PostAsync($"/api/console/comparisons/{id}/todos", new { outcome = "here", matter = "提醒缴医保" });
        var todos = street.Db.Read(tx => tx.Query<string>("SELECT title FROM todos WHERE dedup_key LIKE @key AND state = 'planned' ORDER BY title", new { key = $"compare:{id}:%" }).ToList());
        Assert.Equal(["韩大、韩二 2 位：提醒缴医保".Replace("韩大、韩二", string.Join('、', new[] { one, two }.OrderBy(p => p.Id).Select(p => p.Name))), "杨三：提醒缴医保"], todos.OrderByDescending(t => t.Length));
    }

    [Fact]
    public async Task A_list_of_the_dead_sets_nothing_by_itself_and_proposes_when_somebody_says_so()
    {
        var (gone, alive) = (await SettleAsync("朱故去", "1931-01-01"), await SettleAsync("秦健在", "1932-01-01"));
        string StatusOf(Someone p) => street.Db.Read(tx => tx.Value<string>("SELECT status FROM people WHERE id = @p0", p.Id))!;
        var (desk, id) = await CompareAsync([Row("朱故去", gone.Number)], "dead");
        Assert.Equal(("1", "1"), (StatusOf(gone), StatusOf(alive)));
        Assert.Equal("1", (await desk.PostAsync($"/api/console/comparisons/{id}/deaths", new { })).Text("done"));
        Assert.Equal(("2", "1"), (StatusOf(gone), StatusOf(alive))); // suspected; a person confirms (F05)
        Assert.Equal("0", (await desk.PostAsync($"/api/console/comparisons/{id}/deaths", new { })).Text("done"));
        var (paid, other) = await CompareAsync([Row("秦健在", alive.Number)]);
        await paid.PostAsJsonAsync($"/api/console/comparisons/{other}/deaths", new { }).RefusedAsync(400, "bad_kind");
    }

    [Fact]
    public async Task A_set_is_marked_in_the_word_of_the_source_and_never_with_重点人群()
    {
        var someone = await SettleAsync("尤领钱");
        var (desk, id) = await CompareAsync([Row("尤领钱", someone.Number)], "receiving");
        Task<HttpResponseMessage> Mark(string field, string value) => desk.PostAsJsonAsync($"/api/console/comparisons/{id}/marks", new { outcome = "both", field, value });
        await Mark("重点人群", "其他").RefusedAsync(400, "unknown_field");
        await Mark("关爱对象", "没有的").RefusedAsync(400, "bad_value");
        Assert.Equal("1", (await (await Mark("关爱对象", "高龄老人")).JsonAsync()).Text("done"));
        Assert.Equal("0", (await (await Mark("关爱对象", "高龄老人")).JsonAsync()).Text("done"));
        Assert.Equal("税务", street.Db.Read(tx => tx.Value<string>("SELECT source FROM entries WHERE kind = 'person' AND subject_id = @p0 ORDER BY at DESC, id DESC LIMIT 1", someone.Id)));
    }

    [Fact]
    public async Task A_set_is_taken_away_as_a_workbook_that_can_be_read_again()
    {
        var (someone, missing) = (await SettleAsync("许带走"), await SettleAsync("何没有"));
        var (desk, id) = await CompareAsync([Row("许带走", someone.Number), Row("路人", "420199196001011232")]);
        async Task<string> FileAsync(string outcome)
        {
            var bytes = await (await desk.GetAsync($"/api/console/comparisons/{id}/file?outcome={outcome}")).Content.ReadAsByteArrayAsync();
            using var file = SheetFile.Open(new MemoryStream(bytes), "a.xlsx");
            return string.Join('\n', file.Rows(0).Select(r => string.Join('|', r.Cells)));
        }
        Assert.Contains(someone.Number, await FileAsync("both"));
        Assert.Contains("何没有", await FileAsync("here"));
        Assert.Contains("路人", await FileAsync("there"));
        var acts = (await desk.GetJsonAsync("/api/console/comparisons/" + id)).List("acts");
        Assert.Equal(3, acts.Count(a => a.Text("act") == "file"));
    }

    [Fact]
    public async Task The_list_lies_sealed_and_goes_while_who_compared_what_stays()
    {
        var (desk, id) = await CompareAsync([Row("孔秘密", "420199196001011232")]);
        Assert.DoesNotContain("孔秘密", street.Db.Read(tx => tx.Value<string>("SELECT row_sealed FROM comparison_items WHERE comparison_id = @p0", long.Parse(id))));
        Assert.Equal("2027-03-01", (await desk.GetJsonAsync("/api/console/comparisons/" + id)).GetProperty("comparison").Text("keepUntil"));
        await street.Db.WriteAsync(tx => tx.Run("UPDATE comparisons SET keep_until = '2026-11-30' WHERE id = @p0", long.Parse(id)));
        await street.Db.WriteAsync(Comparisons.SweepEnded);
        Assert.Equal(0, street.Db.Read(tx => tx.Value<int>("SELECT COUNT(*) FROM comparison_items WHERE comparison_id = @p0", long.Parse(id))));
        var head = (await desk.GetJsonAsync("/api/console/comparisons/" + id)).GetProperty("comparison");
        Assert.Equal(("税务", "催缴医保", "True"), (head.Text("source"), head.Text("purpose"), head.Text("swept")));
        await desk.PostAsJsonAsync($"/api/console/comparisons/{id}/todos", new { outcome = "here", matter = "x" }).RefusedAsync(400, "list_gone");
    }

    [Fact]
    public async Task A_comparison_is_shown_to_who_made_it_and_who_answers_for_the_division()
    {
        await SettleAsync("吕保密");
        var (line, id) = await CompareAsync([Row("孔某", "420199196001011232")], user: "line");
        Assert.Contains((await line.GetJsonAsync("/api/console/comparisons")).List("items"), c => c.Text("id") == id);
        foreach (var (user, seen) in new[] { ("community", true), ("street", true), ("community3", false), ("safety", false) })
        {
            var desk = await street.ConsoleAsync(user);
            foreach (var url in new[] { "", "/items?outcome=here", "/file?outcome=here" })
                Assert.Equal(seen ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await desk.GetAsync($"/api/console/comparisons/{id}{url}")).StatusCode);
            Assert.Equal(seen, (await desk.GetJsonAsync("/api/console/comparisons?size=100")).List("items").Any(c => c.Text("id") == id));
        }
        await (await street.ConsoleAsync("grid")).GetAsync("/api/console/comparisons").RefusedAsync(403, "forbidden");
        Assert.DoesNotContain((await (await street.ConsoleAsync("community3")).GetJsonAsync("/api/console/runs")).EnumerateArray(), r => r.Text("job") == "comparison:" + id);
    }

    [Theory]
    [InlineData("""{"title":"x"}""", "bad_kind")]
    [InlineData("""{"title":"x","kind":"paid","dataDay":"2030-01-01"}""", "bad_date")]
    [InlineData("""{"title":"x","kind":"paid","dataDay":"2026-11-30","purpose":"p","permission":"y"}""", "words_needed")]
    [InlineData("""{"title":"x","kind":"paid","dataDay":"2026-11-30","source":"s","purpose":"p","permission":"y","by":"all"}""", "bad_side")]
    [InlineData("""{"title":"x","kind":"paid","dataDay":"2026-11-30","source":"s","purpose":"p","permission":"y","here":{"field":"重点人群","op":"filled"}}""", "field_hidden")]
    [InlineData("""{"title":"x","kind":"paid","dataDay":"2026-11-30","source":"s","purpose":"p","permission":"y","here":{"field":"没有的","op":"filled"}}""", "content_invalid")]
    [InlineData("""{"title":""", "bad_request")]
    public async Task What_is_not_said_of_a_list_is_asked_for(string draft, string code)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Xlsx.Of([["姓名", "身份证号"], ["张三", "420199196001011232"]])), "file", "a.xlsx" }, { new StringContent(draft), "draft" } };
        await (await street.ConsoleAsync("community")).PostAsync("/api/console/comparisons", form).RefusedAsync(400, code);
    }

    [Fact]
    public async Task A_file_that_is_no_list_is_refused_with_a_sentence()
    {
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsync("/api/console/comparisons", Form("%PDF-1.7"u8.ToArray(), name: "a.pdf")).RefusedAsync(400, "sheet_kind");
        await desk.PostAsync("/api/console/comparisons", Form(Xlsx.Of([["品名", "数量"], ["灯", "3"]]))).RefusedAsync(400, "list_unknown");
        await desk.PostAsync("/api/console/comparisons", Form(Xlsx.Of([["姓名", "身份证号"]]))).RefusedAsync(400, "list_empty");
        await desk.PostAsJsonAsync("/api/console/comparisons", new { }).RefusedAsync(400, "file_needed");
        var columns = await (await desk.PostAsync("/api/console/comparisons/columns", Form(Encoding.UTF8.GetBytes("参保人,公民身份号码,单位\n张三,420199196001011232,厂\n"), name: "a.csv"))).JsonAsync();
        Assert.Contains(columns.List("columns"), c => c.Text("heading") == "公民身份号码" && c.Text("target") == "身份证号");
    }
}
