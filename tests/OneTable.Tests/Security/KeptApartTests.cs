using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Tests.Registry;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Security;

/// <summary>What a post may not read it does not learn by a detour either: a run's figures, a list's condition, a file's samples.</summary>
public sealed class KeptApartTests(ScopeWorld world) : IClassFixture<ScopeWorld>
{
    readonly Street street = world.Street;

    [Theory]
    [InlineData("08", "", ScopeWorld.Community)]
    [InlineData("01", "", ScopeWorld.District)]
    public async Task A_run_over_重点人群_and_its_figures_are_for_few(string post, string lines, string division)
    {
        var (desk, secretary) = (await world.DeskAsync(post, lines, division), await world.DeskAsync("06", "", ScopeWorld.Community));
        await desk.PostAsJsonAsync("/api/console/scenarios/watched/run", new { }).RefusedAsync(403, "forbidden");
        var id = await street.Db.WriteAsync(tx =>
        {
            var run = tx.NextId();
            tx.Run("INSERT INTO runs (id, job, run_at, state, done, total, result, actor, started_at, beat_at, division_code) VALUES (@p0, @p1, 1, 'done', 1, 1, '{}', '张', @p2, 1, @p3)",
                run, $"scenarios:watched@{ScopeWorld.Community}{run}", tx.Now, ScopeWorld.Community);
            return run;
        });
        Assert.Contains("watched", (await secretary.GetJsonAsync("/api/console/runs")).ToString());
        await secretary.GetJsonAsync("/api/console/runs/" + id);
        Assert.DoesNotContain("watched", (await desk.GetJsonAsync("/api/console/runs")).ToString());
        Assert.DoesNotContain("watched", (await desk.GetJsonAsync("/api/console/home")).ToString());
        await desk.GetAsync("/api/console/runs/" + id).RefusedAsync(404, "not_found");
    }

    [Theory]
    [InlineData("06", "", true)]
    [InlineData("08", "民政", true)]
    [InlineData("02", "", false)]
    [InlineData("10", "", false)]
    public async Task Whom_a_condition_about_极高_finds_is_not_said_to_who_may_not_read_it(string post, string lines, bool reads)
    {
        await street.Db.WriteAsync(tx =>
        {
            foreach (var (kind, body) in new[] { ("tables", "{id: X9, name: 低收入名册, by: living, condition: {field: 家庭净资产, op: filled}, columns: [姓名]}"),
                ("scenarios", "{id: X9, title: 低收入走访（示例）, sample: true, moment: {holds: true}, condition: {field: 家庭净资产, op: filled}}") })
                tx.Run(tx.Dialect.InsertIgnore + " INTO contents (kind, name, version, body, sha256, actor, created_at) VALUES (@p0, 'poor', 1, @p1, @p0, 'test', 1)", kind, body);
        });
        var desk = await world.DeskAsync(post, lines, post == "02" ? ScopeWorld.District : post == "10" ? ScopeWorld.Grid : ScopeWorld.Community);
        Assert.Equal(reads, (await desk.GetJsonAsync("/api/console/tables/X9/preview")).List("rows").Count > 0);
        Assert.Equal(reads, (await desk.GetAsync("/api/console/tables/X9/file")).IsSuccessStatusCode);
        Assert.Equal(reads, (await desk.GetAsync("/api/console/scenarios/poor/preview")).IsSuccessStatusCode);
        Assert.Equal(reads, (await desk.GetJsonAsync("/api/console/scenarios")).ToString().Contains("低收入走访"));
    }

