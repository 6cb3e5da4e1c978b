using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry.Columns;

/// <summary>The answers as the database gives them.</summary>
sealed class SqlAnswer(Tx tx, DateOnly on)
{
    public int Count(Scope? scope, Condition? condition)
    {
        var (sql, arguments) = Query(scope, condition);
        return tx.Count<int>(sql.Select("COUNT(*)"), arguments);
    }

    public IReadOnlyList<long> Ids(Scope? scope, Condition? condition, int max, int skip)
    {
        var (sql, arguments) = Query(scope, condition);
        return [.. tx.Query<long>(sql.Select("p.id", $"ORDER BY p.id LIMIT {max} OFFSET {skip}"), arguments)];
    }

    public IReadOnlyDictionary<string, int> CountByCode(Scope? scope, Condition? condition)
    {
        const string place = "CASE WHEN p.living_grid >= @From AND p.living_grid < @To THEN p.living_grid ELSE p.registered_community END";
        var (sql, arguments) = Query(scope, condition);
        return tx.Query<(string? Code, long Count)>(sql.Select($"{place} AS Code, COUNT(*) AS Count", "GROUP BY 1"), arguments)
            .ToDictionary(c => c.Code ?? "", c => (int)c.Count);
    }

    (ConditionSql Sql, Dictionary<string, object> Arguments) Query(Scope? scope, Condition? condition)
    {
        var sql = new ConditionSql(on);
        if (scope is not null) sql.Where(Seen.Person);
        if (condition is not null) sql.Where(condition);
        var all = scope ?? new Scope("");
        return (sql, new(sql.Arguments) { ["From"] = all.From, ["To"] = all.To });
    }
}
