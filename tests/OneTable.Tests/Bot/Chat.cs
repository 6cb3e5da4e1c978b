using System.Globalization;
using System.Text.RegularExpressions;
using OneTable.Services.HandOvers;
using OneTable.Tests.Approvals;

namespace OneTable.Tests.Bot;

/// <summary>
/// Plays a *.chat file. A line is "who: what":
/// 居民 (says, or [photo] [video] [voice] [voice its words] [place 30.55,114.36 label] [follow] [scan 420199001002] [menu menu:report]), 机器人 (the reply to it, empty
/// where a person answers), 收到 (a message that comes later), 归 (the user name of the worker who has the case), 因为 (why), 办结 (that worker closes it), 状态 (the
/// case's state), 附件 (how many photos it has), 回话 (user name, and what that worker says in the talk), 结束对话 (user name), 对话里有 (user name, and a line that worker
/// reads), 静默 (so many minutes go by), 是 (who the resident is from now on: a new person's name and birth day, and the level by which they are
/// known), 可打 (the number that the worker who has the case is given to call).
/// In what the bot says * is anything and {no} is the number of the case, the same wherever it stands; a line without "who:" continues.
/// </summary>
sealed partial class Chat(Street street, Phone phone)
{
    readonly Dictionary<string, string> names = [];
    string reply = "";

    public async Task PlayAsync(string text)
    {
        foreach (var (who, what) in Lines(text))
        {
            switch (who)
            {
                case "居民": reply = await SayAsync(Filled(what)); break;
                case "机器人": Fits(what, reply); break;
                case "收到": await ReceiveAsync(what); break;
                case "归": Assert.Equal(what, Work.WorkerOf(street, names["no"])); break;
                case "因为": Fits(what, Of("assigned_why")); break;
                case "状态": Assert.Equal(what, Of("state")); break;
                case "附件": Assert.Equal(what, Files().ToString()); break;
                case "回话": await TalkAsync(what.Split(' ')[0], "", new { key = Guid.NewGuid().ToString("N"), words = what.Split(' ', 2)[1] }); break;
                case "结束对话": await TalkAsync(what, "/end", new { }); break;
                case "对话里有": await ReadsAsync(what.Split(' ')[0], what.Split(' ', 2)[1]); break;
                case "静默": await PassAsync(int.Parse(what, CultureInfo.InvariantCulture)); break;
                case "可打": Assert.Equal(what, await NumberAsync()); break;
                case "是": await BindAsync(what); break;
                case "办结": await Work.CloseAsync(street, names["no"], what); break;
                default: Assert.Fail("nobody is called " + who); break;
            }
        }
    }

