using System.Text;

namespace OneTable.Tests.Security;

/// <summary>Whatever a user can send is refused with a reason; nothing of it is a fault of ours.</summary>
[Collection(Street.Name)]
public sealed class InputTests(Street street)
{
    static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static TheoryData<string, string> BrokenForms => new()
    {
        { "multipart/form-data; boundary=", "x" },
        { "multipart/form-data; boundary=b", "no boundary in here" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\ncut off" },
        { "multipart/form-data; boundary=b", "--b\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 50)) + "\r\nx\r\n--b--\r\n" },
        { "multipart/form-data; boundary=" + new string('b', 500), "x" },
        { "application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 3000).Select(i => $"a{i}=1")) },
    };

    [Theory, MemberData(nameof(BrokenForms))]
    public async Task A_broken_form_is_no_photo(string type, string body)
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await client.PostAsync("/api/mini/files", content).RefusedAsync(400, "file_needed");
    }

    [Theory]
    [InlineData("1e999", "1")]
    [InlineData("30.55", "1e300")]
    public async Task A_place_that_is_not_on_earth_is_refused_of_workers_too(string lat, string lon) =>
        await (await street.WorkerAsync("grid9")).PostAsync("/api/mini/takedowns",
            Json($$"""{"key":"{{Guid.NewGuid()}}","content":"灯坏了","lat":{{lat}},"lon":{{lon}}}""")).RefusedAsync(400, "bad_place");

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(253402300800000)]
    public async Task A_due_time_beyond_the_calendar_is_refused(long dueAt)
    {
        var number = (await (await street.NewResident().OpenMiniProgramAsync()).PostAsync("/api/mini/cases", new { key = "due", kind = "complaint", content = "水厂宿舍1栋门口积水" })).Text("number")!;
        var (worker, todo) = await Work.FindAsync(street, number);
        await worker.PostAsJsonAsync(todo + "/partner", new { unit = "物业公司", dueAt }).RefusedAsync(400, "due_too_late");
    }

    [Theory]
    [InlineData("scenarios/allowance80/preview", "0001-01-01")]
    [InlineData("scenarios/allowance80/preview", "9999-12-31")]
    [InlineData("tables/T02/preview", "9999-12-31")]
    public async Task A_day_beyond_all_lives_is_refused(string path, string date) =>
        await (await street.ConsoleAsync("community")).GetAsync($"/api/console/{path}?date={date}").RefusedAsync(400, "bad_date");

    [Fact]
    public async Task Nobody_runs_a_scenario_for_another_year() =>
        await (await street.ConsoleAsync("community")).PostAsJsonAsync("/api/console/scenarios/allowance80/run", new { date = "2046-12-01" }).RefusedAsync(400, "bad_date");

    [Theory]
    [InlineData("""{"communityCode":"420199001001","shift":"day"}""", 400, "bad_duty")]
    [InlineData("""{"communityCode":"420199001001","shift":"day","staffIds":["x"]}""", 400, "bad_duty")]
    [InlineData("""{"communityCode":"420199001001001","shift":"day","staffIds":["1"]}""", 400, "bad_duty")]
    [InlineData("""{"communityCode":"420199001002","shift":"day","staffIds":["1"]}""", 404, "not_found")]
    public async Task A_rota_of_nobody_is_refused(string body, int status, string code) =>
        await (await street.ConsoleAsync("community")).PutAsync("/api/console/settings/duties", Json(body)).RefusedAsync(status, code);

    [Fact]
    public async Task A_grid_worker_sets_no_rota() =>
        await (await street.ConsoleAsync("grid")).PutAsync("/api/console/settings/duties", Json("""{"communityCode":"420199001001001","shift":"day","staffIds":["1"]}"""))
            .RefusedAsync(403, "forbidden");

    [Theory]
    [InlineData("dictionary/codesets", """{"name":null,"values":null}""", "bad_field")]
    [InlineData("dictionary/codesets", """{"name":"空的","values":[null]}""", "bad_field")]
    [InlineData("dictionary/codesets", """{"name":"空的","values":[{"code":null,"label":null,"aliases":null}]}""", "bad_field")]
    [InlineData("dictionary/codesets", """{"name":"空的","values":[{"code":"1","label":null,"aliases":[null]}]}""", "bad_field")]
    [InlineData("dictionary/fields", """{"label":null,"type":null,"group":null,"owner":null,"aliases":[null],"sensitivity":null}""", "bad_field")]
    [InlineData("dictionary/fields", """{"label":"空的","type":"text","group":"其他","library":"一二三四五六七八九十一二三四五六七八九十一","sensitivity":"低"}""", "bad_field")]
    [InlineData("questions/table", """{"name":"x","columns":[null]}""", "unknown_field")]
    public async Task What_is_null_is_refused_like_what_is_empty(string path, string body, string code) =>
        await (await street.ConsoleAsync("district")).PostAsync("/api/console/" + path, Json(body)).RefusedAsync(400, code);

    [Fact]
    public async Task Who_makes_a_code_set_here_makes_no_national_standard()
    {
        var desk = await street.ConsoleAsync("district");
        await (await desk.PostAsync("/api/console/dictionary/codesets", Json("""{"name":"自己的","standard":"GB/T 2261.1","checked":"国标","values":[{"code":"1","label":"一"}]}"""))).JsonAsync();
        Assert.Equal("local", (await desk.GetJsonAsync("/api/console/dictionary/codesets/自己的")).Text("standard"));
    }

    [Fact]
    public async Task What_the_framework_refuses_has_a_code_too()
    {
        var client = await street.NewResident().OpenMiniProgramAsync();
        await client.GetAsync("/api/mini/nothing").RefusedAsync(404, "not_found");
        await client.DeleteAsync("/api/mini/cases").RefusedAsync(405, "method_not_allowed");
        await client.PostAsync("/api/mini/cases", new StringContent("{}")).RefusedAsync(415, "unsupported_type");
    }
}
