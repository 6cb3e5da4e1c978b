using System.Text.RegularExpressions;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.HandOvers;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Bot;

/// <summary>Asks what it is about and puts the resident through; from then on words go to the person until either side ends it.</summary>
public sealed partial class AskingAPerson(HandOverDesk desk, Conversations conversations, StaffList staff, DivisionTree divisions,
    Fetches fetches) : ITalk
{
    static readonly IReadOnlyList<string> labels = [.. Experts.All.Select(e => e.Name)];

    public string Begin(Heard heard, string? with = null)
    {
        if (Experts.Find(with) is { } field) return Through(heard, field);
        if (HandOver.OfResident(heard.Tx, heard.Resident) is { } running) return Through(heard, Experts.Find(running.Talk.Field) ?? Experts.Anybody);
        conversations.Set(heard.Tx, heard.Openid, new(Talk.Field, heard.Draft with { Offered = null, Misunderstood = 0 }));
        return Question(heard);
    }

    public string Question(Heard heard) => Texts.Of("bot/human/ask_field") + "\n" + Numbered.Lines(labels) + "\n" + Texts.Of("bot/menu/back");

    public string? GoOn(Heard heard)
    {
        if (heard.Now.State == Talk.Person) return Pass(heard);
        if (heard.Chosen(labels) is { } chosen) return Through(heard, Experts.All[chosen]);
        if (heard.Meaning is not (Meaning.Problem or Meaning.Question or Meaning.Unclear) || Triage.IsTrouble(heard.Words)) return null;
        return Experts.Said(heard.Words) is { } field ? Through(heard, field, heard.Words) : null;
    }

    /// <summary>A photo, a voice or a place for the person.</summary>
    public string Sent(Tx tx, long resident, string openid, Conversation now, string kind, string? media, string? label = null)
    {
        if (CaseOf(tx, resident, now.Draft) is not { } case_) return Texts.Of("bot/errors/picture");
        if (media is not null) fetches.Add(tx, openid, case_.Id, kind, media);
        desk.Say(tx, case_, kind switch { "voice" => "〔发来一段语音〕", "location" => $"〔发来位置：{label}〕", "image" => "〔发来一张照片〕", _ => "〔发来一段视频〕" });
        return Passed(tx, case_);
    }

    static Case? CaseOf(Tx tx, long resident, Draft draft) => draft.CaseNumber is { } number ? CaseList.OfResident(tx, resident, number) : null;

    string? Pass(Heard heard)
    {
        if (heard.Meaning is Meaning.Stop or Meaning.Resume || CaseOf(heard.Tx, heard.Resident, heard.Draft) is not { } case_) return null;
        // Who is in danger is not let go by a 再见 or a slip of the thumb.
        if (case_.Urgent == 1 ? ToBot().IsMatch(heard.Words) : heard.IsBack || Ends().IsMatch(heard.Words))
        {
            desk.End(heard.Tx, case_, HandOver.ByResident);
            return Texts.Of("bot/human/ended", ("no", case_.Number)) + "\n" + Texts.Of("bot/menu/main");
        }
        if (heard.Voice is { } voice) fetches.Add(heard.Tx, heard.Openid, case_.Id, "voice", voice);
        desk.Say(heard.Tx, case_, heard.Words);
        return Passed(heard.Tx, case_);
    }

    /// <summary>Only until the person has spoken: then nobody talks in between.</summary>
    string Passed(Tx tx, Case case_) => HandOver.Of(tx, case_.Id) is { AnsweredAt: not null } ? ""
        : case_.Urgent == 1 ? Texts.Of("bot/human/stay") : Texts.Of("bot/human/passed", ("worker", Worker(tx, case_)));

    string Through(Heard heard, Expert field, string? words = null)
    {
        var (talk, case_) = desk.Open(heard.Tx, heard.Resident, heard.Openid, field, words ?? Texts.Of("bot/human/title", ("field", field.Name)));
        if (talk.AnsweredAt is not null) return Texts.Of("bot/human/still", ("worker", Worker(heard.Tx, case_)));
        var community = divisions.Community(case_.DivisionCode);
        var soon = talk.DueAt - heard.Tx.Now <= 3600_000;
        return Texts.Of(soon ? "bot/human/wait" : field.Line is null ? "bot/human/off" : "bot/human/expert",
            ("worker", Worker(heard.Tx, case_)), ("minutes", $"{Math.Max(1, (talk.DueAt - heard.Tx.Now + 59_999) / 60_000)}"), ("field", field.Name),
            ("when", $"{BeijingTime.Of(talk.DueAt):M月d日HH:mm}"), ("duty", community?.DutyPhone ?? community?.Phone ?? ""))
            + "\n" + Texts.Of("bot/human/tell", ("no", case_.Number));
    }

    string Worker(Tx tx, Case case_) => staff.Find(tx, case_.StaffId) is { } worker ? HandOverDesk.Called(worker) : "社区";

    [GeneratedRegex("^转?回?(到)?(机器人|小助手)[。！!~]*$")]
    private static partial Regex ToBot();

    [GeneratedRegex("^(转?回?(到)?(机器人|小助手)|结束(对话|聊天|了)?|不聊了|先这样(吧)?|不用了|退出|再见|没事了)[。！!~]*$")]
    private static partial Regex Ends();
}
