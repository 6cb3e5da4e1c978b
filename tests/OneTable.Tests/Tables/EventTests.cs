using OneTable.Services.Data;
using OneTable.Tests.Registry;

namespace OneTable.Tests.Tables;

/// <summary>事件表: a typhoon is opened, entered by the grids, seen in one table, and kept afterwards.</summary>
[Collection(Street.Name)]
public sealed class EventTests(Street street)
{
    static async Task<JsonElement> FillAsync(HttpClient worker, string form, string query, object answers, string? name = null, double? lat = null, double? lon = null, string[]? files = null)
    {
        var sheet = await worker.GetJsonAsync($"/api/mini/forms/{form}/sheet{query}");
        return await worker.PostAsync($"/api/mini/forms/{form}/answers", new
        {
            key = $"{Guid.NewGuid()}", version = sheet.GetProperty("version").GetInt32(), openedAt = sheet.GetProperty("openedAt").GetInt64(), seen = sheet.Text("seen"),
            subjectId = sheet.Text("subjectId"), answerId = sheet.Text("answerId"), name, answers, place = name, lat, lon, files,
        });
    }

    [Fact]
    public async Task A_typhoon_from_the_first_puddle_to_the_registry()
    {
        var (desk, worker) = (await street.ConsoleAsync("community"), await street.WorkerAsync("grid"));
        var kinds = (await desk.GetJsonAsync("/api/console/tables/events/kinds")).EnumerateArray().ToList();
        Assert.Contains(kinds, k => k.Text("name") == "台风" && k.List("forms").Count == 5);
        var id = (await desk.PostAsync("/api/console/tables/events", new { kind = "typhoon", name = "台风海葵", divisions = new[] { "420199001001" }, due = "2026-12-02" })).Text("id")!;
        var forms = (await worker.GetJsonAsync("/api/mini/forms")).EnumerateArray().Where(f => f.Text("event") == "台风海葵").ToDictionary(f => f.Text("title")!, f => f.Text("id")!);
        Assert.Equal(5, forms.Count);

        await FillAsync(worker, forms["积水点位"], "", new { 积水深度厘米 = "40", 物的近期动态 = "水在退" }, "海葵东园路口", 30.5, 114.3, [await worker.UploadPhotoAsync()]);
        var house = street.Db.Read(tx => tx.Value<long>("SELECT MIN(id) FROM houses WHERE grid_code = @p0", Neighbour.Grid));
        await FillAsync(worker, forms["房屋受损"], $"?subject={house}", new { 房屋受损间数 = "2", 户主 = "甄海葵", 联系电话 = "18877669999", 转移人数 = "3", 安置点 = "东园小学" });
        await (await street.WorkerAsync("grid2")).PostAsync($"/api/mini/forms/{forms["房屋受损"]}/none", new { key = "none-" + id });

        var page = await desk.GetJsonAsync($"/api/console/tables/events/{id}");
        var columns = page.List("columns").Select(c => c.GetString()!).ToList();
        var rows = page.List("rows").Select(r => r.List("cells").Select(c => c.GetString()!).ToList()).ToList();
        string Cell(List<string> row, string column) => row[columns.IndexOf(column)];
        var flooded = rows.Single(r => Cell(r, "积水深度厘米") == "40");
        Assert.Equal(("海葵东园路口", "1张", "水在退"), (Cell(flooded, "发生地点"), Cell(flooded, "照片"), Cell(flooded, "近期动态")));
        var damaged = rows.Single(r => Cell(r, "房屋受损间数") == "2");
        Assert.Equal(("甄海葵", "188****9999", "3", "东园小学"), (Cell(damaged, "户主"), Cell(damaged, "联系电话"), Cell(damaged, "转移人数"), Cell(damaged, "安置点")));
        Assert.Contains(page.List("points"), p => p.Text("lat") == "30.5" && p.List("photos").Count == 1);
        Assert.Contains(page.List("tasks"), t => t.Text("none") == "True");
        Assert.Contains(page.List("tasks"), t => t.Text("done") == "False");
        var file = await OwnFormTests.TextOf(await desk.GetAsync($"/api/console/tables/events/{id}/file"));
        Assert.Contains("18877669999", file);
        Assert.Contains("海葵东园路口", await OwnFormTests.TextOf(await desk.GetAsync("/api/console/tables/T34/file")));
        await (await street.ConsoleAsync("community2")).GetAsync($"/api/console/tables/events/{id}").RefusedAsync(404, "not_found");

        var kept = await desk.PostAsync($"/api/console/tables/events/{id}/close", new { });
        Assert.Equal("1", kept.Text("places"));
        await desk.PostAsJsonAsync($"/api/console/tables/events/{id}/close", new { }).RefusedAsync(409, "event_closed");
        var place = (await desk.GetJsonAsync("/api/console/registry/places?q=" + Uri.EscapeDataString("海葵东园路口"))).List("items").Single();
        Assert.Equal("易涝点", place.Text("kind"));
        var said = (await desk.GetJsonAsync($"/api/console/places/{place.Text("id")}/field?label=" + Uri.EscapeDataString("积水深度厘米"))).GetProperty("history").List("entries").Single();
        Assert.Equal(("40", "事件", "台风海葵"), (said.Text("new"), said.Text("source"), said.Text("reason")));
        var rooms = (await desk.GetJsonAsync($"/api/console/houses/{house}/field?label=" + Uri.EscapeDataString("房屋受损间数"))).GetProperty("history").List("entries");
        Assert.Equal(("2", "事件"), (rooms[0].Text("new"), rooms[0].Text("source")));
    }

