using OneTable.Services.Registry;

namespace OneTable.Tests.Registry;

/// <summary>查人 on a grid worker's phone, and how often whole numbers may be looked at.</summary>
[Collection(Street.Name)]
public sealed class FindOnPhoneTests(Street street)
{
    static string Url(string q) => "/api/mini/people?q=" + Uri.EscapeDataString(q);

    [Fact]
    public async Task Three_characters_find_her_and_one_tap_calls_without_showing_the_number()
    {
        var worker = await street.WorkerAsync("grid");
        foreach (var typed in new[] { "刘桂英", "刘桂", "lgy", "liugui", "0080" })
        {
            var found = await worker.GetJsonAsync(Url(typed));
            Assert.Contains(found.List("items"), p => p.Text("name") == "刘桂英" && p.Text("phoneMasked") == "199****0080" && p.GetProperty("why").Text("text") is { Length: > 1 });
        }
        var id = (await worker.GetJsonAsync(Url("19900000080"))).List("items").Single().Text("id");
        var page = await worker.GetJsonAsync("/api/mini/people/" + id);
        Assert.True(page.GetProperty("canCall").GetBoolean());
        Assert.NotEmpty(page.List("livingHousehold"));
        Assert.DoesNotContain("19900000080", page.ToString());
        Assert.Equal("19900000080", (await worker.PostAsync($"/api/mini/people/{id}/call", new { })).Text("phone"));
        Assert.NotEqual(0, street.Db.Read(tx => tx.Count<int>("""
            SELECT COUNT(*) FROM reveals WHERE subject_id = @id AND purpose = '打电话联系' AND staff_id = (SELECT id FROM staff WHERE user_name = 'grid')
            """, new { id = long.Parse(id!) })));
    }

    [Fact]
    public async Task Only_people_of_the_own_grid_are_there()
    {
        var id = (await (await street.WorkerAsync("grid")).GetJsonAsync(Url("19900000080"))).List("items").Single().Text("id");
        var neighbour = await street.WorkerAsync("grid2");
        Assert.Equal("0", (await neighbour.GetJsonAsync(Url("19900000080"))).Text("total"));
        await neighbour.GetAsync("/api/mini/people/" + id).RefusedAsync(404, "not_found");
        await neighbour.PostAsJsonAsync($"/api/mini/people/{id}/call", new { }).RefusedAsync(404, "not_found");
        var resident = await street.NewResident().OpenMiniProgramAsync();
        await resident.GetAsync(Url("刘桂英")).RefusedAsync(403, "forbidden");
        await resident.PostAsJsonAsync($"/api/mini/people/{id}/call", new { }).RefusedAsync(403, "forbidden");
        await neighbour.GetAsync(Url(" ")).RefusedAsync(400, "words_needed");
        await neighbour.GetAsync(Url(new string('长', 61))).RefusedAsync(400, "too_long");
    }

    [Fact]
    public async Task Without_a_number_on_record_nobody_is_called()
    {
        var id = await street.Db.WriteAsync(tx => street.Get<People>().Write(tx, null, new Dictionary<string, string?>
        {
            ["姓名"] = "没电话的", ["证件类型"] = "99", ["人口类别"] = "1", ["人员状态"] = "1", ["现住网格"] = "420199001004003",
        }, new("走访", "测试")));
        var worker = await street.WorkerAsync("grid15");
        Assert.False((await worker.GetJsonAsync("/api/mini/people/" + id)).GetProperty("canCall").GetBoolean());
        await worker.PostAsJsonAsync($"/api/mini/people/{id}/call", new { }).RefusedAsync(400, "no_phone");
    }

    [Fact]
    public async Task Who_looks_at_too_many_numbers_in_a_day_is_stopped_kindly()
    {
        var id = street.Db.Read(tx => tx.First<long>("SELECT id FROM people WHERE living_grid = '420199001004004' AND phone_hash IS NOT NULL"));
        await street.Db.WriteAsync(tx =>
        {
            var staff = tx.First<long>("SELECT id FROM staff WHERE user_name = 'grid16'");
            for (var i = 0; i < Reveals.PerDay - 1; i++)
                tx.Run("INSERT INTO reveals (id, staff_id, kind, subject_id, field, purpose, at) VALUES (@p0, @p1, 'person', @p2, '联系电话', '核对材料', @p3)", tx.NextId(), staff, id, tx.Now);
        });
        var worker = await street.WorkerAsync("grid16");
        Assert.NotNull((await worker.PostAsync($"/api/mini/people/{id}/call", new { })).Text("phone"));
        await worker.PostAsJsonAsync($"/api/mini/people/{id}/call", new { }).RefusedAsync(429, "too_many_reveals");
        Assert.Contains("onetable_reveals_total{outcome=\"refused\"}", await street.Http.GetStringAsync("/metrics"));
    }
}
