using System.Text.RegularExpressions;
using OneTable.Services.Registry;

namespace OneTable.Services.Sheets;

/// <summary>One column of a table: where it stands, its heading as written, and what it means.</summary>
/// <param name="Heading">Told apart where two are alike: 联系电话, 联系电话（2）.</param>
/// <param name="Target">A field's label or what else the reader knows; null: left aside.</param>
/// <param name="How">map, learned, name or values; empty where nothing said it.</param>
public sealed record SheetColumn(int Index, string Letter, string Heading, string? Target, string How, bool Hidden, IReadOnlyList<string> Samples);

enum RowKind { Above, Heading, OtherHeading, Numbering, Body, Aside }

/// <summary>A table on a sheet: its header found, its columns recognised, its rows without totals, notes and repeated headers.</summary>
public sealed partial class SheetTable
{
    const int SampledRowsMax = 300, SamplesMax = 5, HeadingMax = 12;

    readonly SheetFile file;
    readonly SheetHeader header;
    readonly Headings known;

    SheetTable(SheetFile file, int sheet, SheetHeader header, SheetSurvey survey, IReadOnlyList<SheetColumn> columns, Headings known) =>
        (this.file, Sheet, this.header, Survey, Columns, this.known) = (file, sheet, header, survey, columns, known);

    public int Sheet { get; }
    public string SheetName => file.Sheets[Sheet].Name;
    public SheetSurvey Survey { get; }
    public IReadOnlyList<SheetColumn> Columns { get; }
    internal SheetHeader Header => header;

    /// <summary>The column with this meaning, or null.</summary>
    public SheetColumn? Column(string target) => Columns.FirstOrDefault(c => c.Target == target);

    /// <summary>Null where the sheet has no table.</summary>
    /// <param name="said">heading → meaning that somebody gave (null: leave aside): by this import's map before what was learned.</param>
    public static SheetTable? Find(SheetFile file, int sheet, Headings headings, params (string How, IReadOnlyDictionary<string, string?> Map)[] said) =>
        Find(file, sheet, headings, null, said);

    /// <param name="isAside">For a form, which may hold no value yet: whether a row stands around the table, with who fills it in.</param>
    internal static SheetTable? Find(SheetFile file, int sheet, Headings headings, Func<SheetRow, bool>? isAside,
        params (string How, IReadOnlyDictionary<string, string?> Map)[] said)
    {
        var survey = file.Survey(sheet);
        var first = file.Rows(sheet).Take(SheetHeader.RowsMax).ToList();
        string? Meaning(IReadOnlyList<string> levels) => Said(said, levels).Target ?? headings.Target(levels);
        if ((SheetHeader.Find(first, Meaning, ColumnGuess.IsValue)
            ?? (isAside is null ? null : SheetHeader.Widest(first, isAside))) is not { } header) return null;
        var names = Names(header);
        var plain = new SheetTable(file, sheet, header, survey,
            [.. names.Select((name, i) => new SheetColumn(i, SheetFile.Letter(i), name, null, "", survey.HiddenColumns.Contains(i), []))], headings);
        var samples = plain.Rows().Take(SampledRowsMax).ToList();
        var taken = new HashSet<string>();
        var columns = new List<SheetColumn>();
        for (var i = 0; i < names.Count; i++)
        {
            var values = samples.Select(r => r[i]).OfType<string>().Select(v => v.Trim()).ToList();
            if (names[i].Length == 0 && values.Count == 0) continue;
            var (known, target, how) = Said(said, [.. header.Columns[i].SkipLast(1), names[i]]);
            if (!known) (target, how) = headings.Target(header.Columns[i]) is { } named ? (named, "name") : (null, "");
            if (target is not null && !taken.Add(target)) (target, how) = (null, "");
            columns.Add(plain.Columns[i] with { Target = target, How = how, Samples = [.. values.Distinct().Take(SamplesMax)] });
            if (!known && target is null && headings.Target(header.Columns[i]) is null && ColumnGuess.Of(values) is { } guess && taken.Add(guess))
                columns[^1] = columns[^1] with { Target = guess, How = "values" };
        }
        return new(file, sheet, header, survey, columns, headings);
    }

    /// <summary>The rows that say something of a subject, in order.</summary>
    public IEnumerable<SheetRow> Rows()
    {
        int? other = null;
        foreach (var (row, kind) in Kinds())
            if (kind == RowKind.Body) yield return other is null ? row : row with { OtherHeader = other };
            else if (kind == RowKind.OtherHeading) other = row.Number;
            else if (kind == RowKind.Heading) other = null;
    }

