using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Import;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Returning;

/// <summary>Rows that are nobody, or nobody for sure: a person says who it is, records somebody new, or leaves the row.</summary>
public sealed class ReturnStrangers(Database db, FieldCatalog fields, Seal seal, Subjects subjects, SubjectDesk things, ReturnDesk desk, ReturnReader reader, DivisionTree tree, AddressBook addresses)
{
    /// <param name="act">same: it is who it seems to be; add: somebody new; leave.</param>
    public async Task ActAsync(Return kept, int sheet, long number, string? act, StaffMember me)
    {
        var of = kept.Form.Sheets.FirstOrDefault(s => s.Index == sheet) ?? throw Missing();
        using var file = desk.Open(kept);
        var row = act == "leave" ? null : ReturnReader.Row(file, of, number);
        var fresh = act == "add" && of.Subject == Subject.Person.Kind ? Person(file, of, kept, row!, me) : null;
        await db.WriteAsync(tx =>
        {
            if (ReturnStore.Find(tx, kept.Id, sheet, number) is not { } found || found.Outcome == RowOutcome.Known) throw Missing();
            if (found.Outcome is RowOutcome.Added or RowOutcome.Left) return; // a second tap of the same finger
            switch (act)
            {
                case "leave":
                    ReturnStore.SetOutcome(tx, kept.Id, sheet, number, RowOutcome.Left, found.SubjectId, found.Why);
                    break;
                case "same" when found is { Outcome: RowOutcome.Doubtful, SubjectId: { } id }:
                    Ownership.Require(tx, me, Subject.Of(of.Subject)!, id);
                    ReturnStore.Replace(tx, seal, kept.Id, reader.Read(tx, of, row!, id, ReturnDesk.Rules(kept, me.Reader))
                        ?? new(sheet, (int)number, id, RowOutcome.Known, "你说的", [], [], null));
                    break;
                case "add":
                    var origin = new Origin(CellCompare.Source, me.Name, ReturnAccept.Reason(kept, number));
                    var added = fresh is not null ? subjects.Write(tx, Subject.Person, null, fresh, origin) : things.Add(tx, me, Subject.Of(of.Subject)!, Written(of, row!, me));
                    ReturnStore.SetOutcome(tx, kept.Id, sheet, number, RowOutcome.Added, added, "");
                    break;
                default: throw new Refusal("bad_act", "请选是这个人、登记新的，还是不收。");
            }
        });
    }

    /// <summary>As an import reads a row: every cell checked, the place found, what is wrong said at once.</summary>
    Dictionary<string, string?> Person(SheetFile file, FormSheet sheet, Return kept, SheetRow row, StaffMember me)
    {
        var map = sheet.Columns.DistinctBy(c => Headings.Plain(c.Path)).ToDictionary(c => Headings.Plain(c.Path), c => c.Field(fields) is { IsWritten: true } f && f.IsVisibleTo(me.Reader) ? f.Label
            : c.Known is { } part && PersonHeadings.IsPart(part) ? part : null);
        if (SheetTable.Find(file, sheet.Index, db.Read(tx => PersonHeadings.Of(tx, fields, me.Reader)), ("map", map)) is not { } table) throw Missing();
        var read = new RowReader(fields, seal, new ImportPlaces(addresses, tree, kept.Scope), table, db.Time.Today()).Read(row);
        if (read.IsRefused) throw new Refusal("row_refused", string.Join("；", read.Reasons));
        if (!kept.Scope.Contains(read[PersonHeadings.LivingGrid]) && !kept.Scope.Contains(read[PersonHeadings.RegisteredCommunity])) throw new Refusal("outside_scope", "户籍和住址都不在你的辖区。");
        if (read is { DocumentHash: null, BirthDate: null, PhoneHash: null, HasPlace: false }) throw new Refusal("row_refused", "只有姓名，认不出是谁，请补证件号、生日、电话或住址。");
        return read.Facts;
    }

    Dictionary<string, string?> Written(FormSheet sheet, SheetRow row, StaffMember me) => sheet.Columns.Select(c => (Field: c.Field(fields), Text: row.Text(c.Index)))
        .Where(c => c.Text is not null && c.Field is { } f && f.Subject.Kind == sheet.Subject && f.IsVisibleTo(me.Reader) && (f.IsWritten || f.Label == "房屋地址"))
        .DistinctBy(c => c.Field!.Label).ToDictionary(c => c.Field!.Label, c => Place(c.Field!, c.Text!, me));

    string? Place(Field field, string text, StaffMember me) =>
        field.Type == FieldType.Division ? new ImportPlaces(addresses, tree, me.Scope).Named(text, me.Scope.Code)?.Code ?? text : text;

    static Refusal Missing() => new("not_found", "没有这一行，或者已经认出来了。");
}
