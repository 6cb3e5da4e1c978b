using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Finding;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Filling;

namespace OneTable.Services.Tables.OwnForms;

/// <summary>A subject as the worker finds it in the list of a form.</summary>
public sealed record Member(long Id, string Name, string Grid);

/// <summary>Whom a form asks about, where it was sent.</summary>
public sealed class FormMembers(FieldCatalog fields, FillWhere where, Finder people, Houses houses, Organisations organisations, Places places, TimeProvider time)
{
    public const int ListMax = 500;
    const int ChunkMax = 5000;

    /// <summary>Those of a scope who are asked about; null where the worker picks.</summary>
    public IReadOnlyList<Member>? Of(Tx tx, OwnForm form, Scope scope)
    {
        var (body, subject) = (form.Body, form.Subject);
        if (body.Whom.Kind == Whom.Picked) return null;
        var grid = subject == Subject.Person ? "p.living_grid" : "p.grid_code";
        var query = new ConditionSql(time.Today(), subject).Where($"{grid} >= {{0}} AND {grid} < {{1}}", scope.From, scope.To);
        if (Condition(body, scope) is { } condition) query = query.Where(condition);
        if (body.Whom.Kind == Whom.List) query = query.Where($"p.id IN ({string.Join(", ", body.Whom.Ids.Select(long.Parse).DefaultIfEmpty(0))})");
        return [.. tx.Query<Member>(query.Select($"p.id AS Id, {subject.Name} AS Name, {grid} AS Grid", $"ORDER BY {grid}, p.id LIMIT {ChunkMax}"), query.Arguments)];
    }

    /// <summary>What a form says of whom in words, as a grid worker may know it: whoever stands in the list is known to them.</summary>
    public Condition? Condition(FormBody body, Scope scope) => body.Whom.Kind == Whom.Words ? InWords(body, scope)
        : body.Subject != Subject.Person.Kind || body.Whom.Kind != Whom.All || fields.Find("人员状态") is not { CodeSet: { } set } status ? null
        : new Condition.Leaf(status, ConditionOp.In, [.. set.Codes.Where(c => c.Label.Contains("去世", StringComparison.Ordinal)).Select(c => c.Value)], Negated: true);

    Condition? InWords(FormBody body, Scope scope)
    {
        var (condition, said) = where.Read(body.Whom.Text, scope, new Reader(Posts.GridWorker), time.Today());
        return said == scope ? condition : throw new Refusal("where_unclear", "填给谁里不用写地方，发的时候再选发到哪里。");
    }

    /// <summary>By name, number or address, in a scope.</summary>
    public IReadOnlyList<Member> Find(Subject subject, Scope scope, string words, int max) =>
        subject == Subject.Person ? [.. people.Find(scope, words, size: max).Items.Select(p => new Member(p.Id, p.Name, p.Living ?? p.Registered ?? ""))]
        : subject == Subject.House ? [.. houses.Find(scope, words, size: max).Items.Select(h => new Member(h.Id, h.Address, h.Grid))]
        : subject == Subject.Organisation ? [.. organisations.Find(scope, words, size: max).Items.Select(o => new Member(o.Id, o.Name, o.Grid))]
        : [.. places.Find(scope, words, size: max).Items.Select(p => new Member(p.Id, p.Name, p.Grid))];

    /// <summary>Whom the lines of a list name; a line that names nobody, or several, is refused with its words.</summary>
    public IReadOnlyList<string> Listed(Subject subject, Scope scope, string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (lines.Count > ListMax) throw new Refusal("list_too_long", $"名单最多{ListMax}行，多的请分几张表。");
        var found = lines.Select(line => (Line: line, Who: One(subject, scope, line))).ToList();
        var unclear = found.Where(f => f.Who is null).Select(f => f.Line).ToList();
        if (unclear.Count > 0) throw new Refusal("list_unclear", $"没找到，或不止一个：{string.Join('、', unclear.Take(5))}{(unclear.Count > 5 ? "等" : "")}。");
        return [.. found.Select(f => f.Who!.Id.ToString()).Distinct()];
    }

    Member? One(Subject subject, Scope scope, string line)
    {
        var found = Find(subject, scope, line, 5);
        return found.Count == 1 ? found[0] : found.Where(m => m.Name == line).ToList() is [var named] ? named : null;
    }
}
