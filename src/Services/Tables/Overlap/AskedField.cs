namespace OneTable.Services.Tables.Overlap;

/// <summary>One column of one table of the set: as it is written, and what it means.</summary>
/// <param name="Means">The label of a field, or the heading itself where the dictionary has none.</param>
/// <param name="Field">Null where the dictionary has none.</param>
public sealed record AskedField(string Table, string Heading, string Means, Dictionary.Field? Field);
