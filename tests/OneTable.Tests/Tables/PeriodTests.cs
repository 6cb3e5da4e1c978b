using OneTable.Services.Data;
using OneTable.Services.Tables.Reports;

namespace OneTable.Tests.Tables;

/// <summary>Cycles as the tables write them, and the day each turn is due.</summary>
public sealed class PeriodTests
{
    [Theory]
    [InlineData("月·25日", "2026-11-30", "2026-11", "2026-11-25", "2026年11月")]
    [InlineData("月·31日", "2026-02-01", "2026-02", "2026-02-28", "2026年2月")]
    [InlineData("月", "2028-02-10", "2028-02", "2028-02-29", "2028年2月")]
    [InlineData("周", "2027-01-01", "2026-W53", "2027-01-01", "2026年第53周（12月28日起）")]
    [InlineData("季", "2026-11-30", "2026-Q4", "2026-12-31", "2026年第4季度")]
    [InlineData("半年", "2026-07-01", "2026-H2", "2026-12-31", "2026年下半年")]
    [InlineData("年", "2026-07-01", "2026", "2026-12-31", "2026年")]
    [InlineData("年·5月", "2026-07-01", "2026", "2026-05-31", "2026年")]
    public void A_turn_has_a_name_and_a_day(string cycle, string on, string key, string due, string text)
    {
        var period = Cycle.Of(cycle).At(BeijingTime.Day(on));
        Assert.Equal((key, due, text), (period.Key, period.Due!.Value.Iso(), period.Text));
        Assert.Equal(period, Cycle.Of(cycle).Parse(key));
        Assert.Equal(period, Cycle.Of(cycle).Parse(on));
        Assert.Equal(period.From.AddDays(-1), Cycle.Of(cycle).Before(period).Until);
    }

    [Fact]
    public void A_table_of_an_event_has_no_day_of_its_own()
    {
        Assert.False(Cycle.Of("随事件").Returns);
        Assert.Equal(("2026-11-25", null), (Cycle.Of("随事件").At(new(2026, 11, 25)).Key, Cycle.Of("随事件").At(new(2026, 11, 25)).Due));
    }
}
