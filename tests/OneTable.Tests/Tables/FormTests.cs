using OneTable.Services;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Forms;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Tables;

/// <summary>A department's workbook: where its header, its rows and its signatures stand, and what its columns mean.</summary>
[Collection(Street.Name)]
public sealed class FormTests(Street street)
{
    Form Read(byte[] bytes, string name = "a.xlsx")
    {
        using var file = SheetFile.Open(new MemoryStream(bytes), name);
        return new FormReader(street.Db, street.Get<FieldCatalog>(), street.Get<LearnedHeadings>()).Read(file, name, "420199", null);
    }

    static string Columns(FormSheet sheet) => string.Join(' ', sheet.Columns.Select(c => $"{c.Letter}={c.Target ?? "-"}{(c.Accepted ? "" : "?")}"));
    static string Around(FormSheet sheet) => string.Join(' ', sheet.Furniture.Select(f => $"{f.Means}@{SheetFile.Letter(f.ValueColumn)}{f.Row}" + (f.InSameCell ? $"[{f.From}+{f.Length}]" : "")));

    [Fact]
    public void A_form_with_four_levels_of_headings_numbered_columns_and_empty_rows_is_found_whole()
    {
        var form = Read(Xlsx.Of(Xlsx.Sheet("""
            <row r="1"><c r="A1" t="inlineStr"><is><t>2026年10月低保对象动态管理表</t></is></c></row>
            <row r="2"><c r="A2" t="inlineStr"><is><t>填报单位（盖章）：            填报日期：    年  月  日</t></is></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t>序号</t></is></c><c r="B3" t="inlineStr"><is><t>基本情况</t></is></c><c r="H3" t="inlineStr"><is><t>本月意见</t></is></c></row>
            <row r="4"><c r="B4" t="inlineStr"><is><t>户主姓名</t></is></c><c r="C4" t="inlineStr"><is><t>人员信息</t></is></c><c r="G4" t="inlineStr"><is><t>备注</t></is></c></row>
            <row r="5"><c r="C5" t="inlineStr"><is><t>本人</t></is></c><c r="E5" t="inlineStr"><is><t>联系</t></is></c></row>
            <row r="6"><c r="C6" t="inlineStr"><is><t>姓 名</t></is></c><c r="D6" t="inlineStr"><is><t>公民身份号码</t></is></c><c r="E6" t="inlineStr"><is><t>联系&#10;电话</t></is></c><c r="F6" t="inlineStr"><is><t>现住址</t></is></c></row>
            <row r="7"><c r="A7"><v>1</v></c><c r="B7"><v>2</v></c><c r="C7"><v>3</v></c><c r="D7"><v>4</v></c><c r="E7"><v>5</v></c><c r="F7"><v>6</v></c><c r="G7"><v>7</v></c><c r="H7"><v>8</v></c></row>
            <row r="8"><c r="A8" s="1"/></row><row r="9"><c r="A9" s="1"/></row><row r="10"><c r="A10" s="1"/></row>
            <row r="11"><c r="A11" t="inlineStr"><is><t>合计</t></is></c></row>
            <row r="12"><c r="A12" t="inlineStr"><is><t>单位负责人：      审核人：      填表人：      联系电话：</t></is></c></row>
            <row r="13"><c r="A13" t="inlineStr"><is><t>填表说明：</t></is></c></row><row r="14"><c r="A14" t="inlineStr"><is><t>1、年龄按周岁填写，截至填报当日。</t></is></c></row>
            """, "A1:H1", "A2:H2", "A3:A6", "B3:G3", "H3:H6", "B4:B6", "C4:F4", "G4:G6", "C5:D5", "E5:F5", "A12:H12")));
        var sheet = Assert.Single(form.Sheets);
        Assert.Equal("2026年10月低保对象动态管理表", sheet.Title);
        Assert.Equal("A=序号 B=户主 C=姓名 D=身份证号 E=联系电话 F=现住地址 G=备注 H=-?", Columns(sheet));
        Assert.Equal((3, 6, 8, 10), (sheet.HeaderFirst, sheet.HeaderLast, sheet.BodyFirst, sheet.BodyLast));
        Assert.Equal(["基本情况", "人员信息", "联系", "联系\n电话"], sheet.Columns[4].Levels);
        Assert.Equal("填报单位@A2[9+10] 填报日期@A2[26+11] 负责人@A12[6+4] 审核人@A12[16+4] 填表人@A12[26+4] 联系电话@A12[37+0]", Around(sheet));
        Assert.False(sheet.Names);
    }

