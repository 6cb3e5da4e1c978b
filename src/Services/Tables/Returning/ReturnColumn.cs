using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Import;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Returning;

/// <summary>What a column of a returned table says: a field of its rows, or something only this table asks (Field null).</summary>
sealed record ReturnColumn(FormColumn Column, Field? Field)
{
    public int Index => Column.Index;

    /// <summary>Without running numbers, parts of an address, what somebody left aside, and what the reader may not know of (F07).</summary>
    public static IReadOnlyList<ReturnColumn> Of(FormSheet sheet, FieldCatalog fields, Reader reader) => [.. sheet.Columns.Select(c => new ReturnColumn(c, c.Field(fields)))
        .Where(c => IsCompared(c, fields, reader, Subject.Of(sheet.Subject)!))];

    /// <summary>A column of this table only, with values in it that this reader may see.</summary>
    public static bool IsOneOff(FormColumn column, FieldCatalog fields, Reader reader) => !column.Accepted && !IsPlace(column.Target) && IsOpenTo(column, fields, reader);

    static bool IsCompared(ReturnColumn column, FieldCatalog fields, Reader reader, Subject subject) => column.Field is { } field
        ? field is { IsKept: true, IsKey: false } && field.IsVisibleTo(reader) && (field.Subject == subject || subject == Subject.Person && field.Subject == Subject.House)
        : IsOneOff(column.Column, fields, reader);

    /// <summary>What is asked for by a name of a field that this reader may not see is not for them, whatever stands in it.</summary>
    public static bool IsOpenTo(FormColumn column, FieldCatalog fields, Reader reader) => (fields.Find(column.Target ?? column.Heading) ?? fields.Find(column.Heading))?.IsVisibleTo(reader) != false;

    static bool IsPlace(string? target) => target is not null && FormHeadings.Specials.Contains(target);

    /// <summary>A table of ours means by its headings what its template says, also where a heading alone says less.</summary>
    public static Form AsMade(Form form, TableTemplate? template)
    {
        if (template is null) return form;
        var known = template.Columns.Concat(template.PublicColumns).DistinctBy(c => Headings.Plain(c.Label)).ToDictionary(c => Headings.Plain(c.Label));
        FormColumn One(FormColumn column) => !known.TryGetValue(Headings.Plain(column.Heading), out var ours) || column.How is "map" or "learned" ? column
            : ours.IsRunningNumber ? column with { Target = FormHeadings.Number, How = Headings.Name, Accepted = true }
            : ours.Field is { } field ? column with { Target = field.Label, How = Headings.Name, Accepted = true }
            : column with { Target = null, How = "", Accepted = false };
        return form with { Sheets = [.. form.Sheets.Select(s => s with { Subject = template.Subject.Kind, Columns = [.. s.Columns.Select(One)] })] };
    }
}