    /// <summary>A secretary's file has columns that others may not read; the page of imports is everybody's.</summary>
    [Fact]
    public async Task Samples_of_an_imported_file_are_for_who_may_read_its_columns()
    {
        var secretary = await world.DeskAsync("06", "", ScopeWorld.Community);
        var file = Xlsx.Of([["姓名", "身份证号", "重点人群", "家庭净资产", "文化程度"], ["样本雀", ImportingDesk.Number(), "社区矫正", "91827", "小学"]]);
        var taken = await (await secretary.PostAsync("/api/console/imports?name=a.xlsx", new ByteArrayContent(file))).JsonAsync();
        var url = "/api/console/imports/" + taken.Text("id");
        Assert.Contains("91827", (await secretary.GetJsonAsync(url)).ToString());
        foreach (var (post, lines, own) in new[] { ("01", "残联", "样本雀"), ("10", "", null), ("16", "", null) })
        {
            var desk = await world.DeskAsync(post, lines, ScopeWorld.Community);
            foreach (var answer in new[] { await desk.GetJsonAsync(url), await desk.GetJsonAsync("/api/console/imports") })
            {
                Assert.Contains("a.xlsx", answer.ToString());
                foreach (var word in new[] { "社区矫正", "91827" }) Assert.DoesNotContain(word, answer.ToString());
                Assert.Equal(own is not null, answer.ToString().Contains("样本雀"));
            }
        }
    }

    [Fact]
    public async Task So_are_those_of_a_form()
    {
        var secretary = await world.DeskAsync("06", "", ScopeWorld.Community);
        var file = Xlsx.Of([["姓名", "身份证号", "重点人群", "家庭净资产"], ["表样雀", ImportingDesk.Number(), "社区矫正", "91828"], ["表样雀", ImportingDesk.Number(), "社区矫正", "91828"]]);
        var url = "/api/console/tables/forms/" + (await (await secretary.PostAsync("/api/console/tables/forms?name=c.xlsx", new ByteArrayContent(file))).JsonAsync()).Text("id");
        Assert.Contains("91828", (await secretary.GetJsonAsync(url)).ToString());
        foreach (var (post, lines, own) in new[] { ("01", "残联", true), ("10", "", false), ("16", "", false) })
        {
            var seen = (await (await world.DeskAsync(post, lines, ScopeWorld.Community)).GetJsonAsync(url)).ToString();
            foreach (var word in new[] { "社区矫正", "91828" }) Assert.DoesNotContain(word, seen);
            Assert.Equal(own, seen.Contains("表样雀"));
        }
    }

    [Fact]
    public async Task Refused_rows_come_back_with_whole_numbers_to_who_may_have_them_only()
    {
        var number = ImportingDesk.Number();
        var file = Xlsx.Of([["姓名", "身份证号", "联系电话", "第二个号码", "性别"], ["退回雀", number, "18811119999", "18811117777", "未定"]]);
        var secretary = await world.DeskAsync("06", "", ScopeWorld.Community);
        var batch = (await (await secretary.PostAsync("/api/console/imports?name=b.xlsx", new ByteArrayContent(file))).JsonAsync()).Text("id");
        await (await secretary.PostAsync($"/api/console/imports/{batch}/try", null)).JsonAsync();
        await Wait.ForAsync(async () => (await secretary.GetJsonAsync("/api/console/imports/" + batch)).Text("rejected") == "1" ? "" : null, "the refused row");
        Assert.Contains(number, await CellsAsync(secretary, batch!));
        var platform = await CellsAsync(await world.DeskAsync("02", "", ScopeWorld.District), batch!);
        Assert.Contains("退回雀", platform);
        foreach (var whole in new[] { number, "18811119999", "18811117777" }) Assert.DoesNotContain(whole, platform);
    }

    static async Task<string> CellsAsync(HttpClient desk, string batch)
    {
        var bytes = await (await desk.GetAsync($"/api/console/imports/{batch}/refused")).Content.ReadAsByteArrayAsync();
        using var sheets = Services.Sheets.SheetFile.Open(new MemoryStream(bytes), "a.xlsx");
        return string.Join('|', sheets.Rows(0).SelectMany(r => r.Cells));
    }

