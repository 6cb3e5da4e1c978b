using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using OneTable.Services.Dictionary;

namespace OneTable.Tests.Security;

/// <summary>
/// Post × division × field × path: whoever asks gets the people of the own division and the fields of the own post, by whatever
/// way. What is right is written here a second time, by hand, and not asked of the product.
/// </summary>
public sealed partial class ScopeMatrixTests(ScopeWorld world) : IClassFixture<ScopeWorld>
{
    /// <param name="High">of 高 that is no number: all, door (what one must know at a door), none.</param>
    /// <param name="Own">Whose 极高 is read: * = everybody's.</param>
    /// <param name="Key">Reads 重点人群.</param>
    /// <param name="Files">Takes files away: whole = with numbers, masked, no.</param>
    sealed record Right(string Post, string Lines, string High, string Own, bool Key, string Files, bool Phone, bool Changes = true);

    static readonly Right[] rights =
    [
        new("01", "", "all", "", false, "whole", true),
        new("01", "残联", "all", "残联", false, "whole", true),
        new("02", "", "all", "", false, "masked", true),
        new("03", "", "all", "", false, "whole", true),
        new("04", "", "all", "", false, "whole", true),
        new("04", "平安", "all", "", false, "whole", true), // the street's 平安办 is an office, 05
        new("05", "", "all", "", false, "whole", true),
        new("05", "民政", "all", "民政", false, "whole", true),
        new("05", "平安", "all", "平安", true, "whole", true),
        new("06", "", "all", "*", true, "whole", true),
        new("07", "", "all", "", false, "whole", true),
        new("07", "平安", "all", "平安", true, "whole", true),
        new("08", "", "all", "*", false, "whole", true), // 全科社工: all lines but 平安
        new("08", "民政", "all", "民政", false, "whole", true),
        new("08", "平安", "all", "平安", true, "whole", true),
        new("09", "", "door", "", false, "masked", true),
        new("10", "", "door", "", false, "masked", false), // calls without seeing the number (F08)
        new("11", "", "door", "", false, "masked", false),
        new("13", "", "door", "", false, "masked", true),
        new("16", "", "none", "", false, "no", false, Changes: false),
    ];

    static readonly string[] outside = ["12", "14", "15", "17"];

    /// <summary>高 that nobody needs at a door.</summary>
    static readonly string[] notAtTheDoor = ["救助", "计生"];

    public static IEnumerable<object[]> Readers => rights.Select(r => new object[] { r.Post, r.Lines });

    Street street => world.Street;
    FieldCatalog Fields => street.Get<FieldCatalog>();

    static bool Reads(Right who, Field field) => field.Label == "重点人群" ? who.Key : field.Sensitivity switch
    {
        Sensitivity.Highest => who.Own is "*" || who.Own.Length > 0 && field.Owner == who.Own,
        Sensitivity.High when !field.IsSealed => who.High == "all" || who.High == "door" && !notAtTheDoor.Contains(field.Group),
        _ => true,
    };

    [Fact]
    public void Every_endpoint_says_whose_things_it_gives()
    {
        var (there, said) = (Routes.Of(street.App).ToHashSet(), Routes.All.Select(r => r.Route).ToHashSet());
        Assert.True(there.SetEquals(said), $"say whose: {string.Join("; ", there.Except(said))}\nare no more: {string.Join("; ", said.Except(there))}");
        Assert.All(Routes.All, r => Assert.True(r.Whose is "open" or "signed" or "self" or "rows" or "change", r.Route));
        Assert.All(Routes.All.Where(r => r.Whose == "rows"), r => Assert.True(r.Looks.Length > 0, r.Route + " says no address by which it can be looked at"));
    }

    [Theory, MemberData(nameof(Readers))]
    public async Task Nobody_and_nothing_of_others_comes_by_any_way(string post, string lines)
    {
        var who = rights.Single(r => r.Post == post && r.Lines == lines);
        await Task.WhenAll(ScopeWorld.Divisions.Select(async division =>
        {
            var (console, phone) = (await world.DeskAsync(post, lines, division), await world.PhoneAsync(post, lines, division));
            var secrets = Secrets(who, division);
            foreach (var look in Routes.All.Where(r => r.Whose == "rows").SelectMany(r => r.Looks).ToList())
                foreach (var canary in world.Canaries.DistinctBy(c => Fill(look, c)))
                    await LookAsync(look.Contains("/api/mini/") ? phone : console, who, division, look, canary, secrets);
        }));
    }

