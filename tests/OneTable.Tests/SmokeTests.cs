namespace OneTable.Tests;

[Collection(Street.Name)]
public sealed class SmokeTests(Street street)
{
    [Fact]
    public async Task Starts()
    {
        var r = street.NewResident();
        var answer = await r.SayAsync("东园小区门口垃圾房有垃圾散落");
        Assert.Contains("TS261201", answer);
    }
}
