using OneTable.Services.Approvals;
using OneTable.Services.Data;
using OneTable.Tests.Registry;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Approvals;

/// <summary>办理: the life of one allowance, from the door to the money.</summary>
[Collection(Street.Name)]
public sealed class ClaimTests(Street street)
{
    readonly Claiming claiming = new(street);

    [Fact]
    public async Task An_allowance_goes_from_the_door_to_the_money_and_is_not_found_again()
    {
        var person = await Claiming.ElderAsync(street, "甄高龄");
        var worker = await street.WorkerAsync("grid");
        var page = await Claiming.StartAsync(worker, person);
        var id = Claiming.IdOf(page);
        Assert.Equal(("visit", "甄高龄"), (Claiming.StepOf(page), page.List("fields").Single(f => f.Text("label") == "姓名").Text("known")));
        Assert.Equal("eligible", page.GetProperty("verdict").Text("outcome"));
        Assert.Equal(id, Claiming.IdOf(await Claiming.StartAsync(worker, person))); // one open claim of a person and scenario

        await worker.PostAsJsonAsync(Claiming.UrlAtDoor(id), Claiming.Visit(page, [])).RefusedAsync(400, "paper_needed");
        var visit = Claiming.Visit(page, await Claiming.PapersAsync(worker, page), new { 户籍地址 = "东园路1号" });
        foreach (var _ in Enumerable.Range(0, 2)) await worker.PostAsync(Claiming.UrlAtDoor(id), visit); // the outbox sends twice
        var history = await (await street.ConsoleAsync("community")).GetJsonAsync(Neighbour.Url(person, "户籍地址"));
        Assert.Equal(("办理", 1), (history.GetProperty("history").List("entries")[0].Text("source"), history.GetProperty("history").List("entries").Count));

        var checkedPage = await claiming.DeskAsync("community", id, "done", answers: new { 社保卡账号 = "6222020000123456789", 社保卡开户行 = "工商银行" });
        Assert.Equal("approve", Claiming.StepOf(checkedPage));
        var approved = await claiming.DeskAsync("street", id, "approve");
        Assert.Equal(("pay", "每月100元"), (Claiming.StepOf(approved), approved.GetProperty("claim").Text("amount")));

        var desk = await street.ConsoleAsync("street");
        var list = (await desk.PostAsync("/api/console/claims/lists", new { scenario = Claiming.Allowance, month = "2026-12" })).Text("id");
        // It went to the department: whoever took it back now would be paid all the same.
        await desk.PostAsJsonAsync($"/api/console/claims/{id}/steps", new { verb = "withdraw", reason = "本人说不办了" }).RefusedAsync(409, "settled_already");
        await desk.PostAsJsonAsync($"/api/console/claims/{id}/steps", new { verb = "return", round = approved.GetProperty("round").GetInt32(), reason = "再看看吧" }).RefusedAsync(400, "bad_verb");
        var file = await desk.GetAsync($"/api/console/claims/lists/{list}/file");
        Assert.Contains("甄高龄", await SheetOf(file));
        await desk.PostAsync($"/api/console/claims/lists/{list}/answers", new { words = new[] { new { claimId = id, paid = true } } });
        Assert.Equal("paid", Claiming.StateOf(await desk.GetJsonAsync("/api/console/claims/" + id)));
        var fields = await Neighbour.FieldsAsync(await street.ConsoleAsync("community"), person);
        Assert.Contains("高龄津贴", fields["享受待遇"].Text("value"));
        Assert.Equal("2026-12", street.Db.Read(tx => tx.Value<string>("SELECT allowance_from FROM people_ageing WHERE person_id = @p0", person)));
        await worker.PostAsJsonAsync("/api/mini/claims", new { personId = $"{person}", scenario = Claiming.Allowance }).RefusedAsync(409, "receiving_already");
        Assert.Equal(["claim_open", "claim_paid", "claim_yes"], Told(person));
        var overview = await desk.GetJsonAsync("/api/console/claims/overview");
        Assert.InRange(overview.GetProperty("orderHours").GetDouble(), 0, 3);
        Assert.Contains("onetable_claims_step_minutes_count", await street.Http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task Only_who_holds_the_step_takes_it_and_a_no_needs_its_reason()
    {
        var (person, id) = await claiming.VisitedAsync("甄退回");
        var (community, line2, desk) = (await street.ConsoleAsync("community"), await street.ConsoleAsync("community3"), await street.ConsoleAsync("street"));
        var round = (await community.GetJsonAsync("/api/console/claims/" + id)).GetProperty("round").GetInt32();
        Task<HttpResponseMessage> Step(HttpClient who, string verb, string? reason = null, int? at = null) =>
            who.PostAsJsonAsync($"/api/console/claims/{id}/steps", new { verb, round = at ?? round, reason });
        await Step(line2, "done").RefusedAsync(404, "not_found"); // of another community
        Assert.Equal(HttpStatusCode.NotFound, (await line2.GetAsync("/api/console/claims/" + id)).StatusCode);
        await Step(desk, "done").RefusedAsync(403, "not_yours");
        await Step(community, "done", at: round - 1).RefusedAsync(409, "changed_meanwhile");
        await Step(community, "approve").RefusedAsync(400, "bad_verb"); // F24
        await Step(community, "return").RefusedAsync(400, "reason_needed");

        await claiming.DeskAsync("community", id, "return", "身份证拍糊了，请再拍");
        Assert.Contains("claim_back", Told(person));
        var worker = await street.WorkerAsync("grid");
        var again = await worker.GetJsonAsync("/api/mini/claims/" + id);
        Assert.Contains((await worker.GetJsonAsync("/api/mini/todos")).List("todos"), t => t.Text("kind") == "claim" && t.Text("title")!.StartsWith("甄退回"));
        Assert.All(again.List("materials"), m => Assert.NotEmpty(m.List("photos"))); // what was photographed stays
        await worker.PostAsync(Claiming.UrlAtDoor(id), Claiming.Visit(again, []));
        await claiming.DeskAsync("community", id, "done");
        await (await street.ConsoleAsync("street")).PostAsJsonAsync($"/api/console/claims/{id}/steps", new { verb = "refuse", round = 5 }).RefusedAsync(400, "reason_needed");
        var refused = await claiming.DeskAsync("street", id, "refuse", "已在原籍领取同类津贴");
        Assert.Equal(("refused", "已在原籍领取同类津贴", "不予告知书"), (Claiming.StateOf(refused), refused.Text("decidedWhy"), refused.GetProperty("letter").Text("title")));
        Assert.Equal("visit", Claiming.StepOf(await Claiming.StartAsync(worker, person))); // may be claimed anew
    }

    [Fact]
    public async Task What_the_department_sends_back_settles_each_and_who_was_not_paid_goes_back_to_be_checked()
    {
        var (first, paid) = await claiming.VisitedAsync("甄到账");
        var (_, failed) = await claiming.VisitedAsync("甄账号错");
        foreach (var id in new[] { paid, failed })
        {
            await claiming.DeskAsync("community", id, "done");
            await claiming.DeskAsync("street", id, "approve");
        }
        var desk = await street.ConsoleAsync("street");
        var list = (await desk.PostAsync("/api/console/claims/lists", new { scenario = Claiming.Allowance, month = "2026-12" })).Text("id");
        Assert.Equal(list, (await desk.PostAsync("/api/console/claims/lists", new { scenario = Claiming.Allowance, month = "2026-12" })).Text("id"));
        var number = street.Get<Seal>().Open(street.Db.Read(tx => tx.Value<string>("SELECT document_sealed FROM people WHERE id = @p0", first)))!;
        var sheet = Xlsx.Of([["姓名", "身份证号", "结果", "原因"], ["甄到账", number, "已发放", ""], ["甄账号错", "", "失败", "账号不对"], ["不在名单", "", "成功", ""]]);
        foreach (var settled in new[] { 2, 0 })
        {
            var answer = await desk.PostAsync($"/api/console/claims/lists/{list}/returned?name=back.xlsx", new ByteArrayContent(sheet));
            Assert.Equal(settled, (await answer.JsonAsync()).GetProperty("settled").GetInt32());
        }
        Assert.Equal("paid", Claiming.StateOf(await desk.GetJsonAsync("/api/console/claims/" + paid)));
        var back = await desk.GetJsonAsync("/api/console/claims/" + failed);
        Assert.Equal(("check", "open"), (Claiming.StepOf(back), Claiming.StateOf(back)));
        Assert.Contains(back.List("events"), e => e.Text("text") == "没有发成：失败：账号不对");
    }

    [Fact]
    public async Task Who_turned_80_in_September_is_paid_back_from_then_on()
    {
        var (_, id) = await claiming.VisitedAsync("甄补发", "19460915");
        await claiming.DeskAsync("community", id, "done");
        Assert.Contains((await claiming.DeskAsync("street", id, "approve")).GetProperty("letter").List("lines"), l => l.GetString()!.EndsWith("从2026年9月起。"));
        var desk = await street.ConsoleAsync("street");
        var list = (await desk.PostAsync("/api/console/claims/lists", new { scenario = Claiming.Allowance, month = "2026-12" })).Text("id");
        var item = (await desk.GetJsonAsync("/api/console/claims/lists/" + list)).List("items").Single(i => i.Text("claimId") == id);
        Assert.Equal(("2026-09", 10_000, 40_000), (item.Text("fromMonth"), item.GetProperty("fen").GetInt32(), item.GetProperty("dueFen").GetInt32()));
        await desk.PostAsync($"/api/console/claims/lists/{list}/answers", new { words = new[] { new { claimId = id, paid = true } } });
    }

    [Fact]
    public async Task Who_was_paid_before_is_not_paid_back_by_a_program()
    {
        var (person, id) = await claiming.VisitedAsync("甄重领", "19460915");
        var desk = await street.ConsoleAsync("street");
        async Task<JsonElement> ListAsync(string claim)
        {
            await claiming.DeskAsync("community", claim, "done");
            await claiming.DeskAsync("street", claim, "approve");
            var list = (await desk.PostAsync("/api/console/claims/lists", new { scenario = Claiming.Allowance, month = "2026-12" })).Text("id");
            var item = (await desk.GetJsonAsync("/api/console/claims/lists/" + list)).List("items").Single(i => i.Text("claimId") == claim);
            await desk.PostAsync($"/api/console/claims/lists/{list}/answers", new { words = new object?[] { null, new { claimId = claim, paid = true } } });
            return item;
        }

        Assert.Equal(40_000, (await ListAsync(id)).GetProperty("dueFen").GetInt32());
        await Neighbour.WriteAsync(street, person, "走访", ("享受待遇", null)); // by mistake
        var worker = await street.WorkerAsync("grid");
        var page = await Claiming.StartAsync(worker, person);
        await worker.PostAsync(Claiming.UrlAtDoor(Claiming.IdOf(page)), Claiming.Visit(page, await Claiming.PapersAsync(worker, page)));
        Assert.Equal(JsonValueKind.Null, (await ListAsync(Claiming.IdOf(page))).GetProperty("dueFen").ValueKind);
    }

    [Fact]
    public async Task The_person_reads_the_own_progress_and_takes_it_back()
    {
        var (person, id) = await claiming.VisitedAsync("甄进度");
        var phone = await street.NewResident().OpenMiniProgramAsync();
        Assert.Empty((await phone.GetJsonAsync("/api/mini/my/claims")).EnumerateArray());
        var resident = (await phone.GetJsonAsync("/api/mini/me")).Text("residentId");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE residents SET person_id = @p1, level = 1 WHERE id = @p0", long.Parse(resident!), person));
        var own = (await phone.GetJsonAsync("/api/mini/my/claims")).EnumerateArray().Single();
        Assert.Contains("可能符合", own.Text("words"));
        Assert.DoesNotContain("批准", own.Text("words"));
        Assert.Equal("最晚12月1日有结果", own.Text("by"));
        Assert.Equal(["done", "now", "ahead", "ahead"], own.List("steps").Select(s => s.Text("kind")));
        await claiming.DeskAsync("community", id, "done");
        await claiming.DeskAsync("street", id, "approve");
        Assert.StartsWith("已批准", (await phone.GetJsonAsync("/api/mini/my/claims")).EnumerateArray().Single().Text("words"));
        var after = await phone.PostAsync($"/api/mini/my/claims/{id}/withdraw", new { reason = "不想办了" });
        Assert.Equal("您已撤回，想办随时再来。", after.EnumerateArray().Single().Text("words"));
        var (_, others) = await claiming.VisitedAsync("甄别人");
        await phone.PostAsJsonAsync($"/api/mini/my/claims/{others}/withdraw", new { }).RefusedAsync(404, "not_found");
    }

    [Fact]
    public async Task A_death_stops_what_nobody_has_decided_and_leaves_what_is_approved_to_people()
    {
        var (open, approved) = (await claiming.VisitedAsync("甄未定"), await claiming.VisitedAsync("甄已定"));
        await claiming.DeskAsync("community", approved.Id, "done");
        await claiming.DeskAsync("street", approved.Id, "approve");
        var community = await street.ConsoleAsync("community");
        foreach (var (person, id) in new[] { open, approved })
        {
            var death = (await community.PostAsync($"/api/console/people/{person}/death", new { heardFrom = "邻居" })).Text("id");
            if (id == open.Id)
            {
                var page = await community.GetJsonAsync("/api/console/claims/" + id);
                Assert.NotNull(page.Text("paused"));
                await community.PostAsJsonAsync($"/api/console/claims/{id}/steps", new { verb = "done", round = page.GetProperty("round").GetInt32() }).RefusedAsync(409, "suspected_death");
            }
            await community.PostAsync($"/api/console/deaths/{death}/confirm", new { diedOn = "2026-11-30" });
        }
        Assert.Equal("stopped", Claiming.StateOf(await community.GetJsonAsync("/api/console/claims/" + open.Id)));
        Assert.Equal("open", Claiming.StateOf(await community.GetJsonAsync("/api/console/claims/" + approved.Id)));
    }

    string[] Told(long person) => [.. street.Db.Read(tx => tx.Query<string>("SELECT template FROM notices WHERE person_id = @person", new { person })).Order()];

    static async Task<string> SheetOf(HttpResponseMessage file)
    {
        Assert.True(file.IsSuccessStatusCode);
        using var zip = new System.IO.Compression.ZipArchive(await file.Content.ReadAsStreamAsync());
        return new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open()).ReadToEnd();
    }
}
