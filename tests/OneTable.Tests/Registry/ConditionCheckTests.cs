using OneTable.Services;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;

namespace OneTable.Tests.Registry;

/// <summary>What can never hold is refused when it is written; whatever somebody may meet is not.</summary>
[Collection(Street.Name)]
public sealed class ConditionCheckTests(Street street)
{
    FieldCatalog Fields => street.Get<FieldCatalog>();
    Condition Read(string yaml) => ConditionReader.Read(yaml, Fields, "test");

    const string Child = "{field: 年龄, op: '<', value: 18}", Elder = "{field: 年龄, op: '>=', value: 80}", Man = "{field: 性别, op: '=', value: 男}";

    [Theory]
    [InlineData($"{{all: [{Child}, {Elder}]}}")]
    [InlineData($"{{any: [{{all: [{Child}, {Elder}]}}, {{all: [{Man}, {{not: {Man}}}]}}]}}")]
    [InlineData($"{{all: [{Elder}, {{any: [{Child}, {{field: 年龄, op: in, value: [3, 6]}}]}}, {Man}]}}")]
    [InlineData("{all: [{field: 年龄, op: '>', value: 79}, {field: 年龄, op: '<', value: 80}]}")]
    [InlineData("{all: [{field: 年龄, op: between, value: [89, 80]}]}")]
    [InlineData("{all: [{field: 年龄, op: unknown}, {field: 年龄, op: '>=', value: 1}]}")]
    [InlineData("{all: [{field: 年龄, op: turns_within_days, value: {age: 65, days: 30}}, {field: 年龄, op: '>=', value: 66}]}")]
    [InlineData("{all: [{field: 出生日期, op: '>=', value: '2020-01-01'}, {field: 出生日期, op: '<', value: '2020-01-01'}]}")]
    [InlineData("{all: [{field: 年龄, op: empty}, {field: 年龄, op: '<', value: 6}]}")]
    [InlineData("{all: [{field: 救助类别, op: in, value: [城市低保]}, {field: 救助类别, op: in, value: [农村低保]}]}")]
    [InlineData("{all: [{field: 救助类别, op: in, value: [城市低保, 农村低保]}, {field: 救助类别, op: notin, value: [农村低保, 城市低保]}]}")]
    [InlineData("{all: [{field: 享受待遇, op: has, value: 高龄津贴}, {field: 享受待遇, op: lacks, value: 高龄津贴}]}")]
    [InlineData("{all: [{field: 享受待遇, op: unknown}]}")]
    [InlineData("{all: [{field: 本地户籍, op: '=', value: true}, {field: 本地户籍, op: '!=', value: true}]}")]
    [InlineData("{all: [{field: 本地户籍, op: '!=', value: false}, {field: 本地户籍, op: '!=', value: true}, {field: 本地户籍, op: filled}]}")]
    [InlineData("{all: [{field: 医保缴费年度, op: '>', value: 当年-1}, {field: 医保缴费年度, op: '<', value: 当年}]}")]
    [InlineData("{all: [{field: 疫苗应种剂次, op: '>', value: 2}, {field: 疫苗应种剂次, op: '<', value: 3}]}")]
    [InlineData("{all: [{field: 疫苗应种剂次, op: '>', value: {field: 疫苗已种剂次}}, {field: 疫苗应种剂次, op: '<=', value: {field: 疫苗已种剂次}}]}")]
    [InlineData("{all: [{field: 残疾证到期日, op: in_period, value: 上月}, {field: 残疾证到期日, op: within_days, value: 90}]}")]
    [InlineData("{all: [{field: 最近走访日期, op: older_than_days_or_empty, value: 180}, {field: 最近走访日期, op: days_since, value: {from: 0, to: 30}}]}")]
    [InlineData("{all: [{field: 现住网格, op: in, value: ['420199001']}, {field: 现住网格, op: in, value: ['420199002']}]}")]
    [InlineData("{all: [{field: 姓名, op: begins, value: 王}, {not: {field: 姓名, op: begins, value: 王}}]}")]
    [InlineData("{all: [{field: 姓名, op: in, value: [张三, 李四]}, {field: 姓名, op: begins, value: 王}]}")]
    [InlineData($"{{related: 孩子, some: {{all: [{Child}, {Elder}]}}}}")]
    [InlineData($"{{all: [{{related: 孩子, some: {{all: [{Child}, {Man}]}}}}, {{not: {{related: 孩子, some: {Child}}}}}]}}")]
    public void This_can_never_hold(string yaml) => Assert.False(Read(yaml).CanHold());

