using System.Text;
using OneTable.Services;
using OneTable.Services.Tables.Forms;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Tables;

/// <summary>What cannot be recognised is refused or noted in a sentence that names sheet and cell; nothing in a file is ever run.</summary>
[Collection(Street.Name)]
public sealed class BadFormTests(Street street)
{
    Form Read(byte[] bytes, string name = "a.xlsx") => street.Get<FormDesk>().Recognise(new MemoryStream(bytes), name, "420199", null);
    string Refused(byte[] bytes, string name = "a.xlsx") => Assert.Throws<Refusal>(() => Read(bytes, name)).Message;

    static readonly string?[] header = ["序号", "姓名", "身份证号", "备注"];

    public static TheoryData<string, byte[], string> Others() => new()
    {
        { "a.xlsx", Compound.Of(("EncryptionInfo", [1]), ("EncryptedPackage", [1])), "密码" },
        { "a.docx", Compound.Of(("EncryptionInfo", [1]), ("EncryptedPackage", [1])), "密码" },
        { "a.et", Xlsx.Of([header]), "另存为 .xlsx" },
        { "a.wps", Compound.Of(("WordDocument", [1])), "另存为 .docx" },
        { "a.doc", Compound.Of(("WordDocument", [1])), "另存为 .docx" },
        { "a.docx", Docx.Of(Docx.P("姓名：____"))[..200], "坏了" },
        { "a.docx", Xlsx.Zip(new() { ["word/document.xml"] = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>" }), "坏了" },
        { "a.docx", Xlsx.Zip(new() { ["word/document.xml"] = "<a/>" }), "坏了" },
        { "a.docx", Docx.Of(Docx.P("通知：请大家开会")), "没有找到要填的空" },
        { "a.xlsx", Xlsx.Of([["填表说明"], ["一、请如实填写"]]), "没有找到表头" },
        { "a.xlsx", Xlsx.Of([header])[..300], "坏了" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_files_are_refused_with_the_way_out(string name, byte[] bytes, string word) => Assert.Contains(word, Refused(bytes, name));

    [Fact]
    public void Macros_are_said_and_never_run()
    {
        var parts = new Dictionary<string, string> { ["xl/vbaProject.bin"] = "x" };
        using (var zip = new System.IO.Compression.ZipArchive(new MemoryStream(Xlsx.Of([header, ["1"]]))))
            foreach (var entry in zip.Entries) parts[entry.FullName] = new StreamReader(entry.Open()).ReadToEnd();
        Assert.Contains("宏", Assert.Single(Read(Xlsx.Zip(parts), "a.xlsm").Notes));
        Assert.Contains("宏", Assert.Single(Read(Docx.Of(Docx.P("姓名：____"), ("word/vbaProject.bin", "x")), "a.docm").Notes));
    }

    [Fact]
    public void Two_headers_that_disagree_are_refused_with_sheet_and_cell()
    {
        var text = Refused(Xlsx.Of([header, ["1", "张三"], ["序号", "姓名", "性别", "备注"], ["2", "李四"]]));
        Assert.Contains("“人员”", text);
        Assert.Contains("C3是“性别”，上面是“身份证号”", text);
        Assert.Equal([3], Read(Xlsx.Of([header, ["1", "张三"], ["序号", "姓 名", "身份证号", "备注"], ["2", "李四"]])).Sheets[0].Others);
    }

    [Fact]
    public void A_cell_longer_than_a_field_is_noted_with_sheet_and_cell_and_one_longer_than_any_is_refused()
    {
        Assert.Contains("“人员”的D2有600个字", Assert.Single(Read(Xlsx.Of([header, ["1", "张三", null, new string('长', 600)]])).Notes));
        Assert.Contains("“人员”第 2 行的 D2 太长", Refused(Xlsx.Of([header, ["1", "张三", null, new string('长', 33_000)]])));
    }

    [Fact]
    public void A_million_empty_rows_are_no_rows_to_fill()
    {
        var rows = new StringBuilder("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>序号</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>姓名</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>备注</t></is></c></row>");
        for (var row = 2; row <= 1_000_000; row++) rows.Append($"<row r=\"{row}\"><c r=\"A{row}\" s=\"{row % 7}\"/></row>");
        var sheet = Read(Xlsx.Of(Xlsx.Sheet(rows.ToString()))).Sheets[0];
        Assert.Equal((2, 1), (sheet.BodyFirst, sheet.BodyLast));
    }
}
