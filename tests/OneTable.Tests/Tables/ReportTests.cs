using System.IO.Compression;
using System.Text;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Tests.Tables;

/// <summary>A table's life: drafted, checked, stamped, handed in, returned or archived, and kept as it was.</summary>
[Collection(Street.Name)]
public sealed class ReportTests(Street street)
{
    const string Community = "420199001001", Grid = "420199001001001";
    static int people;

    Task<HttpClient> Clerk => street.ConsoleAsync("line");
    Task<HttpClient> Secretary => street.ConsoleAsync("community");
    Task<HttpClient> Office => street.ConsoleAsync("street");

    static async Task<JsonElement> OpenAsync(HttpClient desk, string table, string period) => await desk.PostAsync("/api/console/reports", new { table, period });

    static async Task<JsonElement> StepAsync(HttpClient desk, JsonElement report, string step, string? reason = null, bool sure = false) => await desk.PostAsync(
        $"/api/console/reports/{report.Text("id")}/steps", new { step, version = report.GetProperty("version").GetInt32(), reason, sure });

    static Task<HttpResponseMessage> TryAsync(HttpClient desk, JsonElement report, string step, string? reason = null) => desk.PostAsJsonAsync(
        $"/api/console/reports/{report.Text("id")}/steps", new { step, version = report.GetProperty("version").GetInt32(), reason });

    async Task<JsonElement> HandInAsync(string table, string period)
    {
        var report = await StepAsync(await Clerk, await OpenAsync(await Clerk, table, period), "send");
        return await StepAsync(await Clerk, await StepAsync(await Secretary, report, "pass"), "submit");
    }

    /// <summary>Somebody of 81, registered and living in the community, whom nobody else touches.</summary>
    Task<long> ElderAsync(string name) => street.Db.WriteAsync(tx => street.Get<People>().Write(tx, null, new Dictionary<string, string?>
    {
        ["姓名"] = name, ["证件类型"] = "01", ["身份证号"] = IdentityNumber.Complete($"42019919450{1 + people++ % 9}1597{people % 10}"), ["联系电话"] = "13800001111", ["人员状态"] = "1",
        ["人口类别"] = "1", ["本地户籍"] = "1", ["户籍社区"] = Community, ["现住网格"] = Grid, ["现住地址"] = "东园小区1栋",
    }, new("走访", "测试")));

    Task SayAsync(long id, string label, string? value) => street.Db.WriteAsync(tx => street.Get<People>().Write(tx, id, new Dictionary<string, string?> { [label] = value }, new("走访", "测试")));

    [Fact]
    public async Task A_report_is_drafted_checked_stamped_handed_in_returned_and_archived()
    {
        var report = await OpenAsync(await Clerk, "高龄津贴名册", "2026-10");
        Assert.Equal(("draft", "2026-10-25", "东园社区"), (report.Text("state"), report.Text("dueDay"), report.Text("division")));
        Assert.Equal(report.Text("id"), (await OpenAsync(await Secretary, "T01", "2026-10-03")).Text("id"));
        await TryAsync(await Clerk, report, "submit").RefusedAsync(409, "changed_meanwhile");
        await (await Clerk).GetAsync($"/api/console/reports/{report.Text("id")}/stamp").RefusedAsync(400, "not_passed");

        report = await StepAsync(await Clerk, report, "send");
        Assert.Equal("社区审核", report.Text("stateText"));
        await TryAsync(await Clerk, report, "pass").RefusedAsync(403, "forbidden");
        await TryAsync(await Office, report, "pass").RefusedAsync(403, "forbidden");
        await TryAsync(await Secretary, report, "back").RefusedAsync(400, "words_needed");
        report = await StepAsync(await Secretary, report, "back", "电话少一位");
        report = await StepAsync(await Clerk, report, "send");
        report = await StepAsync(await Secretary, report, "pass");
        var stamp = await (await Clerk).GetJsonAsync($"/api/console/reports/{report.Text("id")}/stamp");
        Assert.Equal(("高龄津贴名册", "2026年10月", "东园社区"), (stamp.Text("tableName"), stamp.Text("period"), stamp.Text("division")));
        report = await StepAsync(await Clerk, report, "submit");
        Assert.False(report.GetProperty("inTime").GetBoolean());

        await TryAsync(await Secretary, report, "return", "不行").RefusedAsync(403, "forbidden");
        await TryAsync(await Office, report, "return").RefusedAsync(400, "words_needed");
        report = await StepAsync(await Office, report, "return", "请补开户行");
        Assert.Contains((await (await Clerk).GetJsonAsync("/api/console/todos?size=100")).List("items"), t => t.Text("title") == "报表被退回：高龄津贴名册");
        report = await StepAsync(await Clerk, report, "send");
        report = await StepAsync(await Clerk, await StepAsync(await Secretary, report, "pass"), "submit");
        report = await StepAsync(await Office, report, "archive");

        var page = await (await Office).GetJsonAsync("/api/console/reports/" + report.Text("id"));
        Assert.Equal(["open", "send", "back", "send", "pass", "submit", "return", "send", "pass", "submit", "archive"], page.List("steps").Select(s => s.Text("step")));
        Assert.Equal("请补开户行", page.List("steps")[6].Text("reason"));
        Assert.All(page.List("steps"), s => Assert.NotEmpty(s.Text("actor")!));
        Assert.Equal(2, page.List("copies").Count);
        Assert.Empty(page.List("may"));
    }

