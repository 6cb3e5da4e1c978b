using OneTable.Services.Dictionary;

namespace OneTable.Services.Tables.Reports;

/// <summary>What a field was when a report was kept: who may read a value is known as long as the value is.</summary>
public sealed record KeptField(string Label, string Subject, string Library, string Type, int Sensitivity, string? Column, string Group, string Owner)
{
    public static KeptField Of(Field f) => new(f.Label, f.Subject.Kind, f.Library, f.Type.ToString(), (int)f.Sensitivity, f.Column, f.Group, f.Owner);

    public Field Field => new(Label, Dictionary.Subject.Of(Subject) ?? Dictionary.Subject.Person, Library, Enum.TryParse<FieldType>(Type, out var type) ? type : FieldType.Text,
        null, (Sensitivity)Sensitivity, null, Column, [], false) { Group = Group, Owner = Owner };

    /// <summary>By what the field was and by what it is now, whichever is stricter.</summary>
    public bool IsVisibleTo(Reader reader, FieldCatalog fields) => All(fields).All(f => f.IsVisibleTo(reader));
    public bool ReadsInFull(Reader reader, FieldCatalog fields) => All(fields).All(f => FieldRights.ReadsInFull(reader, f));

    IEnumerable<Field> All(FieldCatalog fields) => fields.Find(Label) is { } now ? [Field, now] : [Field];
}

/// <param name="Field">Null for the running number and for what the dictionary keeps nowhere.</param>
public sealed record KeptColumn(string Label, KeptField? Field, bool Ask);

/// <param name="Number">Set where the cell is a number.</param>
public sealed record KeptCell(string Text, long? Number = null, bool ToFill = false);

/// <summary>One row as it was handed in, and whose it is.</summary>
public sealed record KeptRow(long Id, string Name, IReadOnlyList<KeptCell> Cells);

/// <summary>Who came or went since the report before, and why.</summary>
/// <param name="Fields">What the reason speaks of; who may not read one of these reads only that something changed.</param>
public sealed record KeptChange(long Id, string Name, bool Came, string Reason, IReadOnlyList<KeptField> Fields);

/// <summary>All a reader needs to understand a report when its template is long gone.</summary>
/// <param name="Rule">The rule in the template's own words.</param>
/// <param name="Sentence">The condition read back.</param>
/// <param name="Asked">The fields the condition asks about: to list the people is to tell these.</param>
/// <param name="Before">The period of the report that the changes are counted from; null where there was none.</param>
public sealed record KeptHead(string TableName, string Rule, string Sentence, string Subject, IReadOnlyList<KeptField> Asked, IReadOnlyList<KeptColumn> Columns,
    string Division, string Period, string CutOff, string Furniture, bool Zero, string? Before)
{
    /// <summary>Of a department's own form; null of our own tables.</summary>
    public string? FileName { get; init; }
}
