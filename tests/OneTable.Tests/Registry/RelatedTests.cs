using OneTable.Services;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Registry.Questions;
using OneTable.Services.Staff;

namespace OneTable.Tests.Registry;

/// <summary>Conditions about those who stand beside somebody: children, guardians, housemates.</summary>
[Collection(Street.Name)]
public sealed class RelatedTests(Street street)
{
    static readonly DateOnly today = new(2026, 12, 1);
    static readonly Origin origin = new("测试", "测试");

    FieldCatalog Fields => street.Get<FieldCatalog>();
    Condition Read(string yaml) => ConditionReader.Read(yaml, Fields, "test");

    const string DisabledChild = "{related: 孩子, some: {all: [{field: 年龄, op: '<', value: 18}, {field: 残疾类别, op: in, value: [智力, 精神]}]}}";

    [Fact]
    public async Task One_who_meets_it_is_enough_and_one_nobody_knows_of_leaves_it_open()
    {
        var yes = await AddAsync(("出生日期", "2015-05-05"), ("残疾类别", "5"));
        var (no, unknown) = (await AddAsync(("出生日期", "2015-05-05"), ("残疾类别", "?3")), await AddAsync(("出生日期", "2015-05-05")));
        (string Children, string? Ended, bool? Holds)[] parents =
        [
            ("", null, false), ("y", null, true), ("n", null, false), ("u", null, null), ("yn", null, true), ("yu", null, true), ("nu", null, null),
            ("y", "2026-12-01", true), ("y", "2026-11-30", false), ("u", "2026-11-30", false),
        ];
        foreach (var (children, ended, holds) in parents)
        {
            var parent = await AddAsync();
            foreach (var child in children) await RelateAsync("child_of", child == 'y' ? yes : child == 'n' ? no : unknown, parent, ended);
            await HoldsAsync(DisabledChild, parent, holds);
            await HoldsAsync($"{{not: {DisabledChild}}}", parent, !holds);
            await HoldsAsync($"{{all: [{DisabledChild}, {{field: 人员状态, op: '=', value: 正常}}]}}", parent, holds);
        }
        await HoldsAsync(DisabledChild, yes, false); // it is not its own parent's parent
    }

    [Fact]
    public async Task Each_word_says_who_it_is()
    {
        const string eighty = "{field: 年龄, op: '>=', value: 80}";
        var (old, young) = (await AddAsync(("出生日期", "1940-01-01")), await AddAsync(("出生日期", "1990-01-01")));
        await RelateAsync("guardian_of", young, old);
        await RelateAsync("carer_of", young, old);
        await RelateAsync("child_of", young, old);
        foreach (var word in (string[])["父母", "监护对象", "照料对象"])
        {
            await HoldsAsync($"{{related: {word}, some: {eighty}}}", young, true);
            await HoldsAsync($"{{related: {word}, some: {eighty}}}", old, false);
        }
        foreach (var word in (string[])["孩子", "监护人", "照料人"]) await HoldsAsync($"{{related: {word}, some: {{not: {eighty}}}}}", old, true);

        (string Word, string Field)[] households = [("同住家人", "居住户"), ("同户籍家人", "户籍户")];
        foreach (var (word, field) in households)
        {
            await HoldsAsync($"{{related: {word}, some: {eighty}}}", young, false);
            foreach (var id in new[] { old, young }) await WriteAsync(id, (field, "77001"));
            await HoldsAsync($"{{related: {word}, some: {eighty}}}", young, true);
            await HoldsAsync($"{{related: {word}, some: {eighty}}}", old, false); // lives there alone as far as others are concerned
        }
        var number = Clock();
        await WriteAsync(young, ("居住户", null));
        Assert.Contains(old, ChangedSince(number)); // who stays behind has nobody any more
        await HoldsAsync($"{{related: 同住家人, some: {eighty}}}", young, false);
        await WriteAsync(old, ("人员状态", "3"));
        await HoldsAsync($"{{related: 同户籍家人, some: {eighty}}}", young, false);
        await HoldsAsync($"{{related: 父母, some: {eighty}}}", young, true);

        var family = await street.Db.WriteAsync(tx =>
        {
            var id = tx.NextId();
            tx.Run("INSERT INTO households (id, kind, division_code, until) VALUES (@p0, 'assistance', '990001001', '2026-12-01')", id);
            foreach (var member in new[] { old, young }) tx.Run("INSERT INTO household_members (household_id, person_id) VALUES (@p0, @p1)", id, member);
            return id;
        });
        await HoldsAsync($"{{related: 救助家庭成员, some: {{not: {eighty}}}}}", old, true);
        await HoldsAsync($"{{related: 救助家庭成员, some: {{not: {eighty}}}}}", young, false);
        await street.Db.WriteAsync(tx => tx.Run("UPDATE households SET until = '2026-11-30' WHERE id = @p0", family));
        await HoldsAsync($"{{related: 救助家庭成员, some: {{not: {eighty}}}}}", old, false);
    }

