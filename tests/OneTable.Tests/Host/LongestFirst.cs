using Xunit.Abstractions;

[assembly: TestCollectionOrderer("OneTable.Tests.Host.LongestFirst", "OneTable.Tests")]

namespace OneTable.Tests.Host;

/// <summary>What takes minutes begins first, so that no core is idle while the last of them ends.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    static readonly string[] longest = [Street.Name, "AgreementTests", "ScopeMatrixTests", "NightActTests", "KillTests", "NightTests", "BesideTests"];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> collections) => collections.OrderBy(Rank);

    static int Rank(ITestCollection collection) => Array.FindIndex(longest, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is var at and >= 0 ? at : longest.Length;
}
