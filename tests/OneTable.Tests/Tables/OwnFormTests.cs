using OneTable.Services.Data;
using OneTable.Tests.Registry;

namespace OneTable.Tests.Tables;

/// <summary>自建表: built at the desk, filled in at the door, once and by everybody for their own.</summary>
[Collection(Street.Name)]
public sealed class OwnFormTests(Street street)
{
    static object Question(string label, string type = "text", bool required = false, object? only = null, params string[] choices) => new { label, type, required, only, choices };

    static object Body(string title, object whom, params object[] questions) => new { title, subject = "person", whom, questions, photos = true, place = true };

    async Task<(HttpClient Desk, string Id)> SentAsync(object body, string division = Neighbour.Grid, string user = "community", string? due = null)
    {
        var desk = await street.ConsoleAsync(user);
        var id = (await desk.PostAsync("/api/console/tables/own", body)).Text("id")!;
        await desk.PostAsync($"/api/console/tables/own/{id}/send", new { divisions = new[] { division }, due });
        return (desk, id);
    }

    static Task<JsonElement> SheetAsync(HttpClient worker, string form, long subject) => worker.GetJsonAsync($"/api/mini/forms/{form}/sheet?subject={subject}");

    static object Filled(JsonElement sheet, object answers, string? key = null, string[]? files = null) => new
    {
        key = key ?? $"{Guid.NewGuid()}", version = sheet.GetProperty("version").GetInt32(), openedAt = sheet.GetProperty("openedAt").GetInt64(),
        seen = sheet.Text("seen"), subjectId = sheet.Text("subjectId"), answerId = sheet.Text("answerId"), answers, files,
    };

    [Fact]
    public async Task What_is_known_stands_there_and_an_answer_becomes_an_entry_once()
    {
        var person = await Neighbour.NewAsync(street, "甄取暖", facts: [("联系电话", "18877660001"), ("备注", "住三楼")]);
        var (desk, id) = await SentAsync(Body("冬季取暖摸排甲", new { kind = "picked" }, Question("备注"), Question("联系电话"), Question("取暖方式", "code", true, null, "空调", "煤炉"), Question("有报警器吗", "bool", true, new { label = "取暖方式", op = "=", value = "煤炉" })));
        var worker = await street.WorkerAsync("grid");
        Assert.Contains((await worker.GetJsonAsync("/api/mini/forms")).EnumerateArray(), f => f.Text("id") == id && f.Text("answered") == "0");
        var sheet = await SheetAsync(worker, id, person);
        var asked = sheet.List("questions").ToDictionary(q => q.Text("label")!);
        Assert.Equal(("住三楼", "188****0001", true), (asked["备注"].Text("known"), asked["联系电话"].Text("known"), asked["联系电话"].GetProperty("sealed").GetBoolean()));

        await worker.PostAsJsonAsync($"/api/mini/forms/{id}/answers", Filled(sheet, new { 备注 = "住二楼" })).RefusedAsync(400, "answer_needed");
        await worker.PostAsJsonAsync($"/api/mini/forms/{id}/answers", Filled(sheet, new { 取暖方式 = "煤炉" })).RefusedAsync(400, "answer_needed");
        var filled = Filled(sheet, new { 备注 = "住二楼", 取暖方式 = "煤炉", 有报警器吗 = "否" }, files: [await worker.UploadPhotoAsync()]);
        var first = await worker.PostAsync($"/api/mini/forms/{id}/answers", filled);
        Assert.Equal(first.Text("id"), (await worker.PostAsync($"/api/mini/forms/{id}/answers", filled)).Text("id"));

        var said = (await desk.GetJsonAsync($"/api/console/people/{person}/field?label=" + Uri.EscapeDataString("备注"))).GetProperty("history").List("entries");
        Assert.Equal(("住二楼", "表单", "冬季取暖摸排甲"), (said[0].Text("new"), said[0].Text("source"), said[0].Text("reason")));
        Assert.Equal(2, said.Count);
        var rows = await desk.GetJsonAsync($"/api/console/tables/own/{id}/rows");
        Assert.Equal(["住二楼", "188****0001", "煤炉", "否"], rows.List("items").Single().List("cells").Select(c => c.GetString()));
        Assert.Single(rows.List("items")[0].List("photos"));
        var file = await desk.GetAsync($"/api/console/tables/own/{id}/file");
        var text = await TextOf(file);
        Assert.Contains("18877660001", text);
        Assert.Contains("煤炉", text);
        Assert.Contains("甄取暖", text);
    }