    [Fact]
    public async Task Of_two_who_act_at_once_one_is_told()
    {
        var report = await StepAsync(await Clerk, await OpenAsync(await Clerk, "T09", "2026-W40"), "send");
        var desk = await Secretary;
        var answers = await Task.WhenAll(TryAsync(desk, report, "pass"), TryAsync(desk, report, "back", "再看看"), TryAsync(desk, report, "pass"));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
        Assert.All(answers.Where(a => !a.IsSuccessStatusCode), a => Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
        var begun = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i => await OpenAsync(i % 2 == 0 ? await Clerk : desk, "T09", "2026-W41")));
        Assert.Single(begun.Select(r => r.Text("id")).Distinct());
    }

    [Fact]
    public async Task What_was_handed_in_stays_when_people_fields_and_templates_change()
    {
        var (moved, merged, kept) = (await ElderAsync("冻结甲"), await ElderAsync("冻结乙"), await ElderAsync("冻结丙"));
        var report = await HandInAsync("T01", "2026-09");
        var address = $"/api/console/reports/{report.Text("id")}";
        var (rows, file) = ((await (await Secretary).GetJsonAsync(address + "/rows?size=100")).ToString(), await FileAsync(await Secretary, address));
        Assert.Contains("冻结甲", rows);
        Assert.DoesNotMatch("[0-9]{15}", rows);

        await SayAsync(moved, "联系电话", "13911112222");
        await SayAsync(kept, "现住地址", "东园小区9栋");
        await street.Db.WriteAsync(tx =>
        {
            street.Get<Merges>().Merge(tx, street.Get<Services.Staff.StaffList>().InPost(tx, Community, "06")!, new(kept, merged, null, "同一人"));
            var body = Contents.Find(tx, "tables", "T01")!.Body;
            Contents.Edit(tx, "tables", "T01", body.Replace("value: 80", "value: 95").Replace("columns: [序号, 姓名, 性别,", "columns: [序号, 姓名,"), "测试");
            tx.Run("UPDATE fields SET label = '手机（旧）' WHERE label = '紧急联系电话'");
            tx.Run("UPDATE fields SET label = '紧急联系电话' WHERE label = '手机（旧）'");
        });
        try
        {
            Assert.Equal(rows, (await (await Secretary).GetJsonAsync(address + "/rows?size=100")).ToString());
            Assert.Equal(file, await FileAsync(await Secretary, address));
            var since = await (await Secretary).GetJsonAsync(address + "/since");
            var changed = since.List("people").ToDictionary(p => p.Text("name")!);
            var phone = changed["冻结甲"].List("values").Single(v => v.Text("field") == "联系电话");
            Assert.Equal(("138****1111", "139****2222"), (phone.Text("old"), phone.Text("now")));
            Assert.Equal("已并入另一份档案", changed["冻结乙"].Text("what"));
            Assert.Contains(changed["冻结丙"].List("values"), v => v.Text("field") == "现住地址" && v.Text("now") == "东园小区9栋");
        }
        finally
        {
            await street.Db.WriteAsync(tx => tx.Run("DELETE FROM contents WHERE kind = 'tables' AND name = 'T01' AND version > 1"));
        }
    }

    /// <summary>The very bytes, which open as a workbook.</summary>
    static async Task<byte[]> FileAsync(HttpClient desk, string address)
    {
        var bytes = await (await desk.GetAsync(address + "/file")).EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.NotNull(zip.GetEntry("xl/worksheets/sheet1.xml"));
        return bytes;
    }

    [Fact]
    public async Task Who_came_and_who_went_is_said_with_the_reason_and_a_clerk_says_it_better()
    {
        var (dead, left) = (await ElderAsync("变化甲"), await ElderAsync("变化乙"));
        await HandInAsync("T01", "2026-07");
        await SayAsync(dead, "人员状态", "3");
        await SayAsync(left, "户籍社区", "420199001002");
        var fresh = await ElderAsync("变化丙");
        var report = await OpenAsync(await Clerk, "T01", "2026-08");
        var address = $"/api/console/reports/{report.Text("id")}";
        var found = await (await Clerk).GetJsonAsync(address + "/changes");
        Assert.Equal("2026年7月", found.Text("before"));
        var reasons = found.List("items").ToDictionary(c => c.Text("name")!, c => c.Text("reason")!);
        Assert.StartsWith("去世（", reasons["变化甲"]);
        Assert.StartsWith("迁到", reasons["变化乙"]);
        Assert.Equal("新登记", reasons["变化丙"]);
        (await (await Clerk).PutAsJsonAsync($"{address}/changes/{dead}", new { reason = "9月3日病故" })).EnsureSuccessStatusCode();
        await (await Clerk).PutAsJsonAsync($"{address}/changes/{dead + 1}", new { reason = "x" }).RefusedAsync(404, "not_found");
        report = await StepAsync(await Clerk, report, "send");
        var kept = (await (await Secretary).GetJsonAsync(address + "/changes")).List("items");
        Assert.Equal("9月3日病故", kept.Single(c => c.Text("name") == "变化甲").Text("reason"));
        await (await Clerk).PutAsJsonAsync($"{address}/changes/{fresh}", new { reason = "晚了" }).RefusedAsync(409, "changed_meanwhile");
    }

    [Fact]
    public async Task A_zero_report_is_one_tap_and_asks_again_where_something_changed()
    {
        var order = new { table = "T10", period = "2026-Q3" };
        await HandInAsync("T10", "2026-Q2");
        var zero = await (await Clerk).PostAsync("/api/console/reports/zero", order);
        Assert.Equal(("submitted", true, 0), (zero.Text("state"), zero.GetProperty("zero").GetBoolean(), zero.GetProperty("rows").GetInt32()));
        await (await Clerk).PostAsJsonAsync("/api/console/reports/zero", order).RefusedAsync(409, "changed_meanwhile");
        await (await Clerk).PostAsJsonAsync("/api/console/reports/zero", new { table = "T26", period = "2026-08" }).RefusedAsync(409, "not_zero");
        Assert.True((await (await Clerk).PostAsync("/api/console/reports/zero", new { table = "T26", period = "2026-08", sure = true })).GetProperty("zero").GetBoolean());
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync("/api/console/reports/zero", new { table = "T26", division = Community }).RefusedAsync(404, "not_found");
        await (await Office).PostAsJsonAsync("/api/console/reports/zero", new { table = "T26", division = Community }).RefusedAsync(403, "forbidden");
    }

    [Fact]
    public async Task The_street_sees_which_communities_are_late_and_a_zero_report_is_in_time()
    {
        await street.Db.WriteAsync(tx => tx.Run("UPDATE contents SET created_at = 1 WHERE kind IN ('tables', 'statistics') AND version = 1"));
        const string late = "/api/console/reports/calendar?from=2026-11-20&until=2026-12-06";
        var calendar = await (await Office).GetJsonAsync(late);
        var owed = calendar.List("items").Where(i => i.Text("tableId") == "T01").ToList();
        Assert.Equal(4, owed.Count);
        Assert.All(owed, o => Assert.Equal(("2026-11", "2026-11-25", true), (o.Text("period"), o.Text("due"), o.GetProperty("overdue").GetBoolean())));
        Assert.Equal(4, calendar.List("divisions").Count);
        var week = calendar.List("items").First(i => i.Text("tableId") == "T09" && i.Text("divisionCode") == Community && i.Text("period") == "2026-W49");
        Assert.Equal("2026-12-04", week.Text("due"));
        await (await Clerk).PostAsync("/api/console/reports/zero", new { table = "T09", sure = true });
        var after = (await (await Office).GetJsonAsync(late + "&division=" + Community)).List("items").Single(i => i.Text("tableId") == "T09" && i.Text("period") == "2026-W49");
        Assert.Equal(("submitted", true, true), (after.Text("state"), after.GetProperty("zero").GetBoolean(), after.GetProperty("inTime").GetBoolean()));
        Assert.Single((await (await Secretary).GetJsonAsync(late)).List("divisions"));
        await (await Office).GetAsync("/api/console/reports/calendar?from=2020-01-01&until=2026-12-06").RefusedAsync(400, "bad_date");
        Assert.Contains("onetable_reports{state=\"submitted\"}", await street.Http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task A_report_is_not_there_for_a_neighbour_and_a_bad_period_is_said()
    {
        var report = await OpenAsync(await Clerk, "T27", "2026-Q4");
        foreach (var look in new[] { "", "/rows", "/changes", "/since", "/file", "/stamp" })
            await (await street.ConsoleAsync("community2")).GetAsync($"/api/console/reports/{report.Text("id")}{look}").RefusedAsync(404, "not_found");
        foreach (var period in new[] { "2026-13", "2026-W01", "abc", "2026-Q5", "0000-00-00" })
            await (await Clerk).PostAsJsonAsync("/api/console/reports", new { table = "T27", period }).RefusedAsync(400, "bad_period");
        await (await Clerk).PostAsJsonAsync("/api/console/reports", new { table = "T27", period = "2027-Q1" }).RefusedAsync(400, "bad_period");
        await (await Clerk).PostAsJsonAsync("/api/console/reports", new { table = "T99" }).RefusedAsync(400, "table_unknown");
        await TryAsync(await Clerk, report, "dance").RefusedAsync(400, "bad_step");
    }

    [Fact]
    public async Task A_departments_own_form_is_handed_in_as_the_very_file()
    {
        var (clerk, filled) = (await Clerk, Sheets.Xlsx.Of([["序号", "姓名", "身份证号", "来源系统编号"], ["1", "表里的人", IdentityNumber.Complete("42019919550101001"), "88776655443322"]]));
        var form = await (await clerk.PostAsync("/api/console/tables/forms?name=" + Uri.EscapeDataString("摸底表.xlsx"), new ByteArrayContent(filled))).JsonAsync();
        Task<HttpResponseMessage> TakeAsync() => clerk.PostAsync($"/api/console/reports/forms/{form.Text("id")}?due=2026-12-20&name={Uri.EscapeDataString("摸底表（已填）.xlsx")}", new ByteArrayContent(filled));
        var report = await (await TakeAsync()).JsonAsync();
        Assert.Equal(("form", "摸底表", "2026-12-20", "draft", 1), (report.Text("kind"), report.Text("tableName"), report.Text("dueDay"), report.Text("state"), report.GetProperty("rows").GetInt32()));
        var address = $"/api/console/reports/{report.Text("id")}";
        var rows = (await clerk.GetJsonAsync(address + "/rows")).ToString();
        Assert.Contains("表里的人", rows);
        Assert.DoesNotMatch("[0-9]{12}", rows);
        report = await StepAsync(await Secretary, await StepAsync(clerk, report, "send"), "pass");
        await TakeAsync().RefusedAsync(409, "changed_meanwhile");
        report = await StepAsync(clerk, report, "submit");
        Assert.Equal(filled, await FileAsync(await Office, address));
        await (await street.ConsoleAsync("district")).GetAsync(address + "/file").RefusedAsync(403, "forbidden"); // the platform reads no whole numbers
        await (await Office).GetAsync(address + "/since").RefusedAsync(400, "not_comparable");
        report = await StepAsync(await Office, report, "return", "缺电话");
        await TryAsync(clerk, report, "send").RefusedAsync(400, "file_needed");
        await StepAsync(clerk, await (await TakeAsync()).JsonAsync(), "send");
        await clerk.PostAsync($"/api/console/reports/forms/{form.Text("id")}?name=x.xlsx", new ByteArrayContent([])).RefusedAsync(400, "sheet_broken");
    }

    [NeedsFact(Soffice.Name)]
    public async Task LibreOffice_opens_what_was_handed_in_and_the_counts()
    {
        const string texts = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1";
        var report = await HandInAsync("T10", "2026-Q1");
        var list = Encoding.UTF8.GetString(await Soffice.ConvertAsync(await FileAsync(await Secretary, $"/api/console/reports/{report.Text("id")}"), texts));
        Assert.Contains("（2026年第1季度）", list);
        Assert.Contains("东园社区", list);
        var counts = Encoding.UTF8.GetString(await Soffice.ConvertAsync(await (await (await Secretary).GetAsync("/api/console/statistics/T29/file")).Content.ReadAsByteArrayAsync(), texts));
        Assert.Contains("户籍人口", counts);
        Assert.Contains("第一网格", counts);
    }
}
