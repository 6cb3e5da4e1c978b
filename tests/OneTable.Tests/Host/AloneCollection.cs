namespace OneTable.Tests.Host;

/// <summary>Tests that measure time or memory of this process: they run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
