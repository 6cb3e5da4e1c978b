using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>Recognises a Word form of one person: its blanks are the columns of the only sheet, in the order of the page.</summary>
public sealed class DocxReader(Database db, FieldCatalog fields, LearnedHeadings learned)
{
    static readonly string[] signed = [Furniture.Unit, Furniture.Maker, Furniture.Checker, Furniture.MadeOn, Furniture.CutOff];

    /// <summary>Null where it is no Word document.</summary>
    public Form? Read(Stream stream, string fileName, string division, Reader? reader)
    {
        using var file = DocxFile.Open(stream, fileName);
        if (file is null) return null;
        var (headings, taught) = db.Read(tx => (new FormHeadings(tx, fields, reader), learned.Of(tx, division)));
        var (columns, around, taken) = (new List<FormColumn>(), new List<FormCell>(), new HashSet<string>());
        foreach (var (blank, index) in DocxBlanks.Find(file.Body).Select((blank, index) => (blank, index)))
        {
            var (target, how) = headings.Of(Subject.Person).Find(blank.Levels);
            var (path, leaf) = (Headings.Plain(string.Concat(blank.Levels)), blank.Levels[^1]);
            var said = taught.TryGetValue(path, out var lesson);
            if (said) (target, how) = (lesson, "learned");
            if (!said && Furniture.Means(leaf) is { } means && signed.Contains(means) && target is null) around.Add(new(index, 0, leaf, means, 0, 0, 0));
            else if (target is not null && !taken.Add(target)) columns.Add(new(index, blank.Levels, leaf, null, "", false, []));
            else columns.Add(new(index, blank.Levels, leaf, target, how, said || target is not null && headings.IsSure(blank.Levels) && IsOfPerson(target), []));
        }
        if (columns.Count == 0) throw new Refusal("form_unknown", "没有找到要填的空，请看看是不是要填的表。");
        IReadOnlyList<string> notes = file.HasMacros ? ["文件里有宏，这里从不运行。"] : [];
        return new(fileName, Form.Docx, [new(0, "", DocxBlanks.Title(file.Body), Subject.Person.Kind, 0, 0, 0, -1, [], false, columns, around)], notes);
    }

    bool IsOfPerson(string target) => fields.Find(target) ?.Subject == Subject.Person;
}
