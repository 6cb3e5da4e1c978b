using OneTable.Services.Data;
using OneTable.Services.HandOvers;
using OneTable.Services.Residents;
using OneTable.Services.Staff;
using OneTable.Tests.Approvals;

namespace OneTable.Tests.Bot;

/// <summary>Who asks for a person is answered in time, or somebody else is asked; and it is measured.</summary>
[Collection(Street.Name)]
public sealed class HandOverTests(Street street)
{
    [Fact]
    public async Task Who_does_not_answer_is_reminded_and_then_the_secretary_has_it()
    {
        var (phone, number) = await AskAsync("1");
        await LaterAsync(number, 16);
        await phone.SayAsync("有人吗");
        Assert.Equal("duty", Work.WorkerOf(street, number));
        Assert.True(Of(number, "reminded_at") > 0);
        await LaterAsync(number, 16);
        Assert.Equal("community", Work.WorkerOf(street, number));
        await phone.ReadsAsync("让您久等了，我再请");
        var (secretary, url) = await Work.FindAsync(street, number);
        await secretary.PostAsync(url + "/talk", new { key = "k1", words = "我是书记，您说" });
        await phone.ReadsAsync("我是书记，您说");
        Assert.True(Of(number, "answered_at") > 0);
        await LaterAsync(number, 16);
        Assert.Equal("community", Work.WorkerOf(street, number));
    }

    [Fact]
    public async Task The_same_answer_sent_twice_is_one_message_and_the_whole_chat_is_there_at_the_desk()
    {
        var (phone, number) = await AskAsync("1");
        await phone.SayAsync("我的电话是13900001111，麻烦回我");
        var desk = await street.ConsoleAsync("community");
        foreach (var _ in Enumerable.Range(0, 2)) await desk.PostAsync($"/api/console/cases/{number}/talk", new { key = "same", words = "马上给您打" });
        await phone.ReadsAsync("马上给您打");
        var page = await desk.GetJsonAsync($"/api/console/cases/{number}/talk");
        var lines = page.List("lines").Select(l => (Who: l.Text("who"), Text: l.Text("text")!)).ToList();
        Assert.Equal(1, lines.Count(l => l is ("worker", "马上给您打")));
        Assert.Contains(("resident", "我的电话是139****1111，麻烦回我"), lines);
        Assert.Contains(lines, l => l.Who == "bot" && l.Text.StartsWith("想问哪方面的事", StringComparison.Ordinal));
        Assert.Equal(1, (await phone.MessagesAsync()).Count(m => m.Contains("马上给您打")));

        await desk.PostAsJsonAsync($"/api/console/cases/{number}/talk", new { key = "k2", words = " " }).RefusedAsync(400, "words_needed");
        await desk.PostAsJsonAsync($"/api/console/cases/{number}/talk", new { key = "k2", words = new string('长', 501) }).RefusedAsync(400, "too_long");
        await desk.PostAsJsonAsync($"/api/console/cases/{number}/talk", new { words = "没有钥匙" }).RefusedAsync(400, "key_needed");
        await (await street.ConsoleAsync("community3")).GetAsync($"/api/console/cases/{number}/talk").RefusedAsync(404, "not_found");
        await (await street.WorkerAsync("grid5")).GetAsync("/api/mini/todos/1/talk").RefusedAsync(404, "not_found");
    }

    [Fact]
    public async Task What_is_said_in_private_is_told_nobody_who_may_not_answer_it()
    {
        var (phone, number) = await AskAsync("1");
        await phone.SayAsync("我家的难处只跟您说");
        await phone.SendVoiceAsync();
        var (worker, url) = await Work.FindAsync(street, number);
        await worker.PostAsync(url + "/talk", new { key = "k", words = "我替您保密" });
        var desk = await street.ConsoleAsync("street");
        Assert.Contains("只跟您说", (await desk.GetJsonAsync("/api/console/cases/" + number)).ToString());
        await HireAsync(Posts.Inspector, "private-looker");
        await NothingAsync(await ConsoleDesk.SignInAsync(street.Address, "private-looker"), "/api/console/cases/" + number);
        foreach (var post in new[] { Posts.Company, Posts.PartnerUnit })
        {
            await desk.PostAsync($"/api/console/cases/{number}/assign", new { staffId = await HireAsync(post, "private-" + post) });
            var (outside, todo) = await Work.FindAsync(street, number);
            await NothingAsync(outside, todo);
            await outside.GetAsync(todo + "/talk").RefusedAsync(404, "not_found");
            Assert.Contains("想找人说话", (await outside.GetJsonAsync(todo)).ToString());
        }

        async Task NothingAsync(HttpClient client, string url)
        {
            var seen = await client.GetJsonAsync(url);
            foreach (var said in new[] { "只跟您说", "保密", "语音" }) Assert.DoesNotContain(said, seen.ToString());
            Assert.Empty((seen.TryGetProperty("case", out var of) && of.TryGetProperty("photos", out _) ? of : seen.GetProperty("caseDetail")).List("photos"));
        }
    }

