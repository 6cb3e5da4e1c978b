using OneTable.Services.Data;

namespace OneTable.Tests.Registry;

/// <summary>F02: three households that are never one, and relations with a beginning and an end; F06: whose phone it is.</summary>
[Collection(Street.Name)]
public sealed class HouseholdTests(Street street)
{
    static Task<HttpResponseMessage> ActAsync(HttpClient desk, long id, string action, string kind, long? with = null, string? relation = null) =>
        desk.PostAsJsonAsync($"/api/console/people/{id}/household", new { action, kind, withId = with?.ToString(), relation });

    static async Task<JsonElement> OfAsync(HttpClient desk, long id, string kind) => (await desk.GetJsonAsync($"/api/console/people/{id}")).GetProperty("households").GetProperty(kind);

    static IEnumerable<(string, string?, string)> Members(JsonElement household) => household.List("members").Select(m => (m.Text("name")!, m.Text("relation"), m.Text("isHead")!));

    [Theory]
    [InlineData("registered"), InlineData("living")]
    public async Task A_household_is_made_joined_led_by_another_and_left(string kind)
    {
        var desk = await street.ConsoleAsync("community");
        var (head, wife) = (await Neighbour.NewAsync(street, "户主"), await Neighbour.NewAsync(street, "妻子"));
        await ActAsync(desk, wife, "join", kind, head, "妻").RefusedAsync(400, "no_household");
        await (await ActAsync(desk, head, "make", kind)).JsonAsync();
        await ActAsync(desk, wife, "join", kind, head, "朋友的朋友").RefusedAsync(400, "bad_value");
        await ActAsync(desk, wife, "join", kind, head, "户主").RefusedAsync(400, "bad_relation");
        await ActAsync(desk, wife, "join", kind, wife, "妻").RefusedAsync(400, "bad_member");
        await (await ActAsync(desk, wife, "join", kind, head, "妻")).JsonAsync();
        Assert.Equal([("户主", "户主", "True"), ("妻子", "妻", "False")], Members(await OfAsync(desk, head, kind)));
        await (await ActAsync(desk, wife, "head", kind)).JsonAsync();
        Assert.Equal(("妻子", "户主", "True"), Members(await OfAsync(desk, head, kind)).First());
        Assert.Equal("待核", (await Neighbour.FieldsAsync(desk, head))[kind == "living" ? "与当家人关系" : "与户主关系"].Text("value")!.Trim('（', '）')[..2]);
        await (await ActAsync(desk, wife, "leave", kind)).JsonAsync();
        Assert.Equal(JsonValueKind.Null, (await OfAsync(desk, wife, kind)).ValueKind);
        Assert.Equal(["户主"], (await OfAsync(desk, head, kind)).List("members").Select(m => m.Text("name")));
        await ActAsync(desk, wife, "leave", kind).RefusedAsync(400, "no_household");
        await ActAsync(desk, wife, "burn", kind).RefusedAsync(400, "bad_choice");
        await ActAsync(desk, wife, "make", "assistance").RefusedAsync(400, "bad_kind");
    }

    [Fact]
    public async Task Who_lives_in_another_community_joins_no_household_there_and_the_register_is_its_owners()
    {
        var (here, there) = (await Neighbour.NewAsync(street, "此处"), await Neighbour.NewAsync(street, "彼处", Neighbour.Grid9, facts: [("户籍社区", Neighbour.Community)]));
        var desk = await street.ConsoleAsync("street");
        await (await ActAsync(desk, here, "make", "living")).JsonAsync();
        await ActAsync(desk, there, "join", "living", here, "其他").RefusedAsync(400, "use_move");
        await ActAsync(await street.ConsoleAsync("community3"), there, "make", "registered").RefusedAsync(403, "not_yours");
    }

