using OneTable.Services.Addresses;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Bot;

/// <summary>What a text leads to: a new case, the progress of the old ones, the answer to "solved?", a mark, or a greeting.</summary>
public sealed class CaseTalk(Reports reports, CaseVoice voice, CaseDesk desk, Conversations conversations, ResidentBook residents, StaffList staff,
    DivisionTree divisions, AddressBook addresses)
{
    public string Said(Tx tx, long resident, string openid, Conversation now, string words)
    {
        if (Scrubber.HasIdentityNumber(words)) return SawNumber(tx, resident, openid, now, Scrubber.Scrub(words));
        var (meaning, detail) = Triage.Read(words);
        if (meaning == Meaning.Mark || now.State == Talk.Rate && detail is "1" or "2" or "3") return Rate(tx, resident, openid, now, MarkOf(detail));
        if (now.State == Talk.Asked && detail is "1" or "2") meaning = detail == "1" ? Meaning.Solved : Meaning.NotSolved;
        // Asked what happened, or whether somebody should come, people answer in one word.
        if (now.State == Talk.Gathering && meaning == Meaning.Unclear && words.Trim().Length > 1) meaning = Meaning.Problem;
        if (meaning == Meaning.Thanks && now.Draft.Misunderstood > 1) (meaning, detail) = (Meaning.Menu, "5");
        return meaning switch
        {
            Meaning.Solved or Meaning.NotSolved => Answer(tx, resident, openid, now, meaning == Meaning.Solved),
            Meaning.Greeting => Greet(tx, openid, first: false),
            Meaning.Thanks when now is { State: Talk.Gathering, Draft.Photos: > 0 } => // 够了回“好”
                reports.Open(tx, resident, openid, now, CaseKind.Complaint, Texts.Of("bot/report/only_photo")) + "\n" + Texts.Of("bot/report/ask_what"),
            Meaning.Thanks => Texts.Of("bot/done/closed"),
            Meaning.Cancel => Cancel(tx, resident, now, words),
            Meaning.CaseNumber => CaseList.OfResident(tx, resident, detail) is { } case_ ? Line(tx, case_) : Texts.Of("bot/errors/not_found"),
            Meaning.Menu => Menu(tx, resident, openid, now, detail),
            Meaning.Urgent => Urgent(tx, resident, openid, now, detail, words),
            Meaning.Question => reports.Open(tx, resident, openid, now, CaseKind.Consultation, words),
            Meaning.Problem => Problem(tx, resident, openid, now, words),
            Meaning.Picture => Texts.Of("bot/errors/picture"),
            _ => NotUnderstood(tx, openid, now),
        };
    }

    /// <summary>A voice whose words the platform gives is as good as typed; where it reports something, or says nothing readable, it goes with the case.</summary>
    public string Spoken(Tx tx, long resident, string openid, Conversation now, string? mediaId, string? recognised)
    {
        if (string.IsNullOrWhiteSpace(recognised)) return reports.Voice(tx, resident, openid, now, mediaId, null);
        var meaning = Triage.Read(recognised).Meaning;
        if (meaning is Meaning.Problem or Meaning.Question or Meaning.Unclear or Meaning.Picture)
            return reports.Voice(tx, resident, openid, now, mediaId, recognised);
        if (meaning == Meaning.Urgent) reports.KeepVoice(tx, openid, mediaId);
        return Said(tx, resident, openid, now, recognised);
    }

    /// <summary>The number is hidden, and what else was said is not lost with it.</summary>
    string SawNumber(Tx tx, long resident, string openid, Conversation now, string scrubbed) => Texts.Of("bot/bind/saw_id")
        + (Triage.IsTrouble(scrubbed) || Triage.Read(scrubbed).Meaning == Meaning.Urgent ? "\n" + Said(tx, resident, openid, now, scrubbed) : "");

    public string Greet(Tx tx, string openid, bool first)
    {
        if (!first) return Texts.Of("bot/greeting/again");
        var own = residents.CommunityOf(tx, openid) is { } code ? divisions.Find(code) : null;
        var at = own ?? divisions.All.First(d => d.Level == 3);
        return Texts.Of("bot/greeting/first", ("community", at.Name), ("tel", at.Phone ?? ""));
    }

    /// <summary>Words in the half hour after a case add to it where they only name its missing place, or where it was a voice or photo alone.</summary>
    string Problem(Tx tx, long resident, string openid, Conversation now, string words)
    {
        if (Reports.Current(tx, resident, now) is not { } case_) return reports.Open(tx, resident, openid, now, CaseKind.Complaint, words);
        var community = divisions.Community(case_.DivisionCode)?.Code;
        if (case_.Lat is null && case_.DivisionCode == community && words.Length <= 16 && addresses.Solve(words, community) is { } match)
            return reports.About(tx, "bot/report/added_place", desk.Add(tx, case_, place: match.Text));
        if (case_.Content == Texts.Of("bot/report/voice_title") || case_.Content == Texts.Of("bot/report/only_photo"))
            return reports.About(tx, "bot/report/added_words", desk.Add(tx, case_, words));
        return reports.Open(tx, resident, openid, now, CaseKind.Complaint, words);
    }

    string Urgent(Tx tx, long resident, string openid, Conversation now, string key, string words) =>
        Texts.Of("bot/urgent/" + key, ("gas_tel", "95777")) + "\n" + reports.Open(tx, resident, openid, now, CaseKind.Help, words, urgent: true);

    string Answer(Tx tx, long resident, string openid, Conversation now, bool solved)
    {
        var case_ = Asked(tx, resident, now, c => c.CanAnswer);
        if (case_ is null) return NothingToAnswer(tx, resident, now, solved);
        voice.Answer(tx, case_, solved);
        conversations.Set(tx, openid, new(solved ? Talk.Rate : Talk.Idle, new Draft { CaseNumber = case_.Number }));
        if (solved) return Texts.Of("bot/done/ask_mark");
        var given = staff.Find(tx, CaseList.OfResident(tx, resident, case_.Number)!.StaffId);
        return Texts.Of("bot/done/reopen", ("worker", given?.Surname + given?.PostText));
    }

    /// <summary>A second tap on the same answer, a change of mind, or an answer to what is not done yet: never a dead end.</summary>
    string NothingToAnswer(Tx tx, long resident, Conversation now, bool solved)
    {
        if (solved && now.State == Talk.Rate) return Texts.Of("bot/done/ask_mark");
        return !solved && CaseList.OfResident(tx, resident, 10) is { Count: > 0 } cases && cases.All(c => c.IsOver) ? Texts.Of("bot/done/over") : Progress(tx, resident);
    }

    /// <summary>"Never mind" goes to who has the case: only a person takes a report back.</summary>
    string Cancel(Tx tx, long resident, Conversation now, string words) =>
        Asked(tx, resident, now, c => !c.IsOver && c.State != CaseState.Closed) is { } case_
            ? reports.About(tx, "bot/report/added_words", desk.Add(tx, case_, words)) : Texts.Of("bot/done/closed");

    string Rate(Tx tx, long resident, string openid, Conversation now, int mark)
    {
        if (Asked(tx, resident, now, c => c.CanRate) is { } case_) voice.Rate(tx, case_, mark);
        conversations.Set(tx, openid, new(Talk.Idle, new Draft()));
        return Texts.Of("bot/done/closed");
    }

    static Case? Asked(Tx tx, long resident, Conversation now, Func<Case, bool> waits) =>
        now.Draft.CaseNumber is { } number && CaseList.OfResident(tx, resident, number) is { } asked && waits(asked)
            ? asked : CaseList.OfResident(tx, resident, 10).FirstOrDefault(waits);

    string Progress(Tx tx, long resident)
    {
        const int linesMax = 3;
        var cases = CaseList.OfResident(tx, resident, 10);
        var open = cases.Where(c => !c.IsOver).Take(linesMax).ToList();
        if (open.Count == 0) open = [.. cases.Take(1)];
        return open.Count == 0 ? Texts.Of("bot/progress/none") : string.Join("\n\n", open.Select(c => Line(tx, c)));
    }

    string Line(Tx tx, Case case_)
    {
        var worker = staff.Find(tx, case_.StaffId);
        var state = case_.State == CaseState.Partner
            ? $"转{case_.Partner}办理，{BeijingTime.Of(case_.PartnerDueAt ?? case_.DueAt):M月d日}前"
            : CaseState.Text(case_.State);
        return Texts.Of("bot/progress/line", ("no", case_.Number), ("title", case_.Title), ("state", state),
            ("worker", worker?.Surname + worker?.PostText), ("due", $"{BeijingTime.Of(case_.DueAt):M月d日HH:mm}"))
            + (case_.Result is { } result && case_.ClosedAt is not null ? "\n结果：" + result : "")
            + (case_.CanAnswer ? "\n1 解决了　2 没解决" : "");
    }

    string Menu(Tx tx, long resident, string openid, Conversation now, string digit)
    {
        if (digit == "1" && now.Draft.Misunderstood > 1 || digit == "5")
            return reports.Open(tx, resident, openid, now, CaseKind.Help, "居民想找人说话");
        return digit switch
        {
            "1" => Listen(tx, openid, now),
            "2" => Texts.Of("bot/benefit/need_bind"),
            "3" => Texts.Of("bot/apply/photo_page"),
            _ => Progress(tx, resident),
        };
    }

    /// <summary>Whatever comes next is what happened, in however few words.</summary>
    string Listen(Tx tx, string openid, Conversation now)
    {
        conversations.Set(tx, openid, new(Talk.Gathering, now.State == Talk.Gathering ? now.Draft : new Draft()));
        return Texts.Of("bot/report/ask_what");
    }

    string NotUnderstood(Tx tx, string openid, Conversation now)
    {
        var times = now.Draft.Misunderstood + 1;
        conversations.Set(tx, openid, now with { Draft = now.Draft with { Misunderstood = times } });
        return Texts.Of(times > 1 ? "bot/errors/twice" : "bot/errors/not_understood");
    }

    static int MarkOf(string words) => words.Contains('不') || words == "3" ? 3 : words.Contains("一般") || words == "2" ? 2 : 1;
}