    [Fact]
    public void It_reads_back_and_names_the_fields_of_others()
    {
        var condition = Read($"{{any: [{DisabledChild}, {{not: {{related: 父母, some: {{field: 性别, op: '=', value: 女}}}}}}]}}");
        Assert.Equal("有孩子满足：（不满18周岁，且残疾类别是智力或精神），或没有父母满足：性别是女", condition.Sentence());
        Assert.Equal(condition.Sentence(), Read(condition.ToJson()).Sentence());
        Assert.Equal(["年龄", "残疾类别", "性别"], condition.Fields.Select(f => f.Label));
        Assert.Equal("重点人群不进自由查询。", QuestionReader.Why(Read("{related: 同住家人, some: {field: 重点人群, op: filled}}"), new Reader(Posts.Secretary, null)));
        Assert.False(FieldRights.MayList(new Reader(Posts.GridWorker, null), Read("{not: {related: 同住家人, some: {field: 重点人群, op: filled}}}")));
    }

    [Theory]
    [InlineData("{related: 邻居, some: {field: 年龄, op: known}}", "邻居")]
    [InlineData("{related: 孩子}", "少了 some")]
    [InlineData("{related: 孩子, some: {related: 孩子, some: {field: 年龄, op: known}}}", "不能再")]
    [InlineData("{related: 孩子, some: {any: [{field: 年龄, op: known}, {not: {related: 父母, some: {field: 年龄, op: known}}}]}}", "不能再")]
    [InlineData("{related: 孩子, some: {field: 单位名称, op: known}}", "单位")]
    public void What_it_cannot_ask_is_refused(string yaml, string word) => Assert.Contains(word, Assert.Throws<Refusal>(() => Read(yaml)).Message);

    [Fact]
    public async Task A_relation_that_is_written_or_ends_is_a_change_of_both()
    {
        var here = ("现住网格", (string?)"880002001001001");
        var (grandma, carer) = (await AddAsync(here), await AddAsync(here));
        var me = new StaffMember(0, "test", "测试", Posts.Secretary, "880002001", null, null, null);
        var number = Clock();
        var relation = await street.Db.WriteAsync(tx => new Relations().Add(tx, me, grandma, new("carer_of", true, carer, null, null)));
        Assert.Empty(new[] { grandma, carer }.Except(ChangedSince(number)));
        number = Clock();
        await street.Db.WriteAsync(tx => new Relations().End(tx, me, relation, null));
        Assert.Empty(new[] { grandma, carer }.Except(ChangedSince(number)));
    }

    long Clock() => street.Db.Read(tx => tx.Value<long>("SELECT number FROM clock WHERE id = 1"));
    List<long> ChangedSince(long number) => street.Db.Read(tx => tx.Query<long>("SELECT DISTINCT subject_id FROM changes WHERE kind = 'person' AND number > @number", new { number }).ToList());

    async Task HoldsAsync(string yaml, long id, bool? expected)
    {
        var condition = Read(yaml);
        Assert.Equal(expected, street.Db.Read(tx => condition.Holds(SubjectValues.Load(tx, condition, [id]).Single(), today)));
        Assert.Equal(expected == true, await FoundAsync(condition, id));
        Assert.Equal(expected == false, await FoundAsync(condition.Not(), id));
    }

    Task<bool> FoundAsync(Condition condition, long id) => Task.FromResult(street.Get<PeopleColumns>().Ids(null, condition, today).Contains(id));

    Task<long> AddAsync(params (string Field, string? Value)[] facts) => street.Db.WriteAsync(tx => street.Get<People>().Write(tx, null,
        new Dictionary<string, string?>(facts.ToDictionary(f => f.Field, f => f.Value)) { ["姓名"] = "有家人", ["证件类型"] = "99", ["人口类别"] = "1", ["人员状态"] = "1" }, origin));

    Task WriteAsync(long id, params (string Field, string? Value)[] facts) =>
        street.Db.WriteAsync(tx => street.Get<People>().Write(tx, id, facts.ToDictionary(f => f.Field, f => f.Value), origin));

    Task RelateAsync(string kind, long from, long to, string? until = null) => street.Db.WriteAsync(tx => tx.Run(
        "INSERT INTO relations (id, kind, from_kind, from_id, to_kind, to_id, until) VALUES (@p0, @p1, 'person', @p2, 'person', @p3, @p4)", tx.NextId(), kind, from, to, until));
}
