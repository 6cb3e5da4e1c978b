using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Sheets;

namespace OneTable.Services.Tables.Forms;

/// <summary>Recognises a workbook: which sheets hold a table, where it begins and ends, what its columns and the cells around it mean.</summary>
public sealed class FormReader(Database db, FieldCatalog fields, LearnedHeadings learned)
{
    const int SamplesMax = 3, SamplesMin = 3, OthersMax = 10_000;
    const double FitsMin = 0.5;

    /// <param name="division">Whose corrections count.</param>
    /// <exception cref="Refusal">form_unknown, form_headers and those of the file</exception>
    public Form Read(SheetFile file, string fileName, string division, Reader? reader)
    {
        var (headings, taught) = db.Read(tx => (new FormHeadings(tx, fields, reader), learned.Of(tx, division)));
        var said = taught.Where(t => t.Value is null || FormHeadings.Specials.Contains(t.Value) || fields.Find(t.Value) is not null).ToDictionary();
        var notes = new List<string>();
        if (file.HasMacros) notes.Add("文件里有宏，这里从不运行。");
        var sheets = Enumerable.Range(0, file.Sheets.Count).Where(s => !file.Sheets[s].Hidden)
            .Select(s => Named(file, s, () => Sheet(file, s, headings, said, notes))).OfType<FormSheet>().ToList();
        return sheets.Count > 0 ? new(fileName, file.Kind, sheets, notes) : throw new Refusal("form_unknown", "没有找到表头，请看看是不是要填的表。");
    }

    /// <summary>What is wrong with a sheet is said with its name.</summary>
    static T Named<T>(SheetFile file, int sheet, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Refusal e) when (e.Code is "sheet_cell_too_long" or "sheet_too_wide" or "sheet_too_long" or "sheet_quotes" && file.Sheets[sheet].Name.Length > 0)
        {
            throw new Refusal(e.Code, $"“{file.Sheets[sheet].Name}”{e.Message}");
        }
    }

    FormSheet? Sheet(SheetFile file, int index, FormHeadings headings, IReadOnlyDictionary<string, string?> taught, List<string> notes)
    {
        file.Survey(index); // says with its cell what is wrong, and how far there is anything to read
        if (CardCells.Find(file, index, headings) is { } card)
        {
            var (blanks, around) = FormBlanks.Of(card.Select(c => c.Levels), headings, taught, fields);
            return new(index, file.Sheets[index].Name, TitleOf(file, index), Subject.Person.Kind, 0, 0, 0, -1, [], false, blanks, around)
                { OfOnePerson = true };
        }
        SheetTable? Find(Subject subject) => SheetTable.Find(file, index, headings.Of(subject), Furniture.IsRow, ("learned", taught));
        if (Find(Subject.Person) is not { } table) return null;
        var subject = FormHeadings.About(fields, table.Columns.Select(c => c.Target).OfType<string>());
        if (subject != Subject.Person) table = Find(subject)!;
        IReadOnlyList<FormColumn> columns = [.. table.Columns.Where(c => c.Heading.Length > 0 || c.Target is not null)
            .Select(c => Column(c, table.Header.Columns[c.Index], headings, subject))];
        var body = new FormBody(table, columns, headings.Of(subject), notes);
        return new(index, table.SheetName, body.Title, subject.Kind, table.Header.FirstRow, table.Header.LastRow, body.First, body.Last,
            [.. body.Others.Take(OthersMax)], body.Names, columns, body.Furniture);
    }

    static string TitleOf(SheetFile file, int sheet) => file.Rows(sheet).FirstOrDefault() is { } first && SheetHeader.IsTitle(first)
        ? first.Cells.First(c => c is not null)!.Trim() : "";

    FormColumn Column(SheetColumn column, IReadOnlyList<string> levels, FormHeadings headings, Subject subject)
    {
        var field = column.Target is null ? null : fields.Find(column.Target);
        var how = column.How == Headings.Name ? headings.Of(subject).Find(levels).How : column.How;
        var accepted = how switch
        {
            "map" or "learned" => true,
            "" => false,
            "values" => column.Target is not (Facts.Name or Facts.BirthDate),
            _ => headings.IsSure(levels) && (field is null || Fits(field, column.Samples)),
        };
        var above = Headings.Plain(string.Concat(levels.SkipLast(1)));
        var heading = column.Heading.Length == 0 ? column.Letter + "列"
            : above.Length > 0 && column.Heading.StartsWith(above, StringComparison.Ordinal) && column.Heading.Length > above.Length
            ? column.Heading[above.Length..] : column.Heading;
        return new(column.Index, levels, heading, column.Target, how, accepted,
            [.. column.Samples.Take(SamplesMax).Select(s => FieldRights.Sample(field, s))]);
    }

    /// <summary>What the headings of one table mean, where there is no file; null where nobody can be sure.</summary>
    public IReadOnlyList<string?> Meanings(FormHeadings headings, IReadOnlyList<string> labels)
    {
        var subject = FormHeadings.About(fields, labels.Select(l => headings.Of(Subject.Person).Target([l])).OfType<string>());
        return [.. labels.Select(l => headings.IsSure([l]) ? headings.Of(subject).Target([l]) : null)];
    }

    /// <summary>Whether what stands in the column can be values of the field; few values say nothing.</summary>
    static bool Fits(Field field, IReadOnlyList<string> samples) =>
        samples.Count < SamplesMin || samples.Count(s => Reads(field, s)) >= samples.Count * FitsMin;

    static bool Reads(Field field, string text)
    {
        // Departments have words of their own for these.
        if (field.IsPlace || field.Type is FieldType.Id or FieldType.Code or FieldType.Codes or FieldType.Age) return true;
        try
        {
            FieldInput.Read(field, text);
            return true;
        }
        catch (Refusal)
        {
            return false;
        }
    }
}