    [Fact]
    public async Task An_assistance_family_is_drawn_for_a_matter_and_a_time()
    {
        var desk = await street.ConsoleAsync("line");
        var (head, son, far) = (await Neighbour.NewAsync(street, "申请人"), await Neighbour.NewAsync(street, "儿子"), await Neighbour.NewAsync(street, "远人", Neighbour.Grid9));
        var url = $"/api/console/people/{head}/assistance";
        object Family(string? matter, string since, string? until, long member) => new { matter, since, until, members = new[] { new { personId = $"{member}", relation = "子" } } };
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync(url, Family("低保", "2026-11-01", null, son)).RefusedAsync(403, "forbidden");
        await desk.PostAsJsonAsync(url, Family(" ", "2026-11-01", null, son)).RefusedAsync(400, "matter_needed");
        await desk.PostAsJsonAsync(url, Family("低保", "", null, son)).RefusedAsync(400, "bad_date");
        await desk.PostAsJsonAsync(url, Family("低保", "2026-11-01", "2026-10-01", son)).RefusedAsync(400, "bad_date");
        await desk.PostAsJsonAsync(url, Family("低保", "2026-11-01", null, far)).RefusedAsync(404, "not_found");
        var id = (await desk.PostAsync(url, Family("低保", "2026-11-01", null, son))).Text("id");
        var family = (await OfAsync(desk, son, "assistance")).EnumerateArray().Single();
        Assert.Equal(("低保", "申请人", 2), (family.Text("matter"), family.Text("head"), family.List("members").Count));
        Assert.Equal(JsonValueKind.Null, (await OfAsync(desk, son, "registered")).ValueKind); // neither a register nor a door
        await (await desk.PutAsJsonAsync($"/api/console/assistance/{id}", Family("低保", "2026-11-01", "2026-11-30", son))).JsonAsync();
        Assert.Equal("2026-11-30", (await OfAsync(desk, head, "assistance"))[0].Text("until"));
    }

    [Fact]
    public async Task A_relation_begins_and_ends()
    {
        var desk = await street.ConsoleAsync("grid");
        var (child, aunt) = (await Neighbour.NewAsync(street, "孩子"), await Neighbour.NewAsync(street, "姑姑"));
        object Guardian(long other, string? since = "2020-01-01") => new { kind = "guardian_of", backward = true, otherId = $"{other}", detail = "委托", since };
        var url = $"/api/console/people/{child}/relations";
        await desk.PostAsJsonAsync(url, new { kind = "friend_of", otherId = $"{aunt}" }).RefusedAsync(400, "bad_kind");
        await desk.PostAsJsonAsync(url, Guardian(child)).RefusedAsync(400, "bad_member");
        await desk.PostAsJsonAsync(url, Guardian(aunt, "2030-01-01")).RefusedAsync(400, "bad_date");
        var id = (await desk.PostAsync(url, Guardian(aunt))).Text("id");
        await desk.PostAsJsonAsync(url, Guardian(aunt)).RefusedAsync(409, "in_hand");
        var seen = (await desk.GetJsonAsync($"/api/console/people/{child}")).List("relations").Single();
        Assert.Equal(("监护人", "姑姑", "委托", "2020-01-01"), (seen.Text("kind"), seen.Text("name"), seen.Text("detail"), seen.Text("since")));
        Assert.Equal("监护对象", (await desk.GetJsonAsync($"/api/console/people/{aunt}")).List("relations").Single().Text("kind"));
        await (await street.ConsoleAsync("community3")).PostAsJsonAsync($"/api/console/relations/{id}/end", new { }).RefusedAsync(404, "not_found");
        await desk.PostAsJsonAsync($"/api/console/relations/{id}/end", new { until = "2019-01-01" }).RefusedAsync(400, "bad_date");
        await desk.PostAsync($"/api/console/relations/{id}/end", new { until = "2026-11-01" });
        Assert.Equal("2026-11-01", (await desk.GetJsonAsync($"/api/console/people/{child}")).List("relations").Single().Text("until"));
        await desk.PostAsJsonAsync($"/api/console/relations/{id}/end", new { }).RefusedAsync(409, "settled_already");
    }

    [Fact]
    public async Task A_shared_phone_is_told_and_its_owner_asked_for()
    {
        var desk = await street.ConsoleAsync("grid");
        var ids = new List<long>();
        for (var i = 0; i < 4; i++) ids.Add(await Neighbour.NewAsync(street, "合用", facts: i == 0 ? [] : [("联系电话", "19955550001"), ("电话归属", "3")]));
        await Neighbour.SaveAsync(desk, ids[0], "联系电话", "19955550001").RefusedAsync(400, "phone_owner_needed");
        await (await Neighbour.SaveAsync(desk, ids[0], "联系电话", "199-5555-0001", phoneOwner: "3")).JsonAsync();
        var page = await desk.GetJsonAsync($"/api/console/people/{ids[0]}");
        Assert.Equal("3", page.Text("phoneSharedWith"));
        Assert.Equal("子女", (await Neighbour.FieldsAsync(desk, ids[0]))["电话归属"].Text("value"));
    }
}
