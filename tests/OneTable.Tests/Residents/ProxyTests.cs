using System.Net;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using OneTable.Tests.Registry;

namespace OneTable.Tests.Residents;

/// <summary>替父母办 (F17): consent from the own phone or face to face, a scope, an end, taken back by either side; nothing beyond it.</summary>
[Collection(Street.Name)]
public sealed class ProxyTests(Street street)
{
    static readonly string[] all = ["apply", "progress", "chances"];

    static object Request(Kin parent, string way = "sms", string[]? scopes = null, int months = 12, string relation = "女儿") =>
        new { name = parent.Name, phone = parent.Number, relation, way, scopes = scopes ?? all, months };

    static JsonElement Mine(JsonElement page) => page.List("mine")[0];

    async Task<(Kin Child, Kin Parent, string Id)> GrantedAsync(string[]? scopes = null)
    {
        var (child, parent) = (await Kin.BoundAsync(street), await Kin.NewAsync(street, birth: "1950-06-07"));
        var id = Mine(await child.Mini.PostAsync("/api/mini/proxies", Request(parent, scopes: scopes))).Text("id")!;
        Assert.Contains($"女儿{child.Name}想", await parent.ReadsAsync("同意回1"));
        await parent.AnswerAsync("1");
        return (child, parent, id);
    }

    static async Task<string> StateAsync(Kin child, string id) => (await child.Mini.GetJsonAsync("/api/mini/proxies")).List("mine").Single(p => p.Text("id") == id).Text("state")!;

    static object Matter(string words) => new { key = Guid.NewGuid(), kind = "complaint", content = words };

    [Fact]
    public async Task A_yes_by_SMS_lets_a_child_act_and_the_parent_hears_of_it()
    {
        var (child, parent, id) = await GrantedAsync();
        Assert.Equal("granted", await StateAsync(child, id));
        await child.Phone.ReadsAsync("可以了");
        await parent.ReadsAsync("要收回，回0");
        var made = await child.Mini.PostAsync($"/api/mini/for/{id}/cases", Matter("家里水管漏水，楼上滴下来"));
        Assert.Equal(parent.Name, made.Text("forName"));
        Assert.Contains(made.List("progress"), s => s.Text("text") == $"女儿{child.Name}替{parent.Name}办");
        Assert.Contains(made.Text("number")!, await parent.ReadsAsync("不是您的意思"));
        var page = await (await street.ConsoleAsync("community")).GetJsonAsync($"/api/console/people/{parent.Id}/trust");
        Assert.Contains(page.List("acting").Single().List("acts"), a => a.Text("text")!.Contains(made.Text("number")!));
        Assert.Contains((await child.Mini.GetJsonAsync($"/api/mini/for/{id}/cases")).EnumerateArray(), c => c.Text("number") == made.Text("number"));
        var chances = (await child.Mini.GetJsonAsync($"/api/mini/for/{id}/chances")).List("people").Single();
        Assert.Equal((parent.Name, false), (chances.Text("name"), chances.GetProperty("self").GetBoolean()));
        Assert.Empty((await child.Mini.GetJsonAsync($"/api/mini/for/{id}/claims")).EnumerateArray());
        Assert.Equal(parent.Id, street.Db.Read(tx => tx.Count<long>("SELECT person_id FROM cases WHERE number = @number", new { number = made.Text("number") })));
    }

    [Theory]
    [InlineData("2", "refused")]
    [InlineData("不同意", "refused")]
    [InlineData("１。", "granted")]
    [InlineData("同意", "granted")]
    [InlineData("11", "asked")]
    [InlineData("谁啊", "asked")]
    public async Task What_an_answer_means(string said, string state)
    {
        var (child, parent) = (await Kin.BoundAsync(street), await Kin.NewAsync(street, birth: "1950-06-07"));
        var id = Mine(await child.Mini.PostAsync("/api/mini/proxies", Request(parent))).Text("id")!;
        await parent.ReadsAsync("同意回1");
        await parent.AnswerAsync(said);
        Assert.Equal(state, await StateAsync(child, id));
        if (state != "granted") await child.Mini.GetAsync($"/api/mini/for/{id}/cases").RefusedAsync(403, "acting_ended");
    }

