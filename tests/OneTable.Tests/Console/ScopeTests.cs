using OneTable.Services.Divisions;

namespace OneTable.Tests.Console;

/// <summary>
/// Who sees what: four posts × every list of the console. Rows of others never show, whatever is asked for; each list of the
/// smaller division is a part of the larger one's.
/// </summary>
[Collection(Street.Name)]
public sealed class ScopeTests(Street street)
{
    static readonly Dictionary<string, string> scopes = new()
    {
        ["district"] = "420199", ["street"] = "420199001", ["community"] = "420199001001", ["community3"] = "420199001003", ["grid"] = "420199001001001", ["grid9"] = "420199001003001",
    };

    public static TheoryData<string> Users => [.. scopes.Keys];

    /// <summary>A case in the first grid and one in the ninth, each with its to-do and a notice about it.</summary>
    async Task<(string Here, string There)> CasesAsync()
    {
        var phone = street.NewResident();
        async Task<string> Case(string words)
        {
            await phone.SayAsync(words);
            return street.Db.Read(tx => tx.Value<string>("SELECT number FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @p0) ORDER BY id DESC LIMIT 1", phone.Openid))!;
        }
        var (here, there) = (await Case("东园菜市场门口垃圾散落"), await Case("北苑卫生服务站门口垃圾散落"));
        await Work.CloseAsync(street, here, "清走了");
        await Work.CloseAsync(street, there, "清走了");
        return (here, there);
    }

    [Theory, MemberData(nameof(Users))]
    public async Task Cases_and_notices_of_another_division_never_show(string user)
    {
        var (here, there) = await CasesAsync();
        var desk = await street.ConsoleAsync(user);
        foreach (var (number, grid) in new[] { (here, "420199001001001"), (there, "420199001003001") })
        {
            var seen = new Scope(scopes[user]).Contains(grid);
            Assert.Equal(seen, (await desk.GetAsync("/api/console/cases/" + number)).IsSuccessStatusCode);
            Assert.Equal(seen ? 1 : 0, (await desk.GetJsonAsync("/api/console/cases?q=" + number)).GetProperty("total").GetInt32());
            var assign = await desk.PostAsJsonAsync($"/api/console/cases/{number}/assign", new { staffId = "1", reason = "x" });
            Assert.Equal(seen ? HttpStatusCode.Conflict : HttpStatusCode.NotFound, assign.StatusCode);
            var id = street.Db.Read(tx => tx.Value<string>("SELECT id FROM notices WHERE case_id = (SELECT id FROM cases WHERE number = @p0)", number));
            Assert.Equal(seen, (await AllAsync(desk, "/api/console/notices?size=100")).Any(n => n.Text("id") == id));
        }
    }

    [Theory, MemberData(nameof(Users))]
    public async Task To_dos_of_another_division_never_show(string user)
    {
        await CasesAsync();
        var own = scopes[user];
        var desk = await street.ConsoleAsync(user);
        foreach (var state in new[] { "open", "done", "planned" })
        {
            var shown = (await AllAsync(desk, $"/api/console/todos?size=100&state={state}")).Select(t => t.Text("id")!).ToHashSet();
            var right = street.Db.Read(tx => tx.Query<string>("SELECT CAST(id AS CHAR(20)) FROM todos WHERE division_code >= @own AND division_code < @to", new { own, to = own + ":" }).ToHashSet());
            Assert.Subset(right.Select(t => t.Trim()).ToHashSet(), shown);
        }
    }

    [Theory, MemberData(nameof(Users))]
    public async Task People_are_those_who_live_or_are_registered_there(string user)
    {
        var (own, desk) = (scopes[user], await street.ConsoleAsync(user));
        var right = street.Db.Read(tx => tx.Count<int>("""
            SELECT COUNT(*) FROM people WHERE living_grid >= @own AND living_grid < @to OR registered_community >= @own AND registered_community < @to
            """, new { own, to = own + ":" }));
        var shown = await desk.GetJsonAsync("/api/console/people"); // counted no further than 200
        Assert.Equal((Math.Min(right, 200), right > 200), (shown.GetProperty("total").GetInt32(), shown.GetProperty("more").GetBoolean()));
        var stranger = street.Db.Read(tx => tx.First<long?>("""
            SELECT id FROM people WHERE NOT COALESCE(living_grid >= @own AND living_grid < @to, 0) AND NOT COALESCE(registered_community >= @own AND registered_community < @to, 0)
            """, new { own, to = own + ":" }));
        if (stranger is null) return; // the district sees everybody
        await desk.GetAsync("/api/console/people/" + stranger).RefusedAsync(404, "not_found");
        await desk.PostAsJsonAsync($"/api/console/people/{stranger}/reveal", new { field = "身份证号", purpose = "核对材料" }).RefusedAsync(404, "not_found");
    }

