namespace OneTable.Tests.MiniProgram;

/// <summary>What a resident does with cases in the mini-program.</summary>
[Collection(Street.Name)]
public sealed class CaseTests(Street street)
{
    static object Report(string? key = null, string content = "楼道灯不亮", string[]? files = null) =>
        new { key = key ?? $"{Guid.NewGuid()}", kind = "complaint", content, place = "教师新村", lat = 30.55, lon = 114.365, files = files ?? [] };

    [Fact]
    public async Task A_report_with_photos_goes_to_the_worker_of_the_place()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        string[] photos = [await me.UploadPhotoAsync(), await me.UploadPhotoAsync()];
        var made = await me.PostAsync("/api/mini/cases", Report(files: photos));
        Assert.Matches("^TS261201[0-9]{4}$", made.Text("number"));
        Assert.Equal("open", made.Text("state"));
        Assert.Equal("网格员", made.GetProperty("worker").Text("post"));
        Assert.Equal("027-88201234", made.Text("landline"));
        Assert.Null(made.Text("assignedWhy"));
        Assert.Equal(2, made.List("photos").Count);
        Assert.True((await street.Http.GetAsync(made.List("photos")[0].Text("url"))).IsSuccessStatusCode);
        Assert.Equal(made.Text("number"), (await me.GetJsonAsync("/api/mini/cases"))[0].Text("number"));
    }

    [Fact]
    public async Task The_same_key_is_the_same_case_even_at_the_same_time()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        var report = Report();
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => me.PostAsync("/api/mini/cases", report)));
        Assert.Single(made.Select(c => c.Text("number")).Distinct());
        Assert.Single((await me.GetJsonAsync("/api/mini/cases")).EnumerateArray());
    }

    [Fact]
    public async Task An_application_holds_its_materials()
    {
        var me = await street.PhoneOf("resident-wang").OpenMiniProgramAsync();
        var service = (await me.GetJsonAsync("/api/mini/services")).EnumerateArray().Single(s => s.Text("id") == "S01");
        Assert.Equal("高龄津贴申请", service.Text("name"));
        var names = service.List("materials").Select(m => m.Text("name")!).ToList();
        var made = await me.PostAsync("/api/mini/cases", new
        {
            key = $"{Guid.NewGuid()}", kind = "application", serviceId = "S01", applicant = new { name = "刘桂英", phone = "19900000080" },
            materials = new[] { new { name = names[0], files = new[] { await me.UploadPhotoAsync() } }, new { name = names[2], files = new[] { await me.UploadPhotoAsync(), await me.UploadPhotoAsync() } } },
        });
        Assert.Matches("^SQ", made.Text("number"));
        Assert.Equal("高龄津贴申请", made.Text("title"));
        Assert.Equal([$"material:{names[0]}", $"material:{names[2]}", $"material:{names[2]}"], made.List("photos").Select(p => p.Text("role")!));
        var atDesk = await (await street.ConsoleAsync("community")).GetJsonAsync($"/api/console/cases/{made.Text("number")}");
        Assert.Equal("199****0080", atDesk.GetProperty("reporter").Text("phoneMasked"));
    }

    [Fact]
    public async Task A_closed_case_is_answered_and_rated_once()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        var number = (await me.PostAsync("/api/mini/cases", Report())).Text("number");
        await me.PostAsJsonAsync($"/api/mini/cases/{number}/answer", new { solved = true }).RefusedAsync(409, "not_closed");
        await Work.CloseAsync(street, number!, "灯换好了");
        var closed = await me.GetJsonAsync($"/api/mini/cases/{number}");
        Assert.Equal("灯换好了", closed.Text("result"));
        Assert.True(closed.GetProperty("canAnswer").GetBoolean());
        await me.PostAsJsonAsync($"/api/mini/cases/{number}/rating", new { mark = 1 }).RefusedAsync(409, "not_done");
        Assert.Equal("done", (await me.PostAsync($"/api/mini/cases/{number}/answer", new { solved = true })).Text("state"));
        Assert.Equal("done", (await me.PostAsync($"/api/mini/cases/{number}/answer", new { solved = true })).Text("state")); // a second tap
        await me.PostAsJsonAsync($"/api/mini/cases/{number}/rating", new { mark = 4 }).RefusedAsync(400, "bad_mark");
        Assert.Equal("2", (await me.PostAsync($"/api/mini/cases/{number}/rating", new { mark = 2 })).Text("rating"));
        await me.PostAsJsonAsync($"/api/mini/cases/{number}/rating", new { mark = 1 }).RefusedAsync(409, "not_done");
    }

    [Fact]
    public async Task Words_and_photos_are_added_to_a_case()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        var number = (await me.PostAsync("/api/mini/cases", Report())).Text("number");
        var more = await me.PostAsync($"/api/mini/cases/{number}/words", new { text = "三楼也不亮，我电话13912345678", files = new[] { await me.UploadPhotoAsync() } });
        Assert.EndsWith("三楼也不亮，我电话139****5678", more.Text("content"));
        Assert.Single(more.List("photos"));
    }

    [Fact]
    public async Task Another_resident_s_case_and_photos_are_not_there()
    {
        var (me, other) = (await street.NewResident().OpenMiniProgramAsync(), await street.NewResident().OpenMiniProgramAsync());
        var photo = await me.UploadPhotoAsync();
        var number = (await me.PostAsync("/api/mini/cases", Report(files: [photo]))).Text("number");
        await other.GetAsync($"/api/mini/cases/{number}").RefusedAsync(404, "not_found");
        await other.PostAsJsonAsync($"/api/mini/cases/{number}/answer", new { solved = true }).RefusedAsync(404, "not_found");
        await other.PostAsJsonAsync($"/api/mini/cases/{number}/rating", new { mark = 1 }).RefusedAsync(404, "not_found");
        await other.PostAsJsonAsync($"/api/mini/cases/{number}/words", new { text = "x" }).RefusedAsync(404, "not_found");
        await other.PostAsJsonAsync("/api/mini/cases", Report(files: [photo])).RefusedAsync(400, "bad_file");
        Assert.Empty((await other.GetJsonAsync("/api/mini/cases")).EnumerateArray());
    }

    [Theory]
    [InlineData("""{"kind":"complaint","content":"x"}""", "key_needed")]
    [InlineData("""{"key":"k","kind":"gossip","content":"x"}""", "bad_kind")]
    [InlineData("""{"key":"k","kind":"complaint"}""", "words_needed")]
    [InlineData("""{"key":"k","kind":"complaint","content":"  "}""", "words_needed")]
    [InlineData("""{"key":"k","kind":"application"}""", "service_needed")]
    [InlineData("""{"key":"k","kind":"application","serviceId":"S99"}""", "service_needed")]
    [InlineData("""{"key":"k","kind":"complaint","content":"x","lat":91,"lon":0}""", "bad_place")]
    [InlineData("""{"key":"k","kind":"complaint","content":"x","files":["abc"]}""", "bad_file")]
    [InlineData("""{"key":"k","kind":"complaint","content":"x","files":["1"]}""", "bad_file")]
    [InlineData("""{"key":"k","kind":"complaint","content":"x","lat":"north"}""", "bad_request")]
    [InlineData("""{"key":"k","kind":"complaint","content":"x","files":[null]}""", "bad_file")]
    [InlineData("""{"key":"k","kind":"complaint","content":"x","materials":[{"files":["1"]}]}""", "bad_file")]
    [InlineData("null", "bad_request")]
    public async Task A_report_that_cannot_be_is_refused(string body, string code)
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        await me.PostAsync("/api/mini/cases", new StringContent(body, System.Text.Encoding.UTF8, "application/json")).RefusedAsync(400, code);
    }

    [Fact]
    public async Task Words_beyond_2000_and_photos_beyond_9_are_refused()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        await me.PostAsJsonAsync("/api/mini/cases", Report(content: new string('很', 2001))).RefusedAsync(400, "too_long");
        var ten = new List<string>();
        while (ten.Count < 10) ten.Add(await me.UploadPhotoAsync());
        await me.PostAsJsonAsync("/api/mini/cases", Report(files: [.. ten])).RefusedAsync(400, "too_many_photos");
        Assert.Equal(9, (await me.PostAsync("/api/mini/cases", Report(files: [.. ten[..9]]))).List("photos").Count);
    }

    [Fact]
    public async Task Emoji_and_rare_characters_are_kept_as_they_were_written()
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        Assert.Equal("灯坏了😀𠮷<b>&'\"", (await me.PostAsync("/api/mini/cases", Report(content: "灯坏了😀𠮷<b>&'\""))).Text("content"));
    }

    [Fact]
    public async Task One_user_s_haste_stops_that_user_only()
    {
        var (hasty, other) = (await street.NewResident().OpenMiniProgramAsync(), await street.NewResident().OpenMiniProgramAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => hasty.PostAsJsonAsync("/api/mini/cases", new { })));
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.TooManyRequests);
        await other.PostAsync("/api/mini/cases", Report());
    }
}
