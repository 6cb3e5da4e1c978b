using OneTable.Services.Approvals;
using OneTable.Services.Data;
using OneTable.Tests.Registry;

namespace OneTable.Tests.Approvals;

/// <summary>救助: two at the door, every adult signs, 公示 with an objection, the written decision (F26).</summary>
[Collection(Street.Name)]
public sealed class AssistanceTests(Street street)
{
    const string Scenario = "assistance_example";
    readonly Claiming claiming = new(street);

    Task KeepScenarioAsync() => street.Db.WriteAsync(tx => tx.Run(tx.Dialect.InsertIgnore + " INTO contents (kind, name, version, body, sha256, actor, created_at) VALUES ('scenarios', @p0, 1, @p1, @p0, 'test', 1)",
        Scenario, "{id: X9, title: 救助（示例）, sample: true, benefit: 低保金, condition: {field: 本地户籍, op: '=', value: true}, moment: {called: true}, materials: [户口簿], steps: dibao, cases: [{name: 本地, on: '2026-07-12', facts: {本地户籍: 是}, outcome: eligible}]}"));

    async Task<(long Person, JsonElement Page, HttpClient Worker)> BegunAsync(string name)
    {
        await KeepScenarioAsync();
        var person = await Claiming.ElderAsync(street, name);
        await Neighbour.WriteAsync(street, person, "走访", ("居住户", $"{person}"));
        foreach (var (of, birth) in new[] { ("甲", "19700101"), ("乙", "20200101") })
            await Neighbour.NewAsync(street, name + of, facts: [("身份证号", Neighbour.NewNumber(birth)), ("居住户", $"{person}")]);
        var worker = await street.WorkerAsync("grid");
        return (person, await Claiming.StartAsync(worker, person, Scenario), worker);
    }

    [Fact]
    public async Task Two_at_the_door_every_adult_signs_an_objection_reopens_and_the_decision_is_handed_over()
    {
        var (_, page, worker) = await BegunAsync("甄救助");
        var id = Claiming.IdOf(page);
        Assert.Equal(["甄救助", "甄救助甲"], page.List("signers").Select(s => s.Text("name"))); // the child does not sign
        var papers = await Claiming.PapersAsync(worker, page);
        await worker.PostAsJsonAsync(Claiming.UrlAtDoor(id), Claiming.Visit(page, papers[..^1])).RefusedAsync(400, "paper_needed");
        var handed = await worker.PostAsync(Claiming.UrlAtDoor(id), Claiming.Visit(page, papers));
        Assert.Equal(("visit", true), (Claiming.StepOf(handed), handed.GetProperty("handedIn").GetBoolean()));
        await worker.PostAsync(Claiming.UrlAtDoor(id), new { verb = "present", key = "again" }); // one person is not two
        Assert.Equal("visit", Claiming.StepOf(await worker.GetJsonAsync("/api/mini/claims/" + id)));

        var second = await street.WorkerAsync("grid2");
        await second.PostAsJsonAsync("/api/mini/claims/present", new { code = "12", key = "x" }).RefusedAsync(400, "bad_code");
        foreach (var _ in Enumerable.Range(0, 2)) await second.PostAsync(Claiming.UrlAtDoor(id), new { verb = "present", key = "there" });
        Assert.Equal("check", Claiming.StepOf(await StreetSeesAsync(id)));

        Assert.Equal("post", Claiming.StepOf(await claiming.DeskAsync("community", id, "done")));
        var desk = await street.ConsoleAsync("community");
        var posted = await desk.GetJsonAsync("/api/console/claims/" + id);
        Assert.Contains("甄**", posted.GetProperty("letter").List("lines")[0].GetString());
        await desk.PostAsJsonAsync($"/api/console/claims/{id}/steps", new { verb = "done", round = posted.GetProperty("round").GetInt32() }).RefusedAsync(409, "posted_still");
        Assert.Equal("check", Claiming.StepOf(await claiming.DeskAsync("community", id, "object", "邻居说他家有两套房")));
        Assert.Equal("post", Claiming.StepOf(await claiming.DeskAsync("community", id, "done")));
        await street.Db.WriteAsync(tx => tx.Run("UPDATE claims SET posted_until = @p1 WHERE id = @p0", long.Parse(id), tx.Now - 1));
        foreach (var _ in Enumerable.Range(0, 2)) await street.Db.WriteAsync(street.Get<ClaimDesk>().Sweep);
        Assert.Equal("approve", Claiming.StepOf(await StreetSeesAsync(id)));

        Assert.Equal("letter", Claiming.StepOf(await claiming.DeskAsync("street", id, "approve")));
        var letter = await worker.GetJsonAsync("/api/mini/claims/" + id);
        Assert.Equal("准予告知书", letter.GetProperty("letter").Text("title"));
        await worker.PostAsync(Claiming.UrlAtDoor(id), Claiming.Visit(letter, [new { name = "送达回执", files = new[] { await worker.UploadPhotoAsync() } }]));
        Assert.Equal("pay", Claiming.StepOf(await StreetSeesAsync(id)));
        Assert.Equal(["visit", "check", "post", "check", "post", "approve", "letter", "pay"], street.Db.Read(tx => ClaimRound.Of(tx, long.Parse(id))).Select(r => r.Step));
    }

    [Fact]
    public async Task A_no_is_handed_over_in_writing_before_it_ends()
    {
        var (_, page, worker) = await BegunAsync("甄不予");
        var id = Claiming.IdOf(page);
        var code = page.Text("doorCode");
        await (await street.WorkerAsync("grid2")).PostAsync("/api/mini/claims/present", new { code, key = "at the door first" }); // the second may confirm first
        Assert.Equal("check", Claiming.StepOf(await DoneAsync(worker, page)));
        await claiming.DeskAsync("community", id, "done");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE claims SET posted_until = 1 WHERE id = @p0", long.Parse(id)));
        await claiming.DeskAsync("community", id, "done");
        var refused = await claiming.DeskAsync("street", id, "refuse", "收入超过标准");
        Assert.Equal(("letter", "open", "不予告知书"), (Claiming.StepOf(refused), Claiming.StateOf(refused), refused.GetProperty("letter").Text("title")));
        var letter = await worker.GetJsonAsync("/api/mini/claims/" + id);
        await worker.PostAsync(Claiming.UrlAtDoor(id), Claiming.Visit(letter, [new { name = "送达回执", files = new[] { await worker.UploadPhotoAsync() } }]));
        Assert.Equal("refused", Claiming.StateOf(await StreetSeesAsync(id)));
    }

    async Task<JsonElement> DoneAsync(HttpClient worker, JsonElement page)
    {
        await worker.PostAsync(Claiming.UrlAtDoor(Claiming.IdOf(page)), Claiming.Visit(page, await Claiming.PapersAsync(worker, page)));
        return await StreetSeesAsync(Claiming.IdOf(page));
    }

    async Task<JsonElement> StreetSeesAsync(string id) => await (await street.ConsoleAsync("street")).GetJsonAsync("/api/console/claims/" + id);
}
