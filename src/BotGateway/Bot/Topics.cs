using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.HandOvers;
using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.Bot;

/// <summary>
/// Which conversation a message belongs to: an emergency before all else, then the one whose question is open, then what the words mean by
/// themselves. The two tables below are the whole of it.
/// </summary>
public sealed class Topics
{
    readonly Dictionary<string, ITalk> byKey, byState;
    readonly ITalk[] byDigit;
    readonly CaseTalk cases;
    readonly AskingProgress progress;
    readonly Applying applying;
    readonly AskingAPerson person;
    readonly Stopping stopping;
    readonly TakingBack takingBack;
    readonly Reports reports;
    readonly Conversations conversations;
    readonly ResidentBook residents;

    public Topics(CaseTalk cases, AskingProgress progress, AskingWhatICanGet chances, Applying applying, AskingAPerson person, Stopping stopping,
        TakingBack takingBack, Reports reports, Conversations conversations, ResidentBook residents)
    {
        (this.cases, this.progress, this.applying, this.person, this.stopping, this.takingBack) = (cases, progress, applying, person, stopping, takingBack);
        (this.reports, this.conversations, this.residents) = (reports, conversations, residents);
        byDigit = [cases, chances, applying, progress, person];
        byKey = new()
        {
            [MenuKeys.Report] = cases, [MenuKeys.Chances] = chances, [MenuKeys.Apply] = applying,
            [MenuKeys.Progress] = progress, [MenuKeys.Person] = person, [MenuKeys.Stop] = stopping,
        };
        byState = new()
        {
            [Talk.Gathering] = cases, [Talk.Asked] = cases, [Talk.Rate] = cases,
            [Talk.Class] = applying, [Talk.Item] = applying, [Talk.Papers] = applying, [Talk.Applied] = applying,
            [Talk.Chances] = chances, [Talk.Chance] = chances,
            [Talk.Field] = person, [Talk.Person] = person, [Talk.TakeBack] = takingBack,
        };
    }

    /// <summary>Typed, or spoken and recognised: a voice is as good as a hand. An empty answer is none: a person answers.</summary>
    public string Said(Tx tx, long resident, string openid, Conversation now, Uttered said, string? voice = null)
    {
        if (Scrubber.HasIdentityNumber(said.Words)) return SawNumber(tx, resident, openid, now, Uttered.Of(Scrubber.Scrub(said.Words)), voice);
        var heard = new Heard(tx, resident, openid, now, said, voice);
        if (heard.Meaning == Meaning.Urgent) return cases.Urgent(heard);
        if (heard.Draft.Misunderstood > 1 && heard.IsYes) return person.Begin(heard, Experts.Anybody.Id);
        var answers = heard.Digit is not null || heard.Meaning is Meaning.Unclear or Meaning.Back or Meaning.Thanks;
        if (now.Expired && answers) return Again(heard, "bot/errors/expired");
        if (!byState.TryGetValue(now.State, out var talk)) return heard.IsBack && takingBack.IsAskedFor(heard) ? takingBack.Begin(heard) : Anew(heard);
        if (talk.GoOn(heard) is { } answer) return answer;
        if (!Talk.IsChoice(now.State)) return Anew(heard);
        if (heard.Meaning is Meaning.Unclear or Meaning.Picture or Meaning.Thanks || heard.Digit is > 0) return Misread(heard, talk.Question(heard));
        return heard.Meaning == Meaning.Cancel ? Again(heard, "bot/menu/left") : Anew(heard with { Now = Leave(heard) });
    }

    /// <summary>A key of the account's menu; one of an older menu is taken for its words, where it has any.</summary>
    public string Tapped(Tx tx, long resident, string openid, Conversation now, string key)
    {
        var parts = key.Split(':', 3);
        if (parts.Length < 2 || !byKey.TryGetValue($"{parts[0]}:{parts[1]}", out var talk))
            return key.Any(c => c > '\u3000') ? Said(tx, resident, openid, now, Uttered.Of(key)) : cases.Greet(tx, openid, first: false);
        var heard = new Heard(tx, resident, openid, now, Uttered.Nothing);
        return talk.Begin(Talk.IsChoice(now.State) ? heard with { Now = Leave(heard) } : heard, parts.ElementAtOrDefault(2));
    }

