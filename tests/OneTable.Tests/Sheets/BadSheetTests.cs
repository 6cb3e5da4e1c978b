using System.IO.Compression;
using System.Text;
using OneTable.Services;
using OneTable.Services.Sheets;

namespace OneTable.Tests.Sheets;

/// <summary>What is no table we can read is refused in a sentence, before anything is read into memory.</summary>
public sealed class BadSheetTests
{
    static Refusal Refused(byte[] bytes, string name = "a.xlsx") => Assert.Throws<Refusal>(() =>
    {
        using var file = SheetFile.Open(new MemoryStream(bytes), name);
        for (var sheet = 0; sheet < file.Sheets.Count; sheet++) file.Survey(sheet);
    });

    public static TheoryData<string, byte[], string> Others() => new()
    {
        { "a.xlsx", Compound.Of(("EncryptionInfo", [1]), ("EncryptedPackage", [1])), "密码" },
        { "a.doc", Compound.Of(("WordDocument", [1])), "Word" },
        { "a.et", Compound.Xls([["姓名"]]), "另存为 .xlsx" },
        { "a.wps", [1, 2, 3], "另存为 .xlsx" },
        { "a.pdf", "%PDF-1.7"u8.ToArray(), "PDF" },
        { "a.jpg", [0xFF, 0xD8, 0xFF, 0xE0], "图片" },
        { "a.docx", Xlsx.Zip(new() { ["word/document.xml"] = "<a/>" }), "Word" },
        { "a.zip", Xlsx.Zip(new() { ["a.txt"] = "a" }), "解压" },
        { "a.xlsb", Xlsx.Zip(new() { ["_rels/.rels"] = "<r><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.bin\"/></r>", ["xl/workbook.bin"] = "x" }), "另存为 .xlsx" },
        { "a.xlsx", Xlsx.Of([["姓名"]])[..300], "坏了" },
        { "a.xlsx", Xlsx.Of("<worksheet><sheetData><row><c></row></worksheet>"), "坏了" },
        { "a.xlsx", Xlsx.Of("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"), "坏了" },
        { "a.csv", [], "空" },
        { "a.csv", [65, 0, 0, 0, 1, 2, 3, 44, 13, 14, 15, 16, 17, 18, 19, 20], "表格" },
        { "a.csv", Encoding.UTF8.GetBytes("姓名,住址\n\"张三,东园\n李四,西园\n"), "引号" },
        { "a.csv", [.. Encoding.UTF8.GetBytes("姓名,住址\n张三,东园\n"), 0xB6, 0xAB, 0xD4, 0xB0, (byte)'\n'], "第 3 行" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_files_are_named_with_the_way_out(string name, byte[] bytes, string word) => Assert.Contains(word, Refused(bytes, name).Message);

    [Fact]
    public void A_bomb_stops_long_before_it_is_unpacked()
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in new ZipArchive(new MemoryStream(Xlsx.Of([["姓名"]]))).Entries.Where(e => !e.FullName.EndsWith("sheet1.xml")))
            {
                using var from = part.Open();
                using var to = zip.CreateEntry(part.FullName).Open();
                from.CopyTo(to);
            }
            using var sheet = zip.CreateEntry("xl/worksheets/sheet1.xml").Open();
            sheet.Write("<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>a</t></is></c></row>"u8);
            var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<row r=\"1\"></row>", 60_000)));
            for (var i = 0; i < 60; i++) sheet.Write(block);
        }
        Assert.Equal("sheet_too_big", Refused(bytes.ToArray()).Code);
    }

    [Fact]
    public void One_endless_value_is_not_gathered() =>
        Assert.Equal("sheet_too_big", Refused(Xlsx.Of(Xlsx.Sheet($"<row r=\"{new string('1', 400_000)}\"><c/></row>"))).Code);

    [Theory]
    [InlineData("AAAAAA1")]
    [InlineData("XFD1")]
    [InlineData("ZZZZZZZZZZZZZZZZZZZZZZ1")]
    public void A_million_columns_are_refused_with_the_row(string at) =>
        Assert.Contains("第 7 行", Refused(Xlsx.Of(Xlsx.Sheet($"<row r=\"7\">{Xlsx.Text(at, "x")}</row>"))).Message);

    [Fact]
    public void A_million_columns_of_text_are_refused_with_the_row() =>
        Assert.Contains("第 2 行", Refused(Encoding.UTF8.GetBytes("姓名,电话\n" + new string(',', 1_000_000)), "a.csv").Message);

    [Fact]
    public void A_cell_longer_than_any_program_writes_is_refused_with_the_row() =>
        Assert.Contains("第 2 行", Refused(Xlsx.Of([["姓名"], [new string('长', 40_000)]])).Message);

    [Fact]
    public void Random_bytes_are_refused_and_nothing_else()
    {
        var random = new Random(20261122);
        byte[][] seeds = [Xlsx.Of([["姓名", "电话"], ["张三", "13900000000"]], "A1:B1"), Compound.Xls([["姓名", 1.5], ["张三", 2]]), Encoding.UTF8.GetBytes("姓名,\"电话\"\n张三,1\n")];
        for (var i = 0; i < 1_500; i++)
        {
            var bytes = (byte[])seeds[i % seeds.Length].Clone();
            for (var n = random.Next(1, 12); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (i % 5 == 0) bytes = bytes[..random.Next(1, bytes.Length)];
            try
            {
                using var file = SheetFile.Open(new MemoryStream(bytes), "a");
                for (var sheet = 0; sheet < file.Sheets.Count; sheet++) file.Survey(sheet);
            }
            catch (Refusal)
            {
                // a sentence is what a broken file may lead to
            }
        }
    }
}