    [Theory, MemberData(nameof(Users))]
    public async Task Tables_houses_and_figures_are_of_the_own_division(string user)
    {
        var (own, desk) = (scopes[user], await street.ConsoleAsync(user));
        int Count(string table) => street.Db.Read(tx => tx.Count<int>($"SELECT COUNT(*) FROM {table} WHERE grid_code >= @own AND grid_code < @to", new { own, to = own + ":" }));
        Assert.Equal(Count("houses"), (await desk.GetJsonAsync("/api/console/registry/houses")).GetProperty("total").GetInt32());
        Assert.Equal(Count("organisations"), (await desk.GetJsonAsync("/api/console/registry/organisations")).GetProperty("total").GetInt32());
        Assert.Equal(Count("houses").ToString(), (await desk.GetJsonAsync("/api/console/registry/summary")).Text("houses"));
        Assert.All((await desk.GetJsonAsync("/api/console/divisions")).EnumerateArray(), d => Assert.StartsWith(own, d.Text("code")));
        Assert.All((await desk.GetJsonAsync("/api/console/registry/summary")).List("byGrid"), g => Assert.StartsWith(own, g.Text("code")));
        var lives = street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM people WHERE living_grid >= @own AND living_grid < @to", new { own, to = own + ":" }));
        Assert.InRange((await desk.GetJsonAsync("/api/console/tables/T09/preview")).GetProperty("total").GetInt32(), 0, lives);
    }

    [Theory]
    [InlineData("cases?division=420199001003"), InlineData("todos?division=420199001003"), InlineData("staff?division=420199001003")]
    [InlineData("tables/T09/preview?division=420199001003"), InlineData("tables/T09/file?division=420199001003"), InlineData("cases?division=4201990010")]
    [InlineData("notices?division=420199001003")]
    public async Task Another_division_is_not_there_even_when_it_is_named(string url) =>
        await (await street.ConsoleAsync("community")).GetAsync("/api/console/" + url).RefusedAsync(404, "not_found");

    [Fact]
    public async Task A_case_is_given_only_to_somebody_of_the_own_division()
    {
        await street.NewResident().SayAsync("东园菜市场门口污水横流");
        var desk = await street.ConsoleAsync("community");
        var number = (await desk.GetJsonAsync("/api/console/cases?state=open")).List("items")[0].Text("number");
        string Id(string user) => street.Db.Read(tx => tx.Value<string>("SELECT id FROM staff WHERE user_name = @p0", user))!;
        await desk.PostAsJsonAsync($"/api/console/cases/{number}/assign", new { staffId = Id("grid9"), reason = "x" }).RefusedAsync(400, "bad_staff");
        await desk.PostAsJsonAsync($"/api/console/cases/{number}/assign", new { staffId = "nobody", reason = "x" }).RefusedAsync(400, "bad_staff");
        await desk.PostAsync($"/api/console/cases/{number}/assign", new { staffId = Id("grid4"), reason = "顺路" });
        Assert.Equal("grid4", Work.WorkerOf(street, number!));
    }

    [Fact]
    public async Task Duties_are_set_for_the_own_communities_only()
    {
        var desk = await street.ConsoleAsync("community3");
        string Id(string user) => street.Db.Read(tx => tx.Value<string>("SELECT id FROM staff WHERE user_name = @p0", user))!;
        await desk.PutAsJsonAsync("/api/console/settings/duties", new { communityCode = "420199001001", shift = "day", staffIds = new[] { Id("line") } }).RefusedAsync(404, "not_found");
        await desk.PutAsJsonAsync("/api/console/settings/duties", new { communityCode = "420199001003", shift = "day", staffIds = new[] { Id("line") } }).RefusedAsync(400, "bad_duty");
        await desk.PutAsJsonAsync("/api/console/settings/duties", new { communityCode = "420199001003", shift = "noon", staffIds = new[] { Id("line3") } }).RefusedAsync(400, "bad_shift");
        await (await desk.PutAsJsonAsync("/api/console/settings/duties", new { communityCode = "420199001003", shift = "day", staffIds = new[] { Id("line3"), Id("duty3") } })).JsonAsync();
        var day = (await desk.GetJsonAsync("/api/console/settings")).List("duties").Where(d => d.Text("shift") == "day").Select(d => d.GetProperty("staff").Text("id")!);
        Assert.Equal([Id("line3"), Id("duty3")], day);
    }

    /// <summary>All pages of a list.</summary>
    static async Task<IReadOnlyList<JsonElement>> AllAsync(HttpClient desk, string url)
    {
        var all = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var list = await desk.GetJsonAsync($"{url}&page={page}");
            all.AddRange(list.List("items"));
            if (all.Count >= list.GetProperty("total").GetInt32() || list.List("items").Count == 0) return all;
        }
    }
}
