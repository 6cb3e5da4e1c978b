using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.OwnForms;

/// <summary>Builds forms, joins them into sets, sends them out, reminds and ends them.</summary>
public sealed class OwnFormDesk(FieldCatalog fields, DivisionTree tree, StaffList staff, NoticeDesk notices, FormMembers members, FormProgress progress)
{
    const int TitleMax = 60, LabelMax = 20, QuestionsMax = 60, ChoicesMax = 30, NoteMax = 200, DivisionsMax = 200, PartsMax = 10;
    static readonly HashSet<string> types = ["text", "code", "codes", "date", "int", "bool", "phone"];

    /// <summary>What is settled by a hand-over or by whoever confirms a death, and not by a form.</summary>
    static readonly HashSet<string> settledElsewhere = ["人员状态", "去世日期", "户籍社区", "现住网格"];

    /// <summary>The fields of a subject that a form may ask, as far as its maker may read them.</summary>
    public IEnumerable<Field> Askable(Subject subject, Reader reader) => fields.Of(subject).Where(f => MayAsk(f, subject, reader));

    static bool MayAsk(Field f, Subject subject, Reader reader) => f is { IsWritten: true, IsKey: false, IsRestricted: false } && f.Subject == subject && f.Label != Tag.FieldLabel
        && f.Type is not (FieldType.Division or FieldType.Photos or FieldType.Address) && !settledElsewhere.Contains(f.Label) && f.IsVisibleTo(reader);

    /// <summary>A new form, or the next version of one; one that is out goes on under the new version.</summary>
    public long Keep(Tx tx, StaffMember me, FormBody body, long? id, long? eventId = null)
    {
        Check(body, me);
        if (id is not { } known) return OwnForm.Add(tx, me.Scope, me.Name, body, eventId);
        var form = Own(tx, me, known);
        if (form.State == FormState.Closed) throw new Refusal("form_closed", "这张表已经结束，不能再改。");
        if (form.SubjectKind != body.Subject && form.State != FormState.Draft) throw new Refusal("bad_form", "已经发下去了，不能换填表对象。");
        OwnForm.Change(tx, known, body);
        return known;
    }

    /// <summary>Several forms filled as one (套表): each question asked once, each form made from the one answer.</summary>
    public long Join(Tx tx, StaffMember me, string? title, IReadOnlyList<long> ids)
    {
        if (ids.Count is < 2 or > PartsMax) throw new Refusal("bad_set", $"套表要选 2 到 {PartsMax} 张表。");
        var bodies = ids.Distinct().Select(id => (OwnForm.Find(tx, me.Scope, id) ?? throw new Refusal("not_found", "没有这张表。")).Body).ToList();
        if (bodies.Select(b => b.Subject).Distinct().Count() > 1) throw new Refusal("bad_set", "一套里的表要填同一种对象。");
        var questions = bodies.SelectMany(b => b.Questions).GroupBy(q => q.Label).ToList();
        if (questions.FirstOrDefault(q => q.Select(one => one.Type).Distinct().Count() > 1) is { } two) throw new Refusal("bad_set", $"“{two.Key}”在两张表里类型不同。");
        return Keep(tx, me, new()
        {
            Title = title ?? "", Subject = bodies[0].Subject, Whom = bodies[0].Whom, Photos = bodies.Any(b => b.Photos), Place = bodies.Any(b => b.Place), Makes = bodies[0].Makes,
            Questions = [.. questions.Select(q => Once([.. q]))],
            Parts = [.. bodies.Select(b => new FormPart { Title = b.Title, Questions = [.. b.Questions.Select(q => q.Label)] })],
        }, null);
    }

    /// <summary>Needed where one of them needs it; shown where one of them always shows it.</summary>
    static Question Once(IReadOnlyList<Question> same) => new()
    {
        Label = same[0].Label, Type = same[0].Type, Choices = [.. same.SelectMany(q => q.Choices).Distinct()],
        Required = same.Any(q => q.Required), Only = same.Any(q => q.Only is null) ? null : same[0].Only,
    };