    [Fact]
    public async Task The_same_spot_twice_is_one_row_when_it_is_corrected()
    {
        var (desk, worker) = (await street.ConsoleAsync("street"), await street.WorkerAsync("grid"));
        var id = (await desk.PostAsync("/api/console/tables/events", new { kind = "rainstorm", name = "暴雨一号", forms = new[] { "spots" }, divisions = new[] { "420199001" } })).Text("id")!;
        var form = (await worker.GetJsonAsync("/api/mini/forms")).EnumerateArray().Single(f => f.Text("event") == "暴雨一号").Text("id")!;
        var first = await FillAsync(worker, form, "", new { 积水深度厘米 = "10" }, "暴雨小巷口");
        await FillAsync(worker, form, "?answer=" + first.Text("id"), new { 积水深度厘米 = "25" }, "暴雨小巷口");
        var rows = (await desk.GetJsonAsync($"/api/console/tables/events/{id}")).List("rows");
        Assert.Contains("25", rows.Single().List("cells").Select(c => c.GetString()));
        await (await street.ConsoleAsync("community")).PostAsJsonAsync($"/api/console/tables/events/{id}/close", new { }).RefusedAsync(403, "forbidden");
        Assert.Equal("1", (await desk.PostAsync($"/api/console/tables/events/{id}/close", new { })).Text("places"));
    }

    [Theory]
    [InlineData("""{"kind":"earthquake","name":"x"}""", 400, "event_unknown")]
    [InlineData("""{"kind":"typhoon","name":" "}""", 400, "bad_name")]
    [InlineData("""{"kind":"typhoon","name":"x","divisions":["420199002"]}""", 400, "bad_division")]
    [InlineData("""{"kind":"typhoon","name":"x","forms":["secret"]}""", 404, "not_found")]
    public async Task An_event_that_cannot_be_opened_leaves_nothing(string body, int status, string code)
    {
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsync("/api/console/tables/events", new StringContent(body, System.Text.Encoding.UTF8, "application/json")).RefusedAsync(status, code);
        Assert.DoesNotContain((await desk.GetJsonAsync("/api/console/tables/events")).EnumerateArray(), e => e.Text("name") == "x");
    }
}
