namespace OneTable.Services.Sheets.Editing;

/// <summary>What a cell becomes. Its look stays as it was, but for what is said here.</summary>
/// <param name="Column">From 0.</param>
/// <param name="Text">Null with no number and no day: emptied.</param>
/// <param name="Digits">Typed on, it stays text: numbers of documents, phones, accounts.</param>
/// <param name="Ask">Coloured and commented: nobody knows, somebody is to fill it in.</param>
public readonly record struct NewCell(int Column, string? Text = null, double? Number = null, DateOnly? Day = null,
    bool Digits = false, bool Ask = false);

/// <param name="Number">Of the row in the finished sheet, from 1.</param>
public sealed record NewRow(int Number, IReadOnlyList<NewCell> Cells);

/// <summary>
/// What one sheet gets. Rows of the body are those of the form that wait for values; where more are needed, they are added
/// inside of it in the style of its row before the last, and what stands below moves down. A form without any has LastRow above FirstRow.
/// </summary>
public sealed record SheetFill(int Sheet, int FirstRow, int LastRow)
{
    /// <summary>How many rows the body must hold; fewer leaves it as long as it was.</summary>
    public int RowsNeeded { get; init; }

    /// <summary>In order of their numbers, asked for one by one.</summary>
    public IEnumerable<NewRow> Rows { get; init; } = [];

    /// <summary>Empties the cells of the body that get nothing and hold no formula: samples of another person.</summary>
    public bool ClearsBody { get; init; }

    /// <summary>Cells outside of the body, by their row as it was.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<NewCell>> Around { get; init; } = new Dictionary<int, IReadOnlyList<NewCell>>();

    internal bool HasBody => LastRow >= FirstRow;

    internal RowShift Shift => RowsNeeded - (LastRow - FirstRow + 1) is var more and > 0
        ? new(HasBody ? Math.Max(FirstRow, LastRow - 1) : FirstRow - 1, more, HasBody) : new(LastRow, 0, HasBody);
}
