using OneTable.OutboundCall.WeChat;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Files;
using OneTable.Services.HandOvers;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Http;

public record WorkerView(string Surname, string Post);
/// <param name="Download">A voice as it was sent, where it cannot be heard here; Why says so.</param>
/// <param name="TakenAt">When a photo says that it was taken, and in which grid; for workers.</param>
public record PhotoView(string Id, string? Url, string Role, string Kind, string State, string? Why, string? Download = null, long? TakenAt = null, string? TakenIn = null, string? Checked = null);
public record StepView(long At, string Text, string Kind);

public record CaseSummary(
    string Number, string Kind, string KindText, string Title, string State, string StateText, long OpenedAt, long DueAt, bool Late, bool Urgent,
    WorkerView? Worker, bool CanAnswer, bool CanRate, string? ForName = null);

public sealed record CaseDetail : CaseSummary
{
    public CaseDetail(CaseSummary summary) : base(summary) { }

    public required string Content { get; init; }
    public string? Place { get; init; }
    public double? Lat { get; init; }
    public double? Lon { get; init; }
    /// <summary>The community's published number; a worker's own is never shown (F13).</summary>
    public string? Landline { get; init; }
    public string? Partner { get; init; }
    public long? PartnerDueAt { get; init; }
    public string? Result { get; init; }
    public required IReadOnlyList<PhotoView> Photos { get; init; }
    public required IReadOnlyList<StepView> Progress { get; init; }
    public bool? Solved { get; init; }
    public int? Rating { get; init; }
    public long Reopened { get; init; }
    public string? ServiceId { get; init; }
    public required string Source { get; init; }
    /// <summary>What workers read where the words are not for other eyes, or not yet.</summary>
    public string? Checked { get; init; }
    /// <summary>Only workers read why a case came to whom.</summary>
    public string? AssignedWhy { get; init; }
}

/// <summary>Cases as both clients show them.</summary>
public sealed class CaseViews(StaffList staff, DivisionTree divisions, PhotoLinks links, TimeProvider time)
{
    /// <summary>A list, with one look for all its workers.</summary>
    public IReadOnlyList<CaseSummary> Summaries(Tx tx, IReadOnlyList<Case> cases)
    {
        var workers = staff.Find(tx, cases.Select(c => c.StaffId));
        return [.. cases.Select(c => Summary(c, workers.GetValueOrDefault(c.StaffId)))];
    }

    public CaseSummary Summary(Case c, StaffMember? worker) => new(
        c.Number, c.Kind, CaseKind.Text(c.Kind), c.Title, c.State, CaseState.Text(c.State), c.OpenedAt, c.DueAt,
        c.State is not (CaseState.Closed or CaseState.Done) && c.DueAt < time.UnixMs(), c.Urgent == 1,
        worker is null ? null : new(worker.Surname, worker.PostText), c.CanAnswer, c.CanRate, c.ForName);

    /// <param name="reader">Of the staff, null for the resident.</param>
    /// <param name="forOthers">Whoever only looks on sees neither words nor photos that nobody has passed.</param>
    public CaseDetail Detail(Tx tx, Case c, Reader? reader = null, bool forOthers = false)
    {
        var (words, photos) = ContentReview.Of(tx, c.Id);
        if (forOthers && !ContentReview.MayShow(words)) c = Blanked(c);
        return Detail(tx, c, reader, forOthers, photos) with { Checked = reader is null ? null : ContentReview.Mark(words) };
    }

    const string NotYetSeen = "（内容待审）";

    /// <summary>A list for those who only look on: words that nobody has passed are not in its titles either.</summary>
    public static IReadOnlyList<Case> ForOthers(Tx tx, IReadOnlyList<Case> cases)
    {
        var unseen = ContentReview.Unseen(tx, [.. cases.Select(c => c.Id)]);
        return [.. cases.Select(c => unseen.Contains(c.Id) ? Blanked(c) : c)];
    }

    /// <summary>What happened: without a talk that is not this reader's to read, and without the resident's words where they are not for other eyes.</summary>
    public static IReadOnlyList<CaseEvent> Events(Tx tx, Case c, Reader? reader, bool forOthers = false)
    {
        IEnumerable<CaseEvent> events = CaseEvents.Of(tx, c.Id, forResident: reader is null);
        if (HandOver.HiddenFrom(tx, c.Id, reader) is not null) events = events.Where(e => !HandOver.Said(e));
        if (forOthers && ContentReview.Unseen(tx, [c.Id]).Count > 0) events = events.Select(e => e.Kind is "words" or "opened" ? e with { Text = NotYetSeen } : e);
        return [.. events];
    }

