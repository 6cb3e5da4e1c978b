using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Outbox;
using OneTable.Services.Residents;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Bot;

/// <summary>
/// Reporting a problem with photos, a place, words or a voice, in any order. Words or a voice make the case at once; what
/// came before is in it, what comes in the next half hour is added to it.
/// </summary>
public sealed class Reports(CaseDesk desk, Conversations conversations, ResidentBook residents, StaffList staff, DivisionTree divisions, Fetches fetches)
{
    const int PhotosMax = 9, SecondTapMs = 60_000, UrgentAgainMs = 5 * 60_000;
    static readonly TimeOnly LateAfter = new(15, 30);

    public string Photo(Tx tx, long resident, string openid, Conversation now, string? mediaId, string kind = "image")
    {
        if (mediaId is null) return Texts.Of("bot/errors/bad_photo");
        var case_ = Current(tx, resident, now);
        if (now.Draft.Photos >= PhotosMax) return Texts.Of("bot/errors/full");
        fetches.Add(tx, openid, case_?.Id, kind, mediaId);
        var draft = now.Draft with { Photos = now.Draft.Photos + 1 };
        conversations.Set(tx, openid, new(case_ is null ? Talk.Gathering : Talk.Reported, draft));
        return case_ is null
            ? Texts.Of("bot/report/got_" + (kind == "video" ? "video" : "photo"), ("n", draft.Photos.ToString())) + "\n" + Texts.Of("bot/report/ask_what")
            : About(tx, "bot/report/added_" + (kind == "video" ? "video" : "photo"), case_);
    }

    public string Location(Tx tx, long resident, string openid, Conversation now, double? lat, double? lon, string? label)
    {
        label = Scrubber.Scrub(label);
        if (lat is not (>= -90 and <= 90) || lon is not (>= -180 and <= 180)) return Texts.Of("bot/errors/no_place");
        if (Current(tx, resident, now) is { Lat: null } case_)
        {
            case_ = desk.Add(tx, case_, lat: lat, lon: lon, place: label);
            conversations.Set(tx, openid, now with { Draft = now.Draft with { Lat = lat, Lon = lon } });
            return About(tx, "bot/report/added_place", case_);
        }
        var draft = now.State == Talk.Gathering ? now.Draft : new Draft();
        conversations.Set(tx, openid, new(Talk.Gathering, draft with { Lat = lat, Lon = lon, Place = label }));
        return Texts.Of("bot/report/got_place", ("place", Shown(label, lat.Value, lon.Value)));
    }

    /// <summary>A voice alone makes a case: the worker listens to it (F10). People speak in pieces: the next one is added to it.</summary>
    public string Voice(Tx tx, long resident, string openid, Conversation now, string? mediaId, string? recognised)
    {
        if (mediaId is null) return Texts.Of("bot/errors/picture");
        var words = string.IsNullOrWhiteSpace(recognised) ? "" : recognised;
        var current = words.Length > 0 ? null : Current(tx, resident, now);
        KeepVoice(tx, openid, mediaId, current?.Id);
        if (current is not null) return About(tx, "bot/report/added_voice", current);
        return Open(tx, resident, openid, now, CaseKind.Complaint, words.Length > 0 ? words : Texts.Of("bot/report/voice_title"))
            + "\n" + Texts.Of("bot/report/voice_kept");
    }

    /// <summary>Goes with the next case of this person where it belongs to none yet.</summary>
    public void KeepVoice(Tx tx, string openid, string? mediaId, long? caseId = null)
    {
        if (mediaId is not null) fetches.Add(tx, openid, caseId, "voice", mediaId);
    }

    /// <summary>In the middle of another question: kept, and part of the next case of this person.</summary>
    public string KeepPhoto(Tx tx, string openid, Conversation now, string? mediaId, string kind)
    {
        if (mediaId is null) return Texts.Of("bot/errors/bad_photo");
        if (now.Draft.Photos >= PhotosMax) return Texts.Of("bot/errors/full");
        fetches.Add(tx, openid, null, kind, mediaId);
        conversations.Set(tx, openid, now with { Draft = now.Draft with { Photos = now.Draft.Photos + 1 } });
        return Texts.Of("bot/apply/photo_kept");
    }

