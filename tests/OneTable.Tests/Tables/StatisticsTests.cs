using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Tables.Statistics;

namespace OneTable.Tests.Tables;

/// <summary>统计表: every cell is counted, adds up and opens the people who made it.</summary>
[Collection(Street.Name)]
public sealed class StatisticsTests(Street street)
{
    const string Town = "420199001", Community = "420199001001", Grid = "420199001001001";
    const string Living = "实有人口（住在这里）/";
    static readonly DateOnly day = new(2026, 12, 1);

    [Fact]
    public async Task Columns_and_the_database_count_alike_and_the_parts_add_up()
    {
        var template = street.Db.Read(tx => street.Get<StatisticsList>().Require(tx, "T29"));
        await street.Get<PeopleColumns>().LoadAsync();
        var grid = street.Get<StatisticsMaker>().Count(template, new(Town), day);
        foreach (var row in grid.Rows.Where(r => r.Level > 0 && !r.Key.EndsWith('*')))
        {
            long Sql(string where) => street.Db.Read(tx => tx.Count<long>(
                $"SELECT COUNT(*) FROM people WHERE living_grid >= @from AND living_grid < @to AND status <> '3' AND {where}", new { from = row.Key, to = row.Key + ":" }));
            Assert.Equal(Sql("1 = 1"), grid.Cell(row.Key, Living + "合计"));
            Assert.Equal(Sql("sex = '2'"), grid.Cell(row.Key, Living + "女"));
            Assert.Equal(Sql("age_from <= '1946-12-01'"), grid.Cell(row.Key, "实有人口年龄段/80岁以上"));
        }
        Assert.Equal(street.Db.Read(tx => tx.Count<long>(
            "SELECT COUNT(*) FROM people WHERE registered_community = @Community AND population_kind IN ('1', '2') AND status <> '3'", new { Community })), grid.Cell(Community, "户籍人口/合计"));
        foreach (var sum in grid.Rows.Where(r => r.Under.Count > 0))
            for (var i = 0; i < grid.Columns.Count; i++)
                Assert.Equal(sum.Cells[i], grid.Rows.Where(r => sum.Under.Contains(r.Key)).Sum(r => r.Cells[i]));
    }

    [Fact]
    public async Task A_cell_opens_its_people_under_its_rule_and_a_report_keeps_them()
    {
        var (clerk, secretary) = (await street.ConsoleAsync("line"), await street.ConsoleAsync("community"));
        var look = (await secretary.GetJsonAsync("/api/console/statistics/T29")).GetProperty("grid");
        var cell = $"?row={Grid}&column={Uri.EscapeDataString(Living + "女")}&size=100";
        var people = await secretary.GetJsonAsync("/api/console/statistics/T29/cell" + cell);
        Assert.Equal(Number(look, Grid, Living + "女"), people.GetProperty("total").GetInt64());
        Assert.Contains("性别是女", people.Text("rule"));
        Assert.Contains("第一网格", people.Text("rule"));

        var report = await clerk.PostAsync("/api/console/reports", new { table = "T29", period = "2026-Q3" });
        var address = $"/api/console/reports/{report.Text("id")}";
        report = await clerk.PostAsync(address + "/steps", new { step = "send", version = 1 });
        report = await secretary.PostAsync(address + "/steps", new { step = "pass", version = 2 });
        await clerk.PostAsync(address + "/steps", new { step = "submit", version = 3 });
        var before = await secretary.GetJsonAsync(address + "/cell" + cell);
        Assert.Equal(Number((await secretary.GetJsonAsync(address + "/counts")).GetProperty("grid"), Grid, Living + "女"), before.GetProperty("total").GetInt64());
        var whole = await secretary.GetJsonAsync($"{address}/cell?row={Community}&column={Uri.EscapeDataString(Living + "女")}&size=100");
        Assert.True(whole.GetProperty("total").GetInt64() >= before.GetProperty("total").GetInt64());

        var gone = long.Parse(before.List("rows")[0].Text("id")!);
        await street.Db.WriteAsync(tx => street.Get<People>().Write(tx, gone, new Dictionary<string, string?> { ["现住网格"] = "420199001002001" }, new("走访", "测试")));
        Assert.Equal(before.ToString(), (await secretary.GetJsonAsync(address + "/cell" + cell)).ToString());
        var now = await secretary.GetJsonAsync("/api/console/statistics/T29");
        Assert.Equal("2026年第3季度", now.Text("beforeText"));
        Assert.Equal(-1, Number(now.GetProperty("grid"), Grid, Living + "女") - Number(now.GetProperty("before"), Grid, Living + "女"));
        Assert.DoesNotContain((await secretary.GetJsonAsync("/api/console/statistics/T29/cell" + cell)).List("rows"), r => r.Text("id") == gone.ToString());
        (await secretary.GetAsync("/api/console/statistics/T29/file?before=true")).EnsureSuccessStatusCode();
        (await secretary.GetAsync(address + "/file")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_table_by_values_sums_and_hides_what_would_name_somebody()
    {
        await street.Db.WriteAsync(tx => Contents.Edit(tx, "statistics", "T91", """
            {id: T91, name: 待遇统计, line: 民政, cycle: 月, rows: 性别, groups: [{title: 待遇, columns: [{label: 人数}, {label: 金额, sum: 月保障金额}, {label: 低收入, condition: {field: 家庭月人均收入, op: filled}}]}]}
            """, "测试"));
        try
        {
            var grid = (await (await street.ConsoleAsync("community")).GetJsonAsync("/api/console/statistics/T91")).GetProperty("grid");
            Assert.Equal(street.Db.Read(tx => tx.Count<long>("SELECT COUNT(*) FROM people WHERE living_grid LIKE '420199001001%' AND sex = '1'")), Number(grid, "男", "待遇/人数"));
            Assert.Contains(grid.List("rows"), r => r.Text("key") == "没有登记");
            var duty = await street.ConsoleAsync("duty");
            await duty.GetAsync($"/api/console/statistics/T91/cell?row={Uri.EscapeDataString("男")}&column={Uri.EscapeDataString("待遇/人数")}").RefusedAsync(403, "forbidden");
            Assert.All((await duty.GetJsonAsync("/api/console/statistics/T91")).GetProperty("grid").List("rows").SelectMany(r => r.List("cells")),
                c => Assert.True(c.ValueKind == JsonValueKind.Null || c.GetInt64() >= 5));
        }
        finally
        {
            await street.Db.WriteAsync(tx => tx.Run("DELETE FROM contents WHERE kind = 'statistics' AND name = 'T91'"));
        }
    }

    static long Number(JsonElement grid, string row, string column) =>
        grid.List("rows").Single(r => r.Text("key") == row).List("cells")[grid.List("columns").ToList().FindIndex(c => c.Text("key") == column)].GetInt64();
}
