using System.Text.RegularExpressions;
using System.Xml.Linq;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Forms;

/// <param name="Known">How many blanks were filled.</param>
/// <param name="Asked">What nobody knows: coloured in the file, unless it is to be clean.</param>
public sealed record MadeCard(byte[] Bytes, string FileName, int Known, IReadOnlyList<string> Asked);

/// <summary>Fills a Word form for one person: values where they belong, the right box ticked, the photo's cell left alone.</summary>
public sealed partial class FormCard(Database db, FieldCatalog fields, DivisionTree divisions, Seal seal, People people, FormDesk desk, TraceLog traces)
{
    public const string MediaType = DocxFile.MediaType;

    /// <summary>Null where the person is unknown or outside of the viewer's division.</summary>
    /// <param name="clean">Without colours.</param>
    public async Task<MadeCard?> MakeAsync(KeptForm kept, long person, DateOnly cutOff, StaffMember viewer, bool clean)
    {
        var form = kept.Form;
        if (!form.IsOfOnePerson) throw new Refusal("form_of_many", "这是一张名册，请按区划或名单填。");
        if (Values(form.Sheets[0], person, cutOff, viewer) is not { } values) return null;
        using var file = DocxFile.Open(desk.Open(kept), kept.FileName) ?? throw new Refusal("sheet_kind", "这不是 Word 文档。");
        var (known, asked) = (0, new List<string>());
        // From the end: what is written further on does not move what stands before it.
        foreach (var (blank, index) in DocxBlanks.Find(file.Body).Select((blank, index) => (blank, index)).Reverse())
        {
            var (text, field) = values.GetValueOrDefault(index);
            if (text is { Length: > 0 } && Write(blank, field, text)) known++;
            else if (form.Sheets[0].Columns.FirstOrDefault(c => c.Index == index) is { } column && (column.Target is not null || !column.Accepted))
            {
                asked.Insert(0, column.Heading);
                if (!clean) Shade(blank);
            }
        }
        var name = values.Values.FirstOrDefault(v => v.Field?.Label == Facts.Name).Text ?? person.ToString();
        var fileName = $"{Path.GetFileNameWithoutExtension(kept.FileName)}_{name}.docx";
        var trace = await traces.BeginAsync(TraceKind.Fill, kept.FileName, fileName, viewer.DivisionCode, viewer);
        DocxTrace.Put(file, trace.Mark);
        var bytes = new MemoryStream();
        file.SaveTo(bytes);
        await traces.EndAsync(trace, 1);
        return new(bytes.ToArray(), fileName, known, asked);
    }

    /// <summary>Blank → what stands in it, as far as the viewer may read it.</summary>
    Dictionary<int, (string Text, Field? Field)>? Values(FormSheet sheet, long person, DateOnly cutOff, StaffMember viewer) => db.Read(tx =>
    {
        if (!people.IsSeen(tx, viewer.Scope, person)) return null;
        var asked = sheet.Columns.Select(c => (c.Index, Field: c.Field(fields))).Where(c => c.Field is { IsKept: true } f && f.Subject == Subject.Person && f.IsVisibleTo(viewer.Reader)).ToList();
        var template = new TableTemplate(new(), Subject.Person, Condition.Everything, [.. asked.Select(a => new TableColumn(a.Field!.Label, a.Field, false))], []);
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

    static bool Write(DocxBlank blank, Field? field, string text)
    {
        if (blank.IsChoice) return Tick(blank, field, text);
        if (blank.Cell is { } cell) WriteCell(cell, text);
        else if (new DocxParagraph(blank.Paragraph!) is var paragraph) paragraph.Write(blank.From, blank.Length, Like(paragraph.Text.Substring(blank.From, blank.Length), text));
        return true;
    }

    static void WriteCell(XElement cell, string text)
    {
        var paragraphs = cell.Descendants(DocxFile.W + "p").ToList();
        var first = new DocxParagraph(paragraphs[0]);
        var whole = string.Concat(paragraphs.Select(p => new DocxParagraph(p).Text));
        foreach (var other in paragraphs.Skip(1).Where(p => p.ElementsAfterSelf().Any())) other.Remove(); // a cell ends with a paragraph
        first.Write(0, first.Text.Length, Like(whole, text), fills: true);
    }

    /// <summary>Where 年 月 日 stands, a day is written with them.</summary>
    static string Like(string blank, string text) => blank.Contains('年') && Day().Match(text) is { Success: true } m
        ? $"{m.Groups[1].Value}年{int.Parse(m.Groups[2].Value)}月{(m.Groups[3].Success ? int.Parse(m.Groups[3].Value) + "日" : "")}" : text;

    /// <summary>The boxes of these words, others empty; false where no box says it.</summary>
    static bool Tick(DocxBlank blank, Field? field, string text)
    {
        string Code(string word) => field?.CodeSet?.CodeOf(word) ?? (field?.Type == FieldType.Bool ? FieldInput.Flag(word) : null) ?? word;
        var wanted = text.Split('、').Select(Code).ToHashSet();
        if (!blank.Boxes.Any(b => wanted.Contains(Code(b.Option)))) return false;
        foreach (var box in blank.Boxes.Reverse()) new DocxParagraph(box.Paragraph).Tick(box.At, wanted.Contains(Code(box.Option)));
        return true;
    }

    static void Shade(DocxBlank blank)
    {
        if (blank.Cell is { } cell)
        {
            var properties = cell.Element(DocxFile.W + "tcPr");
            if (properties is null) cell.AddFirst(properties = new(DocxFile.W + "tcPr"));
            properties.Elements(DocxFile.W + "shd").Remove();
            var before = properties.Elements().LastOrDefault(e => e.Name.LocalName is "cnfStyle" or "tcW" or "gridSpan" or "hMerge" or "vMerge" or "tcBorders");
            if (before is null) properties.AddFirst(DocxParagraph.Shading());
            else before.AddAfterSelf(DocxParagraph.Shading());
        }
        else if (blank.Paragraph is { } paragraph) new DocxParagraph(paragraph).Shade(blank.From, blank.Length);
        else foreach (var box in blank.Boxes.Reverse()) new DocxParagraph(box.Paragraph).Shade(box.At, 1);
    }

    [GeneratedRegex(@"^(\d{4})-(\d{2})(?:-(\d{2}))?$")]
    private static partial Regex Day();
}
