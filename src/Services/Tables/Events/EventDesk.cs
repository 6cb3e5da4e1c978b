using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.Tables.OwnForms;
using OneTable.Services.Tables.Tracing;

namespace OneTable.Services.Tables.Events;

/// <summary>What closing an event kept: places made, values written, values that contradict another source, answers that belong to no grid.</summary>
public sealed record EventKept(int Places, int Written, int Conflicts, int Left);

/// <summary>Opens events, shows what comes in, and keeps it with the subjects afterwards.</summary>
public sealed class EventDesk(Database db, FieldCatalog fields, OwnFormDesk forms, FormProgress progress, TableList tables, TraceLog traces, Subjects subjects, DivisionTree tree, Seal seal)
{
    public const string Source = "事件";
    const int NameMax = 60, ScreenMax = 2000;
    const string PlaceName = "物的名称", PlaceKind = "物的类别", PlaceGrid = "物的网格", PlaceAddress = "物的位置", PlaceChecked = "物的检查日期";

    /// <param name="chosen">Names of form files; all of the kind where none is chosen.</param>
    public long Open(Tx tx, StaffMember me, string? kind, string? name, IReadOnlyList<string> chosen, IReadOnlyList<string> divisions, DateOnly? due)
    {
        var file = EventTemplates.Find(tx, kind ?? "") ?? throw new Refusal("event_unknown", "请选是什么事件。");
        name = name?.Trim();
        if (name is not { Length: > 0 and <= NameMax }) throw new Refusal("bad_name", $"事件要有名字，最多{NameMax}个字。");
        if (chosen.Any(c => !file.Forms.Contains(c))) throw new Refusal("not_found", "没有这张事件表。");
        var id = TableEvent.Add(tx, me.Scope, file.Id, name, me.Name);
        foreach (var one in chosen.Count > 0 ? chosen.Distinct() : file.Forms)
        {
            var form = forms.Keep(tx, me, EventTemplates.Form(tx, one), null, id);
            forms.Send(tx, me, form, divisions, due);
        }
        return id;
    }

    /// <summary>The merged table as far as one screen takes it; ids say which answer a row is.</summary>
    public (IReadOnlyList<string> Columns, IReadOnlyList<long> Ids, IReadOnlyList<IReadOnlyList<string>> Rows) Table(Tx tx, TableEvent one, Scope scope, StaffMember viewer)
    {
        var rows = RowsOf(tx, one, scope);
        long[] ids = [.. rows.Ids(tx).Take(ScreenMax)];
        return ([.. rows.Template.Columns.Select(c => c.Label)], ids, [.. rows.Read(tx, ids, viewer.Reader, whole: false).Select(r => r.Select(c => c.Text).ToList())]);
    }

    public TableSheet Sheet(TableEvent one, Scope scope, StaffMember viewer) => new(db, traces, TraceKind.Event, db.Read(tx => RowsOf(tx, one, scope)), viewer,
        tree.FullName(scope.Code), tree.Community(scope.Code)?.Phone);

    TableRows RowsOf(Tx tx, TableEvent one, Scope scope)
    {
        var name = EventTemplates.Find(tx, one.Kind)?.Table ?? "T34";
        var template = tables.Find(tx, name) ?? throw new Refusal("table_unknown", $"没有「{name}」这张表。");
        return new(template, scope, DayOf(tx.Now), tree, seal, t => EventRows.Ids(t, one.Id, scope));
    }

    /// <summary>任务清单: grid by grid over all forms of the event; one answer or one zero report is enough.</summary>
    public IReadOnlyList<GridProgress> Tasks(Tx tx, TableEvent one, Scope scope) => [.. OwnForm.OfEvent(tx, one.Id).SelectMany(f => progress.Of(tx, f, scope)).GroupBy(g => g.Code)
        .Select(g => g.First() with
        {
            Answered = g.Sum(f => f.Answered), None = g.Any(f => f.None) && g.All(f => f.Answered == 0), Done = g.Any(f => f.Done), Late = g.Any(f => f.Late) && g.All(f => !f.Done), LastAt = g.Max(f => f.LastAt),
        }).OrderBy(g => g.Code, StringComparer.Ordinal)];

