using OneTable.Services.Sheets;
using OneTable.Services.Sheets.Editing;

namespace OneTable.Tests.Sheets;

/// <summary>
/// A department's form as Excel writes it: title, two body rows with styles and a formula of their own, a total, notes and a
/// signature below; lists, a print area, a picture's anchor, a comment, protection, a link to another file.
/// </summary>
static class ForeignForm
{
    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const string Links = "http://schemas.openxmlformats.org/package/2006/relationships", Kind = "application/vnd.openxmlformats-officedocument";
    public const int FirstRow = 3, LastRow = 4, Name = 1, Born = 2, Number = 3, Amount = 4, Yearly = 5, Ask = 6;

    public static byte[] Make(string book = "") => Xlsx.Zip(Parts(book));

    public static Dictionary<string, string> Parts(string book = "") => new()
    {
        ["[Content_Types].xml"] = $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="{Kind}.vmlDrawing"/><Default Extension="bin" ContentType="application/octet-stream"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Kind}.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Kind}.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="{Kind}.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{Kind}.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{Kind}.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/comments1.xml" ContentType="{Kind}.spreadsheetml.comments+xml"/><Override PartName="/xl/drawings/drawing1.xml" ContentType="{Kind}.drawing+xml"/><Override PartName="/xl/calcChain.xml" ContentType="{Kind}.spreadsheetml.calcChain+xml"/></Types>
            """,
        ["_rels/.rels"] = $"<Relationships xmlns=\"{Links}\"><Relationship Id=\"rId1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ["xl/workbook.xml"] = $"""
            <workbook xmlns="{Main}" xmlns:r="{Office}">{book}<sheets><sheet name="低保 动态" sheetId="1" r:id="rId1"/><sheet name="汇总" sheetId="2" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'低保 动态'!$A$1:$G$7</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">'低保 动态'!$1:$2</definedName></definedNames><calcPr calcId="191029"/></workbook>
            """,
        ["xl/_rels/workbook.xml.rels"] = $"""
            <Relationships xmlns="{Links}"><Relationship Id="rId1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Office}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="{Office}/styles" Target="styles.xml"/><Relationship Id="rId4" Type="{Office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId5" Type="{Office}/calcChain" Target="calcChain.xml"/></Relationships>
            """,
        ["xl/styles.xml"] = $"""
            <styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy\.m\.d"/></numFmts><fonts count="2"><font><sz val="11"/><name val="仿宋"/></font><font><b/><sz val="16"/><name val="黑体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1"/><xf numFmtId="176" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1"/></cellXfs><cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>
            """,
        ["xl/sharedStrings.xml"] = $"""<sst xmlns="{Main}"><si><t>低保动态表</t></si><si><t>序号</t></si><si><t>姓名</t></si><si><t>出生日期</t></si><si><t>身份证号</t></si><si><t>月保障金</t></si><si><t>年保障金</t></si><si><t>备注</t></si><si><t>合计</t></si><si><t>填表人：          审核人：</t></si></sst>""",
        ["xl/calcChain.xml"] = $"<calcChain xmlns=\"{Main}\"><c r=\"E5\" i=\"1\"/></calcChain>",
        ["xl/worksheets/sheet1.xml"] = Sheet,
        ["xl/worksheets/_rels/sheet1.xml.rels"] = $"""
            <Relationships xmlns="{Links}"><Relationship Id="rId1" Type="{Office}/drawing" Target="../drawings/drawing1.xml"/><Relationship Id="rId2" Type="{Office}/comments" Target="../comments1.xml"/><Relationship Id="rId3" Type="{Office}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/><Relationship Id="rId4" Type="{Office}/hyperlink" TargetMode="External" Target="http://127.0.0.1:9/never"/></Relationships>
            """,
        ["xl/worksheets/sheet2.xml"] = $"""<worksheet xmlns="{Main}"><sheetData><row r="1"><c r="A1"><f>'低保 动态'!E5*12</f></c><c r="B1"><f>SUM('低保 动态'!E3:E4)</f></c></row></sheetData></worksheet>""",
        ["xl/comments1.xml"] = $"""<comments xmlns="{Main}"><authors><author>科室</author></authors><commentList><comment ref="A7" authorId="0"><text><t>盖章</t></text></comment></commentList></comments>""",
        ["xl/drawings/vmlDrawing1.vml"] = """
            <xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/><v:shape id="_x0000_s1025" type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Anchor>1, 15, 5, 10, 3, 15, 9, 4</x:Anchor><x:Row>6</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>
            """,
        ["xl/drawings/drawing1.xml"] = """
            <xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:oneCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="900000" cy="900000"/><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="章"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>
            """,
        ["xl/printerSettings/printerSettings1.bin"] = "\u0001\u0002 kept as it is",
    };

    static readonly string Sheet = $"""
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <worksheet xmlns="{Main}" xmlns:r="{Office}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:G7"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="6" customWidth="1"/><col min="2" max="7" width="14" style="2" customWidth="1"/></cols><sheetData>
        <row r="1" spans="1:7" ht="30" customHeight="1"><c r="A1" s="1" t="s"><v>0</v></c></row>
        <row r="2" spans="1:7"><c r="A2" s="2" t="s"><v>1</v></c><c r="B2" s="2" t="s"><v>2</v></c><c r="C2" s="2" t="s"><v>3</v></c><c r="D2" s="2" t="s"><v>4</v></c><c r="E2" s="2" t="s"><v>5</v></c><c r="F2" s="2" t="s"><v>6</v></c><c r="G2" s="2" t="s"><v>7</v></c></row>
        <row r="3" spans="1:7" ht="22" customHeight="1"><c r="A3" s="2"/><c r="B3" s="2"/><c r="C3" s="3"/><c r="D3" s="2"/><c r="E3" s="2"/><c r="F3" s="2"><f>E3*12</f><v>0</v></c><c r="G3" s="2"/></row>
        <row r="4" spans="1:7" ht="22" customHeight="1"><c r="A4" s="2"/><c r="B4" s="2"/><c r="C4" s="3"/><c r="D4" s="2"/><c r="E4" s="2"/><c r="F4" s="2"><f>E4*12</f><v>0</v></c><c r="G4" s="2"/></row>
        <row r="5" spans="1:7"><c r="A5" s="2" t="s"><v>8</v></c><c r="E5" s="2"><f t="shared" ref="E5:F5" si="0">SUM(E3:E4)</f><v>0</v></c><c r="F5" s="2"><f t="shared" si="0"/><v>0</v></c></row>
        <row r="7" spans="1:7"><c r="A7" t="s"><v>9</v></c></row>
        </sheetData><sheetProtection sheet="1" formatCells="0"/><mergeCells count="3"><mergeCell ref="A1:G1"/><mergeCell ref="A5:D5"/><mergeCell ref="A7:G7"/></mergeCells><conditionalFormatting sqref="E3:E4"><cfRule type="cellIs" priority="1" operator="greaterThan"><formula>E3</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="G3:G4"><formula1>"新增,停发"</formula1></dataValidation></dataValidations><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="8" orientation="landscape"/><headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter><drawing r:id="rId1"/><legacyDrawing r:id="rId3"/></worksheet>
        """;

    /// <summary>So many people, of whom every third has an unknown remark.</summary>
    public static SheetFill Fill(int people, bool clears = false) => new(0, FirstRow, LastRow)
    {
        RowsNeeded = people, ClearsBody = clears,
        Rows = Enumerable.Range(0, people).Select(i => new NewRow(FirstRow + i,
        [
            new(0, Number: i + 1), new(Name, $"张<三>&_x000D_{i}"), new(Born, Day: new(1960, 5, 3)), new(Number, "42010019600503123X", Digits: true), new(Amount, Number: 100 + i), new(Ask, Ask: i % 3 == 0),
        ])),
        Around = new Dictionary<int, IReadOnlyList<NewCell>> { [7] = [new(0, "填表人：王芳     审核人：")] },
    };

    public static byte[] Filled(byte[] form, TraceMark? mark, params SheetFill[] fills)
    {
        using var edit = WorkbookEdit.Open(new MemoryStream(form), "form.xlsx");
        var to = new MemoryStream();
        edit.Write(to, fills, mark);
        return to.ToArray();
    }

    public static IReadOnlyList<SheetRow> Rows(byte[] workbook, int sheet = 0)
    {
        using var file = SheetFile.Open(new MemoryStream(workbook), "form.xlsx");
        return [.. file.Rows(sheet)];
    }
}
