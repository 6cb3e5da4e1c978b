using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;

namespace OneTable.Tests.Console;

/// <summary>A field made at the console is there at once: to write, to ask, to see.</summary>
[Collection(Street.Name)]
public sealed class DictionaryTests(Street street)
{
    FieldCatalog Fields => street.Get<FieldCatalog>();

    static object Entry(string label, string type = "text", string? codeset = null, string library = "base") =>
        new { label, type, codeset, library, group = "其他", sensitivity = "低", owner = "社区", aliases = new[] { label + "情况" } };

    static async Task<JsonElement> RefusedAsync(HttpClient desk, string path, object body)
    {
        var answer = await desk.PostAsJsonAsync(path, body);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    [Theory]
    [InlineData("闲时做的事", "text", null, "base", "下棋", "下棋")]
    [InlineData("养犬数", "int", null, "养犬", "2只", null)]
    [InlineData("养狗数", "int", null, "养犬", "2", "2")]
    [InlineData("帮扶日期", "date", null, "帮扶", "2026年1月5日", "2026-01-05")]
    [InlineData("帮扶金额", "money", null, "帮扶", "1,234.5元", "123450")]
    [InlineData("特殊血型", "code", "血型试", "base", "熊猫血", "1")]
    [InlineData("愿意参加", "codes", "血型试", "base", "熊猫血、普通血", "1,2")]
    [InlineData("备用电话", "phone", null, "base", "199-1234-5678", "19912345678")]
    public async Task A_new_field_is_live_at_once(string label, string type, string? codeset, string library, string typed, string? kept)
    {
        var desk = await ConsoleDesk.SignInAsync(street.Address, "street");
        var own = new { name = "血型试", values = new[] { new { code = "1", label = "熊猫血" }, new { code = "2", label = "普通血" } } }; // words no other field has
        if (codeset is not null) Assert.True((await desk.PostAsJsonAsync("/api/console/dictionary/codesets", own)).IsSuccessStatusCode);
        var made = await desk.PostAsJsonAsync("/api/console/dictionary/fields", Entry(label, type, codeset, library));
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());

        var field = Fields.Find(label + "情况")!;
        Assert.Equal(label, field.Label);
        if (kept is null)
        {
            Assert.Contains(label, Assert.Throws<Refusal>(() => FieldInput.Read(field, typed)).Message);
            return;
        }
        Assert.Equal(kept, FieldInput.Read(field, typed));
        var (db, people) = (street.Get<Database>(), street.Get<People>());
        var id = db.Read(tx => tx.Value<long>("SELECT id FROM people WHERE name = @p0", "刘桂英"));
        await db.WriteAsync(tx => people.Write(tx, id, new Dictionary<string, string?> { [label] = kept }, new("走访", "测试")));

        var page = people.Page(new Scope("420199"), id, "06")!;
        Assert.Contains(page.Groups.Single(g => g.Title == "其他").Fields, f => f.Label == label && f.Source == "走访");
        var asks = ConditionReader.Read($"{{field: {label}, op: filled}}", Fields, "test");
        var sql = new ConditionSql(db.Time.Today()).Where(asks);
        Assert.Contains(id, db.Read(tx => tx.Query<long>(sql.Select("p.id"), sql.Arguments).ToList()));
    }

    [Fact]
    public async Task Another_host_sees_it_within_a_second()
    {
        var other = new FieldCatalog(street.Get<Database>());
        Assert.Null(other.Find("门口有台阶"));
        var desk = await ConsoleDesk.SignInAsync(street.Address, "district");
        await desk.PostAsJsonAsync("/api/console/dictionary/fields", Entry("门口有台阶", "bool"));
        await Wait.ForAsync(() => Task.FromResult(other.Find("门口有台阶")), "the other host to see the field");
    }

    [Fact]
    public async Task An_edit_is_a_version_and_what_a_field_is_stays()
    {
        var desk = await ConsoleDesk.SignInAsync(street.Address, "street");
        await desk.PostAsJsonAsync("/api/console/dictionary/fields", Entry("常用药"));
        await desk.PostAsJsonAsync("/api/console/dictionary/fields", new { label = "常用药", type = "text", group = "健康", sensitivity = "高", owner = "卫健", aliases = new[] { "长期服药" }, validDays = 180 });
        var versions = await (await desk.GetAsync("/api/console/dictionary/fields/常用药/versions")).JsonAsync();
        Assert.Equal([2, 1], versions.EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal(("健康", "卫健", (int?)180), (Fields.Find("长期服药")!.Group, Fields.Find("常用药")!.Owner, Fields.Find("常用药")!.ValidDays));
        Assert.Contains("类型", (await RefusedAsync(desk, "/api/console/dictionary/fields", Entry("常用药", "int"))).Text("title"));
    }

    [Theory]
    [InlineData("", "text", null)]
    [InlineData("电话", "text", null)]
    [InlineData("一二三四五六七八九十一二三四五六七八九十一", "text", null)]
    [InlineData("新字段", "code", null)]
    [InlineData("新字段", "code", "没有这个代码集")]
    [InlineData("新字段", "text", "性别")]
    [InlineData("新字段", "age", null)]
    [InlineData("姓名", "date", null)]
    [InlineData("a|b", "text", null)]
    public async Task What_cannot_be_a_field_is_refused_in_words(string label, string type, string? codeset)
    {
        var desk = await ConsoleDesk.SignInAsync(street.Address, "street");
        Assert.Equal("bad_field", (await RefusedAsync(desk, "/api/console/dictionary/fields", Entry(label, type, codeset))).Text("code"));
    }

    [Fact]
    public async Task A_community_looks_and_does_not_change_it()
    {
        var desk = await ConsoleDesk.SignInAsync(street.Address, "community");
        Assert.True((await desk.GetAsync("/api/console/dictionary/fields")).IsSuccessStatusCode);
        Assert.Equal("forbidden", (await RefusedAsync(desk, "/api/console/dictionary/fields", Entry("不行"))).Text("code"));
    }

    [Fact]
    public async Task A_code_set_grows_and_never_loses_a_code()
    {
        var desk = await ConsoleDesk.SignInAsync(street.Address, "street");
        const string path = "/api/console/dictionary/codesets";
        var two = new { name = "楼道灯", values = new[] { new { code = "1", label = "亮", aliases = new[] { "好的" } }, new { code = "2", label = "坏", aliases = Array.Empty<string>() } } };
        Assert.True((await desk.PostAsJsonAsync(path, two)).IsSuccessStatusCode);
        Assert.Equal("1", Fields.CodeSet("楼道灯")!.CodeOf("好的"));
        var one = new { name = "楼道灯", values = new[] { new { code = "1", label = "亮", aliases = Array.Empty<string>() } } };
        Assert.Contains("坏", (await RefusedAsync(desk, path, one)).Text("title"));
        var sex = new { name = "性别", values = new[] { new { code = "1", label = "男子", aliases = Array.Empty<string>() } } };
        Assert.Equal("bad_field", (await RefusedAsync(desk, path, sex)).Text("code"));
    }
}
