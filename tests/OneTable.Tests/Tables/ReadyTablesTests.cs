using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Sheets;
using OneTable.Services.Tables;
using OneTable.Tests.Registry;

namespace OneTable.Tests.Tables;

/// <summary>The tables of a community's daily work, each made from the registry.</summary>
[Collection(Street.Name)]
public sealed class ReadyTablesTests(Street street)
{
    static readonly Scope community = new(Neighbour.Community);
    static readonly DateOnly day = new(2026, 12, 1);

    public static TheoryData<string> Names => [.. Enumerable.Range(1, 36).Where(n => n != 29).Select(n => $"T{n:00}")]; // 29 is one of counts

    TableTemplate Template(string name) => street.Get<TableMaker>().All.Single(t => t.Is(name));

    IReadOnlyList<IReadOnlyList<TableCell>> Rows(string name, out IReadOnlyList<long> ids)
    {
        var rows = new TableRows(Template(name), community, day, street.Get<DivisionTree>(), street.Get<Seal>());
        var found = street.Db.Read(rows.Ids);
        ids = found;
        return street.Db.Read(tx => rows.Read(tx, found, new Reader("06"), whole: true));
    }

    [Fact]
    public void There_are_36_and_each_has_a_name_of_its_own()
    {
        var all = street.Db.Read(street.Get<Services.Tables.Reports.ReportTables>().All);
        Assert.Equal(36, all.Count);
        Assert.Equal(36, all.Select(t => t.Name).Distinct().Count());
        Assert.All(all, t => Assert.True(t.Counts is not null || t.Template!.File.Furniture.Count > 0));
    }