    [Fact]
    public async Task An_answer_counts_once_from_the_own_phone_and_not_after_days()
    {
        var (child, parent, other) = (await Kin.BoundAsync(street), await Kin.NewAsync(street, birth: "1950-06-07"), await Kin.NewAsync(street));
        var id = Mine(await child.Mini.PostAsync("/api/mini/proxies", Request(parent))).Text("id")!;
        await other.AnswerAsync("1");
        Assert.Equal("asked", await StateAsync(child, id));
        await street.Db.WriteAsync(tx => tx.Run("UPDATE proxies SET asked_at = asked_at - @p1 WHERE id = @p0", long.Parse(id), OneTable.Services.Residents.Proxies.AnswerMs));
        await parent.AnswerAsync("1", "late");
        Assert.Equal("asked", await StateAsync(child, id));
        await street.Db.WriteAsync(tx => tx.Run("UPDATE proxies SET asked_at = asked_at + @p1 WHERE id = @p0", long.Parse(id), OneTable.Services.Residents.Proxies.AnswerMs));
        await parent.AnswerAsync("1", "late"); // the vendor pushes the late one again
        Assert.Equal("asked", await StateAsync(child, id));
        await Neighbour.WriteAsync(street, parent.Id, "走访", ("电话归属", "3"));
        await parent.AnswerAsync("1");
        Assert.Equal("asked", await StateAsync(child, id)); // the phone is no longer the own one
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task The_hook_opens_to_its_secret_only(string secret) => Assert.Equal(404, (int)(await street.Http.PostAsJsonAsync($"/hooks/sms-aliyun/{secret}", new[] { new { phone_number = "19800010001", content = "1" } })).StatusCode);

    [Theory]
    [InlineData("chances", "/cases", "out_of_scope")]
    [InlineData("chances", "/claims", "out_of_scope")]
    [InlineData("progress", "/chances", "out_of_scope")]
    [InlineData("apply", "/chances", "out_of_scope")]
    public async Task Nothing_beyond_the_scope(string scope, string path, string refusal)
    {
        var (child, _, id) = await GrantedAsync([scope]);
        await child.Mini.GetAsync($"/api/mini/for/{id}{path}").RefusedAsync(403, refusal);
        if (scope != "apply") await child.Mini.PostAsJsonAsync($"/api/mini/for/{id}/cases", Matter("灯坏了")).RefusedAsync(403, "out_of_scope");
    }

    [Fact]
    public async Task Who_may_only_apply_reads_nothing_by_writing()
    {
        var (child, parent) = (await Kin.BoundAsync(street), await Kin.BoundAsync(street, "1950-06-07"));
        var parents = (await parent.Mini.PostAsync("/api/mini/cases", new { key = Guid.NewGuid(), kind = "application", serviceId = FirstService() })).Text("number");
        var id = Mine(await child.Mini.PostAsync("/api/mini/proxies", Request(parent, scopes: ["apply"]))).Text("id")!;
        await parent.ReadsAsync("同意回1");
        await parent.AnswerAsync("1");
        var own = (await child.Mini.PostAsync($"/api/mini/for/{id}/cases", Matter("楼道堆了东西"))).Text("number")!;
        foreach (var (path, body) in new (string, object)[] { ("words", new { text = "快些" }), ("answer", new { solved = true }), ("rating", new { mark = 1 }) })
            await child.Mini.PostAsJsonAsync($"/api/mini/for/{id}/cases/{parents}/{path}", body).RefusedAsync(404, "not_found");
        await child.Mini.PostAsJsonAsync($"/api/mini/for/{id}/cases/{own}/words", new { text = " " }).RefusedAsync(400, "words_needed");
        for (var n = 0; n < 2; n++)
            Assert.Equal(204, (int)(await child.Mini.PostAsJsonAsync($"/api/mini/for/{id}/cases/{own}/words", new { text = "又多了一堆" })).StatusCode);
        Assert.Equal(1, street.Db.Read(tx => tx.Count<int>(
            "SELECT COUNT(*) FROM case_events e JOIN cases c ON c.id = e.case_id WHERE c.number = @own AND e.kind = 'acted' AND e.text LIKE '%补充了话'", new { own })));
        await child.Mini.PostAsJsonAsync($"/api/mini/for/{id}/claims/1/withdraw", new { }).RefusedAsync(403, "out_of_scope");
    }

    [Fact]
    public void Every_write_for_somebody_else_is_held_to_a_rate() => Assert.DoesNotContain(street.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>(), e =>
        e.RoutePattern.RawText!.Contains("/for/{proxy") && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST") && e.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null);

    /// <summary>The server asks for the body only after it looked who acts: just then the proxy ends.</summary>
    sealed class BodyAfter(Func<Task> end, object body) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await end();
            await JsonSerializer.SerializeAsync(stream, body);
        }

        protected override bool TryComputeLength(out long length) => (length = 0) > 0;
    }

