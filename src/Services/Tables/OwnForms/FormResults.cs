using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.OwnForms;

/// <summary>One answer as a row: its cells in the order of the columns.</summary>
public sealed record ResultRow(FormAnswer Answer, IReadOnlyList<string?> Cells);

/// <summary>What came back of a form, on a screen and as a file.</summary>
public sealed class FormResults(Database db, TraceLog traces, FieldCatalog fields, DivisionTree tree, Seal seal, FormSheets sheets, FormMembers members)
{
    const int HeaderRow = 3;

    /// <summary>The questions of the form, or of one form of the set.</summary>
    public static IReadOnlyList<Question> Questions(OwnForm form, string? part)
    {
        var body = form.Body;
        if (string.IsNullOrEmpty(part)) return body.Questions;
        var labels = (body.Parts.FirstOrDefault(p => p.Title == part) ?? throw new Refusal("not_found", "这一套里没有这张表。")).Questions;
        return [.. body.Questions.Where(q => labels.Contains(q.Label))];
    }

    /// <param name="whole">For a file: numbers as far as the reader may take them.</param>
    public IReadOnlyList<ResultRow> Rows(OwnForm form, string? part, IEnumerable<FormAnswer> answers, Reader reader, bool whole)
    {
        var asked = Questions(form, part).Select(q => q.Field(form.Subject, fields)).ToList();
        return [.. answers.Where(a => !a.IsNone).Select(a => (Answer: a, a.Values)).Select(a => new ResultRow(a.Answer, [.. asked.Select(f => Cell(f, a.Values.GetValueOrDefault(f.Label), reader, whole))]))];
    }

    string? Cell(Field field, string? kept, Reader reader, bool whole) => field.IsKept && !field.IsVisibleTo(reader) ? FieldRights.Stars
        : field.IsSealed && whole && kept is [not '?', ..] && FieldRights.ReadsInFull(reader, field) ? seal.Open(kept) : sheets.Text(field, kept);

    /// <summary>The file: what was answered, then whom nobody has answered for yet; without any of them it is the blank form.</summary>
    public FormFile File(OwnForm form, string? part, Scope scope, StaffMember viewer, bool blank)
    {
        var title = string.IsNullOrEmpty(part) ? form.Title : part;
        var columns = Questions(form, part).Select(q => q.Label).ToList();
        var rows = db.Read(tx =>
        {
            var answers = blank ? [] : FormAnswer.Of(tx, form.Id, scope);
            var done = answers.Select(a => a.SubjectId).ToHashSet();
            var open = form.State == FormState.Draft ? [] : OwnForm.Within(tx, form.Id, scope).SelectMany(s => members.Of(tx, form, s) ?? []).Where(m => !done.Contains(m.Id)).DistinctBy(m => m.Id).ToList();
            return (Answered: Rows(form, part, answers, viewer.Reader, whole: true), Open: open);
        });
        return new(traces, form, title, columns, rows.Answered, rows.Open, scope, viewer, tree);
    }

    /// <summary>One sheet on its way out, with its trace.</summary>
    public sealed class FormFile(TraceLog traces, OwnForm form, string title, IReadOnlyList<string> columns, IReadOnlyList<ResultRow> rows, IReadOnlyList<Member> open, Scope scope, StaffMember viewer, DivisionTree tree)
    {
        const int BlankRows = 20;

        public string FileName => $"{title}_{tree.FullName(scope.Code)}.xlsx";

        public async Task StreamAsync(Stream to, CancellationToken stop)
        {
            var trace = await traces.BeginAsync(TraceKind.OwnForm, title, FileName, scope.Code, viewer);
            string[] around = ["序号", form.Subject == Subject.Person ? "姓名" : form.Subject == Subject.House ? "房屋地址" : "名称", "网格"];
            string[] behind = ["地点", "照片", "填表人", "填表时间"];
            await using (var sheet = new XlsxWriter(to, new(title.Length > 31 ? title[..31] : title, [6, 22, 20, .. columns.Select(c => Math.Max(12, c.Length * 2.2 + 2)), 22, 8, 12, 18], HeaderRow, viewer.Name, trace.Mark)))
            {
                sheet.Row(height: 30);
                sheet.Text(title, CellStyle.Title);
                sheet.MergeRow();
                sheet.Row(height: 24);
                sheet.Text($"填报单位（盖章）：{tree.FullName(scope.Code)}　　填表人：{viewer.Name}　　截止：{form.DueDay}", CellStyle.Note);
                sheet.MergeRow();
                sheet.Row(height: 24);
                foreach (var heading in around.Concat(columns).Concat(behind)) sheet.Text(heading, CellStyle.Header);
                await RowsAsync(sheet, stop);
            }
            await traces.EndAsync(trace, rows.Count + open.Count);
        }

        async Task RowsAsync(XlsxWriter sheet, CancellationToken stop)
        {
            var number = 0;
            foreach (var (answer, cells) in rows)
            {
                Head(sheet, ++number, answer.Name, tree.FullName(answer.GridCode));
                foreach (var cell in cells) sheet.Text(cell);
                sheet.Text(answer.Place);
                sheet.Text(answer.Photos.Count == 0 ? "" : $"{answer.Photos.Count}张");
                sheet.Text(answer.Worker);
                sheet.Text(BeijingTime.Of(answer.At).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
                await sheet.FlushAsync(stop);
            }
            foreach (var member in open)
            {
                Head(sheet, ++number, member.Name, tree.FullName(member.Grid));
                foreach (var _ in columns) sheet.Text("", CellStyle.Ask);
                await sheet.FlushAsync(stop);
            }
            while (number == 0 || rows.Count + open.Count == 0 && number < BlankRows) Head(sheet, ++number, "", "");
        }

        static void Head(XlsxWriter sheet, int number, string name, string grid)
        {
            sheet.Row();
            sheet.Number(number);
            sheet.Text(name);
            sheet.Text(grid);
        }
    }
}
