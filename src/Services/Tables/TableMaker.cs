using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables;

/// <param name="Total">Null where it is so small that it would name people the reader may not know of.</param>
public sealed record TablePreview(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, long? Total);

/// <summary>Fills a table from the registry for a division, as of a cut-off day.</summary>
public sealed class TableMaker(Database db, TraceLog traces, TableList tables, DivisionTree divisions, Seal seal)
{
    const int PreviewMax = 20;

    public IReadOnlyList<TableTemplate> All => db.Read(tables.All);

    /// <summary>The first rows; on a screen every sealed value is masked, whoever looks.</summary>
    public TablePreview Preview(string name, Scope scope, DateOnly cutOff, StaffMember viewer) => db.Read(tx =>
    {
        var rows = new TableRows(Require(tx, name), scope, cutOff, divisions, seal);
        var (ids, condition) = (rows.Ids(tx), rows.Template.Condition);
        var shown = FieldRights.MayList(viewer.Reader, condition) ? ids.Take(PreviewMax) : [];
        var cells = rows.Read(tx, [.. shown], viewer.Reader, whole: false);
        return new TablePreview([.. rows.Template.Columns.Select(c => c.Label)], [.. cells.Select(row => row.Select(c => c.Text).ToList())],
            FieldRights.Counted(viewer.Reader, condition, ids.Count));
    });

    /// <summary>The table as a file; nothing is read before it is streamed.</summary>
    /// <param name="open">As it is hung up: few columns, masked names (公示版).</param>
    public TableSheet Make(string name, Scope scope, DateOnly cutOff, StaffMember viewer, bool open = false)
    {
        var template = db.Read(tx => Require(tx, name));
        if (open) template = template.Public ?? throw new Refusal("not_public", "这张表没有公示版。");
        if (!FieldRights.MayList(viewer.Reader, template.Condition)) throw new Refusal("forbidden", "这张表只给管这条线的人导出。");
        return new(db, traces, TraceKind.Table, new TableRows(template, scope, cutOff, divisions, seal, open: open), viewer,
            divisions.FullName(scope.Code), divisions.Community(scope.Code)?.Phone);
    }

    TableTemplate Require(Tx tx, string name) => tables.Find(tx, name) ?? throw new Refusal("table_unknown", $"没有「{name}」这张表。");
}

/// <summary>One made table, streamed as .xlsx: title, who reports, header, rows.</summary>
public sealed class TableSheet(Database db, TraceLog traces, string kind, TableRows rows, StaffMember viewer, string division, string? phone)
{
    const int ChunkMax = 500, HeaderRow = 3;
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public string FileName => $"{rows.Template.Name}{(rows.IsOpen ? "（公示版）" : "")}_{division}_{rows.CutOff:yyyyMMdd}.xlsx";

    /// <summary>Who takes it away, once it is being written.</summary>
    public Trace? Trace { get; private set; }

    /// <summary>Writes it; answers how many rows it had.</summary>
    public async Task<int> StreamAsync(Stream to, CancellationToken stop = default)
    {
        var ids = db.Read(rows.Ids);
        var columns = rows.Template.Columns;
        Trace = await traces.BeginAsync(kind, rows.Template.Name, FileName, rows.Scope.Code, viewer);
        await using var sheet = new XlsxWriter(to, new(rows.Template.Name, [.. columns.Select(Width)], HeaderRow, viewer.Name, Trace.Mark));
        sheet.Row(height: 30);
        sheet.Text(rows.Template.Name, CellStyle.Title);
        sheet.MergeRow();
        sheet.Row(height: 32);
        sheet.Text(Furniture(), CellStyle.Note);
        sheet.MergeRow();
        sheet.Row(height: 24);
        foreach (var column in columns) sheet.Text(column.Label, CellStyle.Header);
        var number = 0;
        foreach (var chunk in ids.Chunk(ChunkMax))
            foreach (var row in db.Read(tx => rows.Read(tx, chunk, viewer.Reader, whole: true, number)))
            {
                number++;
                sheet.Row();
                foreach (var cell in row) Write(sheet, cell);
                await sheet.FlushAsync(stop);
            }
        await traces.EndAsync(Trace, number);
        return number;
    }

    static void Write(XlsxWriter sheet, TableCell cell)
    {
        if (cell.Number is { } number) sheet.Number(number);
        else sheet.Text(cell.Text, cell.ToFill ? CellStyle.Ask : CellStyle.Text);
    }

    string Furniture() => string.Join("　　", rows.Template.File.Furniture.Select(label => $"{label}：{label switch
    {
        "填报单位（盖章）" => division,
        "填表人" => viewer.Name,
        "联系电话" => phone ?? "",
        "填报日期" => db.Time.Today().ToString("yyyy年M月d日"),
        "统计截止日" => rows.CutOff.ToString("yyyy年M月d日"),
        _ => "　　　　",
    }}"));

    static double Width(TableColumn column) => column.Field?.Type switch
    {
        null => column.IsRunningNumber ? 6 : 14,
        FieldType.Id or FieldType.Account => 22,
        FieldType.Address => 34,
        FieldType.Phone => 14,
        FieldType.Date or FieldType.Division => 13,
        FieldType.Age or FieldType.Int or FieldType.Bool => 8,
        FieldType.Codes => 20,
        _ => Math.Max(10, column.Label.Length * 2.2 + 2),
    };
}
