namespace OneTable.Tests.Console;

/// <summary>一键查询: found by name, number, phone; masked; revealed for a purpose and logged.</summary>
[Collection(Street.Name)]
public sealed class PeopleTests(Street street)
{
    async Task<JsonElement> FindAsync(string user, string q) => await (await street.ConsoleAsync(user)).GetJsonAsync("/api/console/people?q=" + Uri.EscapeDataString(q));

    async Task<string> LiuAsync() => (await FindAsync("community", "刘桂英")).List("items").First(p => p.Text("phoneMasked") == "199****0080").Text("id")!;

    Task<string> RevealAsync(HttpClient desk, string id, string field) => RevealAsync(desk, id, field, "核对材料");

    static async Task<string> RevealAsync(HttpClient desk, string id, string field, string purpose) =>
        (await desk.PostAsync($"/api/console/people/{id}/reveal", new { field, purpose })).Text("value")!;

    [Fact]
    public async Task Somebody_is_found_by_name_phone_its_last_four_and_identity_number()
    {
        var (id, desk) = (await LiuAsync(), await street.ConsoleAsync("community"));
        var number = await RevealAsync(desk, id, "身份证号");
        Assert.Matches("^420199[0-9]{11}[0-9X]$", number);
        foreach (var q in new[] { "刘桂", "19900000080", "0080", number, number.ToLowerInvariant() })
            Assert.Contains((await FindAsync("community", q)).List("items"), p => p.Text("id") == id);
        Assert.Equal("0", (await FindAsync("community", "420199190001010010")).Text("total"));
        Assert.Equal("0", (await FindAsync("community", "'; DROP TABLE people; --")).Text("total"));
        Assert.Equal("0", (await FindAsync("community", "%")).Text("total"));
        await (await street.ConsoleAsync("community")).GetAsync("/api/console/people?q=" + new string('x', 41)).RefusedAsync(400, "too_long");
    }

    [Fact]
    public async Task A_page_shows_masked_values_with_source_and_household()
    {
        var page = await (await street.ConsoleAsync("community")).GetJsonAsync("/api/console/people/" + await LiuAsync());
        var fields = page.List("groups").SelectMany(g => g.List("fields")).ToDictionary(f => f.Text("label")!);
        Assert.Matches(@"^4201\*{10}[0-9X]{4}$", fields["身份证号"].Text("value"));
        Assert.Equal("199****0080", fields["联系电话"].Text("value"));
        Assert.True(fields["身份证号"].GetProperty("masked").GetBoolean());
        Assert.Equal("演示数据", fields["姓名"].Text("source"));
        Assert.Equal("79", page.Text("age"));
        Assert.NotEmpty(page.GetProperty("households").GetProperty("registered").List("members"));
        Assert.NotEmpty(page.List("history"));
        Assert.DoesNotContain("19900000080", page.ToString());
    }

    [Fact]
    public async Task A_revealed_value_is_whole_and_each_look_is_logged()
    {
        var (id, desk) = (await LiuAsync(), await street.ConsoleAsync("street"));
        int Looks() => street.Db.Read(tx => tx.Count<int>(
            "SELECT COUNT(*) FROM reveals WHERE subject_id = @id AND field = '联系电话' AND purpose = '打电话联系' AND staff_id = (SELECT id FROM staff WHERE user_name = 'street')", new { id = long.Parse(id) }));
        var before = Looks();
        Assert.Equal("19900000080", await RevealAsync(desk, id, "联系电话", "打电话联系"));
        Assert.Equal(before + 1, Looks());
    }

    [Theory]
    [InlineData("联系电话", "好奇", "unknown_purpose")]
    [InlineData("联系电话", null, "unknown_purpose")]
    [InlineData("姓名", "核对材料", "unknown_field")]
    [InlineData(null, "核对材料", "unknown_field")]
    public async Task A_look_without_purpose_or_at_nothing_is_refused(string? field, string? purpose, string code) =>
        await (await street.ConsoleAsync("community")).PostAsJsonAsync($"/api/console/people/{await LiuAsync()}/reveal", new { field, purpose }).RefusedAsync(400, code);

    [Theory]
    [InlineData("community", true)]
    [InlineData("line", true)]
    [InlineData("safety", true)]
    [InlineData("leader", false)]
    [InlineData("street", false)]
    [InlineData("district", false)]
    [InlineData("grid", false)]
    public async Task Key_persons_are_named_to_few_posts_only(string user, bool named)
    {
        var person = street.Db.Read(tx => tx.First<long?>("""
            SELECT t.subject_id FROM tags t JOIN people p ON p.id = t.subject_id WHERE t.field = '重点人群' AND p.living_grid = '420199001001001' ORDER BY p.id
            """));
        if (person is null)
        {
            person = long.Parse(await LiuAsync());
            await street.Db.WriteAsync(tx => tx.Run("INSERT INTO tags (kind, subject_id, field, code) VALUES ('person', @p0, '重点人群', '1')", person));
        }
        var page = await (await street.ConsoleAsync(user)).GetJsonAsync("/api/console/people/" + person);
        Assert.Equal(named, page.List("groups").SelectMany(g => g.List("fields")).Any(f => f.Text("label") == "重点人群"));
        Assert.Equal(named, page.GetProperty("history").ToString().Contains("重点人群", StringComparison.Ordinal)
            || page.List("groups").SelectMany(g => g.List("fields")).Any(f => f.Text("label") == "重点人群"));
    }
}
