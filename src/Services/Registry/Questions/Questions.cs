using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Columns;

namespace OneTable.Services.Registry.Questions;

/// <param name="Yes">For whom it holds.</param>
/// <param name="Unknown">For whom too little is known to say.</param>
/// <param name="Of">Of how many.</param>
public sealed record Counted(int Yes, int Unknown, int Of);

/// <param name="Code">Empty: registered here, and living elsewhere.</param>
public sealed record DivisionCount(string Code, string Name, int Count);

/// <summary>
/// Answers questions: how many, who, and where. All who count or list people for a question do it here. One division is asked of the
/// columns in memory; of several, SQL says who is in any of them without counting twice who lives in one and is registered in another.
/// </summary>
public sealed class Questions(Database db, DivisionTree divisions, PeopleColumns columns, People people)
{
    const int BreakdownMax = 200;

    DateOnly Today => db.Time.Today();

    public Counted Count(Question question)
    {
        if (question.Condition is not { } condition) return Everybody(question);
        if (question.Places is [var place])
        {
            var tally = columns.Tally(place, condition, Today);
            return new(tally.Yes, tally.Unknown, tally.Yes + tally.No + tally.Unknown);
        }
        var (of, yes) = (Everybody(question).Of, CountInSql(question));
        return new(yes, of - yes - CountInSql(question with { Condition = condition.Not() }), of);
    }

    Counted Everybody(Question question)
    {
        var of = question.Places is [var place] ? columns.Count(place, null, Today) : CountInSql(question with { Condition = null });
        return new(of, 0, of);
    }

    int CountInSql(Question question) => db.Read(tx =>
    {
        var query = Query(question);
        return tx.Count<int>(query.Select("COUNT(*)"), query.Arguments);
    });

    /// <summary>By id, a page of them or all.</summary>
    public IReadOnlyList<long> Ids(Question question, int skip = 0, int take = int.MaxValue)
    {
        if (question.Places is [var place]) return columns.Ids(place, question.Condition, Today, take, skip);
        var query = Query(question);
        return db.Read(tx => tx.Query<long>(query.Select("p.id", string.Create(CultureInfo.InvariantCulture, $"ORDER BY p.id LIMIT {take} OFFSET {skip}")),
            query.Arguments).ToList());
    }

    public Listing<PersonRow> List(Question question, int page, int size)
    {
        var ids = Ids(question, (page - 1) * size, size);
        return new(Count(question).Yes, db.Read(tx => people.Rows(tx, ids)));
    }

    /// <summary>By the places asked about, or by the parts of the only one; the counts add up to that of the question.</summary>
    public IReadOnlyList<DivisionCount> ByDivision(Question question)
    {
        IReadOnlyList<string> rows = question.Places is [var one] && divisions.Children(one.Code) is { Count: > 0 } parts
            ? [.. parts.Select(d => d.Code)] : [.. question.Places.Select(p => p.Code)];
        if (rows.Count > BreakdownMax) throw new Refusal("too_long", $"一次最多分 {BreakdownMax} 个区划，请先选小一点的。");
        var counts = question.Places is [var place] && divisions.Find(rows[0]) is { } first
            ? columns.CountBy(place, question.Condition, Today, first.Level) : CountsInSql(question, rows);
        var all = rows.Select(code => new DivisionCount(code, divisions.Find(code)?.Name ?? code, counts.GetValueOrDefault(code))).ToList();
        var away = counts.Values.Sum() - all.Sum(d => d.Count);
        return away > 0 ? [.. all, new("", "户口在这里，人住别处", away)] : all;
    }

    Dictionary<string, int> CountsInSql(Question question, IReadOnlyList<string> rows)
    {
        var query = Query(question);
        var living = string.Concat(rows.Select(code => $" WHEN {query.Within("p.living_grid", code)} THEN {query.Parameter(code)}"));
        var registered = string.Concat(rows.Select(code => $" WHEN {query.Within("p.registered_community", code)} THEN {query.Parameter(code)}"));
        return db.Read(tx => tx.Query<(string Code, long Count)>(query.Select($"CASE{living}{registered} ELSE '' END AS Code, COUNT(*) AS Count", "GROUP BY 1"),
            query.Arguments)).ToDictionary(g => g.Code, g => (int)g.Count);
    }

    ConditionSql Query(Question question)
    {
        var query = new ConditionSql(Today);
        var seen = question.Places.Select((_, i) => Seen.Person.Replace("@From", $"{{{2 * i}}}", StringComparison.Ordinal)
            .Replace("@To", $"{{{2 * i + 1}}}", StringComparison.Ordinal));
        query.Where($"({string.Join(" OR ", seen)})", [.. question.Places.SelectMany(p => new object[] { p.From, p.To })]);
        return question.Condition is { } condition ? query.Where(condition) : query;
    }
}