    /// <summary>Every answer, for the photos and the map.</summary>
    public static IReadOnlyList<(OwnForm Form, FormAnswer Answer)> Points(Tx tx, TableEvent one, Scope scope) =>
        [.. OwnForm.OfEvent(tx, one.Id).SelectMany(f => FormAnswer.Of(tx, f.Id, scope).Where(a => !a.IsNone).Select(a => (f, a))).OrderByDescending(p => p.a.At).Take(ScreenMax)];

    /// <summary>Tells each grid once, by the first form that it has not begun.</summary>
    public int Remind(Tx tx, TableEvent one, Scope scope)
    {
        var open = Tasks(tx, one, scope).Where(t => !t.Done).ToList();
        return OwnForm.OfEvent(tx, one.Id) is [var first, ..] ? open.Sum(grid => forms.Remind(tx, first, new(grid.Code), one.Name)) : 0;
    }

    /// <summary>Ends it: its forms close, and what was found stays with house, firm and place.</summary>
    public EventKept Close(Tx tx, StaffMember me, long id)
    {
        var one = TableEvent.Find(tx, me.Scope, id) ?? throw new Refusal("not_found", "没有这个事件。");
        if (!me.Scope.Contains(one.DivisionCode)) throw new Refusal("forbidden", "这个事件是上级开的，由上级结束。");
        if (!TableEvent.Close(tx, id)) throw new Refusal("event_closed", "这个事件已经结束了。");
        var kept = new EventKept(0, 0, 0, 0);
        foreach (var form in OwnForm.OfEvent(tx, id))
        {
            OwnForm.Close(tx, form.Id);
            foreach (var answer in FormAnswer.Of(tx, form.Id, new(one.DivisionCode)).Where(a => !a.IsNone).Reverse()) kept = Keep(tx, form, answer, new(Source, me.Name, one.Name), kept);
        }
        return kept;
    }

    EventKept Keep(Tx tx, OwnForm form, FormAnswer answer, Origin origin, EventKept kept)
    {
        var facts = FactsOf(form, answer);
        if (answer.SubjectId is { } known)
        {
            var done = facts.Count == 0 ? default : subjects.Propose(tx, form.Subject, known, facts, origin);
            return kept with { Written = kept.Written + done.Written, Conflicts = kept.Conflicts + done.Conflicts };
        }
        if (tree.Find(answer.GridCode) is not { Level: Division.Grid }) return kept with { Left = kept.Left + 1 };
        facts[PlaceChecked] = DayOf(answer.At).Iso();
        if (answer.Place is { } where) facts[PlaceAddress] = where;
        var there = tx.Value<long?>("SELECT id FROM places WHERE grid_code = @p0 AND name = @p1 ORDER BY id LIMIT 1", answer.GridCode, answer.Name);
        var proposed = there is { } old ? subjects.Propose(tx, Subject.Place, old, facts, origin) : default;
        var place = there ?? subjects.Write(tx, Subject.Place, null, new Dictionary<string, string?>(facts)
        {
            [PlaceName] = answer.Name, [PlaceKind] = fields.Find(PlaceKind)!.CodeSet!.CodeOf(form.Body.Makes), [PlaceGrid] = answer.GridCode,
        }, origin);
        if (answer.Lat is not null) tx.Run("UPDATE places SET lat = @p1, lon = @p2 WHERE id = @p0", place, answer.Lat, answer.Lon);
        tx.Run("UPDATE own_form_answers SET subject_id = @p1 WHERE id = @p0", answer.Id, place);
        return kept with { Places = kept.Places + (there is null ? 1 : 0), Written = kept.Written + (there is null ? facts.Count : proposed.Written), Conflicts = kept.Conflicts + proposed.Conflicts };
    }

    /// <summary>What the dictionary has a field for, without its seals.</summary>
    Dictionary<string, string?> FactsOf(OwnForm form, FormAnswer answer)
    {
        var values = answer.Values;
        return form.Body.Questions.Select(q => q.Field(form.Subject, fields)).Where(f => f.IsKept && values.GetValueOrDefault(f.Label) is not null)
            .ToDictionary(f => f.Label, f => f.IsSealed && values[f.Label] is [not '?', ..] ? seal.Open(values[f.Label]) : values[f.Label]);
    }

    static DateOnly DayOf(long at) => DateOnly.FromDateTime(BeijingTime.Of(at).DateTime);
}
