using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Forms;

/// <param name="Asked">What nobody knows: coloured in the file, unless it is to be clean.</param>
public sealed record MadeCard(byte[] Bytes, string FileName, string MediaType, IReadOnlyList<string> Asked);

/// <summary>Fills a form of one person: values where they belong, the right box ticked, the photo's cell left alone.</summary>
public sealed class FormCard(Database db, FieldCatalog fields, DivisionTree divisions, Seal seal, People people, FormDesk desk, TraceLog traces)
{
    /// <summary>Null where the person is unknown or outside of the viewer's division.</summary>
    /// <param name="clean">Without colours.</param>
    public async Task<MadeCard?> MakeAsync(KeptForm kept, long person, DateOnly cutOff, StaffMember viewer, bool clean)
    {
        var card = kept.Form.Sheets.FirstOrDefault(s => s.OfOnePerson) ?? throw new Refusal("form_of_many", "这是一张名册，请按区划或名单填。");
        if (kept.Kind is not (Form.Docx or "xlsx")) throw new Refusal("sheet_kind", "只有 .xlsx 和 .docx 能原样填好，请另存后再交。");
        if (Values(card, person, cutOff, viewer) is not { } values) return null;
        Stream Open() => desk.Open(kept);
        var name = values.Values.FirstOrDefault(v => v.Field?.Label == Facts.Name).Text ?? person.ToString();
        var fileName = $"{Path.GetFileNameWithoutExtension(kept.FileName)}_{name}.{kept.Kind}";
        var trace = await traces.BeginAsync(TraceKind.Fill, kept.FileName, fileName, viewer.DivisionCode, viewer);
        var bytes = new MemoryStream();
        var blanks = new CardValues(card, values);
        if (kept.Kind == Form.Docx) DocxCard.Fill(Open, kept.FileName, blanks, trace.Mark, clean, bytes);
        else XlsxCard.Fill(Open, kept.FileName, blanks, trace.Mark, clean, bytes);
        await traces.EndAsync(trace, 1);
        return new(bytes.ToArray(), fileName, kept.Kind == Form.Docx ? DocxFile.MediaType : TableSheet.MediaType, blanks.Asked);
    }

    /// <summary>Blank → what stands in it, as far as the viewer may read it.</summary>
    Dictionary<int, (string Text, Field? Field)>? Values(FormSheet sheet, long person, DateOnly cutOff, StaffMember viewer) => db.Read(tx =>
    {
        if (!people.IsSeen(tx, viewer.Scope, person)) return null;
        var asked = sheet.Columns.Select(c => (c.Index, Field: c.Field(fields)))
            .Where(c => c.Field is { IsKept: true } f && (f.Subject == Subject.Person || f.Subject == Subject.House) && f.IsVisibleTo(viewer.Reader)).ToList();
        var template = new TableTemplate(new(), Subject.Person, Condition.Everything,
            [.. asked.Select(a => new TableColumn(a.Field!.Label, a.Field, false))], []);
        var rows = new TableRows(template, viewer.Scope, cutOff, divisions, seal, _ => [person]);
        if (rows.Read(tx, [person], viewer.Reader, whole: true) is not [var cells]) return null;
        var values = asked.Select((a, i) => (a.Index, a.Field, cells[i].Text)).ToDictionary(v => v.Index, v => (v.Text, v.Field));
        foreach (var cell in sheet.Furniture) values[cell.Row] = (Signed(cell.Means, cutOff, viewer), null);
        return values;
    });

    string Signed(string means, DateOnly cutOff, StaffMember viewer) => means switch
    {
        Furniture.Unit => divisions.FullName(viewer.DivisionCode),
        Furniture.Maker => viewer.Name,
        Furniture.MadeOn => db.Time.Today().ToString("yyyy年M月d日"),
        Furniture.CutOff => cutOff.ToString("yyyy年M月d日"),
        _ => "",
    };
}