    public void Send(Tx tx, StaffMember me, long id, IReadOnlyList<string> divisions, DateOnly? due)
    {
        var form = Own(tx, me, id);
        if (form.State == FormState.Closed) throw new Refusal("form_closed", "这张表已经结束，不能再发。");
        if (divisions.Count is 0 or > DivisionsMax || divisions.Any(d => tree.Find(d) is null || !me.Scope.Contains(d))) throw new Refusal("bad_division", "请选发到哪里，要在您的辖区内。");
        if (due is { } day && day < DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime)) throw new Refusal("due_in_past", "最后一天不能早于今天。");
        OwnForm.Send(tx, id, divisions, due?.Iso());
        Remind(tx, OwnForm.Find(tx, me.Scope, id)!, me.Scope, "新发的表");
    }

    public void Close(Tx tx, StaffMember me, long id) => OwnForm.Close(tx, Own(tx, me, id).Id);

    /// <summary>Tells the workers of grids that have not handed in, once a day each; how many were told.</summary>
    public int Remind(Tx tx, OwnForm form, Scope scope, string why = "还没填完")
    {
        var told = 0;
        foreach (var grid in progress.Of(tx, form, scope).Where(g => !g.Done))
            if (staff.WorkerOf(tx, grid.Code) is { } worker && notices.ToStaff(tx, worker.Id, $"form:{form.Id}:{grid.Code}:{BeijingTime.Of(tx.Now):yyyyMMdd}:{why}", $"要填的表：{form.Title}", false,
                $"pages/form/form?id={form.Id}", ("表", form.Title), ("情况", why), ("最晚", form.DueDay ?? "没有限期"))) told++;
        return told;
    }

    /// <summary>Those due tomorrow, today or already: every morning, wherever something is still open.</summary>
    public int RemindDue(Tx tx) => OwnForm.DueBy(tx, DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime).AddDays(1).Iso()).Sum(form => Remind(tx, form, new(form.DivisionCode)));

    /// <summary>A form that whoever asks may change: made in their division.</summary>
    public static OwnForm Own(Tx tx, StaffMember me, long id)
    {
        var form = OwnForm.Find(tx, me.Scope, id) ?? throw new Refusal("not_found", "没有这张表，或不是发给您的。");
        return me.Scope.Contains(form.DivisionCode) ? form : throw new Refusal("forbidden", "这张表是上级发的，只能填，不能改。");
    }

    void Check(FormBody body, StaffMember me)
    {
        body.Title = body.Title.Trim();
        if (body.Title.Length is 0 or > TitleMax || body.Note.Length > NoteMax) throw Bad($"表名要有 1 到 {TitleMax} 个字，说明最多 {NoteMax} 个字。");
        if (Subject.Registered.FirstOrDefault(s => s.Kind == body.Subject) is not { } subject) throw Bad("请选填的是人、房屋、单位还是物。");
        if (body.Questions.Count is 0 or > QuestionsMax) throw Bad($"要有 1 到 {QuestionsMax} 个问题。");
        foreach (var question in body.Questions) Check(question, subject, body, me.Reader);
        if (body.Questions.GroupBy(q => q.Label).FirstOrDefault(g => g.Count() > 1) is { } twice) throw Bad($"“{twice.Key}”问了两次。");
        if (body.Parts.Count > PartsMax || body.Parts.Any(p => p.Title.Length is 0 or > TitleMax)) throw Bad("套表里的表太多，或有一张没有名字。");
        if (body.Makes.Length > 0 && (subject != Subject.Place || fields.Find("物的类别")?.CodeSet?.CodeOf(body.Makes) is null)) throw Bad("现场新登记的只能是一种物。");
        if (body.Whom.Text.Length > FormMembers.ListMax * 40) throw Bad("填给谁写得太长了。");
        if (body.Whom.Kind == Whom.Words && subject != Subject.Person) throw Bad("用一句话选对象，现在只能选人。");
        if (body.Whom.Kind == Whom.Words && body.Whom.Text.Trim().Length == 0) throw Bad("请写一句填哪些人，如 80岁以上独居的。");
        body.Whom.Ids = body.Whom.Kind == Whom.List ? [.. members.Listed(subject, me.Scope, body.Whom.Text)] : [];
        if (body.Whom.Kind is not (Whom.Words or Whom.List or Whom.Picked or Whom.All)) throw Bad("请选填给谁。");
        members.Condition(body, me.Scope); // what is not understood is said now
    }

    void Check(Question question, Subject subject, FormBody body, Reader reader)
    {
        question.Label = question.Label.Trim();
        if (question.Label.Length is 0 or > LabelMax || question.Label.Any(char.IsControl)) throw Bad($"每个问题要有 1 到 {LabelMax} 个字。");
        var field = question.Field(subject, fields);
        if (field.IsKept)
        {
            if (!MayAsk(field, subject, reader)) throw Bad($"“{question.Label}”不能放进表里。");
            (question.Type, question.Choices) = (field.Type.ToString().ToLowerInvariant(), []);
        }
        else if (!types.Contains(question.Type)) throw Bad($"“{question.Label}”请选填法。");
        else if ((question.Type is "code" or "codes") != question.Choices.Count > 0 || question.Choices.Count > ChoicesMax || question.Choices.Distinct().Count() != question.Choices.Count
            || question.Choices.Any(c => c.Length is 0 or > LabelMax || c.Contains('、') || c.Contains(','))) throw Bad($"“{question.Label}”的选项要有 1 到 {ChoicesMax} 个，不能重复。");
        if (question.Only is not { } only) return;
        if (!Showing.Ops.Contains(only.Op) || only.Value.Length > NoteMax || only.Label == question.Label
            || body.Questions.All(q => q.Label != only.Label) && fields.Find(only.Label) is not { IsSealed: false, IsRestricted: false, Sensitivity: < Sensitivity.Highest })
            throw Bad($"“{question.Label}”什么时候问，写得不对。");
    }

    static Refusal Bad(string text) => new("bad_form", text);
}
