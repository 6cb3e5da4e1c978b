using OneTable.Services.Residents;
using OneTable.Tests.Registry;

namespace OneTable.Tests.Residents;

/// <summary>F17: a code to a phone marked 本人, or the worker at the door; nobody learns who is on record, nobody takes anybody over.</summary>
[Collection(Street.Name)]
public sealed class BindTests(Street street)
{
    [Fact]
    public async Task A_code_to_the_own_phone_binds()
    {
        var kin = await Kin.NewAsync(street);
        Assert.Equal(0, await kin.LevelAsync());
        await kin.AskCodeAsync();
        var shown = await kin.Mini.PostAsync("/api/mini/bind/confirm", new { code = await kin.CodeAsync() });
        Assert.Equal((1, kin.Name, "已绑定", "本人手机验证码"), (shown.GetProperty("level").GetInt32(), shown.Text("name"), shown.Text("levelText"), shown.Text("how")));
        Assert.Equal(kin.Name, (await kin.Mini.GetJsonAsync("/api/mini/me")).Text("name"));
        await kin.Mini.PostAsJsonAsync("/api/mini/bind/code", new { name = kin.Name, phone = kin.Number }).RefusedAsync(400, "bound_already");
        Assert.DoesNotContain(street.Db.Read(tx => tx.Query<string>("SELECT text FROM notices").ToList()), t => t.Contains("绑定码")); // no list shows a code
        await kin.Mini.PostAsync("/api/mini/bind/end", new { });
        Assert.Equal(0, await kin.LevelAsync());
    }

    /// <summary>Whoever is named, the page says the same, the code fails alike, and only an own phone gets an SMS.</summary>
    public static TheoryData<string, string, string, string> Strangers => new()
    {
        { "somebody else's phone", "3", "1980-06-07", "1" }, { "a neighbour's phone", "6", "1980-06-07", "1" }, { "perhaps dead", "1", "1930-06-07", "2" },
        { "dead", "1", "1930-06-07", "3" }, { "a child", "1", "2018-06-07", "1" },
    };

