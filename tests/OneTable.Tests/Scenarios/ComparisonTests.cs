using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry.Columns;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Publishing;

namespace OneTable.Tests.Scenarios;

/// <summary>Before publishing: whom it adds and drops and what it costs, counted in sets, person by person as the verdict says it.</summary>
[Collection(Street.Name)]
public sealed class ComparisonTests(Street street)
{
    static readonly DateOnly today = new(2026, 12, 1);
    static readonly Scope scope = new("420199001");

    [Fact]
    public void In_sets_it_says_of_everybody_what_a_verdict_says_of_each()
    {
        var columns = street.Get<PeopleColumns>();
        foreach (var scenario in street.Db.Read(tx => street.Get<ScenarioList>().All(tx)))
        {
            var sets = Entitled.Of(columns, street.Db, scenario, today, scope);
            var ids = columns.Ids(scope, null, today);
            var each = street.Db.Read(tx => ids.Chunk(400).SelectMany(chunk => SubjectValues.Load(tx, Subject.Person, scenario.Asked, scenario.Amounts.Fields, chunk)).ToList())
                .Select(p => (p.Id, Verdict: Verdict.Of(scenario, p, today))).Where(p => p.Verdict.Outcome == Outcome.Eligible).ToList();
            Assert.True(each.Select(p => p.Id).Order().SequenceEqual(sets.People.Keys.Order()), $"{scenario.Name}: {each.Count} by verdict, {sets.People.Count} in sets");
            foreach (var (id, verdict) in each.Where(p => p.Verdict.Amount is not null))
                Assert.True(verdict.Amount!.Fen == sets.People[id].Fen, $"{scenario.Name} {id}: {verdict.Amount.Fen} and {sets.People[id].Fen}");
        }
    }

    [Fact]
    public async Task A_draft_says_whom_it_adds_and_drops_and_what_a_month_costs_more()
    {
        const string path = "/api/console/scenarios";
        var desk = await ConsoleDesk.SignInAsync(street.Address, "street");
        await desk.PostAsync($"{path}/files", new { name = "what_if", from = "template:benefit" });
        var body = (await desk.GetJsonAsync($"{path}/what_if/draft")).Text("body")!.Replace("新编号", "WHATIF").Replace("新津贴", "试算津贴");
        await (await desk.PutAsJsonAsync($"{path}/what_if/draft", new { body, basedOn = 0, revision = 1 })).JsonAsync();
        var born = await desk.GetJsonAsync($"{path}/what_if/compare?before=0&after=draft&size=5");
        var all = born.GetProperty("counts").GetProperty("Added").GetInt32();
        Assert.Equal(all * 10_000L, born.GetProperty("monthFenMore").GetInt64());
        Assert.Contains("本地户籍", born.List("people")[0].List("why")[0].GetString());
        await desk.PostAsync($"{path}/what_if/publish", new { revision = 2 });

        // 62 in place of 60, and 150 yuan in place of 100 from 80 on.
        var next = body.Replace("value: 60}", "value: 62}").Replace("- {from: '2026-01-01', yuan: 100, per: month}",
            "- {from: '2026-01-01', when: {field: 年龄, op: '<', value: 80}, yuan: 100}\n- {from: '2026-01-01', when: {field: 年龄, op: '>=', value: 80}, yuan: 150}");
        await (await desk.PutAsJsonAsync($"{path}/what_if/draft", new { body = next, basedOn = 1, revision = 0 })).JsonAsync();
        var change = await desk.GetJsonAsync($"{path}/what_if/compare?before=1&after=draft&kind=Dropped");
        int Count(string kind) => change.GetProperty("counts").GetProperty(kind).GetInt32();
        Assert.Equal((0, true, true), (Count("Added"), Count("Dropped") > 0, Count("Changed") > 0));
        Assert.Equal(Count("Changed") * 5_000L - Count("Dropped") * 10_000L, change.GetProperty("monthFenMore").GetInt64());
        Assert.All(change.List("people"), p => Assert.InRange(p.GetProperty("age").GetInt32(), 60, 61));
        Assert.Contains("现在不符合：年满62周岁", change.List("people")[0].List("why")[0].GetString());

        // One version on two days: who turns 60 in between.
        var year = await desk.GetJsonAsync($"{path}/what_if/compare?before=1&after=1&beforeDay=2026-12-01&afterDay=2027-12-01");
        Assert.True(year.GetProperty("counts").GetProperty("Added").GetInt32() > 0);
        Assert.Contains("原来不符合：年满60周岁", year.List("people")[0].List("why")[0].GetString());
        await desk.GetAsync($"{path}/what_if/compare?before=1&after=7").RefusedAsync(404, "not_found");
        await desk.GetAsync($"{path}/what_if/compare?before=1&after=1&afterDay=soon").RefusedAsync(400, "bad_date");

        // A secretary counts the own community only.
        var secretary = await ConsoleDesk.SignInAsync(street.Address, "community");
        Assert.InRange((await secretary.GetJsonAsync($"{path}/what_if/compare?before=0&after=1")).GetProperty("counts").GetProperty("Added").GetInt32(), 1, all - 1);
    }

    [Fact]
    public void Of_重点人群_a_draft_says_nothing_and_small_numbers_are_nobody_s_to_count()
    {
        var (desk, list) = (street.Get<ComparisonDesk>(), street.Get<ScenarioList>());
        Compared Of(string condition, bool draft) => new("草稿", list.ReadAnew(Content.Of(ScenarioList.Kind, "probe", $$"""
            id: PROBE
            title: 试探（示例）
            sample: true
            condition: {{condition}}
            moment: {holds: true}
            """)).Scenario!, today, draft);
        Comparison Ask(string condition, bool draft, Reader reader) =>
            desk.Compare(new("还没有", null, today), Of(condition, draft), scope, reader, ComparedKind.Added, 0, 20);

        var watched = Ask("{field: 重点人群, op: filled}", true, new("04"));
        Assert.Equal((true, true, 0), (watched.Counts is null, watched.After.People is null, watched.People.Count));
        Assert.NotNull(watched.Hidden);
        var one = Ask("{all: [{field: 家庭净资产, op: filled}, {field: 姓名, op: '=', value: 刘桂英}]}", true, new("04"));
        Assert.Equal((true, 0), (one.Counts is null, one.People.Count));
        Assert.NotNull(Ask("{field: 年龄, op: '>=', value: 60}", true, new("04")).Counts);
    }
}
