using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.Reports;

/// <summary>What is different today of somebody who stood in a report.</summary>
/// <param name="SubjectId">Under which they are found today; null where they are there no more.</param>
public sealed record SinceThen(long? SubjectId, string Name, string? What, IReadOnlyList<ValueChange> Values);
public sealed record ValueChange(string Field, string Old, string Now);

/// <param name="Fields">Columns that cannot be compared any more: their field is gone.</param>
public sealed record Comparison(int Changed, IReadOnlyList<SinceThen> People, IReadOnlyList<string> Fields);

/// <summary>A kept report beside the registry of today: whom it names, which of their values changed, as far as the reader may know them.</summary>
public sealed class ReportSince(FieldCatalog fields, DivisionTree divisions, ReportCopies copies, Seal seal)
{
    const int ChunkMax = 500, ShownMax = 200;
    const string Merged = "已并入另一份档案", Gone = "档案已删除", Away = "已离开您的辖区";

    /// <summary>Reads everything; what a reader may not see is left out afterwards, by the same rule on both sides.</summary>
    static readonly Reader everything = new(Posts.Secretary);

    static string SeenIn(Subject subject) => subject == Subject.Case ? "(p.division_code >= @From AND p.division_code < @To)" : Seen.Of(subject);

    public Comparison Of(Tx tx, Report report, ReportCopy copy, StaffMember me)
    {
        if (report.Kind != Report.Table) throw new Refusal("not_comparable", "只有名单能和今天逐人比。");
        var reader = me.Reader;
        var (head, rows) = (copies.Head(tx, copy), copies.Rows(tx, copy));
        var sheet = new ReportSheet(head, reader, fields);
        if (!sheet.MayList) throw new Refusal("forbidden", "这张表的名单只给管这条线的人看。");
        var compared = head.Columns.Select((c, i) => (Column: c, At: i, Now: c.Field is { } f ? fields.Find(f.Label) : null))
            .Where(c => c.Now is { IsKept: true } && c.Column.Field!.IsVisibleTo(reader, fields)).ToList();
        var subject = Subject.Of(head.Subject) ?? Subject.Person;
        var template = new TableTemplate(new(), subject, Condition.Everything, [.. compared.Select(c => new TableColumn(c.Now!.Label, c.Now, false))], []);
        var today = new TableRows(template, new(report.DivisionCode), report.CutOffDay, divisions, seal);
        var people = new List<SinceThen>();
        foreach (var chunk in rows.Chunk(ChunkMax))
        {
            var survivors = chunk.ToDictionary(r => r.Id, r => r.Id);
            var names = ReportChanges.Names(tx, subject, [.. survivors.Keys]);
            foreach (var row in chunk.Where(r => !names.ContainsKey(r.Id))) survivors[row.Id] = Merges.SurvivorOf(tx, row.Id);
            var known = ReportChanges.Names(tx, subject, [.. survivors.Values.Distinct()]);
            var there = tx.Query<long>($"SELECT p.id FROM {subject.Table} p WHERE p.id IN @ids AND {SeenIn(subject)}", new { ids = known.Keys, me.Scope.From, me.Scope.To }).ToList();
            var now = there.Zip(today.Read(tx, there, everything, whole: true)).ToDictionary(p => p.First, p => p.Second);
            foreach (var row in chunk)
            {
                if (!now.TryGetValue(survivors[row.Id], out var cells)) { people.Add(new(null, row.Name, known.ContainsKey(survivors[row.Id]) ? Away : Gone, [])); continue; }
                var values = compared.Select((c, i) => (Column: c.Column, Old: row.Cells[c.At].Text, Now: cells[i].Text)).Where(v => v.Old != v.Now && !v.Old.Contains('*'))
                    .Select(v => new ValueChange(v.Column.Label, sheet.Text(v.Column.Field, v.Old, whole: false), sheet.Text(v.Column.Field, v.Now, whole: false))).ToList();
                var what = survivors[row.Id] != row.Id ? Merged : null;
                if (values.Count > 0 || what is not null) people.Add(new(survivors[row.Id], row.Name, what, values));
            }
        }
        return new(people.Count, [.. people.Take(ShownMax)], [.. head.Columns.Where(c => c.Field is { } f && fields.Find(f.Label) is not { IsKept: true }).Select(c => c.Label)]);
    }
}