    [Theory, MemberData(nameof(Strangers))]
    public async Task Who_is_not_to_be_bound_looks_like_who_is_not_there(string why, string owner, string birth, string status)
    {
        var kin = await Kin.NewAsync(street, owner, birth, facts: ("人员状态", status));
        var nobody = await Kin.NewAsync(street, "6");
        var said = (await kin.AskCodeAsync()).ToString();
        Assert.Equal((await nobody.Mini.PostAsync("/api/mini/bind/code", new { name = "没有这个人", phone = "19720260001" })).ToString(), said);
        foreach (var one in new[] { kin, nobody })
        {
            await one.Mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code = "000000" }).RefusedAsync(400, "wrong_code");
            await one.Mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code = "" }).RefusedAsync(400, "wrong_code");
            await one.Mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code = "nobody" }).RefusedAsync(400, "no_tries_left");
        }
        Assert.True(await kin.LevelAsync() == 0, why);
        Assert.Equal(0, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM bind_codes WHERE code_hash IS NOT NULL AND person_id = @Id", new { kin.Id })));
        Assert.Empty(await kin.TextsAsync());
    }

    [Fact]
    public async Task Three_wrong_guesses_end_a_code_even_for_the_right_one()
    {
        var kin = await Kin.NewAsync(street);
        await kin.AskCodeAsync();
        var code = await kin.CodeAsync();
        var wrong = code == "123456" ? "654321" : "123456";
        // All at once: they are counted one after the other.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => kin.Mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code = wrong })));
        Assert.All(answers, a => Assert.Equal(400, (int)a.StatusCode));
        Assert.Equal(BindCodes.TriesMax, street.Db.Read(tx => tx.Count<int>("SELECT tries FROM bind_codes WHERE person_id = @Id", new { kin.Id })));
        await kin.Mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code }).RefusedAsync(400, "no_tries_left");
        Assert.Equal(0, await kin.LevelAsync());
    }

    [Fact]
    public async Task A_code_is_good_for_ten_minutes_and_for_who_asked()
    {
        var (kin, thief) = (await Kin.NewAsync(street), await Kin.NewAsync(street));
        await kin.AskCodeAsync();
        await thief.AskCodeAsync();
        await thief.CodeAsync();
        var code = await kin.CodeAsync();
        if (code != await thief.CodeAsync()) await thief.Mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code }).RefusedAsync(400, "wrong_code");
        await kin.PassAsync(BindCodes.Life);
        await kin.Mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code }).RefusedAsync(400, "code_expired");
        Assert.Equal(0, await kin.LevelAsync());
    }

    [Fact]
    public async Task Codes_are_few_a_minute_a_day_a_phone_and_an_address()
    {
        var kin = await Kin.NewAsync(street);
        await kin.AskCodeAsync();
        await kin.Mini.PostAsJsonAsync("/api/mini/bind/code", new { name = kin.Name, phone = kin.Number }).RefusedAsync(400, "too_soon");
        for (var n = 1; n < BindCodes.PerResidentMax; n++)
        {
            await kin.PassAsync(BindCodes.Pause);
            await kin.Mini.PostAsync("/api/mini/bind/code", new { name = "没有这个人", phone = $"1970000{n:0000}" });
        }
        await kin.PassAsync(BindCodes.Pause);
        await kin.Mini.PostAsJsonAsync("/api/mini/bind/code", new { name = kin.Name, phone = kin.Number }).RefusedAsync(429, "too_many_today");
        // Many WeChat users after one phone: whatever is typed wrong uses up nothing of its owner's, five SMS go there, and nobody hears that it is enough.
        var (codes, target) = (street.Get<BindCodes>(), await Kin.NewAsync(street));
        Task<string> Try(long resident, string phone, string from, string? name = null) => street.Db.WriteAsync(tx =>
        {
            try { codes.Send(tx, resident, name ?? target.Name, phone, from); return "sent"; }
            catch (OneTable.Services.Refusal refusal) { return refusal.Code; }
        });
        var wrong = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Try(-500 - n, target.Number, $"10.0.2.{n}", "没有这个人")));
        var onOnePhone = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Try(-1000 - n, target.Number, $"10.0.0.{n}")));
        Assert.All(wrong.Concat(onOnePhone), r => Assert.Equal("sent", r));
        Assert.Equal(BindCodes.PerPhoneMax, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM bind_codes WHERE person_id = @Id AND code_hash IS NOT NULL", new { target.Id })));
        for (var n = 0; n < BindCodes.PerAddressMax; n++) Assert.Equal("sent", await Try(-2000 - n, $"1960000{n:0000}", "10.0.1.1"));
        Assert.Equal("too_many_today", await Try(-3000, "19600009999", "10.0.1.1"));
        Assert.Equal("sent", await Try(-3001, "19600009998", "10.0.1.2"));
    }

    [Fact]
    public async Task At_the_door_the_worker_sees_the_card_and_types_the_code_once()
    {
        var kin = await Kin.NewAsync(street, "3");
        var (worker, elsewhere) = (await street.WorkerAsync("grid"), await street.WorkerAsync("grid9"));
        var code = (await kin.Mini.PostAsync("/api/mini/bind/door", new { })).Text("code");
        await worker.PostAsJsonAsync($"/api/mini/people/{kin.Id}/bind", new { code, sawCard = false }).RefusedAsync(400, "card_needed");
        await elsewhere.PostAsJsonAsync($"/api/mini/people/{kin.Id}/bind", new { code, sawCard = true }).RefusedAsync(404, "not_found");
        await kin.Mini.PostAsJsonAsync($"/api/mini/people/{kin.Id}/bind", new { code, sawCard = true }).RefusedAsync(403, "forbidden");
        await worker.PostAsync($"/api/mini/people/{kin.Id}/bind", new { code, sawCard = true });
        Assert.Equal(2, await kin.LevelAsync());
        await worker.PostAsJsonAsync($"/api/mini/people/{kin.Id}/bind", new { code, sawCard = true }).RefusedAsync(400, "bad_code");
        var page = await (await street.ConsoleAsync("community")).GetJsonAsync($"/api/console/people/{kin.Id}/trust");
        Assert.Equal("网格员上门看过证件", page.List("bindings").Single().Text("howText"));
        Assert.Contains(street.Db.Read(tx => tx.Query<string>("SELECT reason FROM entries WHERE kind = 'person' AND subject_id = @Id AND reason IS NOT NULL", new { kin.Id }).ToList()), r => r.Contains("当面看过证件"));
    }

    [Fact]
    public async Task A_second_WeChat_for_one_person_waits_for_the_worker_and_takes_nothing_over()
    {
        var first = await Kin.BoundAsync(street);
        var second = street.NewResident();
        await second.FollowAsync();
        var mini = await second.OpenMiniProgramAsync();
        await mini.PostAsync("/api/mini/bind/code", new { name = first.Name, phone = first.Number });
        var codes = await Wait.ForAsync(async () => (await first.TextsAsync()) is { Count: 2 } both ? both : null, "the second code");
        await mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code = System.Text.RegularExpressions.Regex.Match(codes[1], "[0-9]{6}").Value }).RefusedAsync(400, "worker_asked");
        Assert.Equal(1, await first.LevelAsync());
        await first.Phone.ReadsAsync("别的微信");
        var code = (await mini.PostAsync("/api/mini/bind/door", new { })).Text("code");
        await (await street.WorkerAsync("grid")).PostAsync($"/api/mini/people/{first.Id}/bind", new { code, sawCard = true });
        Assert.Equal((0, 2), (await first.LevelAsync(), (await mini.GetJsonAsync("/api/mini/me")).GetProperty("level").GetInt32()));
    }

    [Fact]
    public async Task A_code_from_before_changes_no_later_binding()
    {
        var (asked, seen) = (await Kin.NewAsync(street), await Kin.NewAsync(street));
        await asked.AskCodeAsync();
        var door = (await asked.Mini.PostAsync("/api/mini/bind/door", new { })).Text("code");
        await (await street.WorkerAsync("grid")).PostAsync($"/api/mini/people/{seen.Id}/bind", new { code = door, sawCard = true });
        await asked.Mini.PostAsJsonAsync("/api/mini/bind/confirm", new { code = await asked.CodeAsync() }).RefusedAsync(400, "bound_already");
        var me = await asked.Mini.GetJsonAsync("/api/mini/me");
        Assert.Equal((2, seen.Name), (me.GetProperty("level").GetInt32(), me.Text("name")));
    }

    [Fact]
    public async Task A_worker_vouches_for_no_WeChat_of_their_own()
    {
        var kin = await Kin.NewAsync(street, "3");
        var worker = await street.WorkerAsync("grid");
        var elsewhere = new HttpClient { BaseAddress = street.Address };
        var session = await elsewhere.PostAsync("/api/mini/session", new { user = "grid", password = "demo" });
        elsewhere.DefaultRequestHeaders.Authorization = new("Bearer", session.Text("token"));
        foreach (var (shows, types) in new[] { (worker, worker), (worker, elsewhere), (elsewhere, elsewhere) })
        {
            var code = (await shows.PostAsync("/api/mini/bind/door", new { })).Text("code");
            await types.PostAsJsonAsync($"/api/mini/people/{kin.Id}/bind", new { code, sawCard = true }).RefusedAsync(403, "own_matter");
        }
        Assert.Equal(0, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM bindings WHERE person_id = @Id", new { kin.Id })));
    }

    [Fact]
    public async Task Staff_take_it_away_with_a_reason()
    {
        var kin = await Kin.BoundAsync(street);
        var resident = street.Db.Read(tx => tx.Count<long>("SELECT id FROM residents WHERE person_id = @Id", new { kin.Id }));
        var url = $"/api/console/people/{kin.Id}/bindings/{resident}/end";
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync(url, new { reason = "绑错人了" }).RefusedAsync(403, "forbidden");
        var desk = await street.ConsoleAsync("community");
        await desk.PostAsJsonAsync(url, new { reason = " " }).RefusedAsync(400, "reason_needed");
        await (await street.ConsoleAsync("line3")).PostAsJsonAsync(url, new { reason = "绑错人了" }).RefusedAsync(404, "not_found");
        await desk.PostAsync(url, new { reason = "绑错人了" });
        Assert.Equal(0, await kin.LevelAsync());
        Assert.Equal("绑错人了", (await desk.GetJsonAsync($"/api/console/people/{kin.Id}/trust")).List("bindings").Single().Text("endedWhy"));
    }

    [Fact]
    public Task The_dead_cannot_be_bound_at_the_door_either() => Door("suspected_death", 409, ("人员状态", "2"));

    [Fact]
    public Task A_child_is_not_bound() => Door("too_young", 400, ("身份证号", Neighbour.NewNumber("20180607")));

    async Task Door(string refusal, int status, (string, string?) fact)
    {
        var kin = await Kin.NewAsync(street, facts: fact);
        var code = (await kin.Mini.PostAsync("/api/mini/bind/door", new { })).Text("code");
        await (await street.WorkerAsync("grid")).PostAsJsonAsync($"/api/mini/people/{kin.Id}/bind", new { code, sawCard = true }).RefusedAsync(status, refusal);
        Assert.Equal(0, await kin.LevelAsync());
    }
}
