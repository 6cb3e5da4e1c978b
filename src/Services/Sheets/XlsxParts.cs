using System.Buffers;
using System.Globalization;
using System.Security;
using System.Text;

namespace OneTable.Services.Sheets;

/// <summary>The fixed parts of a workbook of one sheet. Styles stand in the order of <see cref="CellStyle"/>.</summary>
static class XlsxParts
{
    const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const string Package = "http://schemas.openxmlformats.org/package/2006";

    /// <summary>
    /// What XML or Excel would not take as it stands: markup, control characters, and '_' which may begin an escape. All ASCII, which is
    /// searched much faster; the two others are <see cref="NeverFirst"/> and the next.
    /// </summary>
    public static readonly SearchValues<char> Special =
        SearchValues.Create([.. "&<>_", .. Enumerable.Range(0, 32).Where(c => c != '\t').Select(c => (char)c)]);

    /// <summary>These two are no characters to XML.</summary>
    public const char NeverFirst = '\uFFFE', NeverLast = '\uFFFF';

    /// <summary>How the first character is written. Excel reads _x000D_ as a character, so a text that looks so is escaped itself.</summary>
    public static ReadOnlySpan<byte> Escape(ReadOnlySpan<char> text) => text[0] switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '\n' => "\n"u8,
        '_' when text.Length > 6 && text[1] == 'x' && text[6] == '_' && ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, null, out _) => "_x005F_"u8,
        '_' => "_"u8,
        _ => ""u8,
    };

    /// <summary>Readers may drop white space at the ends of a text unless told not to.</summary>
    public static bool IsSpaced(string text) => char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) || text.Contains('\n');

    public static IEnumerable<(string Name, string Xml)> Around(SheetLayout layout)
    {
        yield return ("[Content_Types].xml", $"""
            {Head}<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{(layout.Mark is null ? "" : $"<Override PartName=\"/{TraceMark.Part}\" ContentType=\"{TraceMark.ContentType}\"/>")}</Types>
            """);
        yield return ("_rels/.rels", $"""
            {Head}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="{Package}/relationships/metadata/core-properties" Target="docProps/core.xml"/>{(layout.Mark is null ? "" : $"<Relationship Id=\"rId3\" Type=\"{Relations}/custom-properties\" Target=\"{TraceMark.Part}\"/>")}</Relationships>
            """);
        if (layout.Mark is { } mark) yield return (TraceMark.Part, Head + mark.Custom(null).ToString(System.Xml.Linq.SaveOptions.DisableFormatting));
        yield return ("docProps/core.xml", $"""
            {Head}<cp:coreProperties xmlns:cp="{Package}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{Text(layout.Name)}</dc:title><dc:creator>{Text(layout.Creator)}</dc:creator></cp:coreProperties>
            """);
        yield return ("xl/_rels/workbook.xml.rels", $"""
            {Head}<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Relations}/styles" Target="styles.xml"/></Relationships>
            """);
        var name = SheetName(layout.Name);
        yield return ("xl/workbook.xml", $"""
            {Head}<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="{Text(name)}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">{Text($"'{name.Replace("'", "''")}'!${layout.HeaderRow}:${layout.HeaderRow}")}</definedName></definedNames></workbook>
            """);
        yield return ("xl/styles.xml", Styles(layout.Mark));
    }

    public static string SheetHead(SheetLayout layout)
    {
        var xml = new StringBuilder(Head).Append(CultureInfo.InvariantCulture,
            $"""<worksheet xmlns="{Main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="{layout.HeaderRow}" topLeftCell="A{layout.HeaderRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="18"/><cols>""");
        for (var i = 0; i < layout.Widths.Count; i++)
            xml.Append(CultureInfo.InvariantCulture, $"""<col min="{i + 1}" max="{i + 1}" width="{layout.Widths[i]}" customWidth="1"/>""");
        return xml.Append("</cols><sheetData>").ToString();
    }

    public static string SheetEnd(IReadOnlyList<string> merged, TraceMark? mark)
    {
        const string pages = "&C第 &P 页 共 &N 页";
        var cells = merged.Count == 0 ? "" : $"<mergeCells count=\"{merged.Count}\">{string.Concat(merged.Select(m => $"<mergeCell ref=\"{m}\"/>"))}</mergeCells>";
        return $"""</sheetData>{cells}<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>{Text(mark?.Footer(pages) ?? pages)}</oddFooter></headerFooter></worksheet>""";
    }

    /// <summary>At most 31 characters, none of those Excel refuses.</summary>
    static string SheetName(string name)
    {
        var clean = string.Concat(name.Select(c => "[]:*?/\\".Contains(c) || c < ' ' ? ' ' : c)).Trim(' ', '\'');
        return clean.Length == 0 ? "Sheet1" : clean.Length <= 31 ? clean : clean[..31];
    }

    static string Text(string text) => SecurityElement.Escape(text);

    static string Styles(TraceMark? mark) => $"""
        {Head}<styleSheet xmlns="{Main}">
        <fonts count="3"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="18"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>
        <fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF7"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFF3C4"/></patternFill></fill></fills>
        <borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders>
        <cellStyleXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
        <cellXfs count="7">
        <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
        <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>
        <xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
        <xf numFmtId="49" fontId="2" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>
        <xf numFmtId="49" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
        <xf numFmtId="1" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>
        <xf numFmtId="49" fontId="0" fillId="3" borderId="1" xfId="0" applyNumberFormat="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>
        </cellXfs>
        <cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/>{(mark is null ? "" : $"<cellStyle name=\"{mark.Style}\" xfId=\"1\"/>")}</cellStyles>
        </styleSheet>
        """;
}
