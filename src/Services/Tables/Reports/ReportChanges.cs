using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;

namespace OneTable.Services.Tables.Reports;

/// <summary>本期新增、减少、原因: who came and who went since the report before, and why as far as the ledger says it.</summary>
public sealed class ReportChanges(Ledger ledger, FieldCatalog fields, DivisionTree divisions)
{
    const int ExplainedMax = 300, SentencesMax = 3;
    const string Status = "人员状态", Living = "现住网格", Registered = "户籍社区";

    /// <summary>The report before: its rows, when they were read and the day they count for.</summary>
    public sealed record Earlier(IReadOnlyList<KeptRow> Rows, long ReadAt, DateOnly CutOff);

    public IReadOnlyList<KeptChange> Of(Tx tx, TableRows now, IReadOnlyList<long> ids, Earlier before)
    {
        var (here, there) = (ids.ToHashSet(), before.Rows.Select(r => r.Id).ToHashSet());
        var changes = new List<KeptChange>();
        foreach (var row in before.Rows.Where(r => !here.Contains(r.Id)))
        {
            var survivor = Merges.SurvivorOf(tx, row.Id);
            if (survivor != row.Id && here.Contains(survivor) && there.Add(survivor)) continue; // the same person under another id
            changes.Add(survivor != row.Id && here.Contains(survivor) ? new(row.Id, row.Name, false, "重复登记，已合并", [])
                : changes.Count < ExplainedMax ? Went(tx, now, survivor, row) : new(row.Id, row.Name, false, "", []));
        }
        var came = ids.Where(id => !there.Contains(id)).ToList();
        var names = Names(tx, now.Template.Subject, came);
        changes.AddRange(came.Select((id, i) => i < ExplainedMax ? Came(tx, now, id, names.GetValueOrDefault(id, ""), before) : new(id, names.GetValueOrDefault(id, ""), true, "", [])));
        return changes;
    }

    internal static Dictionary<long, string> Names(Tx tx, Subject subject, IReadOnlyList<long> ids) => ids.Chunk(500)
        .SelectMany(some => tx.Query<(long Id, string? Name)>($"SELECT p.id, {subject.Name} FROM {subject.Table} p WHERE p.id IN @some", new { some }))
        .ToDictionary(n => n.Id, n => n.Name ?? "");

    KeptChange Went(Tx tx, TableRows now, long id, KeptRow row)
    {
        KeptChange Because(string reason, params IEnumerable<Field> about) => new(row.Id, row.Name, false, reason, [.. about.Select(KeptField.Of)]);
        if (Load(tx, now.Template, id) is not { } values) return Because("档案已删除");
        if (PlaceOf(now) is { } place && !now.Scope.Contains(values.One(place)))
            return Because(Said(tx, place, id, divisions.FullName(values.One(place)) is { Length: > 0 } to ? $"迁到{to}" : "迁出本辖区"), place);
        var failed = Failed(now.Template.Condition, values, now.CutOff);
        return failed.Count == 0 ? Because("口径有调整") : Because(string.Join("；", failed.Take(SentencesMax).Select(term =>
            Said(tx, term, id, Against(term, values)))), failed.SelectMany(t => t.Fields));
    }

    KeptChange Came(Tx tx, TableRows now, long id, string name, Earlier before)
    {
        KeptChange Because(string reason, params IEnumerable<Field> about) => new(id, name, true, reason, [.. about.Select(KeptField.Of)]);
        var subject = now.Template.Subject;
        if (!Subject.Registered.Contains(subject) || ledger.AsOf(tx, subject, id, before.ReadAt + 1) is not { } kept) return Because("新登记");
        if (Load(tx, now.Template, id) is not { } values) return Because("");
        foreach (var field in Asked(now.Template)) Turn(values, field, kept);
        if (PlaceOf(now) is { } place && !now.Scope.Contains(values.One(place)))
            return Because(Said(tx, place, id, divisions.FullName(values.One(place)) is { Length: > 0 } from ? $"从{from}迁入" : "迁入"), place);
        var failed = Failed(now.Template.Condition, values, before.CutOff);
        return failed.Count == 0 ? Because("口径有调整") : Because(string.Join("；", failed.Take(SentencesMax).Select(term =>
            term is Condition.Leaf { Field.Type: FieldType.Age } ? term.Sentence() : Said(tx, term, id, term.Sentence()))), failed.SelectMany(t => t.Fields));
    }

    /// <summary>Back to what was kept then; what is made from another field goes with it.</summary>
    void Turn(SubjectValues values, Field field, IReadOnlyDictionary<string, string?> kept)
    {
        var from = field.IsWritten ? field : fields.Of(field.Subject).FirstOrDefault(f => f.IsWritten && f.Table == field.Table && f.Column == field.Column);
        if (from is null || !kept.TryGetValue(from.Label, out var value)) return;
        switch (value)
        {
            case null or ['?', not '3']: values.Forget(field); break;
            case ['?', _]: values.With(field); break;
            default: values.With(field, field.IsTags ? value.Split(',') : [value]); break;
        }
    }

    SubjectValues? Load(Tx tx, TableTemplate template, long id) => SubjectValues.Load(tx, template.Subject, template.Condition, Places(template), [id]).SingleOrDefault();

    IEnumerable<Field> Places(TableTemplate template) => new[] { Living, Registered }.Select(fields.Find).OfType<Field>().Where(f => f.Subject == template.Subject);

    /// <summary>About the subject itself.</summary>
    List<Field> Asked(TableTemplate template) =>
        [.. template.Condition.Terms.OfType<Condition.Leaf>().SelectMany(l => l.Fields).Concat(Places(template)).DistinctBy(f => f.Label)];

    static List<Condition> Failed(Condition condition, SubjectValues values, DateOnly on) =>
        [.. condition.Terms.Where(term => term.Holds(values, on) != true)];

    /// <summary>Why it holds no longer: "去世" says it better than a rule turned round.</summary>
    static string Against(Condition term, SubjectValues values) =>
        term is not Condition.Leaf leaf ? term.Not().Sentence()
        : leaf.Field.Label == Status && values.One(leaf.Field) is { } code ? FieldText.Of(leaf.Field, code)
        : values[leaf.Field] is null ? leaf.Field.Label + "不详" : (leaf with { Negated = !leaf.Negated }).Sentence();

    /// <summary>The place by which people belong into the table.</summary>
    Field? PlaceOf(TableRows rows) => rows.Template.Subject != Subject.Person ? null : fields.Find(rows.Template.ByRegistration && divisions.Find(rows.Scope.Code) is not { Level: Division.Grid } ? Registered : Living);

    static string Said(Tx tx, Condition term, long id, string text) => term is Condition.Leaf leaf ? Said(tx, leaf.Field, id, text) : text;

    static string Said(Tx tx, Field field, long id, string text) => field.IsWritten && Ledger.LastSaid(tx, field, id) is var (source, at)
        ? $"{text}（{BeijingTime.Of(at):M月d日}{source}）" : text;
}
