namespace OneTable.Services;

/// <summary>One page of a list and how many there are in all.</summary>
public sealed record Listing<T>(int Total, IReadOnlyList<T> Items);
