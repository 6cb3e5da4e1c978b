using OneTable.Services.Staff;
using OneTable.Services.Tables.Filling;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.Tracing;
using OneTable.Tests.Sheets;

namespace OneTable.Tests.Tables;

/// <summary>填这张表: at the console, beside the request, under the name of who asked for it.</summary>
[Collection(Street.Name)]
public sealed class FillDeskTests(Street street)
{
    async Task<string> TakeAsync(HttpClient desk)
    {
        var taken = await (await desk.PostAsync("/api/console/tables/forms?name=" + Uri.EscapeDataString("低保动态.xlsx"), new ByteArrayContent(ForeignForm.Make()))).JsonAsync();
        return $"/api/console/tables/forms/{taken.Text("id")}";
    }

    static async Task<JsonElement> EndedAsync(HttpClient desk, JsonElement fill) => await Wait.ForAsync<object>(async () =>
        await desk.GetJsonAsync("/api/console/tables/fills/" + fill.Text("code")) is var now && now.GetProperty("run").GetProperty("endedAt").ValueKind == JsonValueKind.Number ? now : null,
        "the fill to end") is JsonElement ended ? ended : default;

    [Fact]
    public async Task A_fill_is_counted_run_and_fetched_by_who_asked_for_it()
    {
        var desk = await street.ConsoleAsync("community");
        var form = await TakeAsync(desk);
        var count = (await (await desk.PostAsJsonAsync(form + "/count", new { where = "60岁以上" })).JsonAsync()).GetProperty("rows").GetInt32();
        var fill = await (await desk.PostAsJsonAsync(form + "/fill", new { where = "60岁以上", version = "clean" })).JsonAsync();
        var ended = await EndedAsync(desk, fill);
        Assert.Equal("done", ended.GetProperty("run").Text("state"));
        var result = JsonSerializer.Deserialize<JsonElement>(ended.GetProperty("run").Text("result")!);
        Assert.Equal(count, result.GetProperty("rows").GetInt32());
        Assert.Equal(0, result.GetProperty("cellsAsked").GetInt32());
        var file = $"/api/console/tables/fills/{fill.Text("code")}/file";
        var rows = ForeignForm.Rows(await (await desk.GetAsync(file)).Content.ReadAsByteArrayAsync());
        Assert.Equal(count, rows.Count(r => r.Number >= ForeignForm.FirstRow && int.TryParse(r[0], out _)));
        Assert.Matches("^低保动态_东园社区_[0-9]{8}_干净版.xlsx$", fill.Text("fileName"));
        await (await street.ConsoleAsync("street")).GetAsync(file).RefusedAsync(404, "not_found");
        Assert.Equal(count, street.Db.Read(tx => TraceLog.ByCode(tx, fill.Text("code")!))!.RowsWritten);

        await street.Db.WriteAsync(tx => tx.Run("UPDATE traces SET at = 1 WHERE code = @p0", fill.Text("code")));
        Assert.True(await street.Get<FillDesk>().SweepAsync() > 0);
        await desk.GetAsync(file).RefusedAsync(400, "file_gone");
    }

    [Fact]
    public async Task Stopped_on_its_way_it_leaves_nothing_but_who_began_it()
    {
        var console = await street.ConsoleAsync("community");
        var id = long.Parse((await TakeAsync(console)).Split('/')[^1]);
        var desk = street.Get<FillDesk>();
        var (kept, viewer) = street.Db.Read(tx => (KeptForm.Find(tx, new("420199"), id)!, street.Get<StaffList>().Find(tx, tx.Count<long>("SELECT id FROM staff WHERE user_name = 'community'"))!));
        var ready = await desk.PrepareAsync(kept, new(viewer.Scope, null, null, FillVersion.Working, viewer));
        await desk.RunAsync(ready, new CancellationToken(canceled: true));
        Assert.Equal("cancelled", (await console.GetJsonAsync("/api/console/tables/fills/" + ready.Trace.Code)).GetProperty("run").Text("state"));
        await console.GetAsync($"/api/console/tables/fills/{ready.Trace.Code}/file").RefusedAsync(400, "file_gone");
        Assert.Null(street.Db.Read(tx => TraceLog.ByCode(tx, ready.Trace.Code))!.RowsWritten);
    }

    [Fact]
    public async Task What_cannot_be_filled_is_said_at_once_and_writes_nothing_down()
    {
        var desk = await street.ConsoleAsync("community");
        var form = await TakeAsync(desk);
        long Traces() => street.Db.Read(tx => tx.Count<long>("SELECT COUNT(*) FROM traces WHERE kind = 'fill'"));
        var before = Traces();
        await desk.PostAsJsonAsync(form + "/fill", new { where = "会飞的" }).RefusedAsync(400, "where_unclear");
        await desk.PostAsJsonAsync(form + "/fill", new { where = "重点人群" }).RefusedAsync(400, "field_hidden");
        await desk.PostAsJsonAsync(form + "/fill", new { cutOff = "明天" }).RefusedAsync(400, "bad_date");
        await desk.PostAsJsonAsync(form + "/fill", new { division = "420199002" }).RefusedAsync(404, "not_found");
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync(form + "/fill", new { }).RefusedAsync(403, "forbidden");
        Assert.Equal(before, Traces());
    }
}
