using System.Text.Json;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;

namespace OneTable.Tests.Scenarios;

/// <summary>Who should have a benefit and has it not, and the other way round, on a street of its own with two made-up subsidies that exclude each other.</summary>
public sealed class NeedTests(NeedTests.OwnStreet own) : IClassFixture<NeedTests.OwnStreet>
{
    /// <summary>Small, and with the two subsidies.</summary>
    public sealed class OwnStreet : IAsyncLifetime
    {
        internal Street Street { get; } = new(Street.TuesdayMorning, "800");
        public async Task InitializeAsync()
        {
            await Street.InitializeAsync();
            await Street.Db.WriteAsync(tx => Contents.Edit(tx, ScenarioList.Kind, "one", Subsidy("T1", "甲补贴（示例）", "失能护理补贴", 600, "T2", ""), "测试"));
            await Street.Db.WriteAsync(tx => Contents.Edit(tx, ScenarioList.Kind, "two", Subsidy("T2", "乙补贴（示例）", "市场租房补贴", 200, "T1", "choose: highest"), "测试"));
        }

        public Task DisposeAsync() => Street.DisposeAsync();

        static string Subsidy(string id, string title, string benefit, int yuan, string excludes, string choose) => $$"""
            id: {{id}}
            title: {{title}}
            sample: true
            benefit: {{benefit}}
            condition: {field: 备注, op: '=', value: 够条件}
            moment: {holds: true}
            excludes: [{{excludes}}]
            {{choose}}
            amounts: [{from: 2020-01-01, until: 2026-12-31, yuan: {{yuan}}}]
            cases: []
            """;
    }

    Street Street => own.Street;
    static readonly Origin origin = new("测试", "测试");
    string Grid => Street.Db.Read(tx => tx.Value<string>("SELECT MIN(code) FROM divisions WHERE level = 4"))!;

    Task<long> WriteAsync(long? id, params (string Field, string? Value)[] facts) => Street.Db.WriteAsync(tx => Street.Get<People>().Write(tx, id, facts.ToDictionary(f => f.Field, f => f.Value), origin));

    Task<long> AddAsync(string name, params (string Field, string? Value)[] facts) =>
        WriteAsync(null, [("姓名", name), ("证件类型", "99"), ("人口类别", "1"), ("人员状态", "1"), ("现住网格", Grid), .. facts]);

    async Task<List<JsonElement>> PeopleAsync(string path, string user = "street") =>
        [.. (await (await Street.ConsoleAsync(user)).GetJsonAsync($"/api/console/{path}{(path.Contains('?') ? '&' : '?')}size=100")).List("items")];

    static string Code(Street street, string benefit) => street.Get<FieldCatalog>().Find("享受待遇")!.CodeSet!.CodeOf(benefit)!;

    [Fact]
    public async Task Who_is_eligible_and_does_not_receive_is_listed_with_the_money_missed_and_what_can_still_be_had()
    {
        var late = await AddAsync("差两月满半年", ("出生日期", "1946-08-01"), ("本地户籍", "1"));
        var lost = await AddAsync("晚了三年", ("出生日期", "1943-08-01"), ("本地户籍", "1"));
        var has = await AddAsync("已经在领", ("出生日期", "1943-08-01"), ("本地户籍", "1"), ("享受待遇", Code(Street, "高龄津贴")));
        var rows = Street.Get<Needs>().People("allowance80", new(""), new("01"), new(2026, 12, 1)).Rows;
        Assert.DoesNotContain(rows, r => r.PersonId == has);
        Assert.Equal((100m, 4, 4, "2027-02-01"), rows.Where(r => r.PersonId == late).Select(r => (r.Yuan!.Value, r.MissedMonths!.Value, r.BackPayMonths!.Value, r.Deadline!)).Single());
        Assert.Equal((40, 0, null), rows.Where(r => r.PersonId == lost).Select(r => (r.MissedMonths!.Value, r.BackPayMonths!.Value, r.Deadline)).Single());
        Assert.True(rows.ToList().FindIndex(r => r.PersonId == late) < rows.ToList().FindIndex(r => r.PersonId == lost), "who still loses something comes first");
    }

    [Fact]
    public async Task The_sums_by_division_are_those_of_all()
    {
        var summary = await (await Street.ConsoleAsync("street")).GetJsonAsync("/api/console/needs");
        Assert.Equal(summary.GetProperty("people").GetInt32(), summary.List("divisions").Sum(d => d.GetProperty("people").GetInt32()));
        Assert.Equal(summary.GetProperty("yuanMonth").GetDecimal(), summary.List("divisions").Sum(d => d.GetProperty("yuanMonth").GetDecimal()));
        Assert.Contains(summary.List("scenarios"), s => s.Text("name") == "allowance80");
        var community = summary.List("divisions").MaxBy(d => d.GetProperty("people").GetInt32()).Text("code");
        var inside = await (await Street.ConsoleAsync("street")).GetJsonAsync($"/api/console/needs?division={community}");
        Assert.True(inside.GetProperty("people").GetInt32() > 0);
    }

