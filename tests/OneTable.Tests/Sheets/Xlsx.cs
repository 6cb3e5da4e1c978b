using System.IO.Compression;
using System.Security;
using System.Text;
using OneTable.Services.Sheets;

namespace OneTable.Tests.Sheets;

/// <summary>Makes workbooks as other programs write them, from rows of text or from the XML itself.</summary>
static class Xlsx
{
    const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>A workbook of one sheet with a cell for each text; merged: "A1:C1".</summary>
    public static byte[] Of(IEnumerable<string?[]> rows, params string[] merged) => Of(Sheet(string.Concat(rows.Select((row, r) =>
        $"<row r=\"{r + 1}\">{string.Concat(row.Select((text, c) => text is null ? "" : Text($"{SheetFile.Letter(c)}{r + 1}", text)))}</row>")), merged));

    public static string Text(string at, string text) => $"<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text)}</t></is></c>";

    public static string Sheet(string rows, params string[] merged) => $"<worksheet {Main}><sheetData>{rows}</sheetData>"
        + (merged.Length == 0 ? "" : $"<mergeCells>{string.Concat(merged.Select(m => $"<mergeCell ref=\"{m}\"/>"))}</mergeCells>") + "</worksheet>";

    public static byte[] Of(string sheet, string styles = "", string shared = "", string book = "") => Zip(new()
    {
        ["_rels/.rels"] = $"<Relationships><Relationship Id=\"a\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ["xl/workbook.xml"] = $"<workbook {Main} xmlns:r=\"{Office}\">{book}<sheets><sheet name=\"人员\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>",
        ["xl/_rels/workbook.xml.rels"] = $"""
            <Relationships><Relationship Id="s1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="{Office}/styles" Target="styles.xml"/>
            <Relationship Id="s3" Type="{Office}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="s4" Type="{Office}/externalLink" TargetMode="External" Target="file:///etc/passwd"/></Relationships>
            """,
        ["xl/styles.xml"] = $"<styleSheet {Main}>{styles}</styleSheet>",
        ["xl/sharedStrings.xml"] = $"<sst {Main}>{shared}</sst>",
        ["xl/worksheets/sheet1.xml"] = sheet,
    });

    public static byte[] Zip(Dictionary<string, string> parts)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in parts)
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        return bytes.ToArray();
    }
}
