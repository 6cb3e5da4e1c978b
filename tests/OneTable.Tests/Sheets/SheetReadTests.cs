using System.Text;
using OneTable.Services.Sheets;

namespace OneTable.Tests.Sheets;

/// <summary>Every spreadsheet reads as the same rows of text, whatever program wrote it.</summary>
public sealed class SheetReadTests
{
    const string Dates = """
        <numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="171" formatCode="[$-804]yyyy/m/d\ h:mm;@"/>
        <numFmt numFmtId="172" formatCode="00000000"/><numFmt numFmtId="173" formatCode="0.00E+00"/><numFmt numFmtId="174" formatCode="[Red]#,##0.00"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="31"/><xf numFmtId="173"/><xf numFmtId="174"/></cellXfs>
        """;

    static List<SheetRow> Read(byte[] bytes, string name = "a.xlsx")
    {
        using var file = SheetFile.Open(new MemoryStream(bytes), name);
        return [.. file.Rows(0)];
    }

    static List<string?> One(string cells, string styles = Dates, string shared = "", string book = "") =>
        [.. Read(Xlsx.Of(Xlsx.Sheet($"<row r=\"1\">{cells}</row>"), styles, shared, book))[0].Cells];

    [Theory]
    [InlineData("<c t=\"inlineStr\"><is><t>王 小明 </t></is></c>", "王 小明 ")]
    [InlineData("<c t=\"inlineStr\"><is><r><t>买买提</t></r><r><t>·艾力</t></r><rPh sb=\"0\" eb=\"1\"><t>mai</t></rPh></is></c>", "买买提·艾力")]
    [InlineData("<c t=\"s\"><v>1</v></c>", "𠅤丽 <3")]
    [InlineData("<c t=\"str\"><f>A2&amp;\"x\"</f><v>合_x000A_成</v></c>", "合\n成")]
    [InlineData("<c t=\"b\"><v>1</v></c>", "是")]
    [InlineData("<c t=\"e\"><f>A0</f><v>#REF!</v></c>", "#REF!")]
    [InlineData("<c><f>WEBSERVICE(A1)</f></c>", "=WEBSERVICE(A1)")]
    [InlineData("<c><f>1+1</f><v>2</v></c>", "2")]
    [InlineData("<c><v>44197</v></c>", "44197")]
    [InlineData("<c><v>0.30000000000000004</v></c>", "0.3")]
    [InlineData("<c s=\"7\"><v>1500.5</v></c>", "1500.5")]
    [InlineData("<c><v>420106194601011234</v></c>", "420106194601011234")]
    [InlineData("<c><v>4.2010619460101101E+17</v></c>", "4.20106194601011E+17")]
    [InlineData("<c><v>1.39E10</v></c>", "13900000000")]
    [InlineData("<c s=\"1\"><v>16862</v></c>", "1946-03-01")]
    [InlineData("<c s=\"5\"><v>16866</v></c>", "1946-03-05")]
    [InlineData("<c s=\"2\"><v>16862</v></c>", "1946-03")]
    [InlineData("<c s=\"2\"><v>16866</v></c>", "1946-03-05")]
    [InlineData("<c s=\"3\"><v>45296.5</v></c>", "2024-01-05 12:00:00")]
    [InlineData("<c s=\"1\"><v>59</v></c>", "1900-02-28")]
    [InlineData("<c s=\"1\"><v>99999999</v></c>", "99999999")]
    [InlineData("<c s=\"4\"><v>1234</v></c>", "00001234")]
    [InlineData("<c s=\"6\"><v>1</v></c>", "1")]
    [InlineData("<c t=\"d\"><v>2024-01-05T00:00:00</v></c>", "2024-01-05")]
    public void A_cell_is_the_text_it_shows(string cell, string text) =>
        Assert.Equal(text, Assert.Single(One(cell, shared: "<si><t>男</t></si><si><r><t>𠅤丽 &lt;3</t></r></si>")));

    [Fact]
    public void Days_of_a_workbook_that_counts_from_1904_are_the_same_days() =>
        Assert.Equal("1946-03-01", One("<c s=\"1\"><v>15400</v></c>", book: "<workbookPr date1904=\"1\"/>")[0]);

    [Fact]
    public void Merged_cells_all_hold_the_first_ones_text_and_rows_keep_their_numbers()
    {
        var rows = Read(Xlsx.Of(
            Xlsx.Sheet($"<row r=\"3\">{Xlsx.Text("A3", "户主甲")}{Xlsx.Text("B3", "甲")}</row><row r=\"4\" hidden=\"1\">{Xlsx.Text("B4", "乙")}</row><row r=\"9\">{Xlsx.Text("B9", "丙")}</row>",
                "A3:A4", "C3:C9")));
        Assert.Equal([3, 4, 9], rows.Select(r => r.Number));
        Assert.Equal(["户主甲", "户主甲", null], rows.Select(r => r[0]));
        Assert.Equal([false, true, false], rows.Select(r => r.Hidden));
    }

    [Fact]
    public void An_old_workbook_reads_like_a_new_one()
    {
        var rows = Read(Compound.Xls([["姓名", "出生日期", "号"], ["买买提·艾力", new DateOnly(1946, 3, 5), 4.20106194601011E+17], ["𠅤丽", null, 13900000000]], (1, 2, 3, 3)), "旧表.xls");
        Assert.Equal(["姓名", "出生日期", "号"], rows[0].Cells.Take(3));
        Assert.Equal(["买买提·艾力", "1946-03-05", "4.20106194601011E+17"], rows[1].Cells.Take(3));
        Assert.Equal(["𠅤丽", null, "13900000000"], rows[2].Cells.Take(3));
    }

    [Theory]
    [InlineData("utf-8", ",", false)]
    [InlineData("utf-8", ",", true)]
    [InlineData("gb18030", ",", false)]
    [InlineData("utf-16", "\t", true)]
    [InlineData("utf-16BE", "\t", false)]
    [InlineData("gb18030", ";", false)]
    public void Text_reads_in_every_common_encoding(string name, string sign, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        string[] lines = ["姓名 ,住址,备注", "买买提·艾力,\"东园小区, 3栋\n\"\"北门\"\"\",=1+1", "", "联通,=\"0012\",龘"];
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(string.Join("\r\n", lines).Replace(",", sign))];
        var rows = Read(bytes, "a.csv");
        Assert.Equal<string?[]>(["姓名", "住址", "备注"], rows[0].Cells);
        Assert.Equal<string?[]>(["买买提·艾力", $"东园小区{sign} 3栋\n\"北门\"", "=1+1"], rows[1].Cells);
        Assert.Equal<string?[]>(["联通", "0012", "龘"], rows[2].Cells);
        Assert.Equal(4, rows[2].Number);
    }

    [Fact]
    public async Task What_we_write_we_read_back_text_for_text()
    {
        var stream = new MemoryStream();
        string[] texts = ["=HYPERLINK(\"http://x\")", "_x000A_", " 前后有空 ", "a<b>&\"c\"", "𠅤·丽", "420106194601011234"];
        await using (var writer = new XlsxWriter(stream, new("表", [.. texts.Select(_ => 10d)], 1, "测试")))
        {
            writer.Row();
            foreach (var text in texts) writer.Text(text);
        }
        Assert.Equal(texts, Read(stream.ToArray())[0].Cells);
    }
}
