using System.Text.Json;
using OneTable.Services.Data;

namespace OneTable.Services.Tables.Returning;

/// <summary>What a cell is beside what the registry says.</summary>
public static class CellKind
{
    public const string Same = "same", New = "new", Changed = "changed", Conflict = "conflict", Unreadable = "unreadable", Masked = "masked", Asked = "asked", Stale = "stale",
        Told = "told", OneOff = "oneoff";

    /// <summary>What can be accepted.</summary>
    public static readonly IReadOnlyList<string> Open = [New, Changed, Conflict];
}

public static class CellState
{
    public const string Open = "open", Accepted = "accepted", Left = "left";
}

/// <summary>Whom a row means.</summary>
public static class RowOutcome
{
    public const string Known = "known", Doubtful = "doubtful", Unknown = "unknown", Repeated = "repeated", Added = "added", Left = "left";
}

/// <summary>What stands in a cell, and what the registry said when it was read.</summary>
/// <param name="Value">As a write takes it, without its seal; null where it cannot be one.</param>
/// <param name="Old">As kept.</param>
sealed record CellSaid(string Text, string? Value = null, string? Old = null, string? Source = null, long? At = null)
{
    public string Close(Seal seal) => seal.Close(JsonSerializer.Serialize(this, Return.Json))!;
    public static CellSaid Open(Seal seal, string box) => JsonSerializer.Deserialize<CellSaid>(seal.Open(box)!, Return.Json)!;
}

/// <param name="Field">Null in a column of this table only.</param>
/// <param name="SubjectId">Whose value it is: the row's, or of the house its person lives in.</param>
sealed record ReturnedCell(int Column, string Kind, string? Field, long SubjectId, CellSaid Said, string? Why = null, string State = CellState.Open);

/// <summary>One row of a returned file, as far as something is to be said of it.</summary>
/// <param name="Asked">The columns that stayed empty.</param>
/// <param name="Cells">Its texts where it is nobody we surely know.</param>
sealed record ReturnedRow(int Sheet, int Number, long? SubjectId, string Outcome, string Why, IReadOnlyList<int> Asked, IReadOnlyList<ReturnedCell> Differences, string?[]? Cells)
{
    public bool SaysNothing => Outcome == RowOutcome.Known && Asked.Count == 0 && Differences.Count == 0;
}
