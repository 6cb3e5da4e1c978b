using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Returning;

/// <summary>The rows of one sheet, beside what the registry says of their subjects.</summary>
sealed class SheetReturn(FormSheet sheet, Subject subject, IReadOnlyList<ReturnColumn> columns, CellCompare compare, FieldCatalog fields, Seal seal)
{
    const int TextMax = 2_000;

    readonly List<Field> own = [.. columns.Select(c => c.Field).OfType<Field>().Where(f => f.Subject == subject)];
    readonly List<Field> ofHouse = [.. columns.Select(c => c.Field).OfType<Field>().Where(f => f.Subject != subject)];

    sealed record Open(long SubjectId, string Field, string Value);

    /// <summary>A row with a running number only is an empty one.</summary>
    public bool Says(SheetRow row) => columns.Any(c => row.Text(c.Index) is not null);

    public ReturnReader.Chunk Read(Tx tx, IReadOnlyList<SheetRow> rows, IReadOnlyList<Meant> meant)
    {
        var ids = meant.Where(m => m.Outcome == RowOutcome.Known).Select(m => m.Id!.Value).Distinct().ToList();
        var known = SubjectValues.Load(tx, subject, own, ids).ToDictionary(v => v.Id);
        var homes = ofHouse.Count == 0 ? [] : TableRows.Homes(tx, ofHouse, ids);
        var open = Conflicting(tx, ids);
        var (said, counts) = (new List<ReturnedRow>(), new ReturnCounts(rows.Count));
        for (var i = 0; i < rows.Count; i++)
        {
            if (meant[i].Outcome != RowOutcome.Known || !known.TryGetValue(meant[i].Id!.Value, out var one))
            {
                counts = counts with { UnknownRows = counts.UnknownRows + 1 };
                said.Add(new(sheet.Index, rows[i].Number, meant[i].Id, meant[i].Outcome, meant[i].Why, [], [], [.. rows[i].Cells.Select(Cut)]));
                continue;
            }
            if (meant[i].Why != ReturnReader.SaidSo && IsOfAnotherAge(tx, rows[i], one))
            {
                counts = counts with { UnknownRows = counts.UnknownRows + 1 };
                said.Add(new(sheet.Index, rows[i].Number, one.Id, RowOutcome.Doubtful, "没有完整的证号，年龄也对不上", [], [], [.. rows[i].Cells.Select(Cut)]));
                continue;
            }
            counts = counts with { Matched = counts.Matched + 1 };
            var row = Compare(tx, rows[i], one, homes.GetValueOrDefault(one.Id), open, meant[i].Why, ref counts);
            if (!row.SaysNothing) said.Add(row);
        }
        return new(said, counts);
    }

    /// <summary>A namesake whose masked number fits: without a whole number the age speaks too.</summary>
    bool IsOfAnotherAge(Tx tx, SheetRow row, SubjectValues one) => subject == Subject.Person
        && (sheet.Column(Registry.Facts.Document) is not { } number || ListedNumber.Of(row.Text(number.Index)).Whole is null)
        && columns.FirstOrDefault(c => c.Field is { Type: FieldType.Age }) is { } age && compare.Of(tx, age.Field!, row.Text(age.Index), one, () => []).Kind == CellKind.Told;

    ReturnedRow Compare(Tx tx, SheetRow row, SubjectValues one, SubjectValues? home, ILookup<(long, string), string> open, string why, ref ReturnCounts counts)
    {
        var (cells, asked) = (new List<ReturnedCell>(), new List<int>());
        Dictionary<string, (string, long)>? origins = null;
        foreach (var column in columns)
        {
            var text = row.Text(column.Index);
            var of = column.Field is { } f && f.Subject != subject ? home : one;
            if (of is null) continue; // nobody knows which house
            var found = column.Field is not { } field ? OneOff(text)
                : compare.Of(tx, field, text, of, () => of == one ? origins ??= Ledger.Origins(tx, subject, one.Id) : Ledger.Origins(tx, field.Subject, of.Id));
            counts = Counted(counts, found.Kind);
            if (found.Kind == CellKind.Asked) asked.Add(column.Index);
            if (found.Kind is CellKind.Same or CellKind.Asked or CellKind.Masked) continue;
            var state = found.Kind == CellKind.Conflict && open[(of.Id, column.Field!.Label)].Contains(found.Said.Value) ? CellState.Accepted : CellState.Open;
            var reason = found.Kind == CellKind.Unreadable ? $"“{sheet.Name}”{column.Column.Letter}{row.Number}：{found.Why}" : state == CellState.Accepted ? "已经在核对里" : found.Why;
            cells.Add(new(column.Index, found.Kind, column.Field?.Label, of.Id, found.Said with { Text = Cut(found.Said.Text)! }, reason, state));
        }
        return new(sheet.Index, row.Number, one.Id, RowOutcome.Known, why, asked, cells, null);
    }

    static CellCompare.Found OneOff(string? text) => text is null ? new(CellKind.Asked, new(""))
        : text.Length > TextMax ? new(CellKind.Unreadable, new(text), $"太长了，最多{TextMax}个字") : new(CellKind.OneOff, new(text));

    /// <summary>What a returned table said before and nobody has settled yet: no need to ask twice.</summary>
    ILookup<(long, string), string> Conflicting(Tx tx, IReadOnlyList<long> ids) => (ids.Count == 0 ? [] : tx.Query<Open>("""
        SELECT subject_id AS SubjectId, field AS Field, new_value AS Value FROM conflicts
        WHERE kind = @Kind AND subject_id IN @ids AND settled IS NULL AND new_source = @source
        """, new { subject.Kind, ids, source = CellCompare.Source }))
        .ToLookup(o => (o.SubjectId, o.Field), o => fields.Find(o.Field) is { IsSealed: true } && o.Value is not ['?', _] ? seal.Open(o.Value)! : o.Value);

    static ReturnCounts Counted(ReturnCounts c, string kind) => kind switch
    {
        CellKind.New => c with { New = c.New + 1 },
        CellKind.Changed => c with { Changed = c.Changed + 1 },
        CellKind.Conflict => c with { Conflicts = c.Conflicts + 1 },
        CellKind.Unreadable => c with { Unreadable = c.Unreadable + 1 },
        CellKind.Masked => c with { Masked = c.Masked + 1 },
        CellKind.Asked => c with { StillAsked = c.StillAsked + 1 },
        CellKind.Stale => c with { Stale = c.Stale + 1 },
        CellKind.Told => c with { Told = c.Told + 1 },
        CellKind.OneOff => c with { OneOff = c.OneOff + 1 },
        _ => c with { Unchanged = c.Unchanged + 1 },
    };

    static string? Cut(string? text) => text is { Length: > TextMax } ? text[..TextMax] : text;
}
