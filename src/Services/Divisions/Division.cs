namespace OneTable.Services.Divisions;

/// <summary>
/// A node of the tree: district (1), street or town (2), community or village (3), grid (4). Its code begins with its parent's.
/// </summary>
public sealed record Division(
    string Code, string? ParentCode, int Level, string Name, string? Phone, string? DutyPhone, string? Polygon,
    string NoticeFrom, string NoticeUntil, int UtcOffsetMinutes)
{
    public const int District = 1, Street = 2, Community = 3, Grid = 4;
}

/// <summary>What someone may see: a division and all below it. In SQL: <c>code &gt;= @From AND code &lt; @To</c>.</summary>
public readonly record struct Scope(string Code)
{
    /// <summary>No code begins so: no row, wherever it is asked.</summary>
    public static readonly Scope Nothing = new("-");

    public string From => Code;

    /// <summary>':' follows '9', so this bounds every code that begins with ours.</summary>
    public string To => Code + ":";

    public bool Contains(string? code) => code is not null && code.StartsWith(Code, StringComparison.Ordinal);
}
