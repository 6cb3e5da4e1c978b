using System.Text.Encodings.Web;
using System.Text.Json;

namespace OneTable.Services.Tables.Statistics;

/// <param name="Key">Code of the division, "code*" for who is in none of its parts, or the label of the band.</param>
/// <param name="Level">How far it is indented; 0 is the whole.</param>
/// <param name="Under">The rows it is the sum of; empty where it was counted itself.</param>
/// <param name="Cells">Null where it is so small that it would name people the reader may not know of.</param>
public sealed record StatisticsRow(string Key, string Label, int Level, IReadOnlyList<string> Under, IReadOnlyList<long?> Cells);

/// <param name="IsMoney">Its cells are fen.</param>
public sealed record StatisticsHead(string Key, string Group, string Label, bool IsMoney);

/// <summary>Counts as of one moment, by the rule of a template.</summary>
/// <param name="At">When it was counted.</param>
public sealed record StatisticsGrid(string Id, string Name, string Rule, string Division, string CutOff, long At, IReadOnlyList<StatisticsHead> Columns, IReadOnlyList<StatisticsRow> Rows)
{
    public long? Cell(string row, string column) => Columns.ToList().FindIndex(c => c.Key == column) is >= 0 and var at ? Rows.FirstOrDefault(r => r.Key == row)?.Cells[at] : null;
}

/// <summary>A kept table of counts: the numbers, what each cell asks, and who made it, as positions among the people kept with it.</summary>
/// <param name="Sentences">The rule of each column, in words.</param>
public sealed record KeptCounts(StatisticsGrid Grid, IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<int>>> People, IReadOnlyDictionary<string, string> Sentences)
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ToJson() => JsonSerializer.Serialize(this, json);
    public static KeptCounts Of(string text) => JsonSerializer.Deserialize<KeptCounts>(text, json)!;

    /// <summary>Who made a cell; of a sum those of its parts.</summary>
    public IReadOnlyList<int> Who(string row, string column) => People.TryGetValue(row, out var cells) ? cells.GetValueOrDefault(column, [])
        : [.. (Grid.Rows.FirstOrDefault(r => r.Key == row)?.Under ?? []).SelectMany(under => Who(under, column)).Distinct().Order()];
}
