namespace OneTable.Tests.MiniProgram;

/// <summary>What a grid worker does, on the phone.</summary>
[Collection(Street.Name)]
public sealed class WorkerTests(Street street)
{
    /// <summary>A case of grid7 (西湖里社区), reported in the mini-program; the resident, its number and the worker's to-do.</summary>
    async Task<(HttpClient Resident, string Number, HttpClient Worker, string Todo)> ReportAsync(string content = "水厂宿舍1栋门口积水")
    {
        var resident = await street.NewResident().OpenMiniProgramAsync();
        var number = (await resident.PostAsync("/api/mini/cases", new { key = $"{Guid.NewGuid()}", kind = "complaint", content })).Text("number")!;
        var (worker, todo) = await Work.FindAsync(street, number);
        return (resident, number, worker, todo);
    }

    [Fact]
    public async Task A_new_case_is_a_to_do_of_that_grid_and_is_pushed_to_the_worker_s_WeChat()
    {
        var (_, number, worker, todo) = await ReportAsync();
        Assert.Equal("grid7", Work.WorkerOf(street, number));
        var detail = await worker.GetJsonAsync(todo);
        Assert.Equal("open", detail.Text("state"));
        Assert.Contains("水厂宿舍", detail.Text("why"));
        var pushed = await street.PhoneOf("staff-grid7").ReadsAsync(number);
        Assert.Contains("最晚：12月", pushed);
    }

    [Fact]
    public async Task A_phone_that_asks_again_is_told_that_nothing_is_new()
    {
        var (_, _, worker, todo) = await ReportAsync();
        var version = (await worker.GetJsonAsync("/api/mini/todos")).Text("version");
        Assert.Equal(HttpStatusCode.NotModified, (await worker.GetAsync("/api/mini/todos?since=" + version)).StatusCode);
        await worker.PostAsync(todo + "/accept", new { });
        Assert.Equal(HttpStatusCode.OK, (await worker.GetAsync("/api/mini/todos?since=" + version)).StatusCode);
    }

    [Fact]
    public async Task Accept_contact_and_close_are_seen_by_the_resident()
    {
        var (resident, number, worker, todo) = await ReportAsync();
        Assert.Equal("accepted", (await worker.PostAsync(todo + "/accept", new { })).GetProperty("caseDetail").Text("state"));
        await worker.PostAsync(todo + "/accept", new { });
        Assert.Equal("contacted", (await worker.PostAsync(todo + "/contact", new { words = "下午三点到" })).GetProperty("caseDetail").Text("state"));
        await worker.PostAsJsonAsync(todo + "/close", new { words = " " }).RefusedAsync(400, "words_needed");
        var closed = await worker.PostAsync(todo + "/close", new { words = "积水抽干了", files = new[] { await worker.UploadPhotoAsync() } });
        Assert.Equal("done", closed.Text("state"));
        var seen = await resident.GetJsonAsync("/api/mini/cases/" + number);
        Assert.Equal("积水抽干了", seen.Text("result"));
        Assert.Equal("result", seen.List("photos").Single().Text("role"));
        Assert.Equal(["opened", "accepted", "contacted", "closed"], seen.List("progress").Select(p => p.Text("kind")!));
        Assert.Contains("下午三点到", seen.List("progress")[2].Text("text"));
        await worker.PostAsJsonAsync(todo + "/close", new { words = "又办一次" }).RefusedAsync(409, "case_closed");
        await worker.PostAsJsonAsync(todo + "/contact", new { words = "x" }).RefusedAsync(409, "case_closed");
    }

    [Fact]
    public async Task The_first_contact_is_kept_and_later_ones_do_not_move_it()
    {
        var (_, number, worker, todo) = await ReportAsync();
        await worker.PostAsync(todo + "/contact", new { });
        var first = ContactedAt(number);
        Assert.NotNull(first);
        await worker.PostAsync(todo + "/contact", new { words = "再打一次" });
        Assert.Equal(first, ContactedAt(number));
        var desk = await street.ConsoleAsync("street");
        var row = (await desk.GetJsonAsync("/api/console/cases?q=" + number)).List("items").Single();
        Assert.InRange(row.GetProperty("firstContactMinutes").GetDouble(), 0, 10);
        Assert.NotEqual("0", (await desk.GetJsonAsync("/api/console/home")).GetProperty("firstContact").Text("count"));
    }

