using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Reports;

/// <param name="Due">Until when the department wants it; null where it did not say.</param>
public sealed record FormOrder(long Form, string FileName, DateOnly? Due);

/// <summary>A department's own form, filled, as a report: its bytes are what is checked, stamped and handed in; its rows are read to be looked at.</summary>
public sealed class ReportForms(Database db, FormDesk forms, ReportCopies copies, FieldCatalog fields, DivisionTree divisions)
{
    public const int BytesMax = 8 << 20;
    const int RowsMax = 20_000, NameMax = 200;

    /// <summary>Keeps the workbook for the form's report of that day; while it is a draft the next one takes its place.</summary>
    public async Task<Report> TakeAsync(FormOrder order, Stream from, StaffMember me, CancellationToken stop)
    {
        var bytes = await ReadAsync(from, stop);
        var kept = db.Read(tx => KeptForm.Find(tx, me.Scope, order.Form)) ?? throw new Refusal("not_found", "没有这张表。");
        var division = divisions.Find(divisions.Community(me.DivisionCode)?.Code ?? me.DivisionCode)!;
        if (!ReportRights.Reports(division) || !ReportRights.Drafts(me, division)) throw new Refusal("forbidden", "由本社区的经办人上报。");
        var today = db.Time.Today();
        var due = order.Due ?? today;
        var title = Path.GetFileNameWithoutExtension(kept.FileName);
        var copy = Copy(bytes, order.FileName, title, division, due, me.Reader);
        var parts = copies.Pack(copy);
        return await db.WriteAsync(tx =>
        {
            var report = Draft(tx, $"form:{order.Form}", title[..Math.Min(title.Length, NameMax)], division, due, order.Due, me);
            if (report.State is not (ReportState.Draft or ReportState.Returned)) throw new Refusal("changed_meanwhile", $"这张表现在是“{ReportState.Text(report.State)}”，不能再换。");
            ReportCopies.Keep(tx, report.Id, copy, parts, me.Name, submitted: false);
            tx.Run("UPDATE reports SET version = version + 1, rows_kept = @p1 WHERE id = @p0", report.Id, copy.Rows.Count);
            return Report.Find(tx, new(division.Code), report.Id)!;
        });
    }

    static Report Draft(Tx tx, string table, string name, Division division, DateOnly day, DateOnly? due, StaffMember me)
    {
        var id = tx.NextId();
        if (tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO reports (id, kind, table_id, table_name, line, division_code, period, cut_off, due_day, state, zero, version, created_at)
            VALUES (@p0, 'form', @p1, @p2, '', @p3, @p4, @p4, @p5, 'draft', 0, 1, @p6)
            """, id, table, name, division.Code, day.Iso(), due?.Iso(), tx.Now) == 1) ReportStep.Add(tx, id, ReportStep.Open, me);
        return Report.Of(tx, table, division.Code, day.Iso())!;
    }

    NewCopy Copy(byte[] bytes, string fileName, string title, Division division, DateOnly day, Reader reader)
    {
        var form = forms.Recognise(new MemoryStream(bytes), fileName, division.Code, reader);
        var sheet = form.Sheets.FirstOrDefault();
        IReadOnlyList<FormColumn> columns = sheet?.Columns ?? [];
        var head = new KeptHead(title, "按上级发来的表填报", "", sheet?.Subject ?? Subject.Person.Kind, [],
            [.. columns.Select(c => new KeptColumn(c.Heading, c.Field(fields) is { } field ? KeptField.Of(field) : null, false))], division.Name, Period.TextOf(day.Iso()), day.Iso(), "", false, null)
        { FileName = fileName };
        return new(head, sheet is null || form.IsOfOnePerson ? [] : Rows(bytes, fileName, sheet), [], null, bytes);
    }

    /// <summary>Of the first sheet that has a table; the others are in the file.</summary>
    static List<KeptRow> Rows(byte[] bytes, string fileName, FormSheet sheet)
    {
        using var file = SheetFile.Open(new MemoryStream(bytes), fileName);
        var name = sheet.Column(Facts.Name)?.Index ?? -1;
        var rows = file.Rows(sheet.Index).SkipWhile(r => r.Number < sheet.BodyFirst).TakeWhile(r => r.Number <= sheet.BodyLast)
            .Where(r => !r.IsEmpty && !sheet.Others.Contains(r.Number)).Take(RowsMax + 1)
            .Select(r => new KeptRow(0, r.Text(name) ?? "", [.. sheet.Columns.Select(c => new KeptCell(r.Text(c.Index) ?? ""))])).ToList();
        return rows.Count <= RowsMax ? rows : throw new Refusal("table_too_long", $"一张表最多 {RowsMax} 行，请分开上报。");
    }

    static async Task<byte[]> ReadAsync(Stream from, CancellationToken stop)
    {
        using var held = new MemoryStream();
        var buffer = new byte[81_920];
        while (await from.ReadAsync(buffer, stop) is var read and > 0)
        {
            if (held.Length + read > BytesMax) throw new Refusal("too_big", $"文件太大了，上报的表最多 {BytesMax >> 20} 兆。");
            held.Write(buffer, 0, read);
        }
        return held.Length > 0 ? held.ToArray() : throw new Refusal("sheet_broken", "文件是空的。");
    }
}