    [Theory]
    [InlineData(Elder)]
    [InlineData($"{{any: [{{all: [{Child}, {Elder}]}}, {Man}]}}")]
    [InlineData("{all: [{field: 年龄, op: '>=', value: 80}, {field: 年龄, op: '<=', value: 80}]}")]
    [InlineData("{all: [{field: 年龄, op: turns_within_days, value: {age: 65, days: 30}}, {field: 年龄, op: '<', value: 65}]}")]
    [InlineData("{all: [{field: 年龄, op: age_on, value: {age: 6, on: 当年-08-31}}, {field: 年龄, op: '=', value: 5}]}")]
    [InlineData("{all: [{field: 出生日期, op: empty}, {field: 年龄, op: '<', value: 6}]}")] // only the age was told
    [InlineData("{all: [{field: 出生日期, op: '<', value: '1950-01-01'}, {field: 年龄, op: '<', value: 80}]}")]
    [InlineData("{all: [{field: 残疾证到期日, op: in_period, value: 上月}, {not: {field: 残疾证到期日, op: in_period, value: 本季}}]}")]
    [InlineData("{all: [{field: 残疾类别, op: '!=', value: 视力}, {field: 残疾类别, op: empty}]}")]
    [InlineData("{all: [{field: 享受待遇, op: has, value: [高龄津贴, 养老服务补贴]}, {field: 享受待遇, op: lacks, value: 高龄津贴}]}")]
    [InlineData("{all: [{field: 现住网格, op: in, value: ['420199001']}, {field: 现住网格, op: in, value: ['420199001002']}]}")]
    [InlineData("{all: [{field: 姓名, op: begins, value: 王}, {field: 姓名, op: contains, value: 三}]}")]
    [InlineData("{all: [{field: 疫苗应种剂次, op: '>=', value: {field: 疫苗已种剂次}}, {field: 疫苗应种剂次, op: '<=', value: {field: 疫苗已种剂次}}]}")]
    [InlineData($"{{all: [{{related: 孩子, some: {Child}}}, {{not: {{related: 孩子, some: {Elder}}}}}, {Elder}]}}")]
    public void This_can(string yaml) => Assert.True(Read(yaml).CanHold());

    [Theory]
    [InlineData("{field: 年龄, op: between, value: [80, 89]}", "{field: 年龄, op: between, value: [90, 99]}", true)]
    [InlineData("{field: 年龄, op: between, value: [80, 90]}", "{field: 年龄, op: between, value: [90, 99]}", false)]
    [InlineData("{field: 年龄, op: between, value: [80, 89]}", "{field: 救助类别, op: in, value: [城市低保]}", false)]
    [InlineData("{field: 救助类别, op: in, value: [城市低保]}", "{field: 救助类别, op: notin, value: [城市低保, 农村低保]}", true)]
    public void Two_exclude_each_other_or_do_not(string one, string other, bool exclusive)
    {
        Assert.Equal(exclusive, ConditionCheck.Exclusive(Read(one), Read(other)));
        Assert.Equal(exclusive, ConditionCheck.Exclusive(Read(other), Read(one)));
    }