    [Fact]
    public async Task Of_two_workers_at_one_door_the_second_sees_what_the_first_wrote()
    {
        var person = await Neighbour.NewAsync(street, "甄两访");
        var (_, id) = await SentAsync(Body("两人同访", new { kind = "picked" }, Question("家里几口", "int"), Question("缺什么")));
        var (worker, other) = (await street.WorkerAsync("grid"), await street.WorkerAsync("community"));
        var (one, two) = (await SheetAsync(worker, id, person), await SheetAsync(other, id, person));
        await worker.PostAsync($"/api/mini/forms/{id}/answers", Filled(one, new { 家里几口 = "3" }));
        await other.PostAsJsonAsync($"/api/mini/forms/{id}/answers", Filled(two, new { 家里几口 = "4" })).RefusedAsync(409, "changed_meanwhile");
        await other.PostAsync($"/api/mini/forms/{id}/answers", Filled(two, new { 缺什么 = "棉被" }));
        var now = await SheetAsync(other, id, person);
        Assert.Equal(["3", "棉被"], now.List("questions").Select(q => q.Text("known")));
        await other.PostAsync($"/api/mini/forms/{id}/answers", Filled(now, new { 家里几口 = "4" }));
        var rows = (await (await street.ConsoleAsync("community")).GetJsonAsync($"/api/console/tables/own/{id}/rows")).List("items");
        Assert.Equal(["4", "棉被"], rows.Single().List("cells").Select(c => c.GetString()));
    }

