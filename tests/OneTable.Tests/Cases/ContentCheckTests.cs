using OneTable.OutboundCall.WeChat;
using OneTable.Services.Cases;
using OneTable.Services.Data;

namespace OneTable.Tests.Cases;

/// <summary>What residents write is with its worker at once; other eyes see it when WeChat or a person has passed it.</summary>
[Collection(Street.Name)]
public sealed class ContentCheckTests(Street street)
{
    [Theory]
    [InlineData("路灯不亮了", "pass")]
    [InlineData("路灯不亮了，还有违禁的字", "risky")]
    [InlineData("路灯不亮了，这话可疑", "review")]
    public async Task Words_of_somebody_in_the_mini_program_are_judged_by_WeChat(string words, string state)
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        var number = (await me.PostAsync("/api/mini/cases", new { key = "k", kind = "complaint", content = words })).Text("number")!;
        Assert.Equal("open", (await me.GetJsonAsync("/api/mini/cases/" + number)).Text("state")); // held up by nothing
        Assert.Equal(state, await StateAsync(number, "words"));
        var trace = Check(number, "trace_id");
        Assert.Equal(26, trace?.Length);
        var (worker, todo) = await Work.FindAsync(street, number);
        Assert.Contains(words, (await worker.GetJsonAsync(todo)).ToString());
        var seen = await (await street.ConsoleAsync("street")).GetJsonAsync("/api/console/cases/" + number);
        Assert.Equal(state == "pass", seen.GetProperty("case").Text("checked") is null);
    }

    [Theory]
    [InlineData("", "pass")]
    [InlineData("RISKY", "risky")]
    [InlineData("DOUBT", "review")]
    public async Task A_photo_is_fetched_by_WeChat_itself_which_says_later_what_it_thinks(string inside, string state)
    {
        var me = await street.NewResident().OpenMiniProgramAsync();
        byte[] photo = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xDA, 0, 2, .. System.Text.Encoding.ASCII.GetBytes(inside), .. Guid.NewGuid().ToByteArray().Select(b => (byte)(b >> 1)), 0xFF, 0xD9];
        var file = (await (await me.UploadAsync("p", photo)).JsonAsync()).Text("id");
        var number = (await me.PostAsync("/api/mini/cases", new { key = "k", kind = "complaint", content = "路灯不亮了", files = new[] { file } })).Text("number")!;
        Assert.Equal(state, await StateAsync(number, "photo"));
    }

    [Fact]
    public async Task Who_never_opened_the_mini_program_cannot_be_checked_and_a_person_decides()
    {
        var phone = street.NewResident();
        await phone.SayAsync("路灯不亮了，请来看看");
        var number = street.Db.Read(tx => tx.Value<string>("SELECT number FROM cases WHERE resident_id = (SELECT id FROM residents WHERE mp_openid = @p0)", phone.Openid))!;
        Assert.Equal("review", await StateAsync(number, "words"));
        var desk = await street.ConsoleAsync("street");
        var id = Check(number, "id");
        Assert.NotEmpty((await desk.GetJsonAsync("/api/console/reviews")).List("items"));
        await (await street.ConsoleAsync("grid")).PostAsJsonAsync("/api/console/reviews/" + id, new { show = false }).RefusedAsync(403, "forbidden");
        await desk.PostAsync("/api/console/reviews/" + id, new { show = false });
        var item = (await desk.GetJsonAsync("/api/console/reviews?state=decided")).List("items").Single(i => i.Text("caseNumber") == number);
        Assert.Equal(("本人没进过小程序，微信不审", "hidden"), (item.Text("why"), item.Text("state")));
        Assert.Equal("已屏蔽，只有办事的人看得到", (await desk.GetJsonAsync("/api/console/cases/" + number)).GetProperty("case").Text("checked"));
        Assert.Contains((await desk.GetJsonAsync("/api/console/cases/" + number)).List("events"), e => e.Text("kind") == "checked");

        var inspector = await InspectorAsync(desk: "street");
        var seen = await inspector.GetJsonAsync("/api/console/cases/" + number);
        Assert.DoesNotContain("路灯", seen.ToString());
        Assert.DoesNotContain("请来看看", (await inspector.GetJsonAsync("/api/console/cases?size=100")).ToString());
        await desk.PostAsync("/api/console/reviews/" + id, new { show = true });
        Assert.Contains("路灯不亮了，请来看看", (await inspector.GetJsonAsync("/api/console/cases/" + number)).ToString());
    }

    [Fact]
    public async Task A_verdict_that_comes_before_its_question_is_written_down_is_not_lost()
    {
        var (checks, trace) = (street.Get<ContentChecks>(), Guid.NewGuid().ToString("N")[..26]);
        await street.Db.WriteAsync(tx => checks.Answered(tx, trace, "risky", 20006));
        var id = await street.Db.WriteAsync(tx =>
        {
            var id = tx.NextId();
            tx.Run("INSERT INTO content_checks (id, dedup_key, kind, case_id, state, attempts, created_at) VALUES (@p0, @p1, 'photo', 0, 'waiting', 1, @p2)", id, "test:" + id, tx.Now);
            checks.WaitFor(tx, new ContentCheck(id, "photo", 0, null, null, "mini-x", 1), trace);
            return id;
        });
        Assert.Equal("risky", street.Db.Read(tx => tx.Value<string>("SELECT state FROM content_checks WHERE id = @p0", id)));
    }

    [Fact]
    public void Long_words_are_cut_behind_sentences_and_lose_nothing()
    {
        var words = string.Concat(Enumerable.Range(0, 400).Select(n => $"第{n}句话说的是路灯不亮了。")) + new string('长', 3000);
        var parts = ContentSafety.Split(words).ToList();
        Assert.All(parts, part => Assert.InRange(part.Length, 1, 2500));
        Assert.EndsWith("。", parts[0]);
        Assert.Equal(words, string.Concat(parts));
    }

    string? Check(string number, string column) => street.Db.Read(tx => tx.Value<string>($"SELECT {column} FROM content_checks WHERE case_id = (SELECT id FROM cases WHERE number = @p0) AND kind = 'words'", number));

    Task<string> StateAsync(string number, string kind) => Wait.ForAsync(() => Task.FromResult(street.Db.Read(tx => tx.Value<string>(
        "SELECT state FROM content_checks WHERE case_id = (SELECT id FROM cases WHERE number = @p0) AND kind = @p1 AND state NOT IN ('waiting', 'asked')", number, kind))), "the verdict");

    /// <summary>Somebody who only looks on, in the division of another.</summary>
    async Task<HttpClient> InspectorAsync(string desk)
    {
        await street.Db.WriteAsync(tx => tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO staff (id, user_name, name, post, division_code, password_hash, failures, locked_until, active, works_until)
            SELECT id + 900000000, 'looker', '巡查员', '{Services.Staff.Posts.Inspector}', division_code, password_hash, 0, 0, 1, '2026-12-31' FROM staff WHERE user_name = @p0
            """, desk));
        return await ConsoleDesk.SignInAsync(street.Address, "looker");
    }
}
