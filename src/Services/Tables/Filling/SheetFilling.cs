using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Sheets;
using OneTable.Services.Sheets.Editing;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Filling;

/// <summary>One sheet of a form as it is filled: its rows, chunk by chunk, and what was counted on the way.</summary>
sealed class SheetFilling(Database db, FormSheet sheet, Subject subject, IReadOnlyList<FillColumn> columns, IReadOnlyList<Field> fields, FillRules rules)
{
    const int ChunkMax = 500;

    public int Rows { get; private set; }
    public int Unknown { get; private set; }
    public long Filled { get; private set; }
    public long Asked { get; private set; }

    /// <param name="each">Told after each chunk how many rows are done.</param>
    public IEnumerable<NewRow> Of(IReadOnlyList<long> ids, int firstNumber, Action<int> each)
    {
        var row = sheet.BodyFirst;
        foreach (var chunk in ids.Chunk(ChunkMax))
        {
            var found = Load(chunk);
            foreach (var id in chunk)
            {
                if (!found.TryGetValue(id, out var one)) continue; // gone since it was counted
                yield return new(row, [.. columns.Select(c => Counted(c.Cell(one, firstNumber + row - sheet.BodyFirst))).OfType<NewCell>()]);
                (row, Rows) = (row + 1, Rows + 1);
            }
            each(Rows);
        }
    }

    /// <summary>Rows that name somebody keep what they say, and get what they do not.</summary>
    public IEnumerable<NewRow> Of(IEnumerable<SheetRow> rows, Action<int> each)
    {
        var others = sheet.Others.ToHashSet();
        var body = rows.Where(r => r.Number >= sheet.BodyFirst && r.Number <= sheet.BodyLast && !others.Contains(r.Number) && IsNamed(r));
        foreach (var chunk in body.Chunk(ChunkMax))
        {
            var named = subject != Subject.Person ? new long?[chunk.Length]
                : db.Read(tx => FillPeople.Named(tx, sheet, chunk, rules.Order.Scope, rules.Seal));
            var found = Load([.. named.OfType<long>().Distinct()]);
            for (var i = 0; i < chunk.Length; i++)
            {
                var one = named[i] is { } id ? found.GetValueOrDefault(id) : null;
                if (one is null) Unknown++;
                Rows++;
                var (row, number) = (chunk[i], Rows);
                var cells = columns.Select(c => row[c.Index] is { } text ? c.Shown(text) : Counted(c.Cell(one, number)));
                yield return new(row.Number, [.. cells.OfType<NewCell>()]);
            }
            each(Rows);
        }
    }

    bool IsNamed(SheetRow row) => sheet.Columns.Any(c => c.Known is Registry.Facts.Name or Registry.Facts.Document && row[c.Index] is not null);

    Dictionary<long, FillSubject> Load(IReadOnlyList<long> ids) => db.Read(tx =>
    {
        var places = FillPlace.Load(tx, subject, ids);
        return SubjectValues.Load(tx, subject, fields, ids).ToDictionary(v => v.Id, v => new FillSubject(v, places.GetValueOrDefault(v.Id)));
    });

    NewCell? Counted(NewCell? cell)
    {
        if (cell is { Ask: true }) Asked++;
        else if (cell is { Text: { Length: > 0 } } or { Number: not null } or { Day: not null }) Filled++;
        return cell;
    }
}
