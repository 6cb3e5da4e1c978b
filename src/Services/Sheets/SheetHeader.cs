namespace OneTable.Services.Sheets;

/// <summary>Where the headings stand: below titles and notes, on one level or several. Column → levels from the top down.</summary>
sealed record SheetHeader(int LastRow, IReadOnlyList<IReadOnlyList<string>> Columns)
{
    public const int RowsMax = 60;
    const int LevelsMax = 3, KnownMin = 2;

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
                    (best, bestKnown, bestBottom) = (new(rows[^1].Number, columns), known, bottom);
            }
        return best ?? Alone(first, target) ?? Above(first, data);
    }

    /// <summary>A list of one column: 姓名 and nothing but names below.</summary>
    static SheetHeader? Alone(IReadOnlyList<SheetRow> first, Func<IReadOnlyList<string>, string?> target)
    {
        for (var i = 0; i + 1 < first.Count; i++)
            if (Only(first[i]) is { } at && Only(first[i + 1]) == at && target([first[i].Text(at) ?? ""]) is not null) return new(first[i].Number, Compose([first[i]]));
        return null;
    }

    static int? Only(SheetRow row) => row.Cells.Count(c => c is not null) == 1 ? Array.FindIndex(row.Cells, c => c is not null) : null;

    /// <summary>Nobody knows these headings: they stand over the first row of values, or there are none.</summary>
    static SheetHeader? Above(IReadOnlyList<SheetRow> first, int data)
    {
        if (data == first.Count) return null;
        if (data > 0 && !IsTitle(first[data - 1]) && first[data - 1].Cells.Count(c => c is not null) * 2 >= first[data].Cells.Length)
            return new(first[data - 1].Number, Compose([first[data - 1]]));
        return new(first[data].Number - 1, [.. first[data].Cells.Select((_, i) => (IReadOnlyList<string>)[SheetFile.Letter(i) + "列"])]);
    }

    /// <summary>One text over the whole width, or alone in its row.</summary>
    public static bool IsTitle(SheetRow row) => row.Cells.Where(c => c is not null).Distinct().Count() < 2;

    static List<IReadOnlyList<string>> Compose(List<SheetRow> rows) =>
        [.. Enumerable.Range(0, rows.Max(r => r.Cells.Length)).Select(c => (IReadOnlyList<string>)
            [.. rows.Select(r => r[c]?.Trim()).OfType<string>().Where(t => t.Length > 0).Distinct()])];
}
