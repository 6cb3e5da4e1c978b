namespace OneTable.Services.Scenarios.Publishing;

/// <summary>Which people of a comparison are wanted.</summary>
public enum ComparedKind { Added, Dropped, Changed, FoundMore, FoundLess }

/// <summary>One version on one day; the numbers are null where they would name somebody (F07).</summary>
/// <param name="Label">第2版, 草稿.</param>
/// <param name="Found">How many it would raise on that day.</param>
public sealed record ComparedSide(string Label, DateOnly On, int? People, Sums? Sums, int? Found);

/// <summary>One person for whom the two differ.</summary>
public sealed record ComparedPerson(long PersonId, string Name, int? Age, string? Address, string? Before, string? After, IReadOnlyList<string> Why);

/// <summary>What the later version changes.</summary>
/// <param name="MonthFenMore">The difference of a month's money.</param>
/// <param name="Hidden">Why people or numbers are not shown; null where all is.</param>
/// <param name="Total">Of the kind asked for.</param>
public sealed record Comparison(ComparedSide Before, ComparedSide After, IReadOnlyDictionary<ComparedKind, int>? Counts, long? MonthFenMore,
    string? Hidden, int Total, IReadOnlyList<ComparedPerson> People, long Ms);