    static Case Blanked(Case c) => c with { Title = NotYetSeen, Content = NotYetSeen };

    CaseDetail Detail(Tx tx, Case c, Reader? reader, bool forOthers, IReadOnlyDictionary<long, string> checkedPhotos) => new(Summary(c, staff.Find(tx, c.StaffId)))
    {
        Content = c.Content, Place = c.Place, Lat = c.Lat, Lon = c.Lon, Landline = divisions.Community(c.DivisionCode)?.Phone,
        Partner = c.Partner, PartnerDueAt = c.PartnerDueAt, Result = c.Result, Reopened = c.Reopened, ServiceId = c.ServiceId,
        Solved = c.Solved is { } solved ? solved == 1 : null, Rating = c.Rating is { } mark ? int.Parse(mark) : null,
        Source = CaseSource.Text(c.Source), AssignedWhy = reader is null ? null : c.AssignedWhy,
        Photos = Photos(tx, c, reader, forOthers, checkedPhotos),
        Progress = [.. Events(tx, c, reader, forOthers).Select(e => new StepView(e.At, e.Text, e.Kind))],
    };

    List<PhotoView> Photos(Tx tx, Case c, Reader? reader, bool forOthers, IReadOnlyDictionary<long, string> states)
    {
        var hidden = HandOver.HiddenFrom(tx, c.Id, reader);
        return [.. CaseList.Files(tx, c.Id).Where(f => hidden is null || f.Role != "report" || f.SentAt < hidden.OpenedAt).Select(f => Photo(f, reader is not null, forOthers, states))];
    }

    PhotoView Photo(CaseFile f, bool forWorker, bool forOthers, IReadOnlyDictionary<long, string> states)
    {
        var (photo, state) = (View(f), f.FileId is { } id ? states.GetValueOrDefault(id) : null);
        if (!forWorker || f.FileId is null) return photo;
        // Voices and films are not checked: they are for the worker alone.
        if (forOthers && f.Role == "report" && (f.Kind != "image" || !ContentReview.MayShow(state))) return photo with { Url = null, Download = null, Why = NotYetSeen };
        return photo with
        {
            Checked = ContentReview.Mark(state), TakenAt = f.TakenAt,
            TakenIn = f is { Lat: { } lat, Lon: { } lon } ? divisions.GridAt(lat, lon) is { } grid ? divisions.FullName(grid.Code) : "本街道以外" : null,
        };
    }

    /// <summary>How far a case is, for whoever holds a link to it: who has it, until when, what was done; nothing that the resident wrote or sent.</summary>
    public object Progress(Tx tx, Case c)
    {
        var summary = Summary(c, staff.Find(tx, c.StaffId));
        return new
        {
            summary.Number, summary.KindText, summary.StateText, summary.State, summary.OpenedAt, summary.DueAt, summary.Worker, Landline = divisions.Community(c.DivisionCode)?.Phone,
            Progress = CaseEvents.Of(tx, c.Id, forResident: true).Where(e => e.Kind is "accepted" or "contacted" or "partner" or "closed" or "done" or "assigned").Select(e => new StepView(e.At, e.Text, e.Kind)),
        };
    }

    /// <summary>A voice is heard by its copy; where there is none it can be fetched as it was sent.</summary>
    PhotoView View(CaseFile f)
    {
        var shown = new PhotoView(f.Id.ToString(), f.FileId is { } id ? links.To(id) : null, f.Role, f.Kind, f.State, f.Why);
        if (f.MediaType is not (MediaTypes.Amr or MediaTypes.Speex)) return shown;
        if (f.HeardAs is > 0) return shown with { Url = links.To(f.HeardAs.Value), Download = shown.Url };
        var why = f.HeardAs is null && f.MediaType == MediaTypes.Amr && VoiceCopies.Program is not null ? "语音正在转换，过几秒再打开。"
            : VoiceCopies.Program is null ? "这里没装语音转换（ffmpeg），请下载后听。" : "这段语音转换不了，请下载后听。";
        return shown with { Url = null, Download = shown.Url, Why = why };
    }
}
