namespace OneTable.Services.Registry.Comparing;

/// <summary>One row of a list: who it names, and its cells as they stand.</summary>
/// <param name="Number">As the file counts.</param>
sealed record ListedRow(int Number, string Name, ListedNumber Document, string? BirthDate, string? Address, string?[] Cells)
{
    public string Plain { get; } = ListedName.Plain(Name);
}

/// <summary>Somebody of the registry, as far as a list can be compared with them.</summary>
sealed record Listable
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string? BirthDate { get; init; }
    public string? Hash { get; init; }
    public string? Sealed { get; init; }
    public string? Living { get; init; }
    public string? Registered { get; init; }
    public string Status { get; init; } = "";

    string? plain;
    public string Plain => plain ??= ListedName.Plain(Name);
}
