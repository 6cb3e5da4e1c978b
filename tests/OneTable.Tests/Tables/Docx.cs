using OneTable.Tests.Sheets;

namespace OneTable.Tests.Tables;

/// <summary>Makes Word documents as departments send them round, from the XML of their body.</summary>
static class Docx
{
    const string Names = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\"";
    const string Package = "http://schemas.openxmlformats.org/package/2006", Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Of(string body, params (string Name, string Text)[] more)
    {
        var parts = new Dictionary<string, string>
        {
            ["[Content_Types].xml"] = $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" "
                + "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
            ["_rels/.rels"] = $"<Relationships xmlns=\"{Package}/relationships\"><Relationship Id=\"rId1\" Type=\"{Office}/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
            ["word/document.xml"] = $"<w:document {Names}><w:body>{body}<w:sectPr/></w:body></w:document>",
        };
        foreach (var (name, text) in more) parts[name] = text;
        return Xlsx.Zip(parts);
    }

    public static string P(string text, string looks = "") =>
        $"<w:p><w:r>{(looks.Length > 0 ? $"<w:rPr>{looks}</w:rPr>" : "")}<w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>";
    public static string Table(params string[] rows) => $"<w:tbl><w:tblPr/><w:tblGrid/>{string.Concat(rows.Select(r => $"<w:tr>{r}</w:tr>"))}</w:tbl>";
    public static string Cell(string text, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr>{(text.StartsWith('<') ? text : P(text))}</w:tc>";
    public static string Row(params string[] texts) => string.Concat(texts.Select(t => Cell(t)));
}