    [Fact]
    public void A_figure_of_the_law_is_what_it_is_on_each_of_its_days()
    {
        var income = Fields.Find("家庭月人均收入")!;
        var figure = new Limit("低保标准", true, [new(new(2020, 1, 1), new(2020, 12, 31), 100), new(new(2026, 1, 1), null, 200)]);
        Condition Up(decimal times) => new Condition.Leaf(income, ConditionOp.AtMost, []) { Limit = figure with { Times = times } };
        Assert.True(new Condition.All([Up(1.5m), Up(1).Not()]).CanHold());
        Assert.False(new Condition.All([Up(1), Up(1.5m).Not()]).CanHold());
        Assert.True(new Condition.All([Up(1), new Condition.Leaf(income, ConditionOp.Above, ["150"])]).CanHold());
        Assert.False(new Condition.All([Up(1), new Condition.Leaf(income, ConditionOp.Above, ["200"])]).CanHold());
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void Nobody_meets_what_is_said_never_to_hold(int seed)
    {
        var on = new DateOnly(2028, 2, 29);
        var random = new ColumnsRandom(seed, Fields, on);
        var people = Enumerable.Range(0, 400).Select(i => random.Values(i)).ToList();
        foreach (var person in people) person.With(random.Relation().Relation, people[random.Next(people.Count)]);
        var never = 0;
        for (var i = 0; i < 600; i++)
        {
            var condition = i % 3 == 0 ? random.Condition(related: true) : random.AboutOneField();
            if (condition.CanHold()) continue;
            never++;
            foreach (var person in people) Assert.False(condition.Holds(person, on.AddDays(i % 400)) == true, $"seed {seed}, {i}, person {person.Id}: {condition.Sentence()}");
        }
        Assert.InRange(never, 50, 550);
    }

    [Theory]
    [InlineData("{all: [{field: 年龄, op: '<', value: 60}, {field: 年龄, op: '>=', value: 80}]}", Over80, "第 4 行：这个条件谁也不可能符合")]
    [InlineData("{field: 人员状态, op: '=', value: 去世}", Over80, "第 4 行：条件只找去世")]
    [InlineData("{field: 性别, op: '>', value: 男}", Over80, "")]
    [InlineData("{field: 本地户籍, op: '>', value: false}", Over80, "第 4 行：字段「本地户籍」的值不是能比大小的")]
    [InlineData("{field: 性别, op: within_days, value: 30}", Over80, "第 4 行：字段「性别」的值不是日子")]
    [InlineData("{field: 年龄, op: '>=', value: 80}", Over80, "")]
    [InlineData("{field: 年龄, op: '>=', value: 80}", Over80 + "\n- {from: 2021-01-01, yuan: 3, when: {field: 年龄, op: '>=', value: 89}}", "第 8 行：这一档金额和第 1 档重叠")]
    [InlineData("{field: 年龄, op: '>=', value: 80}", Over80 + "\n- {from: 2021-01-01, yuan: 3, when: {field: 年龄, op: '>=', value: 90}}", "")]
    [InlineData("{field: 年龄, op: '>=', value: 80}", Over80 + "\n- {from: 2026-01-01, yuan: 3, when: {field: 年龄, op: '>=', value: 85}}", "")]
    [InlineData("{field: 年龄, op: '>=', value: 80}", Over80 + "\n- {from: 2026-01-01, yuan: 3, when: {field: 年龄, op: between, value: [90, 85]}}", "第 8 行：这一档金额谁也")]
    public void A_scenario_that_cannot_be_meant_is_refused_with_its_line(string condition, string amounts, string why)
    {
        var body = $"id: X1\ntitle: 试试（示例）\nsample: true\ncondition: {condition}\nmoment: {{holds: true}}\namounts:\n{amounts}\n";
        Scenario Reading() => new ScenarioReader(Fields, new Content { Kind = "scenarios", Name = "x1", Body = body, Sha256 = "" }).Read();
        if (why.Length == 0) Assert.NotNull(Reading());
        else Assert.Contains(why, Assert.Throws<Refusal>(Reading).Message);
    }

    const string Over80 = "- {from: 2020-01-01, until: 2025-12-31, yuan: 1, when: {field: 年龄, op: between, value: [80, 89]}}";
}