    /// <summary>Every table opens as a workbook whose header is its columns and whose rows are those who belong into it.</summary>
    [Theory, MemberData(nameof(Names))]
    public async Task It_is_made(string name)
    {
        var desk = await street.ConsoleAsync("community");
        var template = Template(name);
        var answer = await desk.GetAsync($"/api/console/tables/{name}/file?date=2026-12-01");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        using var file = SheetFile.Open(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()), name + ".xlsx");
        var rows = file.Rows(0).ToList();
        Assert.Equal(template.Columns.Select(c => c.Label), rows.Single(r => r.Number == 3).Cells.TakeWhile(c => c is not null)!);
        Assert.Equal(Rows(name, out _).Count, rows.Count(r => r.Number > 3));
    }

    [Fact]
    public async Task Of_the_twelve_columns_of_the_dibao_dynamics_one_is_asked()
    {
        await Neighbour.NewAsync(street, "低保一户", facts:
        [
            ("救助类别", "11"), ("户籍社区", Neighbour.Community), ("户籍地址", "东园小区1栋"), ("现住地址", "东园小区1栋"), ("联系电话", "19911110001"), ("救助起始月", "2025-03"),
            ("保障人口", "2"), ("月保障金额", "78000"),
        ]);
        var template = Template("低保对象动态管理表");
        var row = Rows("T04", out _).First(r => r[6].Text == "19911110001");
        Assert.Equal(12, template.Columns.Count);
        Assert.Equal(["近期动态"], template.Columns.Where(c => c.Ask).Select(c => c.Label));
        Assert.Equal("780.00元", row[10].Text);
        Assert.True(row[11].ToFill);
    }

    [Fact]
    public async Task A_family_on_assistance_is_one_row()
    {
        var household = await street.Db.WriteAsync(tx =>
        {
            var id = tx.NextId();
            tx.Run("INSERT INTO households (id, kind, division_code) VALUES (@p0, 'registered', @p1)", id, Neighbour.Community);
            return id;
        });
        async Task<long> Member(string name, string relation) => await Neighbour.NewAsync(street, name, facts:
            [("救助类别", "11"), ("户籍社区", Neighbour.Community), ("户籍户", $"{household}"), ("与户主关系", relation)]);
        var wife = await Member("一户之妻", "12");
        var head = await Member("一户之主", "02");
        Rows("T04", out var ids);
        Assert.Contains(head, ids);
        Assert.DoesNotContain(wife, ids);
    }

    [Fact]
    public async Task A_row_of_a_person_says_what_is_known_of_the_house()
    {
        var (address, grid) = street.Db.Read(tx => tx.Query<(long, string)>("SELECT address_id, grid_code FROM houses WHERE grid_code = @Grid ORDER BY id LIMIT 1", new { Neighbour.Grid }).First());
        await street.Db.WriteAsync(tx => street.Get<Subjects>().Write(tx, Subject.House, tx.Value<long>("SELECT id FROM houses WHERE address_id = @p0", address),
            new Dictionary<string, string?> { ["承租人"] = "钱租客" }, new("走访", "测试")));
        var id = await Neighbour.NewAsync(street, "流动一人", facts: [("人口类别", "3"), ("现住房屋", $"{address}")]);
        var kind = street.Get<FieldCatalog>().CodeSet("人口类别")!.CodeOf("流动人口")!;
        await Neighbour.WriteAsync(street, id, "走访", ("人口类别", kind));
        var rows = Rows("流动人口信息登记表", out var ids);
        var column = Template("流动人口信息登记表").Columns.Select(c => c.Label).ToList().IndexOf("承租人");
        Assert.Equal("钱租客", rows[ids.ToList().IndexOf(id)][column].Text);
    }

    [Fact]
    public async Task Who_stands_in_the_departments_newest_list_is_left_out()
    {
        async Task<long> Insured(string name) => await Neighbour.NewAsync(street, name, facts:
            [("医疗保险", street.Get<FieldCatalog>().CodeSet("医疗保险")!.CodeOf("未参保")!), ("本地户籍", "1"), ("户籍社区", Neighbour.Community)]);
        var (paid, owing) = (await Insured("已缴的人"), await Insured("未缴的人"));
        var list = await street.Db.WriteAsync(tx =>
        {
            var id = tx.NextId();
            tx.Run("""
                INSERT INTO comparisons (id, division_code, staff_id, actor, kind, title, source, data_day, purpose, permission, here_text, here_condition, file_name, columns_json,
                  listed, skipped, created_at, ended_at, keep_until) VALUES (@p0, @p1, 1, '测试', 'paid', '医保已缴', '医保局', '2026-11-30', 'p', 'p', '', '', 'f', '[]', 1, 0, 1, 1, '2099-01-01')
                """, id, Neighbour.Community);
            tx.Run("INSERT INTO comparison_items (comparison_id, position, outcome, person_id, row_no, asked, why) VALUES (@p0, 0, 'both', @p1, 1, 1, '')", id, paid);
            return id;
        });
        Rows("T17", out var ids);
        await street.Db.WriteAsync(tx => tx.Run("DELETE FROM comparisons WHERE id = @p0", list));
        Assert.Contains(owing, ids);
        Assert.DoesNotContain(paid, ids);
    }

    [Fact]
    public async Task A_table_that_is_hung_up_masks_names_and_drops_numbers()
    {
        var desk = await street.ConsoleAsync("community");
        var bytes = await (await desk.GetAsync("/api/console/tables/T02/file?open=true")).Content.ReadAsByteArrayAsync();
        using var file = SheetFile.Open(new MemoryStream(bytes), "x.xlsx");
        var rows = file.Rows(0).ToList();
        Assert.Equal(["序号", "姓名", "年龄", "现住网格"], rows.Single(r => r.Number == 3).Cells.TakeWhile(c => c is not null)!);
        Assert.All(rows.Where(r => r.Number > 3), r => Assert.Contains('*', r.Cells[1]!));
        await desk.GetAsync("/api/console/tables/T09/file?open=true").RefusedAsync(400, "not_public");
    }

    [Fact]
    public async Task All_of_them_come_in_one_file()
    {
        var desk = await street.ConsoleAsync("community");
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await (await desk.GetAsync("/api/console/tables/set?date=2026-12-01")).Content.ReadAsByteArrayAsync()));
        Assert.Contains("低保对象动态管理表_东园社区_20261201.xlsx", zip.Entries.Select(e => e.Name));
        Assert.Equal(36, zip.Entries.Count);
        foreach (var entry in zip.Entries)
        {
            var bytes = new MemoryStream();
            await entry.Open().CopyToAsync(bytes);
            using var file = SheetFile.Open(bytes, entry.Name);
            Assert.NotEmpty(file.Rows(0));
        }
    }

    [Theory]
    [InlineData("2026-12-01", "上月", "2026-11-01", "2026-11-30"), InlineData("2026-03-31", "上月", "2026-02-01", "2026-02-28"), InlineData("2026-01-15", "上季", "2025-10-01", "2025-12-31")]
    [InlineData("2026-11-22", "本周", "2026-11-16", "2026-11-22"), InlineData("2026-11-23", "上周", "2026-11-16", "2026-11-22"), InlineData("2024-02-29", "上年", "2023-01-01", "2023-12-31")]
    public void A_period_is_what_people_mean(string on, string word, string first, string last) =>
        Assert.Equal((BeijingTime.Day(first), BeijingTime.Day(last)), Periods.Of(word, BeijingTime.Day(on)));
}
