using System.Text.Json.Serialization;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Tables.Forms;

/// <summary>A department's own workbook as it was recognised: where it wants what. Rows count from 1 as in the file, columns from 0.</summary>
/// <param name="Kind">xlsx, xls, csv or docx.</param>
/// <param name="Notes">What a person should know of it, each with sheet and cell.</param>
public sealed record Form(string FileName, string Kind, IReadOnlyList<FormSheet> Sheets, IReadOnlyList<string> Notes)
{
    public const string Docx = "docx";

    [JsonIgnore] public bool IsOfOnePerson => Sheets.Any(s => s.OfOnePerson);
    [JsonIgnore] public IEnumerable<FormColumn> Columns => Sheets.SelectMany(s => s.Columns);

    /// <summary>Somebody said what a column means (null: leave it aside). One column each: what the other was taken for is then to be asked.</summary>
    /// <exception cref="Refusal">unknown_column</exception>
    public (Form Form, FormColumn Said) Corrected(int sheet, int column, string? target)
    {
        var at = Sheets.FirstOrDefault(s => s.Index == sheet);
        if (at?.Columns.FirstOrDefault(c => c.Index == column) is not { } said) throw new Refusal("unknown_column", "表里没有这一列。");
        FormColumn One(FormColumn c) => c.Index == column ? c with { Target = target, How = "map", Accepted = true }
            : target is not null && c.Target == target ? c with { Target = null, How = "", Accepted = false } : c;
        return (this with { Sheets = [.. Sheets.Select(s => s == at ? s with { Columns = [.. s.Columns.Select(One)] } : s)] }, said);
    }
}

/// <summary>A sheet with a table to fill. Sheets without one (填表说明) are left out.</summary>
/// <param name="Index">Which sheet of the workbook, from 0.</param>
/// <param name="Title">The text above the header, without what is to be filled in.</param>
/// <param name="Subject">Whom its rows are about: the kind of a <see cref="Dictionary.Subject"/>.</param>
/// <param name="BodyFirst">The first row below the header and below a row that numbers the columns.</param>
/// <param name="BodyLast">The last row to be filled, empty ones included, above totals and signatures; one less than BodyFirst where there is none.</param>
/// <param name="Others">Rows in between that are none of a subject: sub-totals, the header again.</param>
/// <param name="Names">Its rows already name people, by name or identity number.</param>
public sealed record FormSheet(int Index, string Name, string Title, string Subject, int HeaderFirst, int HeaderLast, int BodyFirst, int BodyLast,
    IReadOnlyList<int> Others, bool Names, IReadOnlyList<FormColumn> Columns, IReadOnlyList<FormCell> Furniture)
{
    /// <summary>Its columns are blanks beside their labels, in the order of the page; a column's index is then that of the blank.</summary>
    public bool OfOnePerson { get; init; }

    /// <summary>The column with this meaning, or null.</summary>
    public FormColumn? Column(string target) => Columns.FirstOrDefault(c => c.Known == target);
}

/// <summary>One column: its heading from the top level down, and what it means.</summary>
/// <param name="Heading">As people read it, told apart where two are alike.</param>
/// <param name="Target">The label of a field or one of <see cref="FormHeadings.Specials"/>; null: nobody knows, or to be left aside.</param>
/// <param name="How">map, learned, name, unit, near or values; empty where nothing said it.</param>
/// <param name="Accepted">False: a person is to be asked; what stands in Target is then only a guess.</param>
/// <param name="Samples">Values that stand in the file, masked.</param>
public sealed record FormColumn(int Index, IReadOnlyList<string> Levels, string Heading, string? Target, string How, bool Accepted, IReadOnlyList<string> Samples)
{
    [JsonIgnore] public string Letter => Sheets.SheetFile.Letter(Index);

    /// <summary>The levels above and the heading, by which a correction is found again.</summary>
    [JsonIgnore] public string Path => string.Concat(Levels.SkipLast(1)) + Heading;

    /// <summary>The meaning as far as it is sure.</summary>
    [JsonIgnore] public string? Known => Accepted ? Target : null;

    /// <summary>The field to fill it from; null also for 序号 and the parts of an address.</summary>
    public Field? Field(FieldCatalog fields) => Known is { } label && fields.Find(label) is { } field && field.Label == label ? field : null;
}

/// <summary>A cell around the table that asks who fills it in, and until when (填报单位, 填表人, 截止日 …).</summary>
/// <param name="Label">As written, without bracket and colon.</param>
/// <param name="Means">One of <see cref="Furniture.Kinds"/>.</param>
/// <param name="ValueColumn">Where the value goes, in the same row: the same column, or the next cell.</param>
/// <param name="From">In the same cell: the value stands at From, Length characters of the cell's text (blanks, underlines, 年 月 日).</param>
public sealed record FormCell(int Row, int Column, string Label, string Means, int ValueColumn, int From, int Length)
{
    [JsonIgnore] public bool InSameCell => ValueColumn == Column;
}
