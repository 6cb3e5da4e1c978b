using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;
using OneTable.Services.Sheets.Editing;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Forms;

namespace OneTable.Services.Tables.Filling;

/// <summary>Fills a recognised form from the registry: the department's own file back, with what is known in it and the rest coloured.</summary>
public sealed class FormFiller(Database db, FieldCatalog fields, DivisionTree divisions, StaffList staff, FillWhere wheres, Seal seal)
{
    const string Editable = "xlsx";

    /// <summary>How many rows it would have, before anything is written.</summary>
    public int Count(Form form, FillOrder order) => db.Read(tx => form.Sheets.Sum(sheet =>
        IsList(sheet, order) ? sheet.BodyLast - sheet.BodyFirst + 1 - sheet.Others.Count : Ids(tx, sheet, order).Count));

    /// <param name="open">The form's file, as often as it is needed.</param>
    /// <param name="to">Where nobody looks until it is whole.</param>
    /// <param name="each">Told how many rows are done; whoever wants it to end throws.</param>
    public FillResult Fill(Form form, Func<Stream> open, FillOrder order, Stream to, TraceMark mark, Action<int>? each = null, CancellationToken stop = default)
    {
        if (form.Kind != Editable || form.IsOfOnePerson) throw new Refusal("form_kind", form.IsOfOnePerson ? "这是一个人的表，请选人来填。" : "只有 .xlsx 能原样填好，请用表格软件另存为 .xlsx 再传。");
        using var edit = WorkbookEdit.Open(open(), form.FileName);
        using var file = SheetFile.Open(open(), form.FileName);
        var before = 0;
        var (fills, fillings) = (new List<SheetFill>(), new List<SheetFilling>());
        foreach (var sheet in form.Sheets)
        {
            var done = before;
            var (fill, filling, rows) = Prepare(sheet, edit, file, order, n => each?.Invoke(done + n));
            fills.Add(fill);
            fillings.Add(filling);
            before += rows;
        }
        edit.Write(to, fills, mark, order.Version == FillVersion.Working, stop);
        return new(form.Columns.Count(), form.Columns.Count(c => c.Known is not null), form.Columns.Count(c => !c.Accepted), fillings.Sum(f => f.Rows),
            fillings.Sum(f => f.Unknown), fillings.Sum(f => f.Filled), fillings.Sum(f => f.Asked));
    }

    (SheetFill Fill, SheetFilling Filling, int Rows) Prepare(FormSheet sheet, WorkbookEdit edit, SheetFile file, FillOrder order, Action<int> each)
    {
        var around = Rows(file, sheet);
        var rules = new FillRules(order, order.CutOff ?? FillAround.CutOff(sheet, around) ?? db.Time.Today(), divisions, seal);
        var subject = Subject.Of(sheet.Subject) ?? Subject.Person;
        var (look, lists) = (edit.Look(sheet.Index, sheet.BodyFirst), edit.Lists(sheet.Index, sheet.BodyFirst));
        var isOpen = sheet.BodyLast >= sheet.BodyFirst || !around.ContainsKey(sheet.BodyFirst); // else a total or a note stands there
        CellLook Look(FormColumn column) => isOpen ? look[column.Index] : CellLook.None;
        var columns = sheet.Columns.Select(c => Column(c, Look(c), lists.GetValueOrDefault(c.Index, []), rules)).OrderBy(c => c.Index).ToList();
        var used = sheet.Columns.Select(c => c.Field(fields)).OfType<Field>().Where(f => f.Subject == subject && f.IsVisibleTo(rules.Reader)).ToList();
        var filling = new SheetFilling(db, sheet, subject, columns, used, rules);
        var cells = db.Read(tx => new FillAround(tx, rules, staff, db.Time.Today()).Cells(sheet, around));
        if (IsList(sheet, order))
        {
            var rows = filling.Of(file.Rows(sheet.Index), each);
            return (new(sheet.Index, sheet.BodyFirst, sheet.BodyLast) { Rows = rows, Around = cells }, filling, sheet.BodyLast - sheet.BodyFirst + 1);
        }
        var ids = db.Read(tx => Ids(tx, sheet, order, rules.CutOff));
        var last = sheet.Others.Count > 0 && sheet.Others[0] > sheet.BodyFirst ? sheet.Others[0] - 1 : sheet.BodyLast;
        // Nothing stands below the header: the first empty row there, drawn or not, is what all rows look like.
        if (last < sheet.BodyFirst && !file.Rows(sheet.Index).Any(r => r.Number >= sheet.BodyFirst)) last = sheet.BodyFirst;
        var said = columns.Find(c => c.IsNumber) is { } number ? around.GetValueOrDefault(sheet.BodyFirst)?[number.Index] : null;
        var first = int.TryParse(said, out var from) && from > 0 ? from : 1;
        return (new(sheet.Index, sheet.BodyFirst, last)
        {
            RowsNeeded = ids.Count, ClearsBody = true, Rows = filling.Of(ids, first, each), Around = cells,
        }, filling, ids.Count);
    }

    /// <summary>Rows that name people are filled beside their names, unless somebody says whom he wants instead.</summary>
    static bool IsList(FormSheet sheet, FillOrder order) => sheet.Names && string.IsNullOrWhiteSpace(order.Where);

    IReadOnlyList<long> Ids(Tx tx, FormSheet sheet, FillOrder order, DateOnly? cutOff = null)
    {
        var day = cutOff ?? order.CutOff ?? db.Time.Today();
        var (condition, scope) = wheres.Read(order.Where, order.Scope, order.Viewer.Reader, day);
        return FillPeople.Ids(tx, Subject.Of(sheet.Subject) ?? Subject.Person, condition, scope, day);
    }

    FillColumn Column(FormColumn column, CellLook look, IReadOnlyList<string> offered, FillRules rules)
    {
        var field = column.Field(fields);
        var heading = string.Concat(column.Levels.DefaultIfEmpty(column.Heading));
        return new(column, field, look, field is null ? null : new(field, heading, offered, column.Samples), rules);
    }

    /// <summary>The rows of the furniture and the first of the body.</summary>
    static Dictionary<int, SheetRow> Rows(SheetFile file, FormSheet sheet)
    {
        var wanted = sheet.Furniture.Select(f => f.Row).Append(sheet.BodyFirst).ToHashSet();
        var last = wanted.Max();
        return file.Rows(sheet.Index).TakeWhile(r => r.Number <= last).Where(r => wanted.Contains(r.Number)).ToDictionary(r => r.Number);
    }
}