    [Theory]
    [InlineData("cases")]
    [InlineData("cases/{0}/words")]
    [InlineData("claims/1/withdraw")]
    public async Task Nothing_is_written_once_it_was_taken_back(string path)
    {
        var (child, _, id) = await GrantedAsync();
        var number = (await child.Mini.PostAsync($"/api/mini/for/{id}/cases", Matter("雨棚掉了"))).Text("number");
        using var slow = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = street.Address };
        slow.DefaultRequestHeaders.Authorization = child.Mini.DefaultRequestHeaders.Authorization;
        slow.DefaultRequestHeaders.ExpectContinue = true;
        var body = new BodyAfter(() => child.Mini.PostAsync($"/api/mini/proxies/{id}/end", new { }), new { key = Guid.NewGuid(), kind = "complaint", content = "又掉了", text = "又掉了" });
        body.Headers.ContentType = new("application/json");
        await slow.PostAsync($"/api/mini/for/{id}/" + string.Format(path, number), body).RefusedAsync(403, "acting_ended");
        Assert.Equal("ended", await StateAsync(child, id));
    }

    [Fact]
    public async Task Asking_again_tells_nothing()
    {
        var (child, parent, nobody) = (await Kin.BoundAsync(street), await Kin.NewAsync(street, birth: "1950-06-07"), await Kin.NewAsync(street, "3", "1950-06-07"));
        foreach (var named in new[] { parent, nobody })
        {
            await child.Mini.PostAsync("/api/mini/proxies", Request(named));
            await child.Mini.PostAsJsonAsync("/api/mini/proxies", Request(named)).RefusedAsync(409, "in_hand");
        }
        await child.Mini.PostAsJsonAsync("/api/mini/proxies", new { name = parent.Name, phone = nobody.Number, relation = "女儿", way = "sms", scopes = all, months = 12 }).RefusedAsync(409, "in_hand");
    }

    [Fact]
    public async Task A_worker_does_not_decide_what_they_asked_for_themself()
    {
        var (self, parent, worker) = (await Kin.NewAsync(street), await Kin.NewAsync(street, birth: "1950-06-07"), await street.WorkerAsync("grid"));
        await worker.PostAsync("/api/mini/bind/code", new { name = self.Name, phone = self.Number });
        await worker.PostAsync("/api/mini/bind/confirm", new { code = await self.CodeAsync() });
        try
        {
            var id = Mine(await worker.PostAsync("/api/mini/proxies", Request(parent, "door"))).Text("id")!;
            await worker.PostAsJsonAsync($"/api/mini/people/{parent.Id}/proxies/{id}", new { agreed = true }).RefusedAsync(403, "own_matter");
        }
        finally { await worker.PostAsync("/api/mini/bind/end", new { }); }
    }

    [Fact]
    public async Task Who_is_joined_to_another_person_acts_no_more_for_whom_they_were()
    {
        var ((child, _, id), seen) = (await GrantedAsync(), await Kin.NewAsync(street));
        var code = (await seen.Mini.PostAsync("/api/mini/bind/door", new { })).Text("code");
        await (await street.WorkerAsync("grid")).PostAsync($"/api/mini/people/{seen.Id}/bind", new { code, sawCard = true });
        // One used the mini-program alone, the other the account: now they turn out to be one.
        var union = "union-of-" + child.Id;
        await street.Db.WriteAsync(tx =>
        {
            tx.Run("UPDATE residents SET mp_openid = NULL, unionid = @p1 WHERE person_id = @p0", child.Id, union);
            tx.Run("UPDATE residents SET mini_openid = NULL, unionid = NULL WHERE person_id = @p0", seen.Id);
            street.Get<OneTable.Services.Residents.ResidentBook>().Join(tx, seen.Phone.Openid, union);
        });
        Assert.Equal("ended", street.Db.Read(tx => tx.Value<string>("SELECT state FROM proxies WHERE id = @p0", long.Parse(id))));
        Assert.Equal("公众号和小程序合并", street.Db.Read(tx => tx.Value<string>("SELECT ended_why FROM bindings WHERE person_id = @p0", child.Id)));
    }

    [Fact]
    public async Task Acting_ends_at_the_next_request_whoever_ends_it()
    {
        var ends = new (string By, Func<Kin, Kin, string, Task> End)[]
        {
            ("the child", (child, _, id) => child.Mini.PostAsync($"/api/mini/proxies/{id}/end", new { })),
            ("the parent's SMS", (_, parent, _) => parent.AnswerAsync("0")),
            ("the community", async (_, _, id) => await (await street.ConsoleAsync("community")).PostAsync($"/api/console/proxies/{id}/end", new { reason = "家人不同意" })),
            ("its end", (_, _, id) => street.Db.WriteAsync(tx => tx.Run("UPDATE proxies SET until_at = 1 WHERE id = @p0", long.Parse(id)))),
            ("the child's unbinding", (child, _, _) => child.Mini.PostAsync("/api/mini/bind/end", new { })),
            ("a death", async (_, parent, _) => await (await street.ConsoleAsync("community")).PostAsync($"/api/console/people/{parent.Id}/death", new { heardFrom = "邻居" })),
            ("a guardian", async (_, parent, _) => { var guardian = await Kin.NewAsync(street); await GuardAsync(guardian.Id, parent.Id); }),
        };
        foreach (var (by, end) in ends)
        {
            var (child, parent, id) = await GrantedAsync();
            var made = await child.Mini.PostAsync($"/api/mini/for/{id}/cases", Matter("楼道灯不亮"));
            await end(child, parent, id);
            foreach (var path in new[] { "/cases", "/chances", "/claims", "/cases/" + made.Text("number") })
                Assert.True((int)(await child.Mini.GetAsync($"/api/mini/for/{id}{path}")).StatusCode == 403, by);
            await child.Mini.PostAsJsonAsync($"/api/mini/for/{id}/cases", Matter("再报一次")).RefusedAsync(403, "acting_ended");
        }
    }

    [Fact]
    public async Task What_was_brought_for_a_parent_is_not_the_childs_after_the_end()
    {
        var (child, parent, id) = await GrantedAsync();
        var number = (await child.Mini.PostAsync($"/api/mini/for/{id}/cases", Matter("下水道堵了"))).Text("number");
        await child.Mini.GetJsonAsync("/api/mini/cases/" + number);
        await parent.AnswerAsync("0");
        await child.Mini.GetAsync("/api/mini/cases/" + number).RefusedAsync(404, "not_found");
        Assert.Empty((await child.Mini.GetJsonAsync("/api/mini/cases")).EnumerateArray());
        Assert.DoesNotContain(number!, await child.Phone.SayAsync("进度"));
    }

    [Fact]
    public async Task A_proxy_whose_time_is_over_ends_and_its_cases_are_the_parents()
    {
        var (child, parent) = (await Kin.BoundAsync(street), await Kin.BoundAsync(street, "1950-06-07"));
        var id = Mine(await child.Mini.PostAsync("/api/mini/proxies", Request(parent))).Text("id")!;
        await parent.ReadsAsync("同意回1");
        await parent.AnswerAsync("1");
        var number = (await child.Mini.PostAsync($"/api/mini/for/{id}/cases", Matter("门口积水很深"))).Text("number");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE proxies SET until_at = 1 WHERE id = @p0", long.Parse(id)));
        await street.Db.WriteAsync(street.Get<OneTable.Services.Residents.Proxies>().EndOver);
        await child.Phone.ReadsAsync($"替{parent.Name}代办已经结束");
        Assert.Equal(number, (await parent.Mini.GetJsonAsync("/api/mini/cases")).EnumerateArray().Single().Text("number"));
        Assert.Empty((await child.Mini.GetJsonAsync("/api/mini/cases")).EnumerateArray());
    }

    [Fact]
    public async Task A_parents_own_complaint_stays_the_parents()
    {
        var (child, parent) = (await Kin.BoundAsync(street), await Kin.BoundAsync(street, "1950-06-07"));
        var complaint = (await parent.Mini.PostAsync("/api/mini/cases", Matter("女儿总来要钱"))).Text("number");
        var applied = (await parent.Mini.PostAsync("/api/mini/cases", new { key = Guid.NewGuid(), kind = "application", serviceId = FirstService() })).Text("number");
        var id = Mine(await child.Mini.PostAsync("/api/mini/proxies", Request(parent))).Text("id")!;
        await parent.ReadsAsync("同意回1");
        await parent.AnswerAsync("1");
        var seen = (await child.Mini.GetJsonAsync($"/api/mini/for/{id}/cases")).EnumerateArray().Select(c => c.Text("number")).ToList();
        Assert.Equal([applied], seen);
        await child.Mini.GetAsync($"/api/mini/for/{id}/cases/{complaint}").RefusedAsync(404, "not_found");
        await child.Mini.PostAsJsonAsync($"/api/mini/for/{id}/cases/{complaint}/words", new { text = "算了" }).RefusedAsync(404, "not_found");
        Assert.Contains((await parent.Mini.GetJsonAsync("/api/mini/proxies")).List("forMe").Single().List("acts"), a => a.Text("text") == "看了办事进度");
        await parent.Mini.PostAsync($"/api/mini/proxies/{id}/end", new { }); // the parent's own page takes it back too
        await child.Mini.GetAsync($"/api/mini/for/{id}/cases").RefusedAsync(403, "acting_ended");
    }

    static string FirstService() => OneTable.Services.Cases.ServiceCatalog.All[0].Id;

    [Fact]
    public async Task Somebody_elses_proxy_is_nobodys()
    {
        var (_, _, id) = await GrantedAsync();
        var thief = await Kin.BoundAsync(street);
        await thief.Mini.GetAsync($"/api/mini/for/{id}/cases").RefusedAsync(403, "acting_ended");
        await thief.Mini.PostAsJsonAsync($"/api/mini/proxies/{id}/end", new { }).RefusedAsync(404, "not_found");
        await thief.Mini.GetAsync("/api/mini/for/99999999999999999999/cases").RefusedAsync(404, "not_found");
        await (await street.WorkerAsync("grid9")).PostAsJsonAsync("/api/mini/people/1/proxies/" + id, new { agreed = true }).RefusedAsync(404, "not_found");
    }

    [Fact]
    public async Task Asked_about_nobody_the_page_says_the_same_and_nothing_comes_of_it()
    {
        var (child, parent) = (await Kin.BoundAsync(street), await Kin.NewAsync(street, "3", "1950-06-07"));
        var page = Mine(await child.Mini.PostAsync("/api/mini/proxies", Request(parent)));
        Assert.Equal(("asked", parent.Name), (page.Text("state"), page.Text("name")));
        Assert.Empty(await parent.TextsAsync());
        await parent.AnswerAsync("1");
        Assert.Equal("asked", await StateAsync(child, page.Text("id")!));
        await (await Kin.NewAsync(street)).Mini.PostAsJsonAsync("/api/mini/proxies", Request(parent)).RefusedAsync(400, "need_bind");
    }

    [Fact]
    public async Task Two_children_never_share_one_yes()
    {
        var (one, two, parent) = (await Kin.BoundAsync(street), await Kin.BoundAsync(street), await Kin.NewAsync(street, birth: "1950-06-07"));
        var first = Mine(await one.Mini.PostAsync("/api/mini/proxies", Request(parent))).Text("id")!;
        var second = Mine(await two.Mini.PostAsync("/api/mini/proxies", Request(parent, relation: "儿子"))).Text("id")!;
        await parent.ReadsAsync("同意回1");
        await parent.AnswerAsync("1");
        Assert.Equal(("granted", "asked"), (await StateAsync(one, first), await StateAsync(two, second)));
        // The second waits for the worker, who asks face to face.
        var worker = await street.WorkerAsync("grid");
        Assert.Contains((await worker.GetJsonAsync("/api/mini/todos")).List("todos"), t => t.Text("title") == $"当面问一声：{parent.Name}");
        await worker.PostAsync($"/api/mini/people/{parent.Id}/proxies/{second}", new { agreed = true });
        Assert.Equal("granted", await StateAsync(two, second));
        await worker.PostAsJsonAsync($"/api/mini/people/{parent.Id}/proxies/{second}", new { agreed = true }).RefusedAsync(409, "decided_already");
    }

    [Fact]
    public async Task A_guardian_acts_without_consent_and_for_who_has_one_nobody_else()
    {
        var (guardian, child, ward) = (await Kin.BoundAsync(street), await Kin.BoundAsync(street), await Kin.NewAsync(street, birth: "1950-06-07"));
        await GuardAsync(guardian.Id, ward.Id);
        var asked = Mine(await child.Mini.PostAsync("/api/mini/proxies", Request(ward)));
        await ward.AnswerAsync("1");
        Assert.Equal("asked", await StateAsync(child, asked.Text("id")!));
        Assert.DoesNotContain(await ward.TextsAsync(), t => t.Contains("同意回1"));
        await (await street.WorkerAsync("grid")).PostAsJsonAsync($"/api/mini/people/{ward.Id}/proxies/{asked.Text("id")}", new { agreed = true }).RefusedAsync(400, "guardian_needed");
        var own = Mine(await guardian.Mini.PostAsync("/api/mini/proxies", new { personId = $"{ward.Id}", relation = "监护人", way = "sms", scopes = all, months = 12 }));
        Assert.Equal("granted", own.Text("state"));
        await guardian.Mini.GetJsonAsync($"/api/mini/for/{own.Text("id")}/chances");
        await street.Db.WriteAsync(tx => tx.Run("UPDATE relations SET until = '2026-11-30' WHERE kind = 'guardian_of' AND to_id = @p0", ward.Id));
        await guardian.Mini.GetAsync($"/api/mini/for/{own.Text("id")}/chances").RefusedAsync(403, "acting_ended");
    }

    [Fact]
    public async Task Under_fourteen_a_parent_acts_and_nobody_else()
    {
        var (father, aunt, child) = (await Kin.BoundAsync(street), await Kin.BoundAsync(street), await Kin.NewAsync(street, birth: "2018-06-07"));
        await RelateAsync("child_of", child.Id, father.Id);
        var page = await father.Mini.PostAsync("/api/mini/proxies", new { personId = $"{child.Id}", relation = "监护人", way = "sms", scopes = all, months = 12 });
        Assert.Equal("granted", Mine(page).Text("state"));
        await aunt.Mini.PostAsync("/api/mini/proxies", Request(child, relation: "亲属"));
        await child.AnswerAsync("1");
        Assert.Equal("asked", Mine(await aunt.Mini.GetJsonAsync("/api/mini/proxies")).Text("state"));
    }

    [Theory]
    [InlineData("way_needed", "fax", "女儿", 12, "apply")]
    [InlineData("relation_needed", "sms", "债主", 12, "apply")]
    [InlineData("bad_months", "sms", "女儿", 600, "apply")]
    [InlineData("scope_needed", "sms", "女儿", 12, "everything")]
    public async Task What_is_asked_for_is_checked(string refusal, string way, string relation, int months, string scope)
    {
        var (child, parent) = (await Kin.BoundAsync(street), await Kin.NewAsync(street, birth: "1950-06-07"));
        await child.Mini.PostAsJsonAsync("/api/mini/proxies", Request(parent, way, [scope], months, relation)).RefusedAsync(400, refusal);
    }

    Task GuardAsync(long guardian, long ward) => RelateAsync("guardian_of", guardian, ward);

    Task RelateAsync(string kind, long from, long to) => street.Db.WriteAsync(tx => tx.Run(
        "INSERT INTO relations (id, kind, from_kind, from_id, to_kind, to_id, since) VALUES (@p0, @p1, 'person', @p2, 'person', @p3, '2020-01-01')", tx.NextId(), kind, from, to));
}
