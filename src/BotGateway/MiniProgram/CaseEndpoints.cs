using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Files;
using OneTable.Services.Notices;
using OneTable.Services.Residents;

namespace OneTable.BotGateway.MiniProgram;

public sealed record Applicant(string? Name, string? Phone);
public sealed record MaterialSent(string Name, string[] Files);
public sealed record NewCase(string Key, string Kind, string? Content, string? Place, double? Lat, double? Lon, string[]? Files, string? ServiceId,
    Applicant? Applicant, MaterialSent?[]? Materials);
public sealed record SolvedAnswer(bool Solved);
public sealed record RatingGiven(int Mark);
public sealed record Words(string? Text, string[]? Files);

/// <summary>A resident's own cases; the resident stands in every query.</summary>
static class CaseEndpoints
{
    const int ContentMax = 2000, FilesMax = 9, MaterialFilesMax = 30, KeyMax = 60;

    /// <summary>A resident with more in a day is a machine, or needs a person.</summary>
    public const int PerDayMax = 50;
    const long dayMs = 24 * 3600 * 1000;

    public static void MapCases(this RouteGroupBuilder mini)
    {
        mini.MapGet("/services", () => ServiceCatalog.All.Select(View));
        mini.MapGet("/services/{id}", (string id) => ServiceCatalog.Find(id) is { } item ? Results.Ok(View(item)) : Problems.NotFound());
        mini.MapPost("/cases", Open).RequireRateLimiting("writes");
        mini.MapGet("/cases", (Caller caller, Database db, CaseViews views) =>
            db.Read(tx => views.Summaries(tx, CaseList.OfResident(tx, caller.ResidentId))));
        mini.MapGet("/cases/{number}", (string number, Caller caller, Database db, CaseViews views) =>
            db.Read(tx => CaseList.OfResident(tx, caller.ResidentId, number) is { } c ? Results.Ok(views.Detail(tx, c)) : Problems.NotFound()));
        mini.MapPost("/cases/{number}/answer", (string number, SolvedAnswer answer, Caller caller, Database db, CaseVoice voice, CaseViews views) =>
            Change(db, caller, number, views, (tx, c) => voice.Answer(tx, c, answer.Solved)));
        mini.MapPost("/cases/{number}/rating", (string number, RatingGiven rating, Caller caller, Database db, CaseVoice voice, CaseViews views) =>
            Change(db, caller, number, views, (tx, c) => voice.Rate(tx, c, rating.Mark)));
        mini.MapPost("/cases/{number}/words", (string number, Words words, Caller caller, Database db, CaseDesk desk, Uploads uploads, CaseViews views) =>
            Change(db, caller, number, views, (tx, c) => desk.Add(tx, c, Limited(words.Text), files: Owned(tx, uploads, caller, "report", words.Files))))
            .RequireRateLimiting("writes");
    }

    static Task<CaseDetail> Open(NewCase request, Caller caller, Database db, CaseDesk desk, ResidentBook residents, Uploads uploads, CaseViews views) => db.WriteAsync(tx =>
        views.Detail(tx, Bring(tx, request, caller, desk, uploads, residents.Find(tx, caller.ResidentId)?.CommunityCode, $"{caller.Owner}:{request.Key}")));

    internal static Case Bring(Tx tx, NewCase request, Caller caller, CaseDesk desk, Uploads uploads, string? community, string clientKey, string? reporter = null)
    {
        if (request.Key is not { Length: > 0 and <= KeyMax }) throw new Refusal("key_needed", "请退出这一页再进来。");
        var kind = KindOf(request.Kind);
        var service = ServiceCatalog.Find(request.ServiceId);
        if (kind == CaseKind.Application && service is null) throw new Refusal("service_needed", "请先选要办的事。");
        var content = Limited(request.Content) ?? (service is null ? null : "申请" + service.Name);
        if (string.IsNullOrWhiteSpace(content)) throw new Refusal("words_needed", "请写一句出了什么事。");
        MustBeOnEarth(request.Lat, request.Lon);
        if (CaseList.OpenedSince(tx, caller.ResidentId, tx.Now - dayMs) >= PerDayMax) throw new Refusal("too_many_today", "今天报的事太多了，急事请打社区电话。");
        var files = Owned(tx, uploads, caller, "report", request.Files);
        var materials = (request.Materials ?? [])
            .SelectMany(m => Owned(tx, uploads, caller, "material:" + Cut(Scrubber.Scrub(m?.Name), 20), m?.Files)).ToList();
        if (materials.Count > MaterialFilesMax) throw new Refusal("too_many_photos", "材料照片太多了，每样一两张就够。");
        return desk.Open(tx, new CaseDraft(kind, CaseSource.MiniProgram, content, clientKey, caller.ResidentId,
            Place: Cut(request.Place, 100), Lat: request.Lat, Lon: request.Lon, Community: community,
            ServiceId: service?.Id, PromiseDays: service?.PromiseWorkingDays, ReporterName: Cut(reporter ?? request.Applicant?.Name, 30),
            ReporterPhone: Cut(request.Applicant?.Phone, 20), Files: [.. files, .. materials], Title: service?.Name));
    }

    static Task<IResult> Change(Database db, Caller caller, string number, CaseViews views, Action<Tx, Case> change) => db.WriteAsync(tx =>
    {
        if (CaseList.OfResident(tx, caller.ResidentId, number) is not { } before) return Problems.NotFound();
        change(tx, before);
        return Results.Ok(views.Detail(tx, CaseList.OfResident(tx, caller.ResidentId, number)!));
    });

    internal static IReadOnlyList<CaseFileDraft> Owned(Tx tx, Uploads uploads, Caller caller, string role, string[]? files)
    {
        if (files?.Length > FilesMax) throw new Refusal("too_many_photos", "照片九张够了。");
        var ids = (files ?? []).Select(f => long.TryParse(f, out var id) ? id : throw new Refusal("bad_file", "有一张照片没传好，请重传。")).ToList();
        if (!uploads.OwnsAll(tx, caller.Owner, ids)) throw new Refusal("bad_file", "有一张照片没传好，请重传。");
        return [.. ids.Select(id => new CaseFileDraft(role, id))];
    }

    internal static void MustBeOnEarth(double? lat, double? lon)
    {
        if (lat is not (null or >= -90 and <= 90) || lon is not (null or >= -180 and <= 180)) throw new Refusal("bad_place", "这个位置不对，请重新选。");
    }

    internal static string? Limited(string? text) =>
        text is { Length: > ContentMax } ? throw new Refusal("too_long", $"写得太长了，{ContentMax}字以内就够。") : text?.Trim();

    internal static string? Cut(string? text, int max) => text is null ? null : Texts.Cut(text, max);


    static string KindOf(string? kind) => kind switch
    {
        "complaint" => CaseKind.Complaint,
        "application" => CaseKind.Application,
        "consultation" => CaseKind.Consultation,
        "help" => CaseKind.Help,
        _ => throw new Refusal("bad_kind", "kind must be complaint, application, consultation or help"),
    };

    static object View(ServiceItem s) => new
    {
        s.Id, s.Class, s.Name, s.Who, Days = s.PromiseWorkingDays, s.How, s.Sample, s.Varies,
        Materials = s.Materials.Select(m => new { m.Name, Held = m.HeldOk }),
    };
}
