using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Questions;

/// <param name="Yes">For whom it holds.</param>
/// <param name="Unknown">For whom too little is known to say.</param>
/// <param name="Of">Of how many.</param>
public sealed record Counted(int Yes, int Unknown, int Of);

/// <param name="Code">Empty: registered here, and living elsewhere.</param>
public sealed record DivisionCount(string Code, string Name, int Count);

/// <summary>Answers questions: how many, who, and where. All who count or list people for a question do it here.</summary>
public sealed class Questions(Database db, DivisionTree divisions)
{
    const int BreakdownMax = 200;

    sealed record Group(string Code, long Count);

    public Counted Count(Question question)
    {
        var of = Count(question with { Condition = null }, null);
        if (question.Condition is not { } condition) return new(of, 0, of);
        var yes = Count(question, condition);
        return new(yes, of - yes - Count(question, condition.Not()), of);
    }

    int Count(Question question, Condition? condition) => db.Read(tx =>
    {
        var query = Query(question with { Condition = condition });
        return tx.Count<int>(query.Select("COUNT(*)"), query.Arguments);
    });

    /// <summary>By name, a page of them or all.</summary>
    public IReadOnlyList<long> Ids(Tx tx, Question question, int skip = 0, int take = int.MaxValue)
    {
        var query = Query(question);
        var order = $"ORDER BY p.name, p.id LIMIT {take.ToString(CultureInfo.InvariantCulture)} OFFSET {skip.ToString(CultureInfo.InvariantCulture)}";
        return [.. tx.Query<long>(query.Select("p.id", order), query.Arguments)];
    }

    /// <summary>By the places asked about, or by the parts of the only one; the counts add up to that of the question.</summary>
    public IReadOnlyList<DivisionCount> ByDivision(Question question)
    {
        var rows = (question.Places is [var only] ? divisions.Children(only.Code).Select(d => d.Code).ToList() : []) is { Count: > 0 } parts
            ? parts : [.. question.Places.Select(p => p.Code)];
        if (rows.Count > BreakdownMax) throw new Refusal("too_long", $"一次最多分 {BreakdownMax} 个区划，请先选小一点的。");
        var query = Query(question);
        var living = string.Concat(rows.Select(code => $" WHEN {query.Within("p.living_grid", code)} THEN {query.Parameter(code)}"));
        var registered = string.Concat(rows.Select(code => $" WHEN {query.Within("p.registered_community", code)} THEN {query.Parameter(code)}"));
        var counts = db.Read(tx => tx.Query<Group>(
            query.Select($"CASE{living}{registered} ELSE '' END AS Code, COUNT(*) AS Count", "GROUP BY 1"), query.Arguments)).ToDictionary(g => g.Code, g => (int)g.Count);
        IEnumerable<DivisionCount> all = rows.Select(code => new DivisionCount(code, divisions.Find(code)?.Name ?? code, counts.GetValueOrDefault(code)));
        return counts.TryGetValue("", out var away) ? [.. all, new("", "户口在这里，人住别处", away)] : [.. all];
    }

    ConditionSql Query(Question question)
    {
        var query = new ConditionSql(db.Time.Today());
        var seen = question.Places.Select((_, i) => Seen.Person.Replace("@From", $"{{{2 * i}}}", StringComparison.Ordinal)
            .Replace("@To", $"{{{2 * i + 1}}}", StringComparison.Ordinal));
        query.Where($"({string.Join(" OR ", seen)})", [.. question.Places.SelectMany(p => new object[] { p.From, p.To })]);
        return question.Condition is { } condition ? query.Where(condition) : query;
    }
}