    /// <summary>All words and numbers that are no business of theirs: where none of them stands in an answer there is nothing to look at more closely.</summary>
    SearchValues<string> Secrets(Right who, string division) => SearchValues.Create([.. world.Canaries.SelectMany(canary =>
    {
        var seen = canary.IsSeenFrom(division);
        bool Hidden(string label) => !seen || Fields.Find(label)! is var field && (field.IsSealed || !Reads(who, field));
        return canary.Tokens.Concat(canary.Disputed).Where(t => Hidden(t.Key)).Select(t => t.Value)
            .Concat(canary.Living!.StartsWith(division) ? [] : canary.Things.Words).Concat(seen && who.Key ? [] : [canary.Mark + "重点缘由"]);
    })], StringComparison.Ordinal);

    async Task LookAsync(HttpClient desk, Right who, string division, string look, Canary asked, SearchValues<string> secrets)
    {
        var url = Fill(look, asked);
        var answer = url.StartsWith("POST ", StringComparison.Ordinal)
            ? await desk.PostAsync(url.Split(' ')[1], new StringContent(url.Split(' ', 3)[2], Encoding.UTF8, "application/json")) : await desk.GetAsync(url);
        Assert.True((int)answer.StatusCode < 500, $"{url}: {(int)answer.StatusCode}");
        var body = await TextAsync(answer);
        var asks = Uri.UnescapeDataString(url);
        var isFile = answer.Content.Headers.ContentType?.MediaType is Services.Tables.TableSheet.MediaType or "application/zip";
        if (url.Contains("/file") && who.Files == "no") Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        foreach (var canary in body.AsSpan().ContainsAny(secrets) ? world.Canaries : [])
        {
            var seen = canary.IsSeenFrom(division);
            // The number is given to dial, of who is seen; an inspector calls nobody.
            if (url.EndsWith("/call {}") && seen && who.Changes && canary == asked) continue;
            foreach (var (label, token) in canary.Tokens.Where(t => !asks.Contains(t.Value, StringComparison.Ordinal)))
            {
                var field = Fields.Find(label)!;
                var may = seen && (field.IsSealed ? isFile && who.Files == "whole" && Reads(who, field) : Reads(who, field));
                if (!may && body.Contains(token, StringComparison.Ordinal)) Assert.Fail($"{who.Post}{who.Lines}@{division} reads {label} of {canary.Name} at {url}");
            }
            foreach (var (label, token) in canary.Disputed)
                if (!(seen && Reads(who, Fields.Find(label)!)) && body.Contains(token, StringComparison.Ordinal)) Assert.Fail($"{who.Post}{who.Lines}@{division} reads what is said of {label} of {canary.Name} at {url}");
            // Where somebody may move to is looked up in the whole community.
            foreach (var thing in canary.Things.Words.Where(t => !asks.Contains(t, StringComparison.Ordinal)))
                if (!canary.Living!.StartsWith(look.Contains("moves/houses") ? division[..Math.Min(division.Length, ScopeWorld.Community.Length)] : division) && body.Contains(thing, StringComparison.Ordinal)) Assert.Fail($"{who.Post}@{division} reads {thing} at {url}");
            if (!(seen && who.Key) && body.Contains(canary.Mark + "重点缘由", StringComparison.Ordinal)) Assert.Fail($"{who.Post}@{division} reads why {canary.Name} is watched at {url}");
        }
        if (body.Contains("名单暗号")) Assert.True(ScopeWorld.Town.StartsWith(division) && who.Post is "03" or "04" or "06", $"{who.Post}@{division} reads a list at {url}");
        if (look.Contains("{run}")) Assert.Equal(ScopeWorld.Town.StartsWith(division), answer.IsSuccessStatusCode);
        if (!ScopeWorld.Town.StartsWith(division)) Assert.DoesNotContain("甲运行", body);
        if (look.EndsWith("console/people/{id}")) await PageAsync(answer, who, asked, asked.IsSeenFrom(division));
        if (look.Contains("/{a-") && look.EndsWith('}')) Assert.Equal(asked.Living!.StartsWith(division) ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        if (look.Contains("?q={n")) Assert.Equal(asked.IsSeenFrom(division), body.Contains($"\"id\":\"{asked.Id}\"", StringComparison.Ordinal));
    }

    /// <summary>All that may be read is there, and nothing says that there is more.</summary>
    async Task PageAsync(HttpResponseMessage answer, Right who, Canary asked, bool seen)
    {
        Assert.Equal(seen ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        if (!seen) return;
        var page = await answer.JsonAsync();
        var shown = page.List("groups").SelectMany(g => g.List("fields")).ToDictionary(f => f.Text("label")!);
        foreach (var field in Fields.Person.Where(f => !f.IsKey && f.IsWritten))
        {
            var there = Reads(who, field) || field is { IsSealed: true, Sensitivity: Sensitivity.High };
            Assert.True(there == shown.ContainsKey(field.Label), $"{who.Post}{who.Lines}: {field.Label} {(there ? "is missing" : "is there")}");
            if (!there) Assert.DoesNotContain($"\"field\":\"{field.Label}\"", page.GetProperty("history").ToString());
            if (there) Assert.Equal(Reveals(who, field), shown[field.Label].GetProperty("masked").GetBoolean());
        }
        Assert.All(page.List("relations"), r => Assert.Equal(r.Text("personId") is null, r.Text("name")!.Contains('*')));
    }

    static bool Reveals(Right who, Field field) => field.IsSealed && who.Changes && Reads(who, field) && (field.Type != FieldType.Phone || who.Phone);

    [Theory, MemberData(nameof(Readers))]
    public async Task A_sealed_value_is_revealed_to_who_may_have_it(string post, string lines)
    {
        var who = rights.Single(r => r.Post == post && r.Lines == lines);
        foreach (var division in new[] { ScopeWorld.Grid, ScopeWorld.Community })
            foreach (var canary in new[] { world.Canaries[0], world.Canaries[3] })
                foreach (var field in Fields.Person.Where(f => f.IsSealed))
                {
                    var answer = await (await world.DeskAsync(post, lines, division)).PostAsJsonAsync($"/api/console/people/{canary.Id}/reveal", new { field = field.Label, purpose = "核对材料" });
                    var expected = !Reveals(who, field) ? HttpStatusCode.Forbidden : canary.IsSeenFrom(division) ? HttpStatusCode.OK : HttpStatusCode.NotFound;
                    Assert.True(expected == answer.StatusCode, $"{post}{lines}@{division} {field.Label} of {canary.Name}: {(int)answer.StatusCode}");
                    if (expected == HttpStatusCode.OK) Assert.Contains(canary.Tokens[field.Label], await answer.Content.ReadAsStringAsync());
                }
    }

    [Theory]
    [InlineData("06")]
    [InlineData("08")]
    [InlineData("10")]
    public async Task Nobody_changes_people_of_others_or_fields_that_are_not_theirs(string post)
    {
        var desk = await world.DeskAsync(post, "", post == "10" ? ScopeWorld.Grid : ScopeWorld.Community);
        var (own, stranger) = (world.Canaries[0], world.Canaries[3]);
        int Entries() => street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM entries WHERE kind = 'person' AND subject_id IN @ids", new { ids = new[] { own.Id, stranger.Id } }));
        var before = Entries();
        foreach (var (path, method, body) in new (string, string, object)[]
        {
            ("field", "PUT", new { label = "备注", value = "改了" }), ("field/confirm", "POST", new { label = "备注" }), ("death", "POST", new { heardFrom = "邻居" }),
            ("moves", "POST", new { kind = "living", to = ScopeWorld.Community }), ("relations", "POST", new { kind = "child_of", otherId = $"{own.Id}" }),
            ("household", "POST", new { kind = "living" }), ("assistance", "POST", new { matter = "低保" }),
        })
        {
            var answer = await desk.SendAsync(new HttpRequestMessage(new(method), $"/api/console/people/{stranger.Id}/{path}") { Content = JsonContent.Create(body) });
            Assert.True((int)answer.StatusCode is 400 or 403 or 404, $"{post} {path}: {(int)answer.StatusCode}");
        }
        if (post != "06") // who reads 重点人群 may write it
            await desk.PutAsJsonAsync($"/api/console/people/{own.Id}/field", new { label = "重点人群", value = "01" }).RefusedAsync(400, "unknown_field");
        if (post == "10") await desk.PutAsJsonAsync($"/api/console/people/{own.Id}/field", new { label = "家庭月人均收入", value = "1" }).RefusedAsync(400, "unknown_field");
        Assert.Equal(before, Entries());
    }

    [Fact]
    public async Task An_inspector_changes_nothing_and_is_gone_after_the_last_day()
    {
        var desk = await world.DeskAsync("16", "", ScopeWorld.Community);
        foreach (var route in Routes.All.Where(r => r.Whose == "change"))
        {
            var (method, path) = (route.Route.Split(' ')[0], Constraint().Replace(route.Route.Split(' ')[1], "").Replace("{number}", "{case}").Replace("runs/{id}", "runs/{run}"));
            var url = Unfilled().Replace(Fill(path, world.Canaries[0]), "1");
            await desk.SendAsync(new HttpRequestMessage(new(method), url) { Content = JsonContent.Create(new { }) }).RefusedAsync(403, "forbidden");
        }
        var user = ScopeWorld.UserOf("16", "", ScopeWorld.Community);
        Task UntilAsync(string? day) => street.Db.WriteAsync(tx => tx.Run("UPDATE staff SET works_until = @p1 WHERE user_name = @p0", user, day));
        foreach (var day in new[] { "2026-11-30", null })
        {
            await UntilAsync(day);
            await desk.GetAsync("/api/console/people").RefusedAsync(401, "sign_in_needed");
            await street.Http.PostAsJsonAsync("/api/console/session", new { user, password = "demo" }).RefusedAsync(401, "sign_in_failed");
        }
        await UntilAsync("2026-12-31");
        await desk.GetJsonAsync("/api/console/people");
    }

    [Fact]
    public async Task Volunteers_companies_and_partner_units_see_nobody()
    {
        foreach (var post in outside)
        {
            await street.Http.PostAsJsonAsync("/api/console/session", new { user = ScopeWorld.UserOf(post, "", ScopeWorld.Community), password = "demo" }).RefusedAsync(403, "forbidden");
            var me = street.Db.Read(tx => street.Get<Services.Staff.StaffList>().Within(tx, ScopeWorld.Community).First(s => s.Post == post));
            Assert.Equal(0, street.Get<Services.Registry.Houses>().Find(me.Scope, null).Total);
            Assert.Null(street.Get<Services.Registry.People>().Page(me.Scope, world.Canaries[0].Id, me.Reader));
            Assert.All(Fields.Person.Where(f => f.Sensitivity > Sensitivity.Middle), f => Assert.False(FieldRights.ReadsInFull(me.Reader, f) || FieldRights.MayReveal(me.Reader, f) || FieldRights.MayAsk(me.Reader, f)));
        }
    }

    [Theory]
    [InlineData("14")]
    [InlineData("15")]
    public async Task What_is_dispatched_to_a_company_says_the_matter_and_not_who_reported_it(string post)
    {
        var user = ScopeWorld.UserOf(post, "", ScopeWorld.Community);
        var todo = await street.Db.WriteAsync(tx =>
        {
            var id = tx.NextId();
            tx.Run("UPDATE cases SET reporter_name = '报事人甲', reporter_phone_sealed = @p1, staff_id = (SELECT id FROM staff WHERE user_name = @p2) WHERE number = @p0",
                world.Canaries[0].Case, street.Get<Services.Data.Seal>().Close("18812340000"), user);
            tx.Run("""
                INSERT INTO todos (id, dedup_key, kind, state, staff_id, division_code, title, case_id, person_id, rank_no, created_at)
                VALUES (@p0, @p1, 'case', 'open', (SELECT id FROM staff WHERE user_name = @p1), @p2, '电梯坏了', (SELECT id FROM cases WHERE number = @p3), @p4, 0, 1)
                """, id, user, ScopeWorld.Grid, world.Canaries[0].Case, world.Canaries[0].Id);
            return id;
        });
        var phone = await world.PhoneAsync(post, "", ScopeWorld.Community);
        await phone.GetAsync("/api/mini/people/" + world.Canaries[0].Id).RefusedAsync(404, "not_found");
        await phone.PostAsJsonAsync($"/api/mini/people/{world.Canaries[0].Id}/call", new { }).RefusedAsync(404, "not_found");
        var list = await phone.GetJsonAsync("/api/mini/todos");
        Assert.Equal(["电梯坏了"], list.List("todos").Select(t => t.Text("title")!));
        var detail = (await phone.GetJsonAsync("/api/mini/todos/" + todo)).ToString();
        foreach (var word in new[] { "报事人甲", "0000", "\"" + world.Canaries[0].Name + "\"", world.Canaries[0].Tokens["现住地址"] }) Assert.DoesNotContain(word, list + detail);
        await phone.PostAsJsonAsync($"/api/mini/todos/{todo}/call", new { }).RefusedAsync(400, "no_phone");
    }

    [Fact]
    public async Task Who_handles_平安_is_said_by_the_secretary_and_counts_at_the_next_request()
    {
        var (secretary, user) = (await world.DeskAsync("06", "", ScopeWorld.Community), ScopeWorld.UserOf("07", "", ScopeWorld.Community));
        var (id, other) = street.Db.Read(tx => (tx.Value<string>("SELECT id FROM staff WHERE user_name = @p0", user), tx.Value<string>("SELECT id FROM staff WHERE user_name = 'line3'")));
        var member = await ConsoleDesk.SignInAsync(street.Address, user);
        async Task<bool> ReadsAsync(HttpClient desk) => (await desk.GetJsonAsync("/api/console/people/" + world.Canaries[0].Id)).ToString().Contains("重点人群");
        Assert.False(await ReadsAsync(member));
        foreach (var (desk, staff, lines, code) in new[] { (member, id, "平安", "bad_staff"), (secretary, other, "平安", "bad_staff"), (secretary, id, "随便", "bad_line"),
            (await world.DeskAsync("10", "", ScopeWorld.Grid), id, "平安", "bad_staff") })
            await desk.PutAsJsonAsync("/api/console/settings/lines", new { staffId = staff, lines = new[] { lines } }).RefusedAsync(400, code);
        foreach (var lines in new string[][] { ["平安", "民政"], [] })
        {
            await (await secretary.PutAsJsonAsync("/api/console/settings/lines", new { staffId = id, lines })).JsonAsync();
            await member.GetAsync("/api/console/people").RefusedAsync(401, "sign_in_needed");
            member = await ConsoleDesk.SignInAsync(street.Address, user);
            Assert.Equal(lines.Length > 0, await ReadsAsync(member));
        }
        Assert.Equal(2, street.Db.Read(tx => tx.Count<int>("SELECT COUNT(*) FROM entries WHERE kind = 'staff' AND subject_id = @id", new { id = long.Parse(id!) })));
    }

    [Theory, MemberData(nameof(Readers))]
    public async Task A_list_of_重点人群_is_for_few_and_a_small_count_for_nobody_else(string post, string lines)
    {
        var who = rights.Single(r => r.Post == post && r.Lines == lines);
        var desk = await world.DeskAsync(post, lines, ScopeWorld.Community);
        foreach (var (division, few) in new[] { (ScopeWorld.Community, true), ("", true) })
        {
            var preview = await desk.GetJsonAsync("/api/console/tables/X2/preview?division=" + division);
            Assert.Equal(who.Key, preview.List("rows").Count > 0);
            Assert.Equal(who.Key || !few, preview.Text("total") is not null);
        }
        Assert.Equal(who.Key ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await desk.GetAsync("/api/console/tables/X2/file")).StatusCode);
        Assert.Equal(who.Key ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await desk.GetAsync("/api/console/scenarios/watched/preview")).StatusCode);
        Assert.Equal(who.Key, (await desk.GetJsonAsync("/api/console/scenarios")).EnumerateArray().Any(s => s.Text("name") == "watched"));
        await desk.PostAsJsonAsync("/api/console/questions/count", new { condition = new { field = "重点人群", op = "filled" } }).RefusedAsync(who.Changes ? 400 : 403, who.Changes ? "field_hidden" : "forbidden");
        Assert.False(FieldRights.MayAsk(new(post, lines), Fields.Find("重点人群")!)); // in no free query, whoever asks
    }