    [Fact]
    public async Task The_same_answer_sent_by_many_taps_at_once_is_one()
    {
        var person = await Neighbour.NewAsync(street, "甄连点");
        var (desk, id) = await SentAsync(Body("连点几下", new { kind = "picked" }, Question("缺什么")));
        var worker = await street.WorkerAsync("grid");
        var filled = Filled(await SheetAsync(worker, id, person), new { 缺什么 = "米" });
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => worker.PostAsJsonAsync($"/api/mini/forms/{id}/answers", filled)))) await answer.JsonAsync();
        Assert.Equal(1, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM own_form_answers WHERE form_id = @id", new { id = long.Parse(id) })));
    }

    [Fact]
    public async Task A_form_that_is_changed_while_it_is_out_asks_only_for_what_is_new()
    {
        var person = await Neighbour.NewAsync(street, "甄改表");
        var (desk, id) = await SentAsync(Body("边填边改", new { kind = "picked" }, Question("缺什么"), Question("不再问")));
        var worker = await street.WorkerAsync("grid");
        var old = await SheetAsync(worker, id, person);
        await (await desk.PutAsJsonAsync($"/api/console/tables/own/{id}", Body("边填边改", new { kind = "picked" }, Question("缺什么"), Question("几时要", "date")))).JsonAsync();
        await worker.PostAsync($"/api/mini/forms/{id}/answers", Filled(old, new { 缺什么 = "油", 不再问 = "x" }));
        await (await desk.PutAsJsonAsync($"/api/console/tables/own/{id}", Body("边填边改", new { kind = "picked" }, Question("缺什么"), Question("几时要", "date", true)))).JsonAsync();
        var stale = new { key = "stale", version = 2, openedAt = 0, seen = (await SheetAsync(worker, id, person)).Text("seen"), subjectId = person.ToString(), answers = new { 缺什么 = "盐" } };
        await worker.PostAsJsonAsync($"/api/mini/forms/{id}/answers", stale).RefusedAsync(409, "form_changed");
        await worker.PostAsync($"/api/mini/forms/{id}/answers", Filled(await SheetAsync(worker, id, person), new { 几时要 = "2026-12-05" }));
        await desk.PostAsync($"/api/console/tables/own/{id}/close", new { });
        await worker.PostAsJsonAsync($"/api/mini/forms/{id}/answers", Filled(await SheetAsync(worker, id, person), new { 缺什么 = "醋" })).RefusedAsync(409, "form_closed");
    }

    [Fact]
    public async Task A_worker_fills_for_the_own_grid_only_and_a_community_sees_its_own()
    {
        var person = await Neighbour.NewAsync(street, "甄本格");
        var (desk, id) = await SentAsync(Body("各填各的", new { kind = "picked" }, Question("缺什么")), "420199001", "street");
        var (here, elsewhere) = (await street.WorkerAsync("grid"), await street.WorkerAsync("grid7"));
        await elsewhere.GetAsync($"/api/mini/forms/{id}/sheet?subject={person}").RefusedAsync(404, "not_found");
        await elsewhere.PostAsJsonAsync($"/api/mini/forms/{id}/answers", Filled(await SheetAsync(here, id, person), new { 缺什么 = "米" })).RefusedAsync(404, "not_found");
        await here.PostAsync($"/api/mini/forms/{id}/answers", Filled(await SheetAsync(here, id, person), new { 缺什么 = "米" }));
        async Task<int> SeenBy(string user) => (await (await street.ConsoleAsync(user)).GetJsonAsync($"/api/console/tables/own/{id}/rows")).GetProperty("total").GetInt32();
        Assert.Equal((1, 1, 0), (await SeenBy("street"), await SeenBy("community"), await SeenBy("community2")));
        await (await street.ConsoleAsync("community2")).PutAsJsonAsync($"/api/console/tables/own/{id}", Body("抢过来", new { kind = "picked" }, Question("x"))).RefusedAsync(403, "forbidden");
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync("/api/console/tables/own", Body("网格员建表", new { kind = "picked" }, Question("x"))).RefusedAsync(403, "forbidden");
    }

    [Fact]
    public async Task Those_in_words_are_expected_and_progress_follows()
    {
        var person = await Neighbour.NewAsync(street, "甄百岁", facts: [("出生日期", "1901-01-01")]);
        var (desk, id) = await SentAsync(Body("百岁老人看望", new { kind = "words", text = "120岁以上" }, Question("身体怎样")), due: "2026-12-05");
        var worker = await street.WorkerAsync("grid");
        var page = await worker.GetJsonAsync($"/api/mini/forms/{id}");
        Assert.Contains(page.List("rows"), r => r.Text("id") == person.ToString() && !r.GetProperty("done").GetBoolean());
        async Task<JsonElement> Grid() => (await desk.GetJsonAsync($"/api/console/tables/own/{id}/progress")).EnumerateArray().Single();
        var total = page.GetProperty("total").GetInt32();
        Assert.Equal((total.ToString(), "0", "False"), ((await Grid()).Text("expected"), (await Grid()).Text("answered"), (await Grid()).Text("done")));
        foreach (var row in page.List("rows")) await worker.PostAsync($"/api/mini/forms/{id}/answers", Filled(await SheetAsync(worker, id, long.Parse(row.Text("id")!)), new { 身体怎样 = "硬朗" }));
        Assert.Equal("True", (await Grid()).Text("done"));
        await desk.PostAsJsonAsync("/api/console/tables/own", Body("听不懂", new { kind = "words", text = "喜欢唱戏的" }, Question("x"))).RefusedAsync(400, "where_unclear");
    }

    [Fact]
    public async Task Nothing_to_say_is_one_tap_and_goes_once_there_is_something()
    {
        var person = await Neighbour.NewAsync(street, "甄零报");
        var (desk, id) = await SentAsync(Body("零报告试试", new { kind = "picked" }, Question("缺什么")));
        var worker = await street.WorkerAsync("grid");
        for (var time = 0; time < 2; time++) await worker.PostAsync($"/api/mini/forms/{id}/none", new { key = "none" + id });
        async Task<JsonElement> Grid() => (await desk.GetJsonAsync($"/api/console/tables/own/{id}/progress")).EnumerateArray().Single();
        Assert.Equal(("True", "True", "0"), ((await Grid()).Text("none"), (await Grid()).Text("done"), (await Grid()).Text("answered")));
        await worker.PostAsync($"/api/mini/forms/{id}/answers", Filled(await SheetAsync(worker, id, person), new { 缺什么 = "药" }));
        Assert.Equal(("False", "1"), ((await Grid()).Text("none"), (await Grid()).Text("answered")));
        await worker.PostAsJsonAsync($"/api/mini/forms/{id}/none", new { key = "again" + id }).RefusedAsync(409, "filled_already");
    }

    [Fact]
    public async Task A_set_asks_each_question_once_and_makes_each_of_its_forms()
    {
        var person = await Neighbour.NewAsync(street, "甄套表");
        var desk = await street.ConsoleAsync("community");
        async Task<string> Make(string title, params object[] questions) => (await desk.PostAsync("/api/console/tables/own", Body(title, new { kind = "picked" }, questions))).Text("id")!;
        var ids = new[] { await Make("表甲", Question("缺什么"), Question("备注")), await Make("表乙", Question("缺什么", required: true), Question("几口人", "int")) };
        var set = (await desk.PostAsync("/api/console/tables/own/sets", new { title = "甲乙一套", ids })).Text("id")!;
        await desk.PostAsync($"/api/console/tables/own/{set}/send", new { divisions = new[] { Neighbour.Grid } });
        var worker = await street.WorkerAsync("grid");
        var sheet = await SheetAsync(worker, set, person);
        Assert.Equal(["缺什么", "备注", "几口人"], sheet.List("questions").Select(q => q.Text("label")));
        await worker.PostAsync($"/api/mini/forms/{set}/answers", Filled(sheet, new { 缺什么 = "煤", 备注 = "套表来的", 几口人 = "2" }));
        async Task<string[]> Columns(string part) => [.. (await desk.GetJsonAsync($"/api/console/tables/own/{set}/rows?part=" + Uri.EscapeDataString(part))).List("items").Single().List("cells").Select(c => c.GetString()!)];
        Assert.Equal(["煤", "套表来的"], await Columns("表甲"));
        Assert.Equal(["煤", "2"], await Columns("表乙"));
    }

    [Theory]
    [InlineData("""{"title":"","subject":"person","questions":[{"label":"x"}]}""")]
    [InlineData("""{"title":"t","subject":"person","questions":[]}""")]
    [InlineData("""{"title":"t","subject":"person","questions":[{"label":"重点人群"}]}""")]
    [InlineData("""{"title":"t","subject":"person","questions":[{"label":"x"},{"label":"x"}]}""")]
    [InlineData("""{"title":"t","subject":"person","questions":[{"label":"x","type":"code"}]}""")]
    [InlineData("""{"title":"t","subject":"case","questions":[{"label":"x"}]}""")]
    [InlineData("""{"title":"t","questions":[{"label":"x","only":{"label":"没有这一项"}}]}""")]
    [InlineData("""{"title":null,"questions":[null],"whom":null}""")]
    public async Task A_form_that_cannot_be_filled_in_is_refused(string body) =>
        await (await street.ConsoleAsync("community")).PostAsync("/api/console/tables/own", new StringContent(body, System.Text.Encoding.UTF8, "application/json")).RefusedAsync(400, "bad_form");

    internal static async Task<string> TextOf(HttpResponseMessage answer)
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
        using var reader = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        return await reader.ReadToEndAsync();
    }
}
