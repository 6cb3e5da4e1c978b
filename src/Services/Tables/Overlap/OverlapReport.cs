namespace OneTable.Services.Tables.Overlap;

/// <summary>One table of the set, and how much of it is asked elsewhere or known already.</summary>
/// <param name="Shared">Columns that another table of the set asks too.</param>
/// <param name="Known">Columns that the registry already keeps.</param>
/// <param name="Automatic">All of its columns are kept: a condition over the registry makes it, nobody types anything.</param>
public sealed record OverlapTable(string Name, int Fields, int Shared, int Known, bool Automatic, IReadOnlyList<string> Asked);

/// <summary>A field that several tables ask.</summary>
public sealed record OverlapField(string Field, int Tables, bool Known, IReadOnlyList<string> Written);

/// <summary>How much of a set of tables is asked more than once.</summary>
/// <param name="Fields">All columns of all tables; Distinct: how many different things they ask.</param>
/// <param name="Reduction">What would not have to be asked again, in per cent of all columns.</param>
/// <param name="ReportsLeft">Tables that somebody must still fill in; ReportsReduction: the others, in per cent.</param>
public sealed record OverlapReport(int Tables, int Fields, int Distinct, double Reduction, int Known, int Automatic, int ReportsLeft, double ReportsReduction,
    IReadOnlyList<OverlapTable> ByTable, IReadOnlyList<OverlapField> MostAsked)
{
    const int MostMax = 50, WrittenMax = 8, AskedMax = 50;

    public static OverlapReport Of(IReadOnlyList<AskedField> asked)
    {
        var byField = asked.GroupBy(a => a.Means).ToDictionary(g => g.Key, g => g.Select(a => a.Table).Distinct().Count());
        var tables = asked.GroupBy(a => a.Table).Select(t =>
        {
            var (columns, missing) = (t.Count(), t.Where(a => !IsKnown(a)).Select(a => a.Heading).Distinct().ToList());
            return new OverlapTable(t.Key, columns, t.Count(a => byField[a.Means] > 1), t.Count(IsKnown), missing.Count == 0, [.. missing.Take(AskedMax)]);
        }).ToList();
        var automatic = tables.Count(t => t.Automatic);
        var most = asked.GroupBy(a => a.Means)
            .Select(g => new OverlapField(g.Key, byField[g.Key], g.Any(IsKnown), [.. g.Select(a => a.Heading).Distinct().Take(WrittenMax)]))
            .Where(f => f.Tables > 1).OrderByDescending(f => f.Tables).ThenBy(f => f.Field, StringComparer.Ordinal).Take(MostMax).ToList();
        return new(tables.Count, asked.Count, byField.Count, Percent(asked.Count, byField.Count, 2), asked.Count(IsKnown), automatic, tables.Count - automatic,
            Percent(tables.Count, tables.Count - automatic, 1), tables, most);
    }

    /// <summary>What is not left, in per cent: 838 → 218 is 73.99, 115 → 63 is 45.2.</summary>
    public static double Percent(int all, int left, int digits) =>
        all == 0 ? 0 : (double)Math.Round(100m * (all - left) / all, digits, MidpointRounding.AwayFromZero);

    static bool IsKnown(AskedField asked) => asked.Field is { IsKept: true } || Forms.FormHeadings.Specials.Contains(asked.Means);
}