    [Fact]
    public async Task Sixty_four_users_at_once_get_what_each_gets_alone()
    {
        var users = rights.SelectMany(r => ScopeWorld.Divisions.Select(d => (r.Post, r.Lines, Division: d))).Take(64).ToList();
        Assert.Equal(64, users.Count);
        string[] urls = ["/api/console/people?size=50&q=" + Uri.EscapeDataString("王"), $"/api/console/people/{world.Canaries[4].Id}", "/api/console/registry/summary", "/api/console/tables/X1/preview", "/api/console/todos"];
        var desks = await Task.WhenAll(users.Select(u => world.DeskAsync(u.Post, u.Lines, u.Division)));
        var alone = new List<string[]>();
        foreach (var desk in desks) alone.Add(await Task.WhenAll(urls.Select(async url => await TextAsync(await desk.GetAsync(url)))));
        var together = await Task.WhenAll(desks.Select(async (desk, i) =>
            await Task.WhenAll(urls.Select((_, k) => urls[(k + i) % urls.Length]).Select(async url => (url, Text: await TextAsync(await desk.GetAsync(url)))))));
        for (var i = 0; i < desks.Length; i++)
            foreach (var (url, text) in together[i]) Assert.True(alone[i][Array.IndexOf(urls, url)] == text, $"{users[i]} got something else at {url}");
        Assert.All(new[] { 0, 2 }, i => Assert.True(alone.Select(a => a[i]).Distinct().Count() >= ScopeWorld.Divisions.Length - 1));
    }

