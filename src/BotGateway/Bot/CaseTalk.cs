using OneTable.Services.Addresses;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.HandOvers;
using OneTable.Services.Notices;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Bot;

/// <summary>What a resident reports, and what they say to its result: solved or not, and a mark.</summary>
public sealed class CaseTalk(Reports reports, AskingProgress progress, CaseVoice voice, CaseDesk desk, HandOverDesk handOvers,
    Conversations conversations, ResidentBook residents, StaffList staff, DivisionTree divisions, AddressBook addresses) : ITalk
{
    /// <summary>Whatever comes next is what happened, in however few words.</summary>
    public string Begin(Heard heard, string? with = null)
    {
        conversations.Set(heard.Tx, heard.Openid, new(Talk.Gathering, heard.Now.State == Talk.Gathering ? heard.Draft : new Draft()));
        return Texts.Of("bot/report/ask_what");
    }

    public string? GoOn(Heard heard) => heard.Now.State switch
    {
        Talk.Rate when heard.Digit is >= 1 and <= 3 and var mark => Rate(heard, mark),
        Talk.Asked when heard.Digit is 1 or 2 => Answer(heard, heard.Digit == 1),
        // Asked what happened, or whether somebody should come, people answer in one word.
        Talk.Gathering when heard.Meaning == Meaning.Unclear && heard.Words.Length > 1 => Problem(heard),
        Talk.Gathering when heard.Meaning == Meaning.Thanks && heard.Draft.Photos > 0 => // 够了回“好”
            reports.Open(heard, CaseKind.Complaint, Texts.Of("bot/report/only_photo")) + "\n" + Texts.Of("bot/report/ask_what"),
        _ => null,
    };

    /// <summary>What the words mean by themselves, where they are about a case.</summary>
    public string Said(Heard heard) => heard.Meaning switch
    {
        Meaning.Mark => Rate(heard, MarkOf(heard.Read.Detail)),
        Meaning.Solved or Meaning.NotSolved => Answer(heard, heard.Meaning == Meaning.Solved),
        Meaning.Cancel => Cancel(heard),
        Meaning.CallMe => CallMe(heard),
        Meaning.Thanks => Texts.Of("bot/done/closed"),
        // A voice that reports something, or says nothing readable, goes with the case: the worker listens to it.
        _ when heard.Voice is { } media => reports.Voice(heard.Tx, heard.Resident, heard.Openid, heard.Now, media, heard.Words),
        Meaning.Question => reports.Open(heard, CaseKind.Consultation, heard.Words),
        Meaning.Problem => Problem(heard),
        _ => Texts.Of("bot/errors/picture"),
    };

    public string Greet(Tx tx, string openid, bool first)
    {
        if (!first) return Texts.Of("bot/greeting/again");
        var own = residents.CommunityOf(tx, openid) is { } code ? divisions.Find(code) : null;
        var at = own ?? divisions.All.First(d => d.Level == 3);
        return Texts.Of("bot/greeting/first", ("community", at.Name), ("tel", at.Phone ?? ""));
    }

    /// <summary>The number to call first of all, and a case that rings; who speaks of dying has a person to speak to at once.</summary>
    public string Urgent(Heard heard)
    {
        if (heard.Voice is { } media) reports.KeepVoice(heard.Tx, heard.Openid, media);
        var (danger, number) = (heard.Read.Detail, Texts.Of("bot/urgent/" + heard.Read.Detail, ("gas_tel", "95777")));
        var said = number + "\n" + reports.Open(heard, CaseKind.Help, heard.Words, urgent: true);
        if (Opened(heard) is not { } case_) return said;
        if (danger != "suicide") return danger is "gas" or "medical" or "violence" && Unplaced(case_) ? said + "\n" + Texts.Of("bot/urgent/where") : said;
        handOvers.Attach(heard.Tx, case_, heard.Openid, Experts.Anybody, urgent: true);
        return number + "\n" + reports.About(heard.Tx, "bot/urgent/called", case_) + "\n" + Texts.Of("bot/human/stay");
    }

    /// <summary>Whom nobody can call is told so.</summary>
    string CallMe(Heard heard)
    {
        var said = reports.Open(heard, CaseKind.Help, Texts.Of("bot/human/call_me"));
        return Opened(heard) is { } case_ ? reports.About(heard.Tx, residents.Callable(heard.Tx, heard.Resident) is not null ? "bot/human/will_call" : "bot/human/no_number", case_) : said;
    }

    bool Unplaced(Case case_) => divisions.Find(case_.DivisionCode)?.Level != Division.Grid;

    Case? Opened(Heard heard) =>
        conversations.Get(heard.Tx, heard.Openid).Draft.CaseNumber is { } number ? CaseList.OfResident(heard.Tx, heard.Resident, number) : null;

    /// <summary>
    /// Words in the half hour after a case add to it where they only name its missing place (another trouble is another case) or a number to call,
    /// or where it was a voice or photo alone.
    /// </summary>
    string Problem(Heard heard)
    {
        var (tx, words) = (heard.Tx, heard.Words);
        if (heard.Voice is { } media) return reports.Voice(tx, heard.Resident, heard.Openid, heard.Now, media, words);
        if (Reports.Current(tx, heard.Resident, heard.Now) is not { } case_) return reports.Open(heard, CaseKind.Complaint, words);
        if (Scrubber.OwnPhone(words) is { } phone)
        {
            desk.KeepPhone(tx, case_, phone);
            return reports.About(tx, "bot/human/number_kept", desk.Add(tx, case_, words));
        }
        var community = divisions.Community(case_.DivisionCode)?.Code;
        if (case_.Lat is null && case_.DivisionCode == community && words.Length <= 16 && (!Triage.IsTrouble(words) || words.Contains(case_.Content)) && addresses.Solve(words, community) is { } match)
            return reports.About(tx, "bot/report/added_place", desk.Add(tx, case_, place: match.Text));
        if (case_.Content == Texts.Of("bot/report/voice_title") || case_.Content == Texts.Of("bot/report/only_photo"))
            return reports.About(tx, "bot/report/added_words", desk.Add(tx, case_, words));
        return reports.Open(heard, CaseKind.Complaint, words);
    }

    string Answer(Heard heard, bool solved)
    {
        var tx = heard.Tx;
        var case_ = Asked(heard, c => c.CanAnswer);
        if (case_ is null) return NothingToAnswer(heard, solved);
        voice.Answer(tx, case_, solved);
        conversations.Set(tx, heard.Openid, new(solved ? Talk.Rate : Talk.Idle, new Draft { CaseNumber = case_.Number }));
        if (solved) return Texts.Of("bot/done/ask_mark");
        var given = staff.Find(tx, CaseList.OfResident(tx, heard.Resident, case_.Number)!.StaffId);
        return Texts.Of("bot/done/reopen", ("worker", given?.Surname + given?.PostText));
    }

    /// <summary>A second tap on the same answer, a change of mind, or an answer to what is not done yet: never a dead end.</summary>
    string NothingToAnswer(Heard heard, bool solved)
    {
        if (solved && heard.Now.State == Talk.Rate) return Texts.Of("bot/done/ask_mark");
        var over = !solved && CaseList.OfResident(heard.Tx, heard.Resident, 10) is { Count: > 0 } cases && cases.All(c => c.IsOver);
        return over ? Texts.Of("bot/done/over") : progress.Begin(heard);
    }

    /// <summary>"Never mind" goes to who has the case: only a person takes a report back.</summary>
    string Cancel(Heard heard) => Asked(heard, c => !c.IsOver && c.State != CaseState.Closed) is { } case_
        ? reports.About(heard.Tx, "bot/report/added_words", desk.Add(heard.Tx, case_, heard.Words)) : Texts.Of("bot/done/closed");

    string Rate(Heard heard, int mark)
    {
        if (Asked(heard, c => c.CanRate) is { } case_) voice.Rate(heard.Tx, case_, mark);
        conversations.Set(heard.Tx, heard.Openid, new(Talk.Idle, new Draft()));
        return Texts.Of("bot/done/closed");
    }

    static Case? Asked(Heard heard, Func<Case, bool> waits) =>
        heard.Draft.CaseNumber is { } number && CaseList.OfResident(heard.Tx, heard.Resident, number) is { } asked && waits(asked)
            ? asked : CaseList.OfResident(heard.Tx, heard.Resident, 10).FirstOrDefault(waits);

    static int MarkOf(string words) => words.Contains('不') || words == "3" ? 3 : words.Contains("一般") || words == "2" ? 2 : 1;
}
