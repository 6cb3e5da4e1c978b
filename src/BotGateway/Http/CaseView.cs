using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Http;

public record WorkerView(string Surname, string Post);
public record PhotoView(string Id, string? Url, string Role, string Kind, string State, string? Why);
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

    public CaseDetail Detail(Tx tx, Case c, bool forWorker) => new(Summary(c, staff.Find(tx, c.StaffId)))
    {
        Content = c.Content, Place = c.Place, Lat = c.Lat, Lon = c.Lon, Landline = divisions.Community(c.DivisionCode)?.Phone,
        Partner = c.Partner, PartnerDueAt = c.PartnerDueAt, Result = c.Result, Reopened = c.Reopened, ServiceId = c.ServiceId,
        Solved = c.Solved is { } solved ? solved == 1 : null, Rating = c.Rating is { } mark ? int.Parse(mark) : null,
        Source = CaseSource.Text(c.Source), AssignedWhy = forWorker ? c.AssignedWhy : null,
        Photos = [.. CaseList.Files(tx, c.Id).Select(f =>
            new PhotoView(f.Id.ToString(), f.FileId is { } id ? links.To(id) : null, f.Role, f.Kind, f.State, f.Why))],
        Progress = [.. CaseEvents.Of(tx, c.Id, !forWorker).Select(e => new StepView(e.At, e.Text, e.Kind))],
    };
}

/// <summary>Links to kept photos that an &lt;img&gt; can open: signed, good for a day.</summary>
public sealed class PhotoLinks(Seal seal, TimeProvider time)
{
    static readonly long lifetimeMs = (long)TimeSpan.FromHours(24).TotalMilliseconds;

    public string To(long fileId)
    {
        // Rounded to the hour, so that the same photo keeps its address and is not loaded again at each look.
        var hour = (long)TimeSpan.FromHours(1).TotalMilliseconds;
        var until = (time.UnixMs() + lifetimeMs) / hour * hour;
        return $"/api/mini/photos/{fileId}?e={until}&s={Sign(fileId, until)}";
    }

    public bool Opens(long fileId, long until, string signature) => until > time.UnixMs()
        && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.ASCII.GetBytes(signature), System.Text.Encoding.ASCII.GetBytes(Sign(fileId, until)));

    string Sign(long fileId, long until) => seal.Sign($"photo|{fileId}|{until}");
}
