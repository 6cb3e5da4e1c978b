using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>Who must be looked at again because days have passed or because somebody else has changed: nobody may be missed.</summary>
[Collection(Street.Name)]
public sealed class TurningTests(Street street)
{
    static readonly DateOnly today = new(2026, 12, 1);
    static readonly Origin origin = new("测试", "测试");

    FieldCatalog Fields => street.Get<FieldCatalog>();
    Condition Read(string yaml) => ConditionReader.Read(yaml, Fields, "test");

    [Theory]
    [InlineData(11, "2026-12-01")]
    [InlineData(12, "2028-02-29")]
    [InlineData(13, "2027-03-01")]
    [InlineData(14, "2027-01-01")]
    public void Whoever_has_another_answer_on_another_day_is_among_those_for_whom_the_days_make_a_difference(int seed, string on)
    {
        const int people = 300, conditions = 400;
        var random = new ColumnsRandom(seed, Fields, DateOnly.Parse(on));
        var all = Enumerable.Range(0, people).Select(i => random.Values(i)).ToList();
        foreach (var person in all)
            for (var i = 0; i < 3; i++)
                if (random.Relation() is var (relation, until)) person.With(relation, all[random.Next(people)], relation.Until is null ? null : until);
        var (differing, looked) = (0, 0);
        for (var i = 0; i < conditions; i++)
        {
            var from = random.Around(400);
            var until = random.Next(3) == 0 ? random.Around(900) : from.AddDays(1 + random.Next(2));
            var condition = random.Condition(related: true);
            while (random.Next(20) > 0 && condition.TurningBetween(from, until).Parts.Count == 0) condition = random.Condition(related: true);
            var turning = condition.TurningBetween(from, until);
            foreach (var person in all)
            {
                var isLooked = turning.Holds(person, until) == true;
                if (isLooked) looked++;
                if (condition.Holds(person, from) == condition.Holds(person, until)) continue;
                differing++;
                Assert.True(isLooked, $"seed {seed}, {i}, {from} to {until}, person {person.Id}: {condition.Sentence()}");
            }
        }
        Assert.InRange(differing, people / 5, looked); // or it would prove little
        Assert.True(looked < people * conditions / 4, $"{looked} would be looked at, of whom {differing} differ");
    }

    [Theory]
    [InlineData("{field: 年龄, op: '>=', value: 80}", "2026-12-01", "2026-12-02", "1946-12-02")]
    [InlineData("{field: 年龄, op: between, value: [79, 88]}", "2027-02-28", "2027-03-01", "1938-03-01 1948-02-29 1948-03-01")]
    [InlineData("{field: 年龄, op: turns_within_days, value: {age: 65, days: 30}}", "2026-12-01", "2026-12-02", "1961-12-01 1962-01-01")]
    [InlineData("{field: 残疾证到期日, op: within_days, value: 90}", "2026-12-01", "2026-12-02", "2026-12-01 2027-03-02")]
    [InlineData("{field: 最近走访日期, op: older_than_days_or_empty, value: 30}", "2026-12-01", "2026-12-02", "2026-11-01")]
    [InlineData("{field: 医保缴费年度, op: '<', value: 当年}", "2026-12-31", "2027-01-01", "2026 2027")]
    [InlineData("{field: 医保缴费年度, op: '<', value: 当年}", "2026-12-30", "2026-12-31", "")]
    [InlineData("{field: 性别, op: '=', value: 女}", "2026-12-01", "2027-12-01", "")]
    public void Only_few_are(string yaml, string from, string until, string expected)
    {
        var condition = Read(yaml);
        var (field, turning) = (condition.Fields.First(), condition.TurningBetween(DateOnly.Parse(from), DateOnly.Parse(until)));
        var values = field.Type == FieldType.Int ? Enumerable.Range(2000, 50).Select(y => $"{y}")
            : Enumerable.Range(0, 365 * 140).Select(d => new DateOnly(1900, 1, 1).AddDays(d).Iso());
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(),
            values.Where(v => turning.Holds(new SubjectValues(1).With(field, v), DateOnly.Parse(until)) == true));
    }

    [Fact]
    public async Task They_are_found_by_id_also_through_those_to_whom_they_are_related()
    {
        var condition = Read("{all: [{field: 性别, op: '=', value: 女}, {related: 孩子, some: {all: [{field: 年龄, op: '<', value: 6}, {field: 残疾类别, op: filled}]}}]}");
        var (mother, child, former) = (await AddAsync("1990-01-01"), await AddAsync("2020-12-02"), await AddAsync("1990-01-01"));
        await RelateAsync(child, mother, null);
        await RelateAsync(child, former, "2026-12-01");
        var affected = street.Get<Affected>();
        Assert.Contains(mother, affected.ByTime([condition], today, today.AddDays(1)));
        Assert.Contains(former, affected.ByTime([condition], today, today.AddDays(1)));
        Assert.DoesNotContain(child, affected.ByTime([condition], today, today.AddDays(1)));
        Assert.Empty(affected.ByTime([condition], today, today.AddDays(1)).Intersect(affected.ByTime([condition], today.AddDays(1), today.AddDays(2)).Intersect([mother, former])));
        Assert.Equal(new[] { mother, former }.Order(), street.Db.Read(tx => Affected.ByOthers(tx, [condition], [child])));
        Assert.Empty(street.Db.Read(tx => Affected.ByOthers(tx, [condition], [mother])));
    }

    Task<long> AddAsync(string birth) => street.Db.WriteAsync(tx => street.Get<People>().Write(tx, null, new Dictionary<string, string?>
    {
        ["姓名"] = "有家人", ["证件类型"] = "99", ["人口类别"] = "1", ["人员状态"] = "1", ["出生日期"] = birth,
    }, origin));

    Task RelateAsync(long child, long parent, string? until) => street.Db.WriteAsync(tx => tx.Run(
        "INSERT INTO relations (id, kind, from_kind, from_id, to_kind, to_id, until) VALUES (@p0, 'child_of', 'person', @p1, 'person', @p2, @p3)", tx.NextId(), child, parent, until));
}
