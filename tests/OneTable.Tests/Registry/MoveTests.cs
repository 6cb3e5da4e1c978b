using OneTable.Services.Data;

namespace OneTable.Tests.Registry;

/// <summary>F04: one community gives, the other accepts; the registration stays.</summary>
[Collection(Street.Name)]
public sealed class MoveTests(Street street)
{
    static async Task<string> GiveAsync(HttpClient desk, long id, string to = Neighbour.Grid9) =>
        (await desk.PostAsync($"/api/console/people/{id}/moves", new { to, text = "北苑小区5栋1单元301", on = "2026-12-01", note = "跟女儿住" })).Text("id")!;

    static async Task<JsonElement?> InAsync(HttpClient desk, string box, string move) =>
        (await desk.GetJsonAsync($"/api/console/moves?size=100&box={box}")).List("items").Where(m => m.Text("id") == move).Select(m => (JsonElement?)m).FirstOrDefault();

    [Fact]
    public async Task A_person_is_handed_over_accepted_and_stays_registered()
    {
        var id = await Neighbour.NewAsync(street, "搬家甲");
        var (giver, taker, worker) = (await street.ConsoleAsync("grid"), await street.ConsoleAsync("community3"), await street.ConsoleAsync("grid9"));
        await taker.GetAsync($"/api/console/people/{id}").RefusedAsync(404, "not_found");
        var move = await GiveAsync(giver, id);
        Assert.Equal("waiting", (await giver.GetJsonAsync($"/api/console/people/{id}")).GetProperty("move").Text("state"));
        Assert.Equal("waiting", (await taker.GetJsonAsync($"/api/console/people/{id}")).GetProperty("move").Text("state"));
        Assert.True((await InAsync(taker, "in", move))?.GetProperty("mayDecide").GetBoolean());
        Assert.False((await InAsync(giver, "out", move))?.GetProperty("mayDecide").GetBoolean());
        Assert.Contains((await worker.GetJsonAsync("/api/console/todos?size=100")).List("items"), t => t.Text("title") == "接收移交：搬家甲");
        await giver.PostAsJsonAsync($"/api/console/people/{id}/moves", new { to = Neighbour.Grid9 }).RefusedAsync(409, "in_hand");
        await giver.PostAsJsonAsync($"/api/console/moves/{move}/accept", new { grid = Neighbour.Grid9 }).RefusedAsync(403, "not_yours");
        await worker.PostAsJsonAsync($"/api/console/moves/{move}/accept", new { grid = Neighbour.Grid }).RefusedAsync(400, "bad_division");
        await worker.PostAsync($"/api/console/moves/{move}/accept", new { grid = Neighbour.Grid9, text = "北苑小区5栋1单元302" });
        var fields = await Neighbour.FieldsAsync(taker, id);
        Assert.Equal("北苑小区5栋1单元302", fields["现住地址"].Text("value"));
        Assert.Equal("东园社区", fields["户籍社区"].Text("value"));
        Assert.Contains("人在户不在", fields["人口类别"].Text("value"));
        var page = await giver.GetAsync($"/api/console/people/{id}"); // registered in the community, and not in the grid any more
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.NotNull((await (await street.ConsoleAsync("community")).GetJsonAsync($"/api/console/people/{id}")).Text("apart"));
        Assert.DoesNotContain((await worker.GetJsonAsync("/api/console/todos?size=100")).List("items"), t => t.Text("title") == "接收移交：搬家甲");
        await taker.PostAsJsonAsync($"/api/console/moves/{move}/return", new { reason = "太晚" }).RefusedAsync(409, "settled_already");
    }

    [Fact]
    public async Task Sent_back_with_a_reason_the_person_stays_where_it_was()
    {
        var id = await Neighbour.NewAsync(street, "搬家乙");
        var (giver, taker) = (await street.ConsoleAsync("community"), await street.ConsoleAsync("community3"));
        var move = await GiveAsync(giver, id, Neighbour.Community3);
        await taker.PostAsJsonAsync($"/api/console/moves/{move}/return", new { reason = " " }).RefusedAsync(400, "reason_needed");
        await taker.PostAsync($"/api/console/moves/{move}/return", new { reason = "没有住过来" });
        Assert.Equal("没有住过来", (await InAsync(giver, "done", move))?.Text("decidedNote"));
        await taker.GetAsync($"/api/console/people/{id}").RefusedAsync(404, "not_found");
        var again = await GiveAsync(giver, id);
        await taker.PostAsJsonAsync($"/api/console/moves/{again}/cancel", new { }).RefusedAsync(403, "not_yours");
        await giver.PostAsync($"/api/console/moves/{again}/cancel", new { });
    }

    [Fact]
    public async Task Out_of_town_is_done_at_once_and_who_is_registered_here_stays_on_the_book()
    {
        var (here, renter) = (await Neighbour.NewAsync(street, "搬家丙"), await Neighbour.NewAsync(street, "搬家丁", facts: [("户籍社区", null), ("本地户籍", "0"), ("人口类别", "4")]));
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsJsonAsync($"/api/console/people/{here}/moves", new { note = "走了" }).RefusedAsync(400, "place_needed");
        foreach (var id in new[] { here, renter }) await desk.PostAsync($"/api/console/people/{id}/moves", new { text = "广东省深圳市" });
        Assert.Contains("户在人不在", (await Neighbour.FieldsAsync(desk, here))["人口类别"].Text("value"));
        Assert.Equal("搬离本社区", (await Neighbour.FieldsAsync(desk, renter))["人员状态"].Text("value"));
    }

    [Theory]
    [InlineData("420199001001001", "bad_division"), InlineData("999", "bad_division"), InlineData("420199001", "bad_division")]
    public async Task Nonsense_is_refused(string to, string code)
    {
        var id = await Neighbour.NewAsync(street, "搬家戊");
        await (await street.ConsoleAsync("community")).PostAsJsonAsync($"/api/console/people/{id}/moves", new { to }).RefusedAsync(400, code);
        await (await street.ConsoleAsync("community")).PostAsJsonAsync($"/api/console/people/{id}/moves", new { to = Neighbour.Grid9, on = "1900-01-01" }).RefusedAsync(400, "bad_date");
        await (await street.ConsoleAsync("community")).PostAsJsonAsync($"/api/console/people/{id}/moves", new { to = Neighbour.Grid9, note = new string('长', 201) }).RefusedAsync(400, "too_long");
    }
}
