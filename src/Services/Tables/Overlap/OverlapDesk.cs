using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Overlap;

/// <summary>What the tables of a set ask: our own, departments' forms, or a list of tables and their fields as .csv.</summary>
public sealed class OverlapDesk(Database db, FieldCatalog fields, TableList tables, FormReader reader, FormDesk desk)
{
    const int FormsMax = 500;
    const string Table = "table", Label = "field_label";

    /// <exception cref="Refusal">table_unknown</exception>
    /// <param name="names">Names or ids; all where it is empty.</param>
    public IEnumerable<AskedField> OfTemplates(IReadOnlyCollection<string> names) => db.Read(tx => names.Count == 0 ? tables.All(tx)
            : [.. names.Select(n => tables.Find(tx, n) ?? throw new Refusal("table_unknown", $"没有「{n}」这张表。"))])
        .SelectMany(t => t.Columns.Select(c => new AskedField(t.Name, c.Label, c.Label, c.Field)));

    /// <summary>Forms that were handed in, the newest first.</summary>
    public IEnumerable<AskedField> OfForms(Scope scope) =>
        db.Read(tx => KeptForm.List(tx, scope, 1, FormsMax)).Items.DistinctBy(f => f.FileName).SelectMany(f => Of(f.Form));

    public IReadOnlyList<AskedField> OfFile(string path)
    {
        if (!File.Exists(path)) throw new Refusal("sheet_missing", $"没有这个文件：{path}");
        var name = Path.GetFileName(path);
        return name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && OfList(path) is { } list ? list
            : [.. Of(desk.Recognise(File.OpenRead(path), name, "", null))];
    }

    /// <summary>A list with a row for each field of each table, or null where it is none.</summary>
    IReadOnlyList<AskedField>? OfList(string path)
    {
        using var file = SheetFile.Open(path);
        var rows = file.Rows(0).ToList();
        if (rows.Count == 0 || Array.IndexOf(rows[0].Cells, Table) is not (>= 0 and var table)
            || Array.IndexOf(rows[0].Cells, Label) is not (>= 0 and var label)) return null;
        var headings = db.Read(tx => new FormHeadings(tx, fields, null));
        return [.. rows.Skip(1).Where(r => r[table] is not null && r[label] is not null).GroupBy(r => r[table]!).SelectMany(g =>
        {
            var labels = g.Select(r => r[label]!).ToList();
            return reader.Meanings(headings, labels).Zip(labels, (means, heading) => Asked(g.Key, heading, heading, means));
        })];
    }

    IEnumerable<AskedField> Of(Form form) => form.Sheets.SelectMany(s => s.Columns.Select(c =>
        Asked(form.Sheets.Count == 1 ? form.FileName : $"{form.FileName}：{s.Name}", c.Heading, c.Path, c.Known)));

    AskedField Asked(string table, string heading, string path, string? means) =>
        new(table, heading, means ?? Headings.Plain(path), means is null ? null : fields.Find(means));
}
