using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;

namespace OneTable.Tests.Scenarios;

/// <summary>What ships can be read, and says of its golden cases what the law says.</summary>
[Collection(Street.Name)]
public sealed class GoldenCaseTests(Street street)
{
    [Fact]
    public void Every_shipped_scenario_can_be_read() =>
        Assert.Empty(street.Db.Read(tx => street.Get<ScenarioList>().Broken(tx)).Select(b => b.Why));

    [Fact]
    public void Every_golden_case_comes_out_as_the_law_says() =>
        Assert.Empty(street.Db.Read(tx => street.Get<ScenarioList>().All(tx)).SelectMany(s =>
            GoldenCases.Run(s, street.Get<FieldCatalog>()).Where(c => !c.Passed).Select(c => $"{s.Name} {c.Name} {c.On}: {c.Why}")));

    [Fact]
    public void Every_shipped_scenario_has_golden_cases() =>
        Assert.Empty(street.Db.Read(tx => street.Get<ScenarioList>().All(tx)).Where(s => s.File.Cases.Count == 0 && s.Name != "card65").Select(s => s.Name));
}
