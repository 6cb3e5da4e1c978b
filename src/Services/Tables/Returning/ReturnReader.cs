using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Sheets;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Returning;

/// <summary>Reads a returned file row by row beside the registry; writes nothing.</summary>
public sealed class ReturnReader(Database db, FieldCatalog fields, Seal seal, Ledger ledger, DivisionTree tree, AddressBook addresses)
{
    internal const int ChunkMax = 200;
    internal const string SaidSo = "你说的";
    public const int RowsMax = 300_000;

    internal sealed record Chunk(IReadOnlyList<ReturnedRow> Rows, ReturnCounts Counts);

    /// <summary>Rows to be read, for the progress.</summary>
    public static int Total(Form form) => form.Sheets.Sum(s => Math.Max(0, s.BodyLast - s.BodyFirst + 1 - s.Others.Count));

    /// <exception cref="Refusal">return_nobody, return_empty, return_too_long and those of the file</exception>
    internal IEnumerable<Chunk> Read(SheetFile file, Form form, ReturnRules rules)
    {
        var (read, able) = (0L, false);
        foreach (var sheet in form.Sheets)
        {
            var subject = Subject.Of(sheet.Subject)!;
            if (subject == Subject.Case) continue;
            var match = new RowMatch(sheet, subject, rules.Scope, seal, addresses);
            if (!match.CanName) continue;
            able = true;
            var one = new SheetReturn(sheet, subject, ReturnColumn.Of(sheet, fields, rules.Reader), new(ledger, seal, tree, addresses, rules), fields, seal);
            foreach (var rows in Body(file, sheet, one).Chunk(ChunkMax))
            {
                if ((read += rows.Length) > RowsMax) throw new Refusal("return_too_long", $"一次最多收回 {RowsMax} 行，请分开交。");
                yield return db.Read(tx => one.Read(tx, rows, match.Of(tx, rows)));
            }
        }
        if (!able) throw new Refusal("return_nobody", $"“{form.Sheets[0].Name}”里没有姓名、证号、地址或名称这一列，认不出每行是谁。");
        if (read == 0) throw new Refusal("return_empty", $"“{form.Sheets[0].Name}”里没有一行内容。");
    }

    /// <summary>One row again, as somebody says whom it means.</summary>
    internal ReturnedRow? Read(Tx tx, FormSheet sheet, SheetRow row, long id, ReturnRules rules)
    {
        var subject = Subject.Of(sheet.Subject)!;
        var one = new SheetReturn(sheet, subject, ReturnColumn.Of(sheet, fields, rules.Reader), new(ledger, seal, tree, addresses, rules), fields, seal);
        return one.Read(tx, [row], [new(RowOutcome.Known, id, SaidSo)]).Rows is [var found] ? found : null;
    }

    internal static SheetRow Row(SheetFile file, FormSheet sheet, long number) =>
        file.Rows(sheet.Index).FirstOrDefault(r => r.Number == number) ?? throw new Refusal("not_found", "文件里没有这一行。");

    static IEnumerable<SheetRow> Body(SheetFile file, FormSheet sheet, SheetReturn one)
    {
        var others = sheet.Others.ToHashSet();
        return file.Rows(sheet.Index).TakeWhile(r => r.Number <= sheet.BodyLast).Where(r => r.Number >= sheet.BodyFirst && !others.Contains(r.Number) && one.Says(r));
    }
}
