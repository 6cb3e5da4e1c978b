using System.Text.Json;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Returning;

/// <summary>One difference as the screen shows it; sealed values are masked.</summary>
public sealed record ShownCell(int Column, string Letter, string Heading, string? Field, string Kind, string State, string? Text, string? Old, string? OldSource, long? OldAt, string? Why);

/// <param name="Asked">Headings of cells that stayed empty.</param>
/// <param name="Texts">What the file says of a row that is nobody for sure.</param>
public sealed record ShownRow(int Sheet, string SheetName, long Row, string Subject, long? SubjectId, string Name, string Outcome, string Why, IReadOnlyList<string> Asked,
    IReadOnlyList<ShownCell> Cells, IReadOnlyList<ShownText> Texts);

public sealed record ShownText(string Heading, string Text);

/// <param name="Open">How many differences of this kind and column could be accepted now.</param>
public sealed record ShownCount(int Sheet, int Column, string Heading, string Kind, long Count, long Open);

/// <param name="Guess">What it may mean; nobody has said so.</param>
public sealed record OneOffColumn(int Sheet, int Column, string Heading, string? Guess);

/// <summary>The screen of differences: rows and cells of a returned file, as far as the viewer may read them.</summary>
public sealed class ReturnRows(FieldCatalog fields, Seal seal, Ledger ledger)
{
    public const string Unknown = "unknown", Asked = "asked";

    sealed record Named(long Id, string Name);
    sealed record Counted
    {
        public int Sheet { get; init; }
        public int Column { get; init; }
        public string Kind { get; init; } = "";
        public long Count { get; init; }
        public long Open { get; init; }
    }

    /// <param name="kind">A kind of cell, unknown (rows of nobody), asked (empty cells); null: all.</param>
    public Listing<ShownRow> List(Tx tx, Return kept, StaffMember me, string? kind, int page, int size)
    {
        var (form, labels) = (kept.Form, Labels(me));
        var where = "r.return_id = @Id AND " + kind switch
        {
            null or "" => "1 = 1",
            Unknown => "r.outcome <> 'known'",
            Asked => "r.asked <> ''",
            _ => "EXISTS (SELECT 1 FROM return_cells c WHERE c.return_id = r.return_id AND c.sheet = r.sheet AND c.row_no = r.row_no AND c.kind = @kind AND (c.field IS NULL OR c.field IN @labels))",
        };
        var args = new { kept.Id, kind, labels, size, skip = (page - 1) * size };
        var rows = tx.Query<ReturnStore.Row>($"{ReturnStore.Rows} WHERE {where} ORDER BY r.sheet, r.row_no LIMIT @size OFFSET @skip", args).ToList();
        var total = tx.Count<int>($"SELECT COUNT(*) FROM return_rows r WHERE {where}", args);
        if (rows.Count == 0) return new(total, []);
        var cells = tx.Query<ReturnStore.Cell>($"{ReturnStore.Cells} WHERE return_id = @Id AND row_no IN @numbers AND (field IS NULL OR field IN @labels) ORDER BY column_no",
            new { kept.Id, numbers = rows.Select(r => r.Number), labels }).ToLookup(c => (c.Sheet, c.Number));
        var names = form.Sheets.ToDictionary(s => s.Index, s => Names(tx, s, me, rows.Where(r => r.Sheet == s.Index).Select(r => r.SubjectId).OfType<long>()));
        return new(total, [.. rows.Select(r => Shown(form.Sheets.First(s => s.Index == r.Sheet), r, cells[(r.Sheet, r.Number)], names[r.Sheet], me.Reader))]);
    }

    /// <summary>What each column holds, by kind: what accept by column goes by.</summary>
    public IReadOnlyList<ShownCount> Columns(Tx tx, Return kept, StaffMember me)
    {
        var form = kept.Form;
        return [.. tx.Query<Counted>("""
            SELECT sheet AS Sheet, column_no AS `Column`, kind AS Kind, COUNT(*) AS Count, SUM(CASE WHEN state = 'open' THEN 1 ELSE 0 END) AS Open FROM return_cells
            WHERE return_id = @Id AND (field IS NULL OR field IN @labels) GROUP BY sheet, column_no, kind ORDER BY sheet, column_no, kind
            """, new { kept.Id, labels = Labels(me) }).Select(c => (Counted: c, Column: Column(form.Sheets.First(s => s.Index == c.Sheet), c.Column)))
            .Where(c => IsOpenTo(c.Column, me.Reader))
            .Select(c => new ShownCount(c.Counted.Sheet, c.Counted.Column, c.Column.Heading, c.Counted.Kind, c.Counted.Count, CellKind.Open.Contains(c.Counted.Kind) ? c.Counted.Open : 0))];
    }

    /// <summary>Rows that still wait for somebody to say who it is.</summary>
    public static long Strangers(Tx tx, Return kept) => tx.Count<long>(
        "SELECT COUNT(*) FROM return_rows WHERE return_id = @Id AND outcome IN ('unknown', 'doubtful', 'repeated')", new { kept.Id });

