using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Scenarios;

namespace OneTable.Tests.Scenarios;

/// <summary>Dated figures of the law in conditions and amounts; Linkou's urban standard ends in December 2025 and begins again in April 2026.</summary>
public sealed class LimitTests(Street street) : IClassFixture<Street>
{
    const string Limits = "limits: {城市低保标准: [{from: 2025-01-01, until: 2025-12-31, yuan: 780}, {from: 2026-04-01, until: 2026-12-31, yuan: 832}]}";
    static readonly Origin origin = new("测试", "测试");

    FieldCatalog Fields => street.Get<FieldCatalog>();

    Scenario Read(string condition, string limits = Limits, string amounts = "") => new ScenarioReader(Fields, new Content { Kind = ScenarioList.Kind, Name = "test", Version = 1, Sha256 = "", Body = $"""
        id: T1
        title: 试（示例）
        sample: true
        {limits}
        condition: {condition}
        moment: {"{holds: true}"}
        {amounts}
        """ }).Read();

    const string Below = "{field: 家庭月人均收入, op: '<', value: {limit: 城市低保标准}}";

    async Task<long> AddAsync(string name, string? income) => await street.Db.WriteAsync(tx => street.Get<People>().Write(tx, null,
        new Dictionary<string, string?> { ["姓名"] = name, ["证件类型"] = "99", ["人口类别"] = "1", ["人员状态"] = "1", ["家庭月人均收入"] = income }, origin));

    [Theory]
    [InlineData("2025-12-31", true, false)] // 780: 779.99 is below, 800 is not
    [InlineData("2026-03-31", null, null)] // nobody said what it is: never the neighbour's
    [InlineData("2026-04-01", true, true)] // 832
    [InlineData("2027-01-01", null, null)]
    public async Task A_day_without_a_figure_is_unknown_in_SQL_columns_and_explanation_alike(string day, bool? poor, bool? poorer)
    {
        var on = BeijingTime.Day(day);
        var (below, between) = (await AddAsync("低一分", "77999"), await AddAsync("八百", "80000"));
        var condition = Read(Below).Condition;
        await street.Get<PeopleColumns>().LoadAsync();
        foreach (var (id, expected) in new[] { (below, poor), (between, poorer) })
        {
            var person = street.Db.Read(tx => SubjectValues.Load(tx, condition.Fields, [id])[0]);
            Assert.Equal(expected, condition.Holds(person, on));
            foreach (var (asked, holds) in new[] { (condition, expected == true), (condition.Not(), expected == false) })
            {
                Assert.Equal(holds, street.Get<PeopleColumns>().Ids(null, asked, on).Contains(id));
                Assert.Equal(holds, street.Db.Read(tx => BySql(tx, asked, on)).Contains(id));
            }
        }
    }

    static List<long> BySql(Tx tx, Condition condition, DateOnly on)
    {
        var sql = new ConditionSql(on).Where(condition);
        return [.. tx.Query<long>(sql.Select("p.id"), sql.Arguments)];
    }

    [Fact]
    public void The_sentence_names_the_limit_and_what_it_is_on_the_day()
    {
        var condition = Read(Below).Condition;
        Assert.Equal("家庭月人均收入小于城市低保标准", condition.Sentence());
        Assert.Equal("家庭月人均收入小于城市低保标准（832.00元）", Text(condition, "2026-05-01"));
        Assert.Equal("家庭月人均收入小于城市低保标准（2026-03-01 没有有效的城市低保标准）", Text(condition, "2026-03-01"));
        Assert.Equal("家庭月人均收入小于城市低保标准的1.5倍（1248.00元）", Text(Read(Below.Replace("标准}", "标准, times: 1.5}")).Condition, "2026-05-01"));
    }

    static string Text(Condition condition, string day) => Assert.Single(condition.Explain(new SubjectValues(1), BeijingTime.Day(day)).Reasons).Text;

    [Theory]
    [InlineData("2026-05-01", 83200L)]
    [InlineData("2026-03-01", null)]
    public void An_amount_may_be_a_limit(string day, long? fen)
    {
        var scenario = Read(Below, amounts: "amounts: [{from: 2025-01-01, limit: 城市低保标准}]");
        Assert.Equal(fen, scenario.Amounts.Of(new SubjectValues(1), BeijingTime.Day(day))!.Fen);
    }

    [Theory]
    [InlineData("limits: {城市低保标准: [{from: 2025-01-01, yuan: 780}, {from: 2026-04-01, yuan: 832}]}", Below, "第 4 行：标准「城市低保标准」有两段日子重叠。")]
    [InlineData("limits: {城市低保标准: [{from: 2025-01-01}]}", Below, "第 4 行：标准「城市低保标准」每段写 yuan 或 value，只写一样。")]
    [InlineData("limits: {城市低保标准: []}", Below, "第 4 行：标准「城市低保标准」下面没有写金额或数。")]
    [InlineData("limits: {别的: [{from: 2025-01-01, yuan: 1}]}", Below, "第 5 行：没有名为「城市低保标准」的标准，先写在 limits 里。")]
    [InlineData("limits: {城市低保标准: [{from: 2025-01-01, value: 3}]}", Below, "第 5 行：字段「家庭月人均收入」不能和「城市低保标准」比：一个是金额，一个不是。")]
    public void What_cannot_be_meant_is_refused_with_its_line(string limits, string condition, string why) =>
        Assert.EndsWith(why, Assert.Throws<Refusal>(() => Read(condition, limits)).Message);
}