    long? ContactedAt(string number) => street.Db.Read(tx => tx.Value<long?>("SELECT contacted_at FROM cases WHERE number = @p0", number));

    [Fact]
    public async Task Handing_back_takes_a_reason_and_goes_up()
    {
        var (_, number, worker, todo) = await ReportAsync();
        await worker.PostAsJsonAsync(todo + "/handback", new { reason = "" }).RefusedAsync(400, "reason_needed");
        var back = await worker.PostAsync(todo + "/handback", new { reason = "是水厂自己的地方，该找供水公司" });
        Assert.Equal("cancelled", back.Text("state"));
        // The demo's communities have no grid lead, so it is the secretary's.
        Assert.Equal("community2", Work.WorkerOf(street, number));
        var (above, given) = await Work.FindAsync(street, number);
        Assert.Contains("该找供水公司", (await above.GetJsonAsync(given)).Text("why"));
        await above.PostAsJsonAsync(given + "/handback", new { reason = "我也不管" }).RefusedAsync(400, "nobody_above");
    }

    [Fact]
    public async Task What_is_sent_again_after_a_lost_answer_is_done_once()
    {
        var (resident, number, worker, todo) = await ReportAsync();
        var due = new DateTimeOffset(2026, 12, 5, 17, 0, 0, TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();
        var photo = await worker.UploadPhotoAsync();
        foreach (var (verb, body) in new (string, object)[]
            { ("accept", new { }), ("contact", new { }), ("partner", new { unit = "供水公司", dueAt = due }), ("close", new { words = "管子换好了", files = new[] { photo } }) })
            for (var time = 0; time < 2; time++) await worker.PostAsync($"{todo}/{verb}", body);
        await resident.PostAsync($"/api/mini/cases/{number}/answer", new { solved = false });
        await resident.PostAsync($"/api/mini/cases/{number}/answer", new { solved = false });
        for (var time = 0; time < 2; time++) await resident.PostAsync($"/api/mini/cases/{number}/words", new { text = "还在漏" });
        var again = (await Work.FindAsync(street, number)).Url;
        for (var time = 0; time < 2; time++) Assert.Equal("cancelled", (await worker.PostAsync(again + "/handback", new { reason = "该找供水公司" })).Text("state"));
        var seen = await resident.GetJsonAsync("/api/mini/cases/" + number);
        Assert.Equal(["opened", "accepted", "contacted", "partner", "closed", "answered", "assigned", "words", "assigned"], seen.List("progress").Select(p => p.Text("kind")!));
        Assert.Single(seen.List("photos"));
        Assert.Single(seen.Text("content")!.Split('\n'), line => line == "还在漏");
    }

    [Fact]
    public async Task A_grid_lead_gets_what_is_handed_back()
    {
        await Street.AtAsync("2026-12-01T10:00:00+08:00", async small =>
        {
            await small.Db.WriteAsync(tx => tx.Run("UPDATE staff SET post = '09' WHERE user_name = 'line'"));
            var number = (await (await small.NewResident().OpenMiniProgramAsync()).PostAsync("/api/mini/cases",
                new { key = "k", kind = "complaint", content = "路灯坏了", lat = 30.55, lon = 114.36 })).Text("number")!;
            var (worker, todo) = await Work.FindAsync(small, number);
            await worker.PostAsync(todo + "/handback", new { reason = "不在我这片" });
            Assert.Equal("line", Work.WorkerOf(small, number));
        });
    }

    [Fact]
    public async Task A_cooperating_unit_has_its_own_due_time_and_the_case_stays_open()
    {
        var (resident, number, worker, todo) = await ReportAsync();
        Assert.Contains((await worker.GetJsonAsync("/api/mini/partners")).EnumerateArray(), p => p.Text("name") == "供水公司");
        var due = new DateTimeOffset(2026, 12, 5, 17, 0, 0, TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();
        await worker.PostAsJsonAsync(todo + "/partner", new { unit = "供水公司", dueAt = 1, note = "" }).RefusedAsync(400, "due_in_past");
        await worker.PostAsJsonAsync(todo + "/partner", new { unit = "", dueAt = due }).RefusedAsync(400, "unit_needed");
        await worker.PostAsync(todo + "/partner", new { unit = "供水公司", dueAt = due, note = "管子裂了" });
        var seen = await resident.GetJsonAsync("/api/mini/cases/" + number);
        Assert.Equal(("partner", "供水公司", due.ToString()), (seen.Text("state"), seen.Text("partner"), seen.Text("partnerDueAt")));
        Assert.NotEqual(due.ToString(), seen.Text("dueAt"));
        await worker.PostAsync(todo + "/contact", new { });
        Assert.Equal("partner", (await resident.GetJsonAsync("/api/mini/cases/" + number)).Text("state"));
        Assert.Equal("closed", (await worker.PostAsync(todo + "/close", new { words = "管子换好了" })).GetProperty("caseDetail").Text("state"));
    }

    [Fact]
    public async Task A_caller_s_case_is_taken_down_once()
    {
        var worker = await street.WorkerAsync("grid7");
        var call = new { key = $"{Guid.NewGuid()}", source = "call", content = "荷塘小区1栋的王阿姨说水管漏了", place = "荷塘小区1栋", reporterName = "王阿姨", reporterPhone = "13900001111", files = new[] { await worker.UploadPhotoAsync() } };
        var made = await worker.PostAsync("/api/mini/takedowns", call);
        Assert.Equal(made.Text("number"), (await worker.PostAsync("/api/mini/takedowns", call)).Text("number"));
        Assert.Equal("来电", made.Text("source"));
        Assert.Equal("grid6", Work.WorkerOf(street, made.Text("number")!));
        var (own, todo) = await Work.FindAsync(street, made.Text("number")!);
        Assert.Equal("139****1111", (await own.GetJsonAsync(todo)).GetProperty("reporter").Text("phoneMasked"));
        Assert.Equal("13900001111", (await own.PostAsync(todo + "/call", new { })).Text("phone"));
        var events = (await (await street.ConsoleAsync("community2")).GetAsync($"/api/console/cases/{made.Text("number")}"));
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
        Assert.Contains("打电话联系来报人", await events.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"source":"call","content":"x"}""", "key_needed")]
    [InlineData("""{"key":"k","source":"call","content":""}""", "words_needed")]
    [InlineData("""{"key":"k","content":"x","files":["1"]}""", "bad_file")]
    public async Task A_call_that_cannot_be_taken_down_is_refused(string body, string code) =>
        await (await street.WorkerAsync("grid")).PostAsync("/api/mini/takedowns", new StringContent(body, System.Text.Encoding.UTF8, "application/json")).RefusedAsync(400, code);

    [Fact]
    public async Task Somebody_else_s_to_do_is_not_there()
    {
        var (_, _, _, todo) = await ReportAsync();
        var neighbour = await street.WorkerAsync("grid8");
        await neighbour.GetAsync(todo).RefusedAsync(404, "not_found");
        foreach (var (verb, body) in new (string, object)[] { ("accept", new { }), ("contact", new { }), ("handback", new { reason = "x" }), ("close", new { words = "x" }), ("call", new { }), ("plan", new { day = "2026-12-02" }) })
            await neighbour.PostAsJsonAsync($"{todo}/{verb}", body).RefusedAsync(404, "not_found");
        await (await street.NewResident().OpenMiniProgramAsync()).GetAsync(todo).RefusedAsync(403, "forbidden");
    }

    [Fact]
    public async Task Two_taps_at_once_close_once()
    {
        var (resident, number, worker, todo) = await ReportAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => worker.PostAsJsonAsync(todo + "/close", new { words = "好了" })));
        Assert.Single((await resident.GetJsonAsync("/api/mini/cases/" + number)).List("progress"), p => p.Text("kind") == "closed");
    }
}
