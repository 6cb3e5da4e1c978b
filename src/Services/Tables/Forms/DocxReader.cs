using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>Recognises a Word form of one person: its blanks are the columns of the only sheet, in the order of the page.</summary>
public sealed class DocxReader(Database db, FieldCatalog fields, LearnedHeadings learned)
{
    /// <summary>Null where it is no Word document.</summary>
    public Form? Read(Stream stream, string fileName, string division, Reader? reader)
    {
        using var file = DocxFile.Open(stream, fileName);
        if (file is null) return null;
        var (headings, taught) = db.Read(tx => (new FormHeadings(tx, fields, reader), learned.Of(tx, division)));
        var (columns, around) = FormBlanks.Of(DocxBlanks.Find(file.Body).Select(b => b.Levels), headings, taught, fields);
        if (columns.Count == 0) throw new Refusal("form_unknown", "没有找到要填的空，请看看是不是要填的表。");
        IReadOnlyList<string> notes = file.HasMacros ? ["文件里有宏，这里从不运行。"] : [];
        return new(fileName, Form.Docx,
            [new(0, "", DocxBlanks.Title(file.Body), Subject.Person.Kind, 0, 0, 0, -1, [], false, columns, around) { OfOnePerson = true }], notes);
    }
}