    /// <summary>The columns only this table asks; a person may say what they are.</summary>
    public IReadOnlyList<OneOffColumn> OneOffColumns(Return kept, StaffMember me) => [.. kept.Form.Sheets.SelectMany(s => s.Columns
        .Where(c => ReturnColumn.IsOneOff(c, fields, me.Reader)).Select(c => new OneOffColumn(s.Index, c.Index, c.Heading, c.Target)))];

    /// <summary>The one-off values of this table, for a file: whose, and what.</summary>
    internal (IReadOnlyList<FormColumn> Columns, IReadOnlyList<(long Row, string Name, IReadOnlyList<string> Values)> Rows) OneOffs(Tx tx, Return kept, FormSheet sheet, StaffMember me)
    {
        var columns = sheet.Columns.Where(c => ReturnColumn.IsOneOff(c, fields, me.Reader)).ToList();
        var cells = tx.Query<ReturnStore.Cell>(ReturnStore.Cells + " WHERE return_id = @Id AND sheet = @Index AND kind = 'oneoff' ORDER BY row_no", new { kept.Id, sheet.Index })
            .GroupBy(c => c.Number).ToList();
        var names = cells.Chunk(500).SelectMany(some => Names(tx, sheet, me, some.Select(g => g.First().SubjectId))).ToDictionary();
        return (columns, [.. cells.Select(row => (row.Key, names.GetValueOrDefault(row.First().SubjectId, ""),
            (IReadOnlyList<string>)[.. columns.Select(c => row.FirstOrDefault(v => v.Column == c.Index) is { } said ? CellSaid.Open(seal, said.SaidSealed).Text : "")]))]);
    }

    List<string> Labels(StaffMember me) => [.. fields.All.Where(f => f.IsVisibleTo(me.Reader)).Select(f => f.Label)];

    /// <summary>Only of those whom the viewer sees.</summary>
    static Dictionary<long, string> Names(Tx tx, FormSheet sheet, StaffMember me, IEnumerable<long> ids)
    {
        var (subject, keys) = (Subject.Of(sheet.Subject)!, ids.Distinct().ToList());
        return keys.Count == 0 ? [] : tx.Query<Named>($"SELECT p.id AS Id, {subject.Name} AS Name FROM {subject.Table} p WHERE p.id IN @keys AND {Seen.Of(subject)}",
            new { keys, me.Scope.From, me.Scope.To }).ToDictionary(n => n.Id, n => n.Name);
    }

    ShownRow Shown(FormSheet sheet, ReturnStore.Row row, IEnumerable<ReturnStore.Cell> cells, Dictionary<long, string> names, Reader reader)
    {
        var texts = row.RowSealed is null ? [] : Texts(sheet, JsonSerializer.Deserialize<string?[]>(seal.Open(row.RowSealed)!, Return.Json)!, reader);
        var name = row.SubjectId is { } id && names.TryGetValue(id, out var known) ? known : string.Join(' ', texts.Take(1).Select(t => t.Text));
        return new(sheet.Index, sheet.Name, row.Number, sheet.Subject, row.SubjectId, name, row.Outcome, row.Why,
            [.. row.Asked.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(i => Column(sheet, int.Parse(i))).Where(c => IsOpenTo(c, reader)).Select(c => c.Heading)],
            [.. cells.Select(c => (Cell: c, Column: Column(sheet, c.Column))).Where(c => IsOpenTo(c.Column, reader)).Select(c => Shown(c.Cell, c.Column))], texts);
    }

    /// <summary>The name first, then the other columns; numbers masked as on every screen.</summary>
    List<ShownText> Texts(FormSheet sheet, string?[] cells, Reader reader) => [.. sheet.Columns.Where(c => c.Known != FormHeadings.Number && IsOpenTo(c, reader))
        .OrderBy(c => c.Known == Facts.Name ? 0 : 1).Where(c => c.Index < cells.Length && !string.IsNullOrWhiteSpace(cells[c.Index]))
        .Select(c => new ShownText(c.Heading, FieldRights.Sample(c.Field(fields), cells[c.Index]!.Trim())))];

    ShownCell Shown(ReturnStore.Cell cell, FormColumn column)
    {
        var (field, said) = (fields.Find(cell.Field), CellSaid.Open(seal, cell.SaidSealed));
        var text = field is null ? said.Text : said.Value is { } value ? field.IsSealed && value is not ['?', _] ? FieldRights.Mask(field, value) : ledger.Shown(field, value)
            : FieldRights.Sample(field, said.Text);
        return new(cell.Column, column.Letter, column.Heading, cell.Field, cell.Kind, cell.State, text, field is null ? null : ledger.Shown(field, said.Old), said.Source, said.At, cell.Why);
    }

    bool IsOpenTo(FormColumn column, Reader reader) => ReturnColumn.IsOpenTo(column, fields, reader);

    static FormColumn Column(FormSheet sheet, int index) => sheet.Columns.First(c => c.Index == index);
}