    public string Voice(Tx tx, long resident, string openid, Conversation now, string? media, Uttered recognised) =>
        recognised.Words.Length > 0 ? Said(tx, resident, openid, now, recognised, media)
        : now.State == Talk.Person ? person.Sent(tx, resident, openid, now, "voice", media) : reports.Voice(tx, resident, openid, now, media, null);

    /// <summary>A photo in the middle of a question is kept for what comes of it; documents are asked for on a page (F16).</summary>
    public string Photo(Tx tx, long resident, string openid, Conversation now, string? media, string kind = "image")
    {
        if (now.State == Talk.Person) return person.Sent(tx, resident, openid, now, kind, media);
        if (!Talk.IsChoice(now.State)) return reports.Photo(tx, resident, openid, now, media, kind);
        var heard = new Heard(tx, resident, openid, now, Uttered.Nothing);
        return reports.KeepPhoto(tx, openid, now, media, kind) + "\n" + byState[now.State].Question(heard);
    }

    public string Location(Tx tx, long resident, string openid, Conversation now, double? lat, double? lon, string? label)
    {
        if (now.State == Talk.Person) return person.Sent(tx, resident, openid, now, "location", null, label);
        if (!Talk.IsChoice(now.State) || lat is null || lon is null) return reports.Location(tx, resident, openid, now, lat, lon, label);
        conversations.Set(tx, openid, now with { Draft = now.Draft with { Lat = lat, Lon = lon, Place = Scrubber.Scrub(label) } });
        return Texts.Of("bot/menu/place_kept") + "\n" + byState[now.State].Question(new Heard(tx, resident, openid, now, Uttered.Nothing));
    }

    string Anew(Heard heard) => heard.Meaning switch
    {
        Meaning.Menu => byDigit[heard.Read.Detail[0] - '1'].Begin(heard),
        Meaning.CaseNumber => progress.Of(heard, heard.Read.Detail),
        Meaning.Stop => stopping.Begin(heard),
        Meaning.Resume => stopping.Resume(heard),
        Meaning.Bind => Bind(heard),
        Meaning.Family => Texts.Of("bot/family/start"),
        Meaning.TakeBack => takingBack.Begin(heard),
        Meaning.Greeting or Meaning.Back => cases.Greet(heard.Tx, heard.Openid, first: false),
        Meaning.Unclear when heard.Voice is null => Misread(heard, null),
        Meaning.Problem or Meaning.Unclear when Applying.Named(heard.Words) is { } item => applying.Begin(heard, item.Id),
        _ => cases.Said(heard),
    };

    /// <summary>Out of the question that was open; what was sent meanwhile belongs to what comes next.</summary>
    Conversation Leave(Heard heard)
    {
        var (photos, lat, lon, place) = (heard.Draft.Photos, heard.Draft.Lat, heard.Draft.Lon, heard.Draft.Place);
        var draft = new Draft { Photos = photos, Lat = lat, Lon = lon, Place = place };
        var now = new Conversation(photos > 0 || draft.HasPlace ? Talk.Gathering : Talk.Idle, draft);
        conversations.Set(heard.Tx, heard.Openid, now);
        return now;
    }

    string Again(Heard heard, string why)
    {
        Leave(heard);
        return Texts.Of(why) + "\n" + Texts.Of("bot/menu/main");
    }

    /// <summary>The second time a person is offered.</summary>
    string Misread(Heard heard, string? question)
    {
        var times = heard.Draft.Misunderstood + 1;
        conversations.Set(heard.Tx, heard.Openid, heard.Now with { Draft = heard.Draft with { Misunderstood = times } });
        return times > 1 ? Texts.Of("bot/errors/twice")
            : question is null ? Texts.Of("bot/errors/not_understood") : Texts.Of("bot/errors/choose") + "\n" + question;
    }

    string Bind(Heard heard) => residents.Find(heard.Tx, heard.Resident) is { Level: > 0, PersonId: { } id }
        ? Texts.Of("bot/bind/known", ("name", Mask.Name(residents.NameOf(heard.Tx, id) ?? ""))) : Texts.Of("bot/bind/start");

    /// <summary>The number is hidden, and what else was said is not lost with it.</summary>
    string SawNumber(Tx tx, long resident, string openid, Conversation now, Uttered scrubbed, string? voice) => Texts.Of("bot/bind/saw_id")
        + (now.State == Talk.Person || Triage.IsTrouble(scrubbed.Words) || scrubbed.Read.Meaning == Meaning.Urgent
            ? "\n" + Said(tx, resident, openid, now, scrubbed, voice) : "");
}
