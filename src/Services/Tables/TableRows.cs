using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables;

/// <param name="Number">Set where the cell is a number.</param>
/// <param name="ToFill">Nothing is known and somebody is to fill it in.</param>
public readonly record struct TableCell(string Text, long? Number = null, bool ToFill = false);

/// <summary>The people of a table in one division and what its columns say about them.</summary>
/// <param name="ids">Who belongs into it, where the template does not say it.</param>
public sealed class TableRows(TableTemplate template, Scope scope, DateOnly cutOff, DivisionTree divisions, Seal seal,
    Func<Tx, IReadOnlyList<long>>? ids = null)
{
    readonly List<Field> fields = [.. template.Columns.Select(c => c.Field).OfType<Field>()];

    public TableTemplate Template => template;
    public Scope Scope => scope;
    public DateOnly CutOff => cutOff;

    /// <summary>Who belongs into it, in the order of the table.</summary>
    public IReadOnlyList<long> Ids(Tx tx)
    {
        if (ids is not null) return ids(tx);
        // A grid has residents, no registrations: its part of a table by registration is who lives there.
        var byRegistration = template.ByRegistration && divisions.Find(scope.Code) is not { Level: Division.Grid };
        var column = byRegistration ? "p.registered_community" : "p.living_grid";
        var query = new ConditionSql(cutOff).Where(template.Condition).Where($"{column} >= {{0}} AND {column} < {{1}}", scope.From, scope.To);
        var order = string.Concat(template.Sort.Where(f => f.IsBase).Select(f => f.Sql + ", "));
        return [.. tx.Query<long>(query.Select("p.id", $"ORDER BY {order}p.id"), query.Arguments)];
    }

    /// <param name="whole">Sealed values as far as the reader may have them; on a screen they are masked.</param>
    /// <param name="before">How many rows stand above these.</param>
    public IReadOnlyList<IReadOnlyList<TableCell>> Read(Tx tx, IReadOnlyList<long> ids, Reader reader, bool whole, int before = 0) =>
        [.. SubjectValues.Load(tx, fields.Where(f => f.IsVisibleTo(reader)), ids)
            .Select((person, i) => template.Columns.Select(c => Cell(c, person, before + i + 1, reader, whole)).ToList())];

    TableCell Cell(TableColumn column, SubjectValues person, int number, Reader reader, bool whole)
    {
        if (column.IsRunningNumber) return new(number.ToString(), number);
        var field = column.Field!;
        if (!field.IsVisibleTo(reader)) return new(FieldRights.Stars);
        return person[field] switch
        {
            null => new("", ToFill: column.Ask || !field.IsKept),
            [] => new(field.AbsentMeansNo ? "" : "无"),
            [var day] when field.Type == FieldType.Age => Years(Age.On(BeijingTime.Day(day), cutOff)),
            [var count] when field.Type == FieldType.Int && long.TryParse(count, out var n) => new(count, n),
            var values => new(string.Join("、", values.Select(v => Text(field, v, whole && FieldRights.ReadsInFull(reader, field))))),
        };
    }

    string Text(Field field, string value, bool whole)
    {
        if (field.Type == FieldType.Division) return divisions.FullName(value) is { Length: > 0 } name ? name : value;
        if (!field.IsSealed) return FieldText.Of(field, value);
        return whole ? seal.Open(value)! : FieldRights.Mask(field, seal.Open(value)!);
    }

    static TableCell Years(int age) => new(age.ToString(), age);
}
