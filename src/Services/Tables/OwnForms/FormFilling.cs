using System.Diagnostics.Metrics;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.OwnForms;

/// <summary>What a worker hands in. Answers: label → what was typed or changed; everything else stays as it was shown.</summary>
public sealed record Filled(string? Key, int Version, string? SubjectId, string? AnswerId, string? Seen, long OpenedAt, string? Name, Dictionary<string, string?>? Answers,
    string? Place, double? Lat, double? Lon);

/// <param name="Conflicts">Values that contradict another source and wait at 核对.</param>
public sealed record FilledIn(string Id, string Name, int Written, int Conflicts);

/// <summary>Takes answers in: once however often they are sent, to the registry where the dictionary has a field for them.</summary>
public sealed class FormFilling(FieldCatalog fields, Answers answers, FormSheets sheets, DivisionTree tree, Seal seal)
{
    public const string Source = "表单";
    static readonly Counter<long> counter = new Meter("OneTable.Tables").CreateCounter<long>("onetable.form.answers", description: "Answers to forms and events that workers handed in; kind: subject or none");
    const int KeyMax = 60, NameMax = 60, PlaceMax = 100;

    /// <param name="files">Photos that are the worker's own.</param>
    public FilledIn Take(Tx tx, StaffMember me, OwnForm form, Filled filled, IReadOnlyList<long> files)
    {
        var key = KeyOf(me, filled.Key);
        form = OwnForm.Lock(tx, form.Id);
        if (FormAnswer.ByClientKey(tx, key) is { } before) return new(before.Id.ToString(), before.Name, 0, 0); // sent again after a lost answer
        if (form.State != FormState.Sent) throw new Refusal("form_closed", "这张表已经收了，不能再填。");
        var (body, subject, own) = (form.Body, IdOf(filled.SubjectId), IdOf(filled.AnswerId));
        var whose = subject is { } id ? Ownership.Require(tx, me, form.Subject, id) : null;
        var name = whose?.Name ?? Limited(filled.Name, NameMax);
        if (whose is null && (body.Makes.Length == 0 && own is null || string.IsNullOrEmpty(name))) throw new Refusal("subject_needed", "请先写是谁、哪里。");
        var standing = FormSheets.Standing(tx, me, form, subject, subject is null ? own : null);
        if (subject is null && own is not null && standing is null) throw new Refusal("changed_meanwhile", "别人刚改过这一条，请重新打开。");
        var typed = Typed(form, me, filled, filled.Version == form.Version);
        var known = sheets.Known(tx, form, subject, standing);
        if (standing is not null && standing.Id.ToString() != filled.Seen) MustAgree(form, standing, typed);
        var next = Whole(tx, form, me, subject, known, typed, filled.Version == form.Version);
        var written = whose is null || form.EventId is not null ? default : Write(tx, me, form, whose, typed, filled.OpenedAt);
        var grid = GridOf(me, whose, standing, filled.Lat, filled.Lon);
        FormAnswer.Replace(tx, form.Id, FormAnswer.KeyOfNone(grid));
        if (standing is not null) FormAnswer.Replace(tx, form.Id, standing.CurrentKey!);
        var added = FormAnswer.Add(tx, new()
        {
            FormId = form.Id, CurrentKey = subject is { } s ? FormAnswer.KeyOfSubject(s) : null, SubjectId = subject, Name = name!, GridCode = grid, StaffId = me.Id, Worker = me.Name,
            Place = Limited(filled.Place, PlaceMax) ?? standing?.Place, Lat = filled.Lat ?? standing?.Lat, Lon = filled.Lon ?? standing?.Lon,
            Files = string.Join(',', (standing?.Photos ?? []).Concat(files).Distinct().TakeLast(9)),
        }, key, form.Version, next);
        tx.AfterCommit(() => counter.Add(1, new KeyValuePair<string, object?>("kind", form.SubjectKind)));
        return new(added.Id.ToString(), added.Name, written.Written, written.Conflicts);
    }

    /// <summary>零报告: there is nothing in this division.</summary>
    public FilledIn None(Tx tx, StaffMember me, OwnForm form, string? clientKey)
    {
        var key = KeyOf(me, clientKey);
        form = OwnForm.Lock(tx, form.Id);
        if (FormAnswer.ByClientKey(tx, key) is { } before) return new(before.Id.ToString(), before.Name, 0, 0);
        if (form.State != FormState.Sent) throw new Refusal("form_closed", "这张表已经收了，不能再填。");
        var filled = FormAnswer.Of(tx, form.Id, me.Scope);
        if (filled.FirstOrDefault(a => a.IsNone && a.GridCode == me.DivisionCode) is { } said) return new(said.Id.ToString(), said.Name, 0, 0);
        if (filled.Count(a => !a.IsNone) is > 0 and var count) throw new Refusal("filled_already", $"这张表已经填了{count}条，不用报没有。");
        var none = FormAnswer.Add(tx, new() { FormId = form.Id, CurrentKey = FormAnswer.KeyOfNone(me.DivisionCode), Name = "没有情况", GridCode = me.DivisionCode, StaffId = me.Id, Worker = me.Name },
            key, form.Version, new Dictionary<string, string?>());
        tx.AfterCommit(() => counter.Add(1, new KeyValuePair<string, object?>("kind", "none")));
        return new(none.Id.ToString(), none.Name, 0, 0);
    }

