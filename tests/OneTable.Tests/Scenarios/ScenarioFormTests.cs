using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Publishing;

namespace OneTable.Tests.Scenarios;

/// <summary>The form writes what was changed and leaves every other letter of the file alone.</summary>
[Collection(Street.Name)]
public sealed class ScenarioFormTests(Street street)
{
    public static TheoryData<string> Shipped() => [.. typeof(ScenarioList).Assembly.GetManifestResourceNames()
        .Where(n => n.Contains(".Scenarios.Content.")).Select(n => n.Split('.')[^2]).Order()];

    string Body(string name) => street.Db.Read(tx => Contents.Find(tx, ScenarioList.Kind, name)!.Body);

    [Theory, MemberData(nameof(Shipped))]
    public void What_is_not_changed_is_not_touched_and_what_is_can_be_read_again(string name)
    {
        var body = Body(name);
        var form = ScenarioForm.Read(body);
        Assert.Equal(body, ScenarioForm.Write(body, form));
        form.Texts["note"] = "记一笔：看 #3、[4] 和 'x'";
        form.Cases.Add(new() { Values = { ["name"] = "新加的", ["on"] = "2026-07-12", ["outcome"] = "unknown" }, Facts = [["性别", "女"]] });
        string written;
        try { written = ScenarioForm.Write(body, form); }
        catch (Refusal e) when (e.Message.Contains("引用")) { return; }
        var (before, after) = (Read(name, body), Read(name, written));
        Assert.Equal(form.Texts["note"], after.File.Note);
        Assert.Equal(before.File.Cases.Count + 1, after.File.Cases.Count);
        Assert.Equal((before.Sentence, before.Moment.Sentence(), before.Amounts.Segments.Count), (after.Sentence, after.Moment.Sentence(), after.Amounts.Segments.Count));
        foreach (var (old, now) in before.File.Cases.Zip(after.File.Cases))
            Assert.Equal((old.Name, old.On, old.Outcome, old.Yuan, old.Clause, string.Join('|', old.Facts)), (now.Name, now.On, now.Outcome, now.Yuan, now.Clause, string.Join('|', now.Facts)));
    }

    [Fact]
    public void A_part_is_written_in_its_place_with_the_comments_around_it()
    {
        const string body = "# 头\nid: A\n# 上面\ntitle: 甲\n# 中间\nmoment: {birthday: [60], ahead: 30}\n# 下面\nnote: 乙\n";
        var form = ScenarioForm.Read(body);
        form.Moment["ahead"] = "60";
        form.Todo["title"] = "上门";
        Assert.Equal("# 头\nid: A\n# 上面\ntitle: 甲\n# 中间\nmoment: {birthday: [60], ahead: 60}\n# 下面\nnote: 乙\ntodo:\n  title: 上门\n", ScenarioForm.Write(body, form));
    }

    Scenario Read(string name, string body)
    {
        var read = street.Get<ScenarioList>().ReadAnew(Content.Of(ScenarioList.Kind, name, body));
        return read.Scenario ?? throw new Xunit.Sdk.XunitException(read.Why);
    }
}
