using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Columns;

namespace OneTable.Tests.Registry;

/// <summary>
/// Conditions over columns in memory (design decision 5): how they follow what is written, and when SQL answers instead. On a street of its own, for its people would be found by the tests of others.
/// </summary>
public sealed class ColumnsTests : IClassFixture<Street>, IDisposable
{
    readonly Street street;
    readonly ConcurrentDictionary<string, int> answers = [];
    readonly MeterListener listener = new();

    public ColumnsTests(Street street)
    {
        this.street = street;
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "onetable_columns_answers" && instrument.Meter.Scope == street.Get<IMeterFactory>()) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => answers.AddOrUpdate((string)tags[0].Value!, (int)count, (_, known) => known + (int)count));
        listener.Start();
        _ = Columns;
    }

    public void Dispose() => listener.Dispose();

    static readonly Origin origin = new("测试", "测试");
    static readonly DateOnly today = new(2026, 12, 1);

    PeopleColumns Columns => street.Get<PeopleColumns>();
    FieldCatalog Fields => street.Get<FieldCatalog>();
    People People => street.Get<People>();

    Condition Read(string yaml) => ConditionReader.Read(yaml, Fields, "test");

    Task<long> WriteAsync(long? id, Dictionary<string, string?> facts) => street.Db.WriteAsync(tx => People.Write(tx, id, facts, origin));

    Task<long> AddAsync(string name, params (string Field, string? Value)[] facts) =>
        WriteAsync(null, new(facts.ToDictionary(f => f.Field, f => f.Value)) { ["姓名"] = name, ["证件类型"] = "99", ["人口类别"] = "1", ["人员状态"] = "1" });

    /// <summary>How often columns or SQL answered on this street; what /metrics says is of all hosts of the process.</summary>
    int Answers(string by) => answers.GetValueOrDefault(by);

    List<long> BySql(Condition condition, Scope? scope, DateOnly on) => street.Db.Read(tx =>
    {
        var sql = new ConditionSql(on).Where(condition);
        if (scope is not null) sql.Where(Seen.Person);
        return tx.Query<long>(sql.Select("p.id", "ORDER BY p.id"),
            new Dictionary<string, object>(sql.Arguments) { ["From"] = scope?.From ?? "", ["To"] = scope?.To ?? "" }).ToList();
    });

    [Fact]
    public async Task What_a_text_holds_is_the_same_in_SQL_and_in_the_explanation()
    {
        var random = new ColumnsRandom(5, Fields, today);
        var ids = new List<long>();
        for (var i = 0; i < 60; i++) ids.Add(await WriteAsync(null, new(random.Person()) { ["备注"] = random.Word(), ["现住地址"] = random.Word() }));
        foreach (var label in (string[])["姓名", "现住地址", "备注"])
            foreach (var text in (string[])["张", "李四", "·", "a", "A", "%", "_", "没有人"])
                foreach (var op in (ConditionOp[])[ConditionOp.Contains, ConditionOp.Begins])
                {
                    var condition = new Condition.Leaf(Fields.Find(label)!, op, [text]);
                    Assert.Equal(Columns.Count(null, condition, today), Columns.CountBy(null, condition, today, Division.Grid).Values.Sum());
                    Explained(condition, ids, [.. Columns.Ids(null, condition, today)], today, condition.Sentence());
                }
    }

    void Explained(Condition condition, List<long> ids, HashSet<long> found, DateOnly on, string what)
    {
        var no = Columns.Ids(null, condition.Not(), on).ToHashSet();
        foreach (var person in ids.Chunk(100).SelectMany(chunk => street.Db.Read(tx => SubjectValues.Load(tx, condition.Leaves.Select(l => l.Field), chunk))))
            Assert.True(condition.Holds(person, on) == (found.Contains(person.Id) ? true : no.Contains(person.Id) ? false : null), $"person {person.Id}, {what}");
    }

    [Fact]
    public async Task A_write_shows_in_the_next_answer()
    {
        await Columns.LoadAsync();
        var condition = Read("{all: [{field: 姓名, op: '=', value: 写后即见}, {field: 年龄, op: '>=', value: 80}, {field: 享受待遇, op: lacks, value: 高龄津贴}]}");
        int Found() => Columns.Count(null, condition, today);
        Assert.Equal(0, Found());
        var id = await AddAsync("写后即见", ("出生日期", "1946-12-01"));
        Assert.Equal(1, Found());
        await WriteAsync(id, new() { ["享受待遇"] = "01,04" });
        Assert.Equal(0, Found());
        await WriteAsync(id, new() { ["享受待遇"] = "04" });
        Assert.Equal([id], Columns.Ids(null, condition, today));
        await WriteAsync(id, new() { ["出生日期"] = "1946-12-02" });
        Assert.Equal(0, Found());
        await WriteAsync(id, new() { ["出生日期"] = "1936-12-02" });
        Assert.Equal(1, Found());
        await street.Db.WriteAsync(tx =>
        {
            tx.Run("DELETE FROM people WHERE id = @p0", id);
            tx.Changed("person", id);
        });
        Assert.Equal(0, Found());
    }

    [Fact]
    public async Task None_unknown_and_blank_are_told_apart()
    {
        await Columns.LoadAsync();
        var here = ("现住网格", (string?)"880001001001001");
        var (none, unwilling, blank) = (await AddAsync("甲", here, ("紧急联系人", "?3")), await AddAsync("乙", here, ("紧急联系人", "?2")), await AddAsync("丙", here));
        IReadOnlyList<long> Who(string asked) => Columns.Ids(new("88"), Read($"{{field: 紧急联系人, {asked}}}"), today);
        Assert.Equal([none], Who("op: known"));
        Assert.Equal(new[] { unwilling, blank }.Order(), Who("op: unknown"));
        Assert.Equal([none], Who("op: '!=', value: 某某"));
        Assert.Empty(Who("op: '=', value: 某某"));
        Assert.Equal(new Tally(0, 1, 2), Columns.Tally(new("88"), Read("{field: 紧急联系人, op: '=', value: 某某}"), today));
    }

    [Fact]
    public async Task A_field_that_is_added_is_asked_at_once_and_soon_from_a_column()
    {
        await Columns.LoadAsync();
        var id = await AddAsync("新字段");
        await street.Get<DictionaryDesk>().KeepAsync(new FieldEntry { Label = "口味偏好", Type = "text", Group = "其他", Sensitivity = "低", Library = "canteen" }, "test");
        await WriteAsync(id, new() { ["口味偏好"] = "清淡" });
        var condition = Read("{field: 口味偏好, op: '=', value: 清淡}");
        var bySql = Answers("sql");
        Assert.Equal([id], Columns.Ids(null, condition, today));
        Assert.Equal(bySql + 1, Answers("sql"));
        await Columns.LoadAsync();
        Assert.Equal([id], Columns.Ids(null, condition, today));
        await WriteAsync(id, new() { ["口味偏好"] = "无辣不欢" });
        Assert.Equal(0, Columns.Count(null, condition, today));
        Assert.Equal(bySql + 1, Answers("sql"));
    }

    [Fact]
    public async Task More_than_64_codes_are_held()
    {
        var values = Enumerable.Range(0, 200).Select(i => new CodeSetEntry.CodeEntry { Code = $"{i:000}", Label = $"标签{i}" });
        await street.Get<DictionaryDesk>().KeepAsync(new CodeSetEntry { Name = "很多标签", Values = [.. values] }, "test");
        await street.Get<DictionaryDesk>().KeepAsync(new FieldEntry { Label = "多标签", Type = "codes", Codeset = "很多标签", Group = "其他", Sensitivity = "低" }, "test");
        var ids = new List<long>();
        for (var i = 0; i < 200; i += 8) ids.Add(await AddAsync("多标签", ("多标签", $"{i:000},{(i + 90) % 200:000}")));
        await Columns.LoadAsync();
        var bySql = Answers("sql");
        for (var i = 0; i < 200; i++)
        {
            var condition = Read($"{{field: 多标签, op: has, value: [标签{i}, 标签{i * 7 % 200}]}}");
            Assert.Equal(BySql(condition, null, today), Columns.Ids(null, condition, today));
            Assert.Equal(BySql(condition.Not(), null, today), Columns.Ids(null, condition.Not(), today));
        }
        Assert.Equal(ids, Columns.Ids(null, Read("{field: 多标签, op: known}"), today));
        Assert.Equal(bySql, Answers("sql"));
    }

    [Fact]
    public async Task What_columns_do_not_hold_is_asked_of_SQL()
    {
        await Columns.LoadAsync();
        var (bySql, condition) = (Answers("sql"), Read("{all: [{field: 家庭人口, op: '>=', value: 3}, {field: 性别, op: '=', value: 女}]}"));
        Assert.Equal(BySql(condition, null, today), Columns.Ids(null, condition, today));
        Assert.NotEmpty(Columns.Ids(null, condition, today, max: 5, skip: 2));
        Assert.Equal(bySql + 2, Answers("sql"));
    }

    [Fact]
    public async Task A_count_is_broken_down_by_division_of_any_level()
    {
        await Columns.LoadAsync();
        var (scope, condition) = (new Scope("420199001"), Read("{field: 年龄, op: '>=', value: 60}"));
        var byGrid = Columns.CountBy(scope, condition, today, Division.Grid);
        var byCommunity = Columns.CountBy(scope, condition, today, Division.Community);
        Assert.Equal(Columns.Count(scope, condition, today), byGrid.Values.Sum());
        Assert.Equal(4, byCommunity.Count);
        foreach (var (community, count) in byCommunity)
            Assert.Equal(count, byGrid.Where(g => g.Key.StartsWith(community, StringComparison.Ordinal)).Sum(g => g.Value));
        Assert.Equal([scope.Code], Columns.CountBy(scope, condition, today, Division.Street).Keys);
        var grid = street.Get<DivisionTree>().Within(scope).First(d => d.Level == Division.Grid).Code;
        Assert.Equal(Columns.Count(new(grid), condition, today), byGrid[grid]);
        // A condition that only SQL can answer, and that all of them meet: the same numbers.
        var forSql = new Condition.All([condition, new Condition.Any([Read("{field: 家庭人口, op: '>=', value: 0}"), Read("{field: 家庭人口, op: empty}")])]);
        Assert.Equal(byGrid.OrderBy(g => g.Key), Columns.CountBy(scope, forSql, today, Division.Grid).OrderBy(g => g.Key));
    }

    [Fact]
    public async Task When_very_many_changed_all_are_read_anew()
    {
        await Columns.LoadAsync();
        var condition = Read("{field: 备注, op: '=', value: 整批改过}");
        await street.Db.WriteAsync(tx =>
        {
            tx.Run("UPDATE people SET remark = '整批改过' WHERE living_grid LIKE '420199001%'");
            foreach (var id in tx.Query<long>("SELECT id FROM people WHERE remark = '整批改过'").ToList()) tx.Changed("person", id);
        });
        var expected = BySql(condition, null, today);
        Assert.True(expected.Count > 2000);
        Assert.Equal(expected, Columns.Ids(null, condition, today));
        await Columns.LoadAsync();
        var bySql = Answers("sql");
        Assert.Equal(expected, Columns.Ids(null, condition, today));
        Assert.Equal(bySql, Answers("sql"));
    }

    [Fact]
    public async Task Many_ask_while_others_write()
    {
        await Columns.LoadAsync();
        var (scope, condition) = (new Scope("870001"), Read("{field: 性别, op: '=', value: 女}"));
        var writing = Enumerable.Range(0, 60).Select(i => AddAsync($"同时{i}", ("现住网格", "870001001001001"), ("性别", i % 2 == 0 ? "2" : i % 3 == 0 ? null : "1"))).ToList();
        var asking = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var (n, last) = (0, 0); n < 50; n++)
            {
                var tally = Columns.Tally(scope, condition, today);
                Assert.InRange(tally.Yes + tally.No + tally.Unknown, last, 60);
                last = tally.Yes + tally.No + tally.Unknown;
            }
        }));
        await Task.WhenAll(writing.Concat(asking));
        Assert.Equal(new Tally(30, 20, 10), Columns.Tally(scope, condition, today));
    }
}
