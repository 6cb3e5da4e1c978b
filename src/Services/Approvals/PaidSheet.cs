using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Approvals;

/// <summary>The list as a workbook for the department: numbers and accounts as far as the reader may have them, traced; and the same workbook as it comes back.</summary>
public sealed class PaidSheet(Database db, PaidLists lists, FieldCatalog fields, DivisionTree tree, Seal seal, TraceLog traces)
{
    const string Outcome = "结果", Why = "原因", Amount = "本次应发";
    public const long BytesMax = 10L << 20;
    static readonly string[] known = [Facts.Name, Facts.Document, "户籍社区", "社保卡开户行", "社保卡账号"];
    static readonly HashSet<string> yes = ["已发", "已发放", "发放成功", "成功", "是", "√", "✓"];

    public string FileName(PaidList list) => $"{list.Title}发放名单_{list.Month}_{tree.FullName(list.DivisionCode)}.xlsx";

    public async Task StreamAsync(PaidList list, StaffMember me, Stream to, CancellationToken stop)
    {
        var items = db.Read(tx => lists.Items(tx, me, list.Id));
        var columns = known.Select(label => new TableColumn(label, fields.Find(label), false)).ToList();
        var template = new TableTemplate(new() { Name = list.Title }, Subject.Person, Condition.Everything, columns, []);
        var rows = new TableRows(template, me.Scope, db.Time.Today(), tree, seal, _ => [.. items.Select(i => i.PersonId)]);
        var trace = await traces.BeginAsync(TraceKind.Paid, $"{list.Title} {list.Month} 发放名单", FileName(list), list.DivisionCode, me);
        await using (var sheet = new XlsxWriter(to, new("发放名单", [6, 12, 22, 16, 20, 24, 12, 14, 14, 10, 24], 3, me.Name, trace.Mark)))
        {
            sheet.Row(height: 30);
            sheet.Text($"{list.Title}发放名单（{list.Month}）", CellStyle.Title);
            sheet.MergeRow();
            sheet.Row(height: 28);
            sheet.Text($"填报单位（盖章）：{tree.FullName(list.DivisionCode)}　　填表人：{list.MadeBy}　　共{items.Count}人，{list.Fen / 100m:0.00}元", CellStyle.Note);
            sheet.MergeRow();
            sheet.Row(height: 24);
            foreach (var heading in (string[])["序号", .. known, "起发月", "标准", Amount + "（元）", Outcome, Why]) sheet.Text(heading, CellStyle.Header);
            var cells = db.Read(tx => rows.Read(tx, [.. items.Select(i => i.PersonId)], me.Reader, whole: true));
            foreach (var (item, at) in items.Select((item, at) => (item, at)))
            {
                sheet.Row();
                sheet.Number(at + 1);
                foreach (var cell in cells[at]) sheet.Text(cell.Text);
                sheet.Text(item.FromMonth ?? "");
                sheet.Text(item.Fen is { } fen ? Amounts.Text(fen, item.Per ?? "") : "");
                sheet.Text(item.DueFen is { } due ? $"{due / 100m:0.00}" : item.Fen is null ? "" : "请人工核定");
                sheet.Text(item.Outcome switch { "paid" => "已发", "unpaid" => "未发", _ => "" }, item.Outcome is null ? CellStyle.Ask : CellStyle.Text);
                sheet.Text(item.Why ?? "", item.Outcome is null ? CellStyle.Ask : CellStyle.Text);
                await sheet.FlushAsync(stop);
            }
        }
        await traces.EndAsync(trace, items.Count);
    }

    /// <summary>What the department's workbook says of the list's people: by number, else by a name that only one of them has. An empty cell says nothing.</summary>
    public IReadOnlyList<PaidAnswer> Read(PaidList list, Stream stream, string fileName)
    {
        using var file = SheetFile.Open(stream, fileName);
        var headings = new Headings([(Facts.Name, Facts.Name), (Facts.Document, Facts.Document), ("身份证号码", Facts.Document), ("证件号码", Facts.Document),
            (Outcome, Outcome), ("发放结果", Outcome), ("是否发放", Outcome), (Why, Why), ("失败原因", Why), ("备注", Why)]);
        if (SheetTable.Find(file, 0, headings) is not { } table || table.Column(Outcome) is not { } outcome || (table.Column(Facts.Document) ?? table.Column(Facts.Name)) is null)
            throw new Refusal("sheet_no_table", "表里要有姓名或身份证号，还有“结果”这一列。");
        var (byNumber, byName) = db.Read(tx => People(tx, list.Id));
        var answers = new List<PaidAnswer>();
        foreach (var row in table.Rows())
        {
            if (row.Text(outcome.Index) is not { } said) continue;
            var number = table.Column(Facts.Document) is { } n ? row.Text(n.Index) : null;
            var name = table.Column(Facts.Name) is { } c ? row.Text(c.Index) : null;
            if (number is not null && byNumber.TryGetValue(seal.Hash(number)!, out var claim) || name is not null && number?.Contains('*') != false && byName.TryGetValue(name, out claim))
                answers.Add(new(claim, yes.Contains(said), yes.Contains(said) ? null : $"{said}：{(table.Column(Why) is { } why ? row.Text(why.Index) : null) ?? "部门没有写原因"}"));
        }
        return answers;
    }

    (Dictionary<string, long> ByNumber, Dictionary<string, long> ByName) People(Tx tx, long list)
    {
        var rows = tx.Query<(long Claim, string Name, string? Hash)>("""
            SELECT i.claim_id, p.name, p.document_hash FROM paid_items i JOIN claims c ON c.id = i.claim_id JOIN people p ON p.id = c.person_id WHERE i.list_id = @list
            """, new { list }).ToList();
        return (Single(r => r.Hash), Single(r => r.Name));

        Dictionary<string, long> Single(Func<(long Claim, string Name, string? Hash), string?> by) =>
            rows.GroupBy(by).Where(g => g.Key is not null && g.Count() == 1).ToDictionary(g => g.Key!, g => g.Single().Claim);
    }
}