    [Fact]
    public async Task A_street_adds_fields_and_does_not_widen_who_reads_one()
    {
        var (street4, platform) = (await world.DeskAsync("04", "平安", ScopeWorld.Town), await world.DeskAsync("02", "", ScopeWorld.District));
        object Entry(string label, string sensitivity, string owner, string group, string type = "money") => new { label, type, group, sensitivity, owner, library = "assistance" };
        await street4.PostAsJsonAsync("/api/console/dictionary/fields", Entry("家庭净资产", "低", "民政", "救助")).RefusedAsync(403, "forbidden");
        await street4.PostAsJsonAsync("/api/console/dictionary/fields", Entry("家庭净资产", "极高", "社区", "救助")).RefusedAsync(403, "forbidden");
        await street4.PostAsJsonAsync("/api/console/dictionary/fields", Entry("家庭净资产", "极高", "民政", "健康")).RefusedAsync(403, "forbidden");
        await platform.PostAsJsonAsync("/api/console/dictionary/fields", Entry("家庭净资产", "中", "民政", "救助")).RefusedAsync(403, "forbidden");
        Assert.Equal(Sensitivity.Highest, street.Get<FieldCatalog>().Find("家庭净资产")!.Sensitivity);
        foreach (var sensitivity in new[] { "低", "高" }) await (await street4.PostAsJsonAsync("/api/console/dictionary/fields", Entry("院里的树", sensitivity, "社区", "其他", "text"))).JsonAsync();
        await street4.PostAsJsonAsync("/api/console/dictionary/fields", Entry("院里的树", "低", "社区", "其他", "text")).RefusedAsync(403, "forbidden");
        await (await platform.PostAsJsonAsync("/api/console/dictionary/fields", Entry("院里的树", "低", "社区", "其他", "text"))).JsonAsync();
    }

    /// <summary>Labels stand in SQL; one of the engines takes a backslash for an escape.</summary>
    [Theory]
    [InlineData("x'y")]
    [InlineData("x\\")]
    [InlineData("x\"y")]
    [InlineData("@From")]
    [InlineData("{0}")]
    public async Task A_label_is_words(string label)
    {
        var desk = await world.DeskAsync("02", "", ScopeWorld.District);
        await desk.PostAsJsonAsync("/api/console/dictionary/fields", new { label, type = "text", group = "其他", sensitivity = "极高", owner = "社区" }).RefusedAsync(400, "bad_field");
        await (await world.DeskAsync("10", "", ScopeWorld.Grid)).GetJsonAsync("/api/console/conflicts");
    }

    [Fact]
    public async Task An_inspector_s_phone_takes_nothing_down()
    {
        var phone = await world.PhoneAsync("16", "", ScopeWorld.Community);
        await phone.PostAsJsonAsync("/api/mini/takedowns", new { key = "k", content = "灯坏了" }).RefusedAsync(403, "forbidden");
    }

    [Fact]
    public async Task Nobody_reports_without_end()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        for (var i = 0; i < 50; i++) await me.PostAsync("/api/mini/cases", new { key = "k" + i, kind = "consultation", content = "问一句" });
        await me.PostAsJsonAsync("/api/mini/cases", new { key = "more", kind = "consultation", content = "问一句" }).RefusedAsync(429, "too_many_today");
    }

    [Fact]
    public async Task A_hundred_numbers_a_day_are_a_hundred_however_many_ask_at_once()
    {
        var desk = await world.DeskAsync("09", "", ScopeWorld.Community);
        var staff = street.Db.Read(tx => tx.Value<long>("SELECT id FROM staff WHERE user_name = @p0", ScopeWorld.UserOf("09", "", ScopeWorld.Community)));
        await street.Db.WriteAsync(tx => tx.Run("DELETE FROM reveals WHERE staff_id = @p0", staff));
        await street.Db.WriteAsync(tx =>
        {
            for (var i = 0; i < Reveals.PerDay - 5; i++)
                tx.Run("INSERT INTO reveals (id, staff_id, kind, subject_id, field, purpose, at) VALUES (@p0, @p1, 'person', 1, '联系电话', '打电话联系', @p2)", tx.NextId(), staff, tx.Now);
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ =>
            desk.PostAsJsonAsync($"/api/console/people/{world.Canaries[0].Id}/reveal", new { field = "联系电话", purpose = "打电话联系" })));
        Assert.Equal(5, answers.Count(a => a.IsSuccessStatusCode));
        Assert.Equal(59, answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests));
    }
}