    string Fill(string look, Canary of) => new (string Name, object? Value)[]
    {
        ("id", of.Id), ("name", Uri.EscapeDataString(of.Name)), ("number", of.Number), ("phone", of.Phone), ("tail", of.Phone[^4..]),
        ("place", Uri.EscapeDataString(of.Mark + "雀")), ("division", of.Living), ("case", of.Case),
        ("a-house", of.Things.Ids["house"]), ("a-organisation", of.Things.Ids["organisation"]), ("a-place", of.Things.Ids["place"]),
        ("run", world.RunOfTown),
        ("list", world.List),
        ("import", world.Import),
        ("form", world.Form),
        ("trace", world.Trace), ("subject", of.Id), ("report", world.Reports["X1"]), ("draft", world.Reports["X4"]), ("counts", world.Reports["X3"]),
        ("return", world.Return),
        ("claim", of.Claim), ("paid-list", world.PaidList), ("own-form", world.OwnForm), ("event", world.Event),
        ("one", world.Canaries[0].Id),
    }.Aggregate(look, (filled, word) => filled.Replace($"{{{word.Name}}}", $"{word.Value}"));

    /// <summary>What can be read of an answer; of a workbook its sheet.</summary>
    static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return bytes is [(byte)'P', (byte)'K', ..] ? Sheets(new MemoryStream(bytes)) : Trace().Replace(Encoding.UTF8.GetString(bytes), "");
    }

    static string Sheets(Stream file)
    {
        using var zip = new ZipArchive(file);
        return string.Concat(zip.Entries.Select(entry =>
        {
            using var part = entry.Open();
            if (entry.Name.EndsWith(".xlsx", StringComparison.Ordinal)) return Sheets(part); // workbooks in a .zip
            return entry.FullName == "xl/worksheets/sheet1.xml" ? new StreamReader(part).ReadToEnd() : "";
        }));
    }

    [GeneratedRegex(":(?:long|int)")]
    private static partial Regex Constraint();

    [GeneratedRegex("\\{\\w+\\}")]
    private static partial Regex Unfilled();

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex Trace();
}
