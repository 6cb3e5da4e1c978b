using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Vaccines;

namespace OneTable.Tests.Scenarios;

/// <summary>Doses by month of age: told where both schedules agree, left to a person where they differ.</summary>
[Collection(Street.Name)]
public sealed class VaccineTests(Street street)
{
    static readonly DateOnly birth = new(2026, 1, 31);

    [Theory]
    [InlineData(3, "", "脊灰第2剂、百白破第1剂")]
    [InlineData(3, "脊灰第2剂", "百白破第1剂")]
    [InlineData(3, "脊灰第2剂,百白破第1剂", null)]
    [InlineData(6, "", "乙肝第3剂")] // 流脑 is in both, as another vaccine
    [InlineData(9, "", null)]
    [InlineData(18, "", "百白破第4剂、甲肝第1剂")]
    public void Parents_are_told_of_what_both_schedules_say_and_is_not_given_yet(int month, string given, string? told) =>
        Assert.Equal(told, street.Db.Read(tx => Schedule.Due(tx, Child(given), month)));

    [Fact]
    public void Every_month_of_the_schedules_is_told_or_given_to_a_person()
    {
        var doses = street.Db.Read(VaccineSchedule.All);
        Assert.Equal(doses.Select(d => d.Month).OfType<int>().Where(m => m > 0).Distinct().Order(), MonthsOf("vaccines"));
        Assert.Equal(doses.Where(d => d.Month is null).SelectMany(d => new[] { d.A, d.B }).OfType<int>().Distinct().Order(), MonthsOf("vaccines_unsettled"));
        Assert.DoesNotContain(null, doses.Select(d => street.Get<FieldCatalog>().Find(VaccineSchedule.GivenField)!.CodeSet!.CodeOf(d.Name)));
    }

    [Fact]
    public void The_next_one_is_said_with_its_day()
    {
        var next = Next("", new(2026, 4, 1));
        Assert.Equal((new DateOnly(2026, 4, 30), false), (next.Day, next.Overdue));
        Assert.Equal(["脊灰第2剂", "百白破第1剂"], next.Doses);
    }

    [Fact]
    public void What_was_written_down_as_given_tells_what_is_late()
    {
        var next = Next("卡介苗,乙肝第1剂,乙肝第2剂", new(2026, 5, 1));
        Assert.Equal(("脊灰第1剂", true), (Assert.Single(next.Doses), next.Overdue));
    }

    [Fact]
    public void What_the_schedules_differ_about_is_named_as_undecided() =>
        Assert.Contains("麻腮风第1剂", Next("", new(2026, 9, 1)).Undecided);

    VaccineSchedule Schedule => street.Get<VaccineSchedule>();

    NextDoses Next(string given, DateOnly on) => street.Db.Read(tx => Schedule.Next(tx, Child(given), birth, on))!;

    SubjectValues Child(string given)
    {
        var field = street.Get<FieldCatalog>().Find(VaccineSchedule.GivenField)!;
        var child = new SubjectValues(1);
        return given.Length == 0 ? child : child.With(field, [.. given.Split(',').Select(d => field.CodeSet!.CodeOf(d)!)]);
    }

    IEnumerable<int> MonthsOf(string scenario) =>
        Assert.IsType<Moment.MonthAge>(street.Db.Read(tx => street.Get<ScenarioList>().Find(tx, scenario))!.Moment).Ages;
}
