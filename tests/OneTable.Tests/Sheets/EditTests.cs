using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using OneTable.Services;
using OneTable.Services.Sheets;
using OneTable.Services.Sheets.Editing;

namespace OneTable.Tests.Sheets;

/// <summary>A form comes back filled, and all the rest of it as it was.</summary>
public sealed class EditTests
{
    static readonly XNamespace main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    static readonly TraceMark mark = new("K7Q2M9", "王芳", "2026-11-22 09:30");

    [Fact]
    public void A_file_whose_parts_unpack_to_a_disk_full_is_refused()
    {
        var bytes = ForeignForm.Make();
        for (var at = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8); bytes.AsSpan(at).StartsWith("PK\u0001\u0002"u8); at += 46 + bytes[at + 28] + bytes[at + 30] + bytes[at + 32])
            if (Encoding.UTF8.GetString(bytes, at + 46, bytes[at + 28]) is var part && !part.EndsWith(".rels") && !part.EndsWith("workbook.xml"))
                BitConverter.TryWriteBytes(bytes.AsSpan(at + 24), 0xFFFF_FFF0); // what the directory says this part unpacks to
        Assert.Equal("sheet_too_big", Assert.Throws<Refusal>(() => WorkbookEdit.Open(new MemoryStream(bytes), "a.xlsx")).Code);
    }

    [Fact]
    public void Rows_are_added_in_the_style_of_the_body_and_what_stands_below_moves()
    {
        var filled = ForeignForm.Filled(ForeignForm.Make(), null, ForeignForm.Fill(5));
        var rows = ForeignForm.Rows(filled).ToDictionary(r => r.Number);
        Assert.Equal(["1", "张<三>&_x000D_0", "1960-05-03", "42010019600503123X", "100"], rows[3].Cells.Take(5));
        Assert.Equal("张<三>&_x000D_4", rows[7][1]);
        Assert.Equal("合计", rows[8][0]);
        Assert.Equal("=SUM(E3:E7)", rows[8][4]);
        Assert.Equal("填表人：王芳     审核人：", rows[10][0]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 10], rows.Keys);
        var sheet = Part(filled, "xl/worksheets/sheet1.xml");
        Assert.All(Enumerable.Range(3, 5), r => Assert.Equal("22", (string?)Row(sheet, r).Attribute("ht")));
        Assert.Equal(Enumerable.Range(3, 5).Select(r => $"E{r}*12"), Enumerable.Range(3, 5).Select(r => Cell(sheet, "F" + r).Element(main + "f")!.Value));
        Assert.All(Enumerable.Range(3, 5), r => Assert.Equal("3", (string?)Cell(sheet, "C" + r).Attribute("s")));
        Assert.Equal(["A1:G1", "A8:D8", "A10:G10"], sheet.Descendants(main + "mergeCell").Select(m => (string?)m.Attribute("ref")));
        Assert.Equal("E3:E7", (string?)sheet.Descendants(main + "conditionalFormatting").Single().Attribute("sqref"));
        Assert.Equal("G3:G7", (string?)sheet.Descendants(main + "dataValidation").Single().Attribute("sqref"));
        Assert.Equal("A1:G10", (string?)sheet.Descendants(main + "dimension").Single().Attribute("ref"));
        Assert.NotNull(sheet.Descendants(main + "sheetProtection").Single());
        Assert.Equal(["'低保 动态'!$A$1:$G$10", "'低保 动态'!$1:$2"], Part(filled, "xl/workbook.xml").Descendants(main + "definedName").Select(n => n.Value));
        Assert.Equal(["'低保 动态'!E8*12", "SUM('低保 动态'!E3:E7)"], Part(filled, "xl/worksheets/sheet2.xml").Descendants(main + "f").Select(f => f.Value));
        Assert.Contains("<xdr:row>9</xdr:row>", Text(filled, "xl/drawings/drawing1.xml"));
        Assert.Contains("<x:Row>9</x:Row>", Text(filled, "xl/drawings/vmlDrawing1.vml"));
    }

    [Fact]
    public void What_gets_no_cell_is_the_same_byte_for_byte()
    {
        var form = ForeignForm.Make();
        var filled = ForeignForm.Filled(form, null, ForeignForm.Fill(2));
        foreach (var part in (string[])["xl/sharedStrings.xml", "xl/worksheets/sheet2.xml", "xl/drawings/drawing1.xml", "xl/printerSettings/printerSettings1.bin", "_rels/.rels"])
            Assert.Equal(Text(form, part), Text(filled, part));
        Assert.DoesNotContain("xl/calcChain.xml", Names(filled)); // who opens it works formulas out anew
        Assert.DoesNotContain("calcChain", Text(filled, "[Content_Types].xml") + Text(filled, "xl/_rels/workbook.xml.rels"));
        Assert.Equal("合计", ForeignForm.Rows(filled).Single(r => r.Number == 5)[0]);
        Assert.Equal(Text(form, "xl/worksheets/sheet1.xml").Split("</sheetData>")[1].Replace(" count=\"3\"", ""), Text(filled, "xl/worksheets/sheet1.xml").Split("</sheetData>")[1].Replace("<mergeCells count=\"3\">", "<mergeCells>"));
    }

    [Fact]
    public void What_nobody_knows_is_coloured_over_its_own_look_and_commented()
    {
        var filled = ForeignForm.Filled(ForeignForm.Make(), null, ForeignForm.Fill(4));
        var (sheet, styles) = (Part(filled, "xl/worksheets/sheet1.xml"), Part(filled, "xl/styles.xml"));
        var look = styles.Descendants(main + "cellXfs").Single().Elements().ElementAt((int)Cell(sheet, "G3").Attribute("s")!);
        Assert.Equal("1", (string?)look.Attribute("borderId"));
        Assert.Equal("FFFFF2CC", (string?)styles.Descendants(main + "fill").ElementAt((int)look.Attribute("fillId")!).Descendants(main + "fgColor").Single().Attribute("rgb"));
        Assert.Equal("2", (string?)Cell(sheet, "G4").Attribute("s"));
        var comments = Part(filled, "xl/comments1.xml");
        Assert.Equal([("A9", "盖章"), ("G3", "没有登记，请填"), ("G6", "没有登记，请填")], comments.Descendants(main + "comment").Select(c => ((string?)c.Attribute("ref"), c.Value)));
        Assert.Equal(3, Part(filled, "xl/drawings/vmlDrawing1.vml").Descendants("{urn:schemas-microsoft-com:vml}shape").Count());
        Assert.Equal("49", (string?)styles.Descendants(main + "cellXfs").Single().Elements().ElementAt((int)Cell(sheet, "D3").Attribute("s")!).Attribute("numFmtId"));
    }

    [Fact]
    public void The_trace_stands_in_footer_properties_and_styles_and_in_no_cell()
    {
        var filled = ForeignForm.Filled(ForeignForm.Make(), mark, ForeignForm.Fill(4));
        var sheet = Part(filled, "xl/worksheets/sheet1.xml");
        Assert.Equal("&L王芳 2026-11-22 09:30&C第 &P 页&R追溯码 K7Q2M9", sheet.Descendants(main + "oddFooter").Single().Value);
        Assert.Contains("K7Q2M9", Text(filled, "docProps/custom.xml"));
        Assert.Equal(["常规", "追溯码 K7Q2M9"], Part(filled, "xl/styles.xml").Descendants(main + "cellStyle").Select(s => (string?)s.Attribute("name")));
        Assert.DoesNotContain("K7Q2M9", sheet.Descendants(main + "sheetData").Single().Value);
        Assert.Equal(ForeignForm.Rows(ForeignForm.Filled(ForeignForm.Make(), null, ForeignForm.Fill(4))).Select(r => string.Join('|', r.Cells)), ForeignForm.Rows(filled).Select(r => string.Join('|', r.Cells)));
    }

    [Theory]
    [InlineData("", 22039)]
    [InlineData("<workbookPr date1904=\"1\"/>", 20577)]
    public void A_day_is_the_number_that_this_workbook_counts_it_by(string book, int serial)
    {
        var filled = ForeignForm.Filled(ForeignForm.Make(book), null, ForeignForm.Fill(1));
        Assert.Equal(serial, (int)Cell(Part(filled, "xl/worksheets/sheet1.xml"), "C3").Element(main + "v")!);
        Assert.Equal("1960-05-03", ForeignForm.Rows(filled).Single(r => r.Number == 3)[2]);
    }

    [Fact]
    public void A_form_without_styles_comments_or_body_rows_and_with_a_prefix_on_every_tag_is_filled_too()
    {
        var form = Xlsx.Of($"<x:worksheet xmlns:x=\"{main}\"><x:sheetData><x:row><x:c t=\"inlineStr\"><x:is><x:t>姓名</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>");
        var parts = new Dictionary<string, string> { ["[Content_Types].xml"] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>" };
        foreach (var name in Names(form).Where(n => n is not ("xl/styles.xml" or "xl/sharedStrings.xml"))) parts[name] = Text(form, name);
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].Replace("<Relationships>", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">").Replace("/styles\" Target=\"styles.xml\"", "/theme\" Target=\"theme.xml\"");
        var filled = ForeignForm.Filled(Xlsx.Zip(parts), mark, new SheetFill(0, 2, 2) { RowsNeeded = 2, Rows = [new(2, [new(0, "甲", Ask: true)]), new(3, [new(0, "乙")])] });
        Assert.Equal(["姓名", "甲", "乙"], ForeignForm.Rows(filled).Select(r => r[0]));
        Assert.Contains("comments", string.Join(' ', Names(filled)));
        Assert.Contains("<x:oddFooter>", Text(filled, "xl/worksheets/sheet1.xml"));
    }

    [Fact]
    public void A_form_without_a_row_to_fill_gets_them_under_its_header_and_pushes_down_what_stands_there()
    {
        var filled = ForeignForm.Filled(Typed(["姓名"], ["合计"]), null, new SheetFill(0, 2, 1) { RowsNeeded = 2, Rows = [new(2, [new(0, "甲")]), new(3, [new(0, "乙")])] });
        Assert.Equal(["姓名", "甲", "乙", "合计"], ForeignForm.Rows(filled).Select(r => r[0]));
        Assert.Equal(["A1:A1"], Part(ForeignForm.Filled(Typed(["姓名"], ["合计"]), null, new SheetFill(0, 2, 1) { RowsNeeded = 1, Rows = [new(2, [new(0, "甲")])] }),
            "xl/worksheets/sheet1.xml").Descendants(main + "mergeCell").Select(m => (string?)m.Attribute("ref")));
    }

    static byte[] Typed(params string?[][] rows)
    {
        var parts = new Dictionary<string, string> { ["[Content_Types].xml"] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>" };
        var form = Xlsx.Of(rows, "A1:A1");
        foreach (var name in Names(form)) parts[name] = Text(form, name);
        return Xlsx.Zip(parts);
    }

    [Fact]
    public void A_formula_follows_what_moved_and_leaves_texts_names_and_other_files_alone()
    {
        var shift = new RowShift(5, 3);
        Assert.Equal("SUM(D5:D13)+$D$13+LOG10(A4)+\"A10\"+[1]Sheet1!A10", shift.Formula("SUM(D5:D10)+$D$10+LOG10(A4)+\"A10\"+[1]Sheet1!A10", "表", own: true));
        Assert.Equal("SUM('低保 表'!D5:D13)+D10", shift.Formula("SUM('低保 表'!D5:D10)+D10", "低保 表", own: false));
        Assert.Equal("SUM(C5:F5)", shift.Formula("SUM(C5:F5)", "表", own: true, row: 5));
        Assert.Equal("SUM(C5:F8)", shift.Formula("SUM(C5:F5)", "表", own: true, row: 9));
        Assert.Equal("C7*$D$13/C$2", shift.Copied("C5*$D$10/C$2", "表", 7));
        Assert.Equal("$1:$13", shift.Formula("$1:$10", "表", own: true));
    }

    [Fact]
    public void Stopped_or_refused_it_says_so()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        using var edit = WorkbookEdit.Open(new MemoryStream(ForeignForm.Make()), "form.xlsx");
        Assert.Throws<OperationCanceledException>(() => edit.Write(Stream.Null, [ForeignForm.Fill(3)], stop: stop.Token));
        Assert.Equal("table_too_long", Assert.Throws<Refusal>(() => edit.Write(Stream.Null, [new(0, 3, 4) { RowsNeeded = XlsxWriter.RowsMax }])).Code);
        Assert.Equal("sheet_kind", Assert.Throws<Refusal>(() => WorkbookEdit.Open(new MemoryStream("姓名,性别"u8.ToArray()), "form.csv")).Code);
    }

    [NeedsFact(NeedsFactAttribute.Office)]
    public async Task LibreOffice_opens_it_and_reads_the_same_cells_and_the_new_total()
    {
        var filled = ForeignForm.Filled(ForeignForm.Make(), mark, ForeignForm.Fill(5, clears: true));
        var again = await Soffice.ConvertAsync(filled);
        var (ours, theirs) = (ForeignForm.Rows(filled).ToDictionary(r => r.Number), ForeignForm.Rows(again).ToDictionary(r => r.Number));
        foreach (var row in Enumerable.Range(3, 5)) Assert.Equal(ours[row].Cells.Take(5), theirs[row].Cells.Take(5));
        Assert.Equal("1200", theirs[3][5]);
        Assert.Equal("510", theirs[8][4]);
        Assert.Equal("6120", ForeignForm.Rows(again, 1)[0][0]);
        Assert.Equal(3, Part(again, "xl/comments1.xml").Descendants(main + "comment").Count());
    }

    static IReadOnlyList<string> Names(byte[] workbook)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        return [.. zip.Entries.Select(e => e.FullName)];
    }

    static string Text(byte[] workbook, string part)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        using var text = new StreamReader(zip.GetEntry(part)!.Open(), Encoding.UTF8);
        return text.ReadToEnd();
    }

    static XDocument Part(byte[] workbook, string part) => XDocument.Parse(Text(workbook, part));
    static XElement Row(XDocument sheet, int number) => sheet.Descendants(main + "row").Single(r => (int)r.Attribute("r")! == number);
    static XElement Cell(XDocument sheet, string at) => sheet.Descendants(main + "c").Single(c => (string?)c.Attribute("r") == at);
}