    static IEnumerable<(string Who, string What)> Lines(string text)
    {
        (string Who, string What)? now = null;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (Speaker().Match(line) is not { Success: true } said)
            {
                now = (now!.Value.Who, now.Value.What + "\n" + line);
                continue;
            }
            if (now is { } before) yield return before;
            now = (said.Groups[1].Value, said.Groups[2].Value);
        }
        if (now is { } last) yield return last;
    }

    Task<string> SayAsync(string what)
    {
        if (!Sent().IsMatch(what)) return phone.SayAsync(what);
        var parts = what.Trim('[', ']').Split(' ', 3);
        return parts[0] switch
        {
            "photo" => phone.SendPhotoAsync(),
            "video" => phone.PushAsync(new { openid = phone.Openid, type = "video" }),
            "voice" => phone.SendVoiceAsync(parts.ElementAtOrDefault(1)),
            "follow" => phone.FollowAsync(),
            "menu" => phone.PushAsync(new { openid = phone.Openid, type = "click", key = parts[1] }),
            "scan" => phone.PushAsync(new { openid = phone.Openid, type = "subscribe", key = parts[1] }),
            "place" => PlaceAsync(parts[1].Split(','), parts.ElementAtOrDefault(2) ?? ""),
            _ => throw new ArgumentException(what),
        };
    }

    Task<string> PlaceAsync(string[] at, string label) =>
        phone.SendPlaceAsync(double.Parse(at[0], CultureInfo.InvariantCulture), double.Parse(at[1], CultureInfo.InvariantCulture), label);

    async Task ReceiveAsync(string pattern)
    {
        var regex = Pattern(pattern);
        var found = await Wait.ForAsync(async () => (await phone.MessagesAsync()).LastOrDefault(m => regex.IsMatch(m)), $"“{pattern}” on the phone");
        Take(regex.Match(found));
    }

    async Task TalkAsync(string user, string verb, object body)
    {
        var (worker, url) = await Work.FindAsync(street, names["no"]);
        Assert.Equal(user, Work.WorkerOf(street, names["no"]));
        await worker.PostAsync(url + "/talk" + verb, body);
    }

    async Task ReadsAsync(string user, string line)
    {
        var (worker, url) = await Work.FindAsync(street, names["no"]);
        Assert.Equal(user, Work.WorkerOf(street, names["no"]));
        Assert.Contains(line, (await worker.GetJsonAsync(url + "/talk")).List("lines").Select(l => l.Text("text")));
    }

    /// <summary>The clock of this resident's conversation goes back, and what runs every minute runs.</summary>
    Task PassAsync(int minutes) => street.Db.WriteAsync(tx =>
    {
        var ms = minutes * 60_000L;
        tx.Run("UPDATE conversations SET changed_at = changed_at - @p1, sweep_at = sweep_at - @p1 WHERE openid = @p0", phone.Openid, ms);
        tx.Run("UPDATE hand_overs SET said_at = said_at - @p1 WHERE case_id IN (SELECT c.id FROM cases c JOIN residents r ON r.id = c.resident_id WHERE r.mp_openid = @p0)", phone.Openid, ms);
        return street.Get<HandOverDesk>().Sweep(tx);
    });

    async Task<string?> NumberAsync()
    {
        var (worker, url) = await Work.FindAsync(street, names["no"]);
        return (await worker.PostAsync(url + "/call", new { })).Text("phone");
    }

    async Task BindAsync(string who)
    {
        var parts = who.Split(' ');
        var person = await Claiming.ElderAsync(street, parts[0], parts[1]);
        await street.Db.WriteAsync(tx => tx.Run("UPDATE residents SET person_id = @p1, level = @p2 WHERE mp_openid = @p0", phone.Openid, person, int.Parse(parts[2], CultureInfo.InvariantCulture)));
    }

    long Files() => street.Db.Read(tx => tx.Value<long>("SELECT COUNT(*) FROM case_files f JOIN cases c ON c.id = f.case_id WHERE c.number = @p0", names["no"]));

    string Of(string column) => street.Db.Read(tx => tx.Value<string>($"SELECT {column} FROM cases WHERE number = @p0", names["no"]))!;

    void Fits(string pattern, string said)
    {
        Assert.DoesNotContain("批准", said); // only who may approve says so (F24)
        var match = Pattern(pattern).Match(said);
        Assert.True(match.Success, $"expected: {pattern}\nbut it says: {said}");
        Take(match);
    }

    void Take(Match match)
    {
        foreach (var group in match.Groups.Cast<Group>().Where(g => g.Success && !char.IsAsciiDigit(g.Name[0]))) names[group.Name] = group.Value;
    }

    string Filled(string text) => Placeholder().Replace(text, m => names[m.Groups[1].Value]);

    Regex Pattern(string pattern) => new("^" + Placeholder().Replace(Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\{", "{"),
        m => names.TryGetValue(m.Groups[1].Value, out var known) ? Regex.Escape(known) : $"(?<{m.Groups[1].Value}>[A-Z]{{2}}[0-9]{{10}})") + "$", RegexOptions.Singleline);

    [GeneratedRegex("^(居民|机器人|收到|归|因为|状态|办结|附件|回话|结束对话|对话里有|静默|是|可打)[:：] ?(.*)$")]
    private static partial Regex Speaker();

    [GeneratedRegex(@"^\[[a-z]+[ \]]")]
    private static partial Regex Sent();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
