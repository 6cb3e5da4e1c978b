using System.Text;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Tests.Sheets;

/// <summary>The table on a sheet: its header wherever it stands, its columns by any of their names, its rows and nothing else.</summary>
[Collection(Street.Name)]
public sealed class SheetTableTests(Street street)
{
    Headings Headings => new(Headings.Of(street.Get<FieldCatalog>().Person));

    SheetTable Table(byte[] bytes, params (string, IReadOnlyDictionary<string, string?>)[] said) =>
        SheetTable.Find(SheetFile.Open(new MemoryStream(bytes), "a.xlsx"), 0, Headings, said)!;

    static string Shown(SheetTable table) => string.Join(' ', table.Columns.Select(c => $"{c.Letter}{c.Heading}={c.Target ?? "-"}"));

    [Fact]
    public void A_header_below_titles_and_across_merged_cells_is_found()
    {
        var table = Table(Xlsx.Of([
            ["东园社区人口信息台账"], ["填报单位：东园社区", null, null, null, null, "填报日期：2026年12月1日"],
            ["序号", "基本信息", null, "户籍信息", null, "监护人", null, "联系\n电话"], [null, "姓 名", "公民身份号码（必填）", "户口所在地", "与户主关系", "姓名", "电话"],
            ["1", "2", "3", "4", "5", "6", "7", "8"],
            ["1", "买买提·艾力", "420106194601011234", "东园街1号", "户主", "张三", "13900000001", "13900000002"],
            ["序号", "姓 名", "公民身份号码（必填）", "户口所在地", "与户主关系", "姓名", "电话", "联系\n电话"],
            ["2", "𠅤丽", null, "东园街2号", "妻"], ["合计", "2人"], ["填表人：王五", null, null, "审核人：赵六"], ["注：以上为常住人口"]],
            "A1:H1", "A3:A4", "B3:C3", "D3:E3", "F3:G3", "H3:H4"));
        Assert.Equal("A序号=- B姓名=姓名 C公民身份号码（必填）=身份证号 D户口所在地=户籍地址 E与户主关系=与户主关系 F监护人姓名=监护人 G电话=监护人电话 H联系电话=联系电话",
            Shown(table).Replace("B基本信息姓名", "B姓名"));
        Assert.Equal([6, 8], table.Rows().Select(r => r.Number));
        Assert.Equal(["买买提·艾力", "𠅤丽"], table.Column("姓名")!.Samples);
    }

    [Theory]
    [InlineData("姓　名", "姓名")]
    [InlineData("＊姓名：", "姓名")]
    [InlineData("3、居民姓名", "姓名")]
    [InlineData("身份证号码(18位)", "身份证号")]
    [InlineData("家庭月人均收入（元）", "家庭月人均收入")]
    [InlineData("是否本地户籍", "本地户籍")]
    [InlineData("现居住地【详细到门牌】", "现住地址")]
    [InlineData("老人姓名", "姓名")]
    [InlineData("随便什么", null)]
    public void A_heading_is_known_however_it_is_written(string heading, string? target) => Assert.Equal(target, Headings.Target([heading]));

    [Fact]
    public void Headings_that_say_nothing_are_known_by_what_stands_below()
    {
        string[][] people = [["张伟", "11010119900307803X", "13911112222", "男", "1990-03-07"], ["李娜", "11010119900307731X", "13911112223", "女", "1990.03.07"], ["王·芳", "110101199003076000", "13911112224", "女", "1990年3月7日"]];
        var csv = string.Join('\n', people.Select(p => string.Join(',', p)));
        using var file = SheetFile.Open(new MemoryStream(Encoding.UTF8.GetBytes("甲,乙,丙,丁,戊\n" + csv.Replace("王·芳", "王芳"))), "a.csv");
        var table = SheetTable.Find(file, 0, Headings)!;
        Assert.Equal("联系电话", table.Columns[2].Target);
        Assert.Equal(("性别", "values"), (table.Columns[3].Target, table.Columns[3].How));
        Assert.Equal(("出生日期", "姓名"), (table.Columns[4].Target, table.Columns[0].Target));
        Assert.Equal(3, table.Rows().Count());
    }

    [Fact]
    public void Two_columns_of_one_name_are_told_apart_and_a_map_says_what_each_is()
    {
        byte[] bytes = Xlsx.Of([["姓名", "身份证号", "电话", "电话", "代码"], ["张三", "420106194601011234", "13900000001", "13900000002", "x"]]);
        Assert.Equal("A姓名=姓名 B身份证号=身份证号 C电话=联系电话 D电话（2）=- E代码=-", Shown(Table(bytes)));
        var map = new Dictionary<string, string?> { [Headings.Plain("电话（2）")] = "紧急联系电话", [Headings.Plain("身份证号")] = null };
        var learned = new Dictionary<string, string?> { [Headings.Plain("代码")] = "备注", [Headings.Plain("电话（2）")] = "监护人电话" };
        var table = Table(bytes, ("map", map), ("learned", learned));
        Assert.Equal("A姓名=姓名 B身份证号=- C电话=联系电话 D电话（2）=紧急联系电话 E代码=备注", Shown(table));
        Assert.Equal(["name", "map", "name", "map", "learned"], table.Columns.Select(c => c.How));
    }

    [Fact]
    public void What_was_learned_in_a_division_counts_there_and_below() => street.Db.WriteAsync(tx =>
    {
        var learned = street.Get<LearnedHeadings>();
        LearnedHeadings.Learn(tx, "420199001", "代 码", "备注", "测试");
        LearnedHeadings.Learn(tx, "420199001001", "代码", null, "测试");
        Assert.Equal("备注", learned.Of(tx, "420199001")["代码"]);
        Assert.Null(learned.Of(tx, "420199001001")["代码"]);
        Assert.DoesNotContain("代码", learned.Of(tx, "420199"));
    });
}
