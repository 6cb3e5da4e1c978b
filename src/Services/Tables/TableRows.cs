using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables;

/// <param name="Number">Set where the cell is a number.</param>
/// <param name="ToFill">Nothing is known and somebody is to fill it in.</param>
public readonly record struct TableCell(string Text, long? Number = null, bool ToFill = false);

/// <summary>The subjects of a table in one division and what its columns say about them.</summary>
/// <param name="ids">Who belongs into it, where the template does not say it.</param>
/// <param name="open">For a wall where everybody reads it: names are masked.</param>
public sealed class TableRows(TableTemplate template, Scope scope, DateOnly cutOff, DivisionTree divisions, Seal seal,
    Func<Tx, IReadOnlyList<long>>? ids = null, bool open = false)
{
    readonly List<Field> fields = [.. template.Columns.Select(c => c.Field).OfType<Field>()];

    public TableTemplate Template => template;
    public DateOnly CutOff => cutOff;
    public Scope Scope => scope;
    public bool IsOpen => open;

    /// <summary>Who belongs into it, in the order of the table.</summary>
    public IReadOnlyList<long> Ids(Tx tx) => ids is not null ? ids(tx) : TableMembers.Ids(tx, template, scope, cutOff, divisions);

    /// <param name="whole">Sealed values as far as the reader may have them; on a screen they are masked.</param>
    /// <param name="before">How many rows stand above these.</param>
    public IReadOnlyList<IReadOnlyList<TableCell>> Read(Tx tx, IReadOnlyList<long> ids, Reader reader, bool whole, int before = 0)
    {
        if (template.File.Row == TableTemplate.OfEvents) return Events.EventRows.Read(tx, template, ids, reader, whole, before, seal, divisions);
        var visible = fields.Where(f => f.IsVisibleTo(reader)).ToList();
        var homes = visible.Any(f => f.Subject == Subject.House) && template.Subject == Subject.Person ? Homes(tx, visible, ids) : [];
        return [.. SubjectValues.Load(tx, template.Subject, visible, ids).Select((one, i) => template.Columns.Select(c =>
        {
            var known = c.Field?.Subject == Subject.House && template.Subject == Subject.Person ? homes.GetValueOrDefault(one.Id) : one;
            return Cell(c, known, before + i + 1, reader, whole);
        }).ToList())];
    }

    /// <summary>Of each person what is known of the house they live in.</summary>
    internal static Dictionary<long, SubjectValues> Homes(Tx tx, List<Field> visible, IReadOnlyList<long> ids)
    {
        var houses = tx.Query<(long Person, long House)>("""
            SELECT p.id, h.id FROM people p JOIN houses h ON h.address_id = p.living_address_id AND h.grid_code = p.living_grid WHERE p.id IN @ids
            """, new { ids }).ToDictionary(r => r.Person, r => r.House);
        var known = SubjectValues.Load(tx, Subject.House, visible, [.. houses.Values.Distinct()]).ToDictionary(h => h.Id);
        return houses.Where(h => known.ContainsKey(h.Value)).ToDictionary(h => h.Key, h => known[h.Value]);
    }

    TableCell Cell(TableColumn column, SubjectValues? one, int number, Reader reader, bool whole)
    {
        if (column.IsRunningNumber) return new(number.ToString(), number);
        if (column.Field is not { } field) return new("", ToFill: true);
        if (!field.IsVisibleTo(reader)) return new(FieldRights.Stars);
        return one?[field] switch
        {
            null => new("", ToFill: column.Ask || !field.IsKept),
            [] => new(field.AbsentMeansNo ? "" : "无"),
            [var day] when field.Type == FieldType.Age => Years(Age.On(BeijingTime.Day(day), cutOff)),
            [var count] when field.Type == FieldType.Int && long.TryParse(count, out var n) => new(count, n),
            [var name] when open && field.Label is Registry.Facts.Name or "户主" => new(Mask.Name(name)!),
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