    /// <summary>What was typed, as kept; null for a value that was taken away.</summary>
    Dictionary<string, string?> Typed(OwnForm form, StaffMember me, Filled filled, bool isNewest)
    {
        var asked = form.Body.Questions.ToDictionary(q => q.Label, q => q.Field(form.Subject, fields));
        var typed = new Dictionary<string, string?>();
        foreach (var (label, text) in filled.Answers ?? [])
        {
            if (!asked.TryGetValue(label, out var field) || field.IsKept && !field.IsVisibleTo(me.Reader))
            {
                if (isNewest) throw new Refusal("unknown_question", "有一项不在这张表里，请重新打开。");
                continue; // asked no more
            }
            var value = FieldInput.Read(field, text);
            typed[label] = field.IsSealed && value is not (null or ['?', _]) ? seal.Close(value) : value;
        }
        return typed;
    }

    /// <summary>Another worker was there meanwhile: what does not contradict is joined, the rest is for a second look.</summary>
    void MustAgree(OwnForm form, FormAnswer standing, Dictionary<string, string?> typed)
    {
        var said = standing.Values;
        var two = typed.Where(t => said.GetValueOrDefault(t.Key) is { } old && Plain(form, t.Key, old) != Plain(form, t.Key, t.Value)).Select(t => t.Key).ToList();
        if (two.Count > 0) throw new Refusal("changed_meanwhile", $"{standing.Worker}刚填过，{string.Join('、', two.Take(3))}不一样，请重新打开看看。");
    }

    string? Plain(OwnForm form, string label, string? value) =>
        form.Body.Questions.FirstOrDefault(q => q.Label == label)?.Field(form.Subject, fields) is { IsSealed: true } && value is not (null or ['?', _]) ? seal.Open(value) : value;

    /// <summary>All that is asked with its answer; what is needed and missing is refused.</summary>
    Dictionary<string, string?> Whole(Tx tx, OwnForm form, StaffMember me, long? subject, Dictionary<string, string?> known, Dictionary<string, string?> typed, bool isNewest)
    {
        var facts = sheets.Facts(tx, form, subject, me.Reader);
        var all = form.Body.Questions.ToDictionary(q => q.Label, q => typed.TryGetValue(q.Label, out var value) ? value : known.GetValueOrDefault(q.Label));
        string? Said(string label) => form.Body.Questions.FirstOrDefault(q => q.Label == label) is { } q ? sheets.Text(q.Field(form.Subject, fields), all[label]) : facts.GetValueOrDefault(label);
        var shown = form.Body.Questions.Where(q => q.Only?.Holds(Said(q.Only.Label)) != false).ToList();
        var missing = shown.Where(q => q.Required && all[q.Label] is null && IsAsked(q.Field(form.Subject, fields), me.Reader)).Select(q => q.Label).ToList();
        if (missing.Count > 0) throw isNewest ? new Refusal("answer_needed", $"还差：{string.Join('、', missing.Take(5))}。")
            : new Refusal("form_changed", $"这张表改过了，还要填{string.Join('、', missing.Take(5))}，请重新打开。");
        foreach (var label in typed.Keys.Where(label => shown.All(q => q.Label != label)).ToList()) typed.Remove(label);
        return shown.ToDictionary(q => q.Label, q => all[q.Label]);
    }

    /// <summary>What one may not read, one is not asked.</summary>
    static bool IsAsked(Field field, Reader reader) => !field.IsKept || field.IsVisibleTo(reader);

    Proposed Write(Tx tx, StaffMember me, OwnForm form, Whereabouts whose, Dictionary<string, string?> typed, long openedAt) => answers.Take(tx, me, form.Subject, whose,
        typed.Where(t => form.Body.Questions.First(q => q.Label == t.Key).Field(form.Subject, fields).IsKept)
            .ToDictionary(t => t.Key, t => Plain(form, t.Key, t.Value)), openedAt, new(Source, me.Name, form.Title));

    /// <summary>Where it lies: the subject's grid, the grid of the point on the map, else the worker's own.</summary>
    string GridOf(StaffMember me, Whereabouts? whose, FormAnswer? standing, double? lat, double? lon) =>
        whose?.LivingGrid is { } home && me.Scope.Contains(home) ? home : standing?.GridCode
        ?? (lat is { } y && lon is { } x && tree.GridAt(y, x) is { } grid && me.Scope.Contains(grid.Code) ? grid.Code : me.DivisionCode);

    static string KeyOf(StaffMember me, string? key) => key is { Length: > 0 and <= KeyMax } ? $"staff:{me.Id}:{key}" : throw new Refusal("key_needed", "请退出这一页再进来。");

    static long? IdOf(string? text) => string.IsNullOrEmpty(text) ? null : long.TryParse(text, out var id) ? id : throw new Refusal("not_found", "没有这一条，请重新打开。");

    static string? Limited(string? text, int max) => text?.Trim() is not { Length: > 0 } said ? null : said.Length <= max ? said : throw new Refusal("too_long", $"写得太长了，最多{max}个字。");
}