    [Fact]
    public async Task Of_two_that_exclude_each_other_the_higher_is_suggested_and_counted_once()
    {
        var before = await Street.Get<Needs>().SummaryAsync(new(""), new("01"), new(2026, 12, 1));
        var id = await AddAsync("两样都够", ("备注", "够条件"));
        var after = await Street.Get<Needs>().SummaryAsync(new(""), new("01"), new(2026, 12, 1));
        Assert.Equal(600m, after.YuanMonth - before.YuanMonth);
        Assert.Equal("和甲补贴（示例）（每月600元）不可兼得，择高：甲补贴（示例）", (await PeopleAsync("needs/two")).Single(r => r.Text("personId") == $"{id}").Text("choice"));

        await WriteAsync(id, ("享受待遇", Code(Street, "市场租房补贴")));
        Assert.DoesNotContain(await PeopleAsync("needs/one"), r => r.Text("personId") == $"{id}");
        var higher = (await PeopleAsync("mirror/one")).Single(r => r.Text("personId") == $"{id}");
        Assert.Equal("higher", higher.Text("kind"));
        Assert.Contains("择高：甲补贴（示例）", higher.Text("why"));

        await WriteAsync(id, ("享受待遇", $"{Code(Street, "市场租房补贴")},{Code(Street, "失能护理补贴")}"));
        Assert.Equal("twice", (await PeopleAsync("mirror/one")).Single(r => r.Text("personId") == $"{id}").Text("kind"));
    }

    [Fact]
    public async Task Who_receives_and_is_no_longer_eligible_is_looked_at_when_somebody_taps_and_stopped_by_nobody()
    {
        var id = await AddAsync("不再符合", ("备注", "不够了"), ("享受待遇", Code(Street, "失能护理补贴")));
        var unknown = await AddAsync("说不准", ("享受待遇", Code(Street, "失能护理补贴")));
        var rows = await PeopleAsync("mirror/one");
        Assert.DoesNotContain(rows, r => r.Text("personId") == $"{unknown}");
        Assert.Contains("不够了", rows.Single(r => r.Text("personId") == $"{id}").Text("why"));
        var todos = () => Street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM todos WHERE person_id = @id", new { id }));
        Assert.Equal(0, todos());

        var desk = await Street.ConsoleAsync("street");
        foreach (var made in new[] { "1", "0" })
            Assert.Equal(made, (await (await desk.PostAsJsonAsync("/api/console/mirror/one/checks", new { people = new[] { $"{id}" } })).JsonAsync()).Text("made"));
        Assert.Equal(1, todos());
        Assert.True((await PeopleAsync("mirror/one")).Single(r => r.Text("personId") == $"{id}").GetProperty("asked").GetBoolean());
        Assert.Equal(Code(Street, "失能护理补贴"), Street.Db.Read(tx => tx.First<string>("SELECT code FROM tags WHERE subject_id = @id AND field = '享受待遇'", new { id })));
        await (await Street.ConsoleAsync("grid")).PostAsJsonAsync("/api/console/mirror/one/checks", new { people = new[] { $"{id}" } }).RefusedAsync(403, "forbidden");
    }

    [Fact]
    public async Task A_year_without_an_amount_counts_people_and_no_money()
    {
        var id = await AddAsync("明年", ("备注", "够条件"));
        var row = Street.Get<Needs>().People("two", new(""), new("01"), new(2027, 3, 1)).Rows.Single(r => r.PersonId == id);
        Assert.Null(row.Yuan);
    }

    [Fact]
    public async Task A_schedule_is_read_on_the_screen_and_taken_away_with_a_trace()
    {
        var id = await AddAsync("看明细", ("出生日期", "1946-08-01"), ("本地户籍", "1"));
        var desk = await Street.ConsoleAsync("street");
        var schedule = await desk.GetJsonAsync($"/api/console/scenarios/allowance80/schedule?person={id}&applied=2026-12-01&until=2027-01");
        Assert.Equal("400", schedule.Text("backPayYuan"));
        Assert.Equal(("2026-08", "back_pay", "2026-12"), schedule.List("months").Where(m => m.Text("month") == "2026-08").Select(m => (m.Text("month"), m.Text("state"), m.Text("paidIn"))).Single());
        var file = await desk.GetAsync($"/api/console/scenarios/allowance80/schedule/file?person={id}&applied=2026-12-01");
        Assert.Contains("spreadsheetml", file.Content.Headers.ContentType!.MediaType);
        foreach (var path in new[] { "needs/allowance80/file", "mirror/one/file" }) Assert.Equal(System.Net.HttpStatusCode.OK, (await desk.GetAsync("/api/console/" + path)).StatusCode);
        Assert.Equal(3, Street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM traces WHERE kind = 'scenario'")));
        await desk.GetAsync($"/api/console/scenarios/allowance80/schedule?person={id}&until=2099-01").RefusedAsync(400, "bad_period");
        await desk.GetAsync($"/api/console/scenarios/allowance80/schedule?person={id}&until=x").RefusedAsync(400, "bad_date");
        await desk.GetAsync($"/api/console/scenarios/card65/schedule?person={id}").RefusedAsync(400, "no_amounts");
        await desk.GetAsync("/api/console/scenarios/allowance80/schedule?person=1").RefusedAsync(404, "not_found");
    }

    [Fact]
    public async Task What_changed_on_a_day_counts_from_that_day()
    {
        var id = await AddAsync("改过", ("备注", "够条件"));
        await WriteAsync(id, ("备注", "不够了"));
        var two = Street.Db.Read(tx => Street.Get<ScenarioList>().Require(tx, "two"));
        var me = Street.Db.Read(tx => Street.Get<OneTable.Services.Staff.StaffList>().Find(tx, tx.Value<long>("SELECT id FROM staff WHERE user_name = 'street'")))!;
        var months = Street.Db.Read(tx => Street.Get<ScheduleDesk>().Of(tx, two, id, new(2026, 11, 2), new(2027, 1, 1), me)).Months.ToDictionary(m => m.Month);
        Assert.Equal(200m, months["2026-11"].Yuan); // before today it held
        Assert.Equal(200m, months["2026-12"].Yuan); // the month of the change is still paid
        Assert.Equal(0m, months["2027-01"].Yuan);
    }
}