    public string Open(Heard heard, string kind, string words, bool urgent = false) =>
        Open(heard.Tx, heard.Resident, heard.Openid, heard.Now, kind, words, urgent);

    public string Open(Tx tx, long resident, string openid, Conversation now, string kind, string words, bool urgent = false)
    {
        if (Current(tx, resident, now) is { } same && same.Kind == kind && same.Content == Scrubber.Scrub(words) && tx.Now - same.OpenedAt < SecondTapMs)
            return About(tx, "bot/report/received", same);
        if (urgent && CaseList.OfResident(tx, resident, 1) is [{ Urgent: 1, IsOver: false } ringing] && tx.Now - ringing.OpenedAt < UrgentAgainMs)
            return About(tx, "bot/report/added_words", desk.Add(tx, ringing, words)); // the duty phone rings for it already
        var draft = now.State == Talk.Gathering ? now.Draft : new Draft();
        var community = residents.Find(tx, resident)?.CommunityCode;
        var case_ = desk.Open(tx, new CaseDraft(kind, CaseSource.Account, words, ResidentId: resident, Openid: openid,
            Place: draft.Place, Lat: draft.Lat, Lon: draft.Lon, Community: community, Urgent: urgent));
        conversations.Set(tx, openid, new(Talk.Reported, draft with { CaseNumber = case_.Number, Misunderstood = 0 }));
        if (urgent) return About(tx, "bot/urgent/called", case_);
        var inGrid = divisions.Find(case_.DivisionCode)?.Level == Division.Grid;
        return About(tx, inGrid ? "bot/report/received" : "bot/report/received_duty", case_);
    }

    /// <summary>Opens the cases of those who sent photos or a place and then fell silent: no word of a citizen is lost.</summary>
    public int OpenAbandoned(Tx tx)
    {
        var opened = 0;
        foreach (var openid in conversations.Abandoned(tx))
        {
            if (conversations.TakeAbandoned(tx, openid) is not { Photos: > 0 } draft || residents.ByMpOpenid(tx, openid) is not { } resident) continue;
            Open(tx, resident.Id, openid, new(Talk.Gathering, draft), CaseKind.Complaint, Texts.Of("bot/report/only_photo"));
            opened++;
        }
        return opened;
    }

    /// <summary>The case that what comes now belongs to.</summary>
    public static Case? Current(Tx tx, long resident, Conversation now) =>
        now is { State: Talk.Reported, Draft.CaseNumber: { } number } && CaseList.OfResident(tx, resident, number) is { IsOver: false, State: not CaseState.Closed } case_
            ? case_ : null;

    /// <summary>A text of that key with the case's number, worker (surname and post) and the community's landline (F13).</summary>
    public string About(Tx tx, string key, Case case_) => About(key, case_, tx);

    public string About(string key, Case case_, Tx tx, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var worker = staff.Find(tx, case_.StaffId);
        var community = divisions.Community(case_.DivisionCode);
        return Texts.Of(key, [.. more, ("no", case_.Number), ("worker", worker?.Surname ?? ""), ("post", worker?.PostText ?? "社区"), ("when", When(tx)),
            ("tel", community?.Phone ?? ""), ("community", community?.Name ?? "社区"),
            ("place", case_.Place is { Length: > 0 } place ? place : divisions.FullName(case_.DivisionCode))]);
    }

    static string When(Tx tx)
    {
        var now = BeijingTime.Of(tx.Now);
        var today = DutyRota.IsWorkday(tx, DateOnly.FromDateTime(now.DateTime)) && TimeOnly.FromDateTime(now.DateTime) < LateAfter;
        return today ? "今天下班" : "明天中午";
    }

    static string Shown(string? label, double lat, double lon) => string.IsNullOrWhiteSpace(label) ? $"{lat:0.####}，{lon:0.####}" : label;
}
