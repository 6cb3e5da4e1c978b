using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;

namespace OneTable.Services.Registry;

/// <summary>
/// The registry in figures. Registered (户籍人口) and Resident (常住人口) are two separate counts (F03);
/// People (实有人口) are those who live here.
/// </summary>
public sealed record Summary(int People, int Registered, int Resident, int Houses, int Organisations, int Grids,
    IReadOnlyList<GridSummary> ByGrid, IReadOnlyList<AgeBand> Ages);

public sealed record GridSummary(string Code, string Name, int People, int Houses, string? Worker);
public sealed record AgeBand(string Band, int Count);

/// <summary>Counts for the page of the registry.</summary>
public sealed class RegistrySummary(Database db, DivisionTree tree)
{
    // Lives here and is neither dead (3) nor moved away (5); who only moved the registration (4) still lives here.
    const string Lives = "p.living_grid >= @From AND p.living_grid < @To AND p.status NOT IN ('3', '5')";

    static readonly (string Band, int From, int To)[] Bands =
        [("0–5 岁", 0, 6), ("6–17 岁", 6, 18), ("18–59 岁", 18, 60), ("60–79 岁", 60, 80), ("80–89 岁", 80, 90), ("90 岁及以上", 90, 200)];

    sealed record GridCount(string Code, long Count);
    sealed record Worker(string Code, string Name);

    public Summary Of(Scope scope)
    {
        var grids = tree.Within(scope).Where(d => d.Level == Division.Grid).ToList();
        var args = new { scope.From, scope.To };
        // A registration belongs to a community; a grid counts those of the registered who live in it.
        var registered = tree.Find(scope.Code)?.Level == Division.Grid ? Lives
            : "p.registered_community >= @From AND p.registered_community < @To AND p.status NOT IN ('3', '4')";
        return db.Read(tx =>
        {
            var people = Counts(tx, $"SELECT p.living_grid AS Code, COUNT(*) AS Count FROM people p WHERE {Lives} GROUP BY p.living_grid", args);
            var houses = Counts(tx, $"SELECT grid_code AS Code, COUNT(*) AS Count FROM houses WHERE {Seen.InGrid} GROUP BY grid_code", args);
            var workers = tx.Query<Worker>("""
                SELECT division_code AS Code, name AS Name FROM staff
                WHERE post = '10' AND active = 1 AND division_code >= @From AND division_code < @To
                """, args).GroupBy(w => w.Code).ToDictionary(g => g.Key, g => string.Join('、', g.Select(w => w.Name)));
            return new Summary(people.Values.Sum(),
                tx.Count<int>($"SELECT COUNT(*) FROM people p WHERE p.registered_here = 1 AND {registered}", args),
                tx.Count<int>($"SELECT COUNT(*) FROM people p WHERE p.population_kind IN ('1', '3', '4', '5', '6', '7') AND {Lives}", args),
                houses.Values.Sum(),
                tx.Count<int>($"SELECT COUNT(*) FROM organisations WHERE {Seen.InGrid}", args),
                grids.Count,
                [.. grids.Select(g => new GridSummary(g.Code, tree.FullName(g.Code),
                    people.GetValueOrDefault(g.Code), houses.GetValueOrDefault(g.Code), workers.GetValueOrDefault(g.Code)))],
                [.. Bands.Select(b => Band(tx, scope, b))]);
        });
    }

    /// <summary>Who is at least From and younger than To, as a range of birth dates: born by this day N years ago.</summary>
    AgeBand Band(Tx tx, Scope scope, (string Band, int From, int To) band)
    {
        var today = db.Time.Today();
        return new(band.Band, tx.Count<int>($"SELECT COUNT(*) FROM people p WHERE p.birth_date <= @Youngest AND p.birth_date > @Oldest AND {Lives}",
            new { scope.From, scope.To, Youngest = Age.BornUntil(today, band.From), Oldest = Age.BornUntil(today, band.To) }));
    }

    static Dictionary<string, int> Counts(Tx tx, string sql, object args) =>
        tx.Query<GridCount>(sql, args).ToDictionary(c => c.Code, c => (int)c.Count);
}