    /// <summary>All rows with text, and what each is.</summary>
    internal IEnumerable<(SheetRow Row, RowKind Kind)> Kinds()
    {
        var headings = Columns.Select(c => (c.Index, Plain: Headings.Plain(c.Heading))).Where(c => c.Plain.Length > 0).ToList();
        var key = (Column(Facts.Name) ?? Column(Facts.Document))?.Index;
        return file.Rows(Sheet).Select(row => (row, Kind(row, headings, key)));
    }

    RowKind Kind(SheetRow row, List<(int Index, string Plain)> headings, int? key) => row.Number < header.FirstRow ? RowKind.Above
        : row.Number <= header.LastRow ? RowKind.Heading
        : IsNote(row) ? RowKind.Aside
        : IsNumbering(row) ? RowKind.Numbering
        : Repeats(row, headings) ? RowKind.Heading
        : key is { } column && IsHeader(row, column) ? RowKind.OtherHeading : RowKind.Body;

    /// <summary>Another table below, or a card of one person: where a name should be stands the name of a column, and not only there.</summary>
    bool IsHeader(SheetRow row, int key) => row[key] is { Length: <= HeadingMax } text && known.Knows(text)
        && row.Cells.OfType<string>().Where(c => c.Length <= HeadingMax).Select(c => known.Target([c])).OfType<string>().Distinct().Skip(1).Any();

    /// <summary>合计, 填表人…, a note over the whole width: not a person.</summary>
    static bool IsNote(SheetRow row)
    {
        var first = row.Cells.First(c => c is not null)!.Trim();
        if (Total().IsMatch(first)) return true;
        var texts = row.Cells.OfType<string>().Distinct().ToList();
        return texts.Count <= 6 && Note().IsMatch(first) && !texts.Any(ColumnGuess.IsValue)
            || texts.Count == 1 && row.Cells.Count(c => c is not null) > 2;
    }

    /// <summary>1, 2, 3 … under the headings.</summary>
    bool IsNumbering(SheetRow row) => row.Number <= header.LastRow + 1 && row.Cells.Length > 2
        && row.Cells.Select((c, i) => c is null || c.Trim('(', ')', '（', '）') == (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)
            || c is "甲" or "乙" or "丙" or "丁").All(x => x);

    static bool Repeats(SheetRow row, List<(int Index, string Plain)> headings) =>
        headings.Count > 1 && headings.Count(h => row[h.Index] is { } text && Headings.Plain(text) == h.Plain) * 2 > headings.Count;

    static (bool Known, string? Target, string How) Said((string How, IReadOnlyDictionary<string, string?> Map)[] said, IReadOnlyList<string> levels)
    {
        if (levels.Count == 0) return default;
        foreach (var (how, map) in said)
            foreach (var name in (string[])[Headings.Plain(string.Concat(levels)), Headings.Plain(levels[^1])])
                if (map.TryGetValue(name, out var target)) return (true, target, how);
        return default;
    }

    /// <summary>The last level of each heading; a level above is named where the last alone stands twice.</summary>
    static List<string> Names(SheetHeader header)
    {
        var leaves = header.Columns.Select(levels => levels.Count == 0 ? "" : Blank().Replace(levels[^1], "")).ToList();
        var counts = leaves.CountBy(l => l).ToDictionary();
        var seen = new Dictionary<string, int>();
        var names = new List<string>();
        for (var i = 0; i < leaves.Count; i++)
        {
            var name = Blank().Replace(counts[leaves[i]] > 1 ? string.Concat(header.Columns[i]) : leaves[i], "");
            seen[name] = seen.GetValueOrDefault(name) + 1;
            names.Add(seen[name] == 1 || name.Length == 0 ? name : $"{name}（{seen[name]}）");
        }
        return names;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^(?:总\s*计|合\s*计|小\s*计|共\s*计|本页小计|累计)\s*[:：]?(?:\s*\d.*)?$")]
    private static partial Regex Total();

    [GeneratedRegex(@"^(?:填\s*表|填报|制\s*表|审\s*核|负责人|联系人|经办人|备\s*注|注|说明|填写说明|填表说明|示例|样例|例如|单位负责人|统计|打印)[^:：]{0,12}[:：]|^第\s*\d+\s*页|^(?:示例|样例|填写说明|填表说明)")]
    private static partial Regex Note();
}