    [Fact]
    public async Task How_soon_people_are_answered_is_told_in_figures_and_metrics()
    {
        var (phone, number) = await AskAsync("1");
        var desk = await street.ConsoleAsync("community");
        var waiting = await desk.GetJsonAsync("/api/console/talks?size=100");
        Assert.Contains(number, waiting.List("items").Select(i => i.Text("number")));
        Assert.True(waiting.GetProperty("figures").GetProperty("waiting").GetInt32() > 0);
        await desk.PostAsync($"/api/console/cases/{number}/talk", new { key = "k", words = "您好，我在" });
        await phone.ReadsAsync("您好，我在");
        await desk.PostAsync($"/api/console/cases/{number}/talk/end", new { });
        var after = await desk.GetJsonAsync("/api/console/talks?all=true&size=100");
        Assert.NotNull(after.List("items").Single(i => i.Text("number") == number).Text("endedAt"));
        Assert.NotNull(after.GetProperty("figures").Text("firstAnswerMedianMinutes"));
        Assert.Contains("onetable_talk_first_answer_seconds_count", await street.Http.GetStringAsync("/metrics"));
        Assert.Contains("想问哪方面", await phone.SayAsync("5")); // a new one, for the old has ended
    }

    [Fact]
    public Task At_night_nobody_is_promised_before_the_morning() => Street.AtAsync("2026-12-01T22:00:00+08:00", async night =>
    {
        var phone = night.NewResident();
        await phone.SayAsync("5");
        var reply = await phone.SayAsync("1");
        Assert.StartsWith("现在没人值守，12月2日08:45前有人回。急事打", reply);
    });

    [Fact]
    public async Task A_talk_closed_with_its_case_asks_whether_it_is_solved()
    {
        var (phone, number) = await AskAsync("1");
        await Work.CloseAsync(street, number, "电话里说清楚了");
        await phone.ReadsAsync("电话里说清楚了");
        Assert.StartsWith("谢谢您", await phone.SayAsync("1"));
        Assert.Equal("done", street.Db.Read(tx => tx.Value<string>("SELECT state FROM cases WHERE number = @p0", number)));
    }

    [Fact]
    public async Task Stop_of_a_bound_resident_stands_in_the_registry_and_gives_back_what_was_there()
    {
        var phone = street.NewResident();
        await phone.SayAsync("你好");
        var person = await Claiming.ElderAsync(street, "甄清静");
        await street.Db.WriteAsync(tx =>
        {
            tx.Run("UPDATE people SET contact_preference = '2' WHERE id = @p0", person);
            return tx.Run("UPDATE residents SET person_id = @p1, level = 1 WHERE mp_openid = @p0", phone.Openid, person);
        });
        string? Preference() => street.Db.Read(tx => tx.Value<string>("SELECT contact_preference FROM people WHERE id = @p0", person));
        await phone.SayAsync("td");
        Assert.Equal("6", Preference());
        await phone.SayAsync("退订");
        await phone.SayAsync("恢复");
        Assert.Equal("2", Preference());
    }

    /// <summary>Somebody of this post in the community; the id.</summary>
    Task<string> HireAsync(string post, string user) => street.Db.WriteAsync(tx =>
    {
        var id = tx.NextId();
        tx.Run("""
            INSERT INTO staff (id, user_name, name, post, division_code, password_hash, failures, locked_until, active, works_until, mini_openid)
            SELECT @p0, @p1, '外来的', @p2, division_code, password_hash, 0, 0, 1, '2026-12-31', @p3 FROM staff WHERE user_name = 'community'
            """, id, user, post, "mini-staff-" + user);
        return $"{id}";
    });

    async Task<(Phone, string Number)> AskAsync(string field)
    {
        var phone = street.NewResident();
        await phone.SayAsync("5");
        await phone.SayAsync(field);
        return (phone, street.Db.Read(tx => tx.Value<string>(
            "SELECT c.number FROM cases c JOIN hand_overs h ON h.case_id = c.id JOIN residents r ON r.id = c.resident_id WHERE r.mp_openid = @p0", phone.Openid))!);
    }

    Task LaterAsync(string number, int minutes) => street.Db.WriteAsync(tx =>
    {
        tx.Run("UPDATE hand_overs SET due_at = due_at - @p1 WHERE case_id = (SELECT id FROM cases WHERE number = @p0)", number, minutes * 60_000L);
        return street.Get<HandOverDesk>().Sweep(tx);
    });

    long Of(string number, string column) => street.Db.Read(tx => tx.Value<long>($"SELECT COALESCE({column}, 0) FROM hand_overs WHERE case_id = (SELECT id FROM cases WHERE number = @p0)", number));
}