    [Fact]
    public void A_list_that_names_people_is_told_from_its_sub_totals_and_who_signs_beside_it()
    {
        var form = Read(Xlsx.Of([
            ["高龄老人名册"], ["填报单位", null, null, "截止日期：", "2026年10月31日"], ["社区名称", "姓名", "身份证号码", "年龄（岁）", "几岁领的证"],
            ["东园社区", "张三", "420106194601011234"], ["小计", "1人"], ["西园社区", "李四", "420106193601011235"], [], ["总计", "2人"], ["制表人", null, "审核", null]], "A1:E1"));
        var sheet = Assert.Single(form.Sheets);
        Assert.Equal("A=所属社区 B=姓名 C=身份证号 D=年龄 E=-?", Columns(sheet));
        Assert.Equal((4, 7, true), (sheet.BodyFirst, sheet.BodyLast, sheet.Names));
        Assert.Equal([5], sheet.Others);
        Assert.Equal("填报单位@B2 统计截止日@E2 填表人@B9 审核人@D9", Around(sheet));
        Assert.DoesNotContain("420106194601011234", string.Concat(sheet.Columns.SelectMany(c => c.Samples)));
    }

    [Fact]
    public void Who_reports_is_no_heading_and_another_persons_name_is_not_the_own()
    {
        var sheet = Read(Xlsx.Of([
            ["低保动态表"], ["填报单位：", null, null, "单位：人、元", null], ["基本情况", null, "联系人", null, "监护人"], ["姓名", "身份证号", "姓名", "电话", "姓名"], []],
            "A1:E1", "A2:C2", "D2:E2", "A3:B3", "C3:D3")).Sheets[0];
        Assert.Equal("A=姓名 B=身份证号 C=-? D=-? E=监护人", Columns(sheet));
        Assert.Equal((3, 4), (sheet.HeaderFirst, sheet.HeaderLast));
        Assert.Equal("填报单位@A2[5+0]", Around(sheet));
        Assert.Equal(["姓名", "身份证号", "姓名", "电话", "姓名"], sheet.Columns.Select(c => c.Heading));
    }

    [Fact]
    public void A_sheet_of_houses_or_firms_is_known_as_theirs()
    {
        var houses = Read(Xlsx.Of([["房屋地址", "房屋类型", "房东", "房东电话", "租住人数", "备注"]])).Sheets[0];
        Assert.Equal(("house", "A=房屋地址 B=房屋性质 C=产权人 D=产权人电话 E=租住人数 F=备注"), (houses.Subject, Columns(houses)));
        var firms = Read(Xlsx.Of([["序号", "企业名称", "统一社会信用代码", "法人代表", "员工人数", "详细地址"]])).Sheets[0];
        Assert.Equal("organisation", firms.Subject);
        Assert.StartsWith("A=序号 B=单位名称 C=统一社会信用代码 D=法定代表人 E=从业人数", Columns(firms));
    }

    [Fact]
    public void Every_sheet_of_a_file_is_a_form_of_its_own()
    {
        using var file = SheetFile.Open(new MemoryStream(Compound.Xls([["序号", "姓名", "身份证号"], ["1", "张三", ""]])), "a.xls");
        Assert.Equal("xls", file.Kind);
        Assert.Equal("A=序号 B=姓名 C=身份证号", Columns(Read(Compound.Xls([["序号", "姓名", "身份证号"], ["1", "张三", ""]]), "a.xls").Sheets[0]));
    }
}
