using System.Text.RegularExpressions;

namespace OneTable.Services.Sheets;

/// <summary>Where the headings stand: below titles and notes, on one level or several. Column → levels from the top down.</summary>
sealed partial record SheetHeader(int FirstRow, int LastRow, IReadOnlyList<IReadOnlyList<string>> Columns)
{
    public const int RowsMax = 60;
    const int LevelsMax = 4, WidthMin = 3, HeadingMax = 60, KnownMin = 2;

    /// <param name="first">The first rows of the sheet.</param>
    /// <param name="target">What a heading means.</param>
    /// <param name="isData">Whether a text can only be a value: an identity number, a phone.</param>
    public static SheetHeader? Find(IReadOnlyList<SheetRow> first, Func<IReadOnlyList<string>, string?> target, Func<string, bool> isData)
    {
        var data = first.TakeWhile(row => !row.Cells.Any(c => c is not null && isData(c))).Count();
        SheetHeader? best = null;
        var (bestKnown, bestBottom) = (KnownMin - 1, -1);
        for (var levels = 1; levels <= LevelsMax; levels++)
            for (var bottom = levels - 1; bottom < data; bottom++)
            {
                var rows = first.Skip(bottom - levels + 1).Take(levels).ToList();
                if (rows.Any(IsTitle)) continue;
                var columns = Compose(rows);
                var known = columns.Select(target).OfType<string>().Distinct().Count();
                // Of two header rows that say as much, the one nearer to the values.
                if (known > bestKnown || levels == 1 && known == bestKnown && bottom == bestBottom + 1)
                    (best, bestKnown, bestBottom) = (Of(rows), known, bottom);
            }
        return best is not null ? Whole(first, data, best) : Alone(first, target) ?? Above(first, data);
    }

    /// <summary>A list of one column: 姓名 and nothing but names below.</summary>
    static SheetHeader? Alone(IReadOnlyList<SheetRow> first, Func<IReadOnlyList<string>, string?> target)
    {
        for (var i = 0; i + 1 < first.Count; i++)
            if (Only(first[i]) is { } at && Only(first[i + 1]) == at && target([first[i].Text(at) ?? ""]) is not null) return Of([first[i]]);
        return null;
    }

    static int? Only(SheetRow row) => row.Cells.Count(c => c is not null) == 1 ? Array.FindIndex(row.Cells, c => c is not null) : null;

    /// <summary>Nobody knows these headings: they stand over the first row of values, or there are none.</summary>
    static SheetHeader? Above(IReadOnlyList<SheetRow> first, int data)
    {
        if (data == first.Count) return null;
        if (data > 0 && !IsTitle(first[data - 1]) && first[data - 1].Cells.Count(c => c is not null) * 2 >= first[data].Cells.Length)
            return Of([first[data - 1]]);
        return new(first[data].Number, first[data].Number - 1, [.. first[data].Cells.Select((_, i) => (IReadOnlyList<string>)[SheetFile.Letter(i) + "列"])]);
    }

    /// <summary>Of a form that nobody has filled in and whose headings nobody knows: the widest of its first rows.</summary>
    public static SheetHeader? Widest(IReadOnlyList<SheetRow> first, Func<SheetRow, bool> isAside)
    {
        var best = first.Where(row => !IsTitle(row) && !isAside(row) && row.Cells.OfType<string>().All(t => t.Length <= HeadingMax && !t.All(char.IsDigit)))
            .MaxBy(row => row.Cells.OfType<string>().Distinct().Count());
        return best is not null && best.Cells.OfType<string>().Distinct().Count() >= WidthMin ? Whole(first, first.Count, Of([best])) : null;
    }

    /// <summary>With the rows above and below that belong to it: a heading over several, each with its own below.</summary>
    static SheetHeader Whole(IReadOnlyList<SheetRow> first, int data, SheetHeader found)
    {
        var rows = first.Where(r => r.Number >= found.FirstRow && r.Number <= found.LastRow).ToList();
        for (var at = IndexOf(first, rows[0]) - 1; at >= 0 && rows.Count < LevelsMax && Splits(first[at], rows[0], isHeading: true); at--)
            rows.Insert(0, first[at]);
        for (var at = IndexOf(first, rows[^1]) + 1; at < data && rows.Count < LevelsMax && Splits(rows[^1], first[at], isHeading: false); at++)
            rows.Add(first[at]);
        return Of(rows);
    }

    static int IndexOf(IReadOnlyList<SheetRow> rows, SheetRow row) => rows.TakeWhile(r => r != row).Count();

    /// <summary>Under a merged heading stand different ones, and nothing stands where it would be a value of another column.</summary>
    /// <param name="isHeading">The lower one is a heading for sure: a single column may then have a heading above too.</param>
    static bool Splits(SheetRow upper, SheetRow lower, bool isHeading)
    {
        if (lower.Number != upper.Number + 1 || upper.Cells.Any(t => t is not null && NoHeading().IsMatch(t))) return false;
        var (split, under, whole) = (false, 0, 0);
        for (var c = 0; c < lower.Cells.Length; c++)
        {
            if (lower[c] is not { } text) continue;
            whole++;
            if (upper[c] is not { } above || above == text) continue;
            var merged = c > 0 && upper[c - 1] == above || upper[c + 1] == above;
            if (!merged && !isHeading || text.Length > HeadingMax || text.All(char.IsDigit)) return false;
            under++;
            split |= lower[c - 1] is { } left && upper[c - 1] == above && left != text;
        }
        // A title over the whole width is no heading of its columns.
        return split && (upper.Cells.OfType<string>().Distinct().Count() > 1 || under * 2 <= whole);
    }

    static SheetHeader Of(List<SheetRow> rows) => new(rows[0].Number, rows[^1].Number, Compose(rows));

    /// <summary>One text over the whole width, or alone in its row.</summary>
    public static bool IsTitle(SheetRow row) => row.Cells.Where(c => c is not null).Distinct().Count() < 2;

    static List<IReadOnlyList<string>> Compose(List<SheetRow> rows) =>
        [.. Enumerable.Range(0, rows.Max(r => r.Cells.Length)).Select(c => (IReadOnlyList<string>)
            [.. rows.Select(r => r[c]?.Trim()).OfType<string>().Where(t => t.Length > 0).Distinct()])];

    /// <summary>填报单位：…, 2026年10月.</summary>
    [GeneratedRegex("[:：]|[0-9]{4}")]
    private static partial Regex NoHeading();
}
