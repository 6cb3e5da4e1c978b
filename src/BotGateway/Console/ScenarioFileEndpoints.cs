using System.Text;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Notices;
using OneTable.Services.Scenarios;
using OneTable.Services.Scenarios.Publishing;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record ScenarioText(string? Name, string? Body, int BasedOn = 0, int Revision = 0);
public sealed record FormText(string? Body, FormParts? Form);
public sealed record NewScenario(string? Name, string? From);
public sealed record PublishRequest(int Revision);
public sealed record SwitchRequest(bool On, string? Reason);

/// <summary>The files behind 智慧场景: everybody reads them, with all versions; who looks after the dictionary edits and publishes them.</summary>
static class ScenarioFileEndpoints
{
    public static void MapScenarioFiles(this RouteGroupBuilder console)
    {
        ((IEndpointRouteBuilder)console).ServiceProvider.GetRequiredService<ScenarioFigures>();
        console.MapGet("/scenarios/files", Files);
        console.MapPost("/scenarios/files", NewAsync);
        console.MapPost("/scenarios/check", (Viewer viewer, ScenarioText text, FileCheck check, Database db) =>
        {
            MustEdit(viewer);
            return Found(db.Read(tx => check.Check(tx, text.Name ?? "new", Short(text.Body))));
        });
        console.MapPost("/scenarios/form", (Viewer viewer, ScenarioText text) =>
        {
            MustEdit(viewer);
            return ScenarioForm.Read(Short(text.Body));
        });
        console.MapPut("/scenarios/form", (Viewer viewer, FormText text) =>
        {
            MustEdit(viewer);
            return new { Body = ScenarioForm.Write(Short(text.Body), text.Form ?? new()) };
        });
        console.MapGet("/scenarios/{name}", One);
        console.MapGet("/scenarios/{name}/versions/{version:int}", (string name, int version, Database db) =>
            db.Read(tx => Contents.Find(tx, ScenarioList.Kind, name, version)) is { } one
                ? Results.Ok(new { one.Version, one.Actor, one.CreatedAt, one.Body }) : Problems.NotFound());
        console.MapGet("/scenarios/{name}/file", (string name, int? version, Database db) =>
            db.Read(tx => version is { } v ? Contents.Find(tx, ScenarioList.Kind, name, v) : Contents.Find(tx, ScenarioList.Kind, name)) is { } one
                ? Results.File(Encoding.UTF8.GetBytes(one.Body), "application/yaml; charset=utf-8", $"{name}.yaml") : Problems.NotFound());
        console.MapGet("/scenarios/{name}/diff", Diff);
        console.MapGet("/scenarios/{name}/compare", Compare);
        console.MapGet("/scenarios/{name}/draft", (Viewer viewer, string name, Database db, FileCheck check) =>
        {
            MustEdit(viewer);
            return db.Read(tx => ScenarioDraft.Find(tx, name) is { } draft ? Results.Ok(View(draft, check.Check(tx, name, draft.Body))) : Problems.NotFound());
        });
        console.MapPut("/scenarios/{name}/draft", async (Viewer viewer, string name, ScenarioText text, PublishingDesk desk, FileCheck check, Database db) =>
        {
            MustEdit(viewer);
            if (db.Read(tx => Contents.Find(tx, ScenarioList.Kind, name) is null && ScenarioDraft.Find(tx, name) is null)) return Problems.NotFound();
            var draft = await desk.SaveAsync(name, text.Body ?? "", text.BasedOn, text.Revision, viewer.Name);
            return Results.Ok(View(draft, db.Read(tx => check.Check(tx, name, draft.Body))));
        });
        console.MapDelete("/scenarios/{name}/draft", async (Viewer viewer, string name, PublishingDesk desk) =>
        {
            MustEdit(viewer);
            await desk.DropAsync(name);
            return Results.NoContent();
        });
        console.MapPost("/scenarios/{name}/publish", async (Viewer viewer, string name, PublishRequest request, PublishingDesk desk) =>
        {
            MustEdit(viewer);
            return await desk.PublishAsync(name, request.Revision, viewer.Name) is { } version ? Results.Ok(new { version }) : Problems.NotFound();
        });
        console.MapPost("/scenarios/{name}/versions/{version:int}/take-up", async (Viewer viewer, string name, int version, PublishingDesk desk) =>
        {
            MustEdit(viewer);
            return await desk.TakeUpAsync(name, version, viewer.Name) is { } draft ? Results.Ok(new { draft.Revision, draft.BasedOn }) : Problems.NotFound();
        });
        console.MapPost("/scenarios/{name}/switch", async (Viewer viewer, string name, SwitchRequest request, Database db) =>
        {
            MustEdit(viewer);
            if (db.Read(tx => Contents.Find(tx, ScenarioList.Kind, name)) is null) return Problems.NotFound();
            await db.WriteAsync(tx => ScenarioSwitch.Set(tx, name, request.On, request.Reason, viewer.Name));
            return Results.NoContent();
        });
    }

    static string Short(string? body) => body is { Length: > PublishingDesk.BytesMax } ? throw new Refusal("too_big", "文件太大了。") : body ?? "";

    static object Files(Viewer viewer, Database db, ScenarioList list) => db.Read(tx =>
    {
        var (off, drafts, files) = (ScenarioSwitch.Off(tx), ScenarioDraft.All(tx).ToDictionary(d => d.Name), list.Files(tx));
        var mayEdit = MayEdit(viewer);
        return new
        {
            MayEdit = mayEdit,
            Templates = mayEdit ? PublishingDesk.Templates(tx) : [],
            Files = files.Select(f => new
            {
                f.Content.Name, f.Scenario?.File.Id, Title = f.Scenario?.Title ?? f.Content.Name, Group = f.Scenario is { } s ? ScenarioView.Group(s) : null,
                Law = f.Scenario?.File.Law?.Number, Sample = f.Scenario?.File.Sample ?? false, When = f.Scenario?.Moment.Sentence(), f.Content.Version,
                Broken = f.Why, Off = off.GetValueOrDefault(f.Content.Name), Draft = mayEdit ? drafts.GetValueOrDefault(f.Content.Name)?.Actor : null,
            }),
            Unpublished = mayEdit ? drafts.Values.Where(d => files.All(f => f.Content.Name != d.Name)).Select(d => new { d.Name, d.Actor, d.UpdatedAt }) : [],
        };
    });

    static IResult One(Viewer viewer, string name, Database db, ScenarioList list, FieldCatalog fields) => db.Read(tx =>
    {
        var draft = MayEdit(viewer) ? ScenarioDraft.Find(tx, name) : null;
        var file = list.Files(tx).FirstOrDefault(f => f.Content.Name == name);
        if (file is null && draft is null) return Problems.NotFound();
        return Results.Ok(new
        {
            Name = name, MayEdit = MayEdit(viewer), Version = file?.Content.Version ?? 0, Broken = file?.Why is { } why ? FileProblem.Of(why) : null, file?.Content.Body,
            Scenario = file?.Scenario is { } scenario ? ScenarioView.Of(scenario, list.All(tx), db.Time.Today()) : null,
            Cases = file?.Scenario is { } read ? GoldenCases.Run(read, fields) : [],
            Versions = Contents.History(tx, ScenarioList.Kind, name).Select(c => new { c.Version, c.Actor, c.CreatedAt, Readable = list.Read(c).Why is null }),
            Switches = ScenarioSwitch.History(tx, name), Draft = draft is null ? null : new { draft.Actor, draft.UpdatedAt, draft.BasedOn, draft.Revision },
        });
    });

    static IResult Diff(Viewer viewer, string name, string before, string after, Database db) => db.Read(tx =>
        Text(tx, viewer, name, before) is { } old && Text(tx, viewer, name, after) is { } now ? Results.Ok(LineDiff.Of(old, now)) : Problems.NotFound());

    /// <summary>before and after are numbers of versions, draft, or 0 for nothing.</summary>
    static IResult Compare(Viewer viewer, string name, string before, string after, string? beforeDay, string? afterDay, ComparedKind? kind, int? page, int? size,
        Database db, ScenarioList list, ComparisonDesk desk, TimeProvider time)
    {
        if (Side(before, beforeDay) is not { } old || Side(after, afterDay) is not { } now) return Problems.NotFound();
        var take = Paging.SizeOf(size);
        return Results.Ok(desk.Compare(old, now, viewer.Scope, viewer.Reader, kind ?? ComparedKind.Added, (Paging.PageOf(page) - 1) * take, take));

        Compared? Side(string which, string? day) => db.Read(tx =>
        {
            if (which == "0") return new Compared("还没有", null, Days.Of(day, time));
            if (Text(tx, viewer, name, which) is not { } body) return null;
            var read = list.ReadAnew(Content.Of(ScenarioList.Kind, name, body));
            var label = which == "draft" ? "草稿" : $"第{which}版";
            return read.Scenario is { } scenario ? new Compared(label, scenario, Days.Of(day, time), which == "draft") : throw new Refusal("content_invalid", $"{label}读不懂：{read.Why}");
        });
    }

    static string? Text(Tx tx, Viewer viewer, string name, string which) => which == "draft"
        ? MayEdit(viewer) ? ScenarioDraft.Find(tx, name)?.Body : null
        : int.TryParse(which, out var version) ? Contents.Find(tx, ScenarioList.Kind, name, version)?.Body : null;

    static async Task<IResult> NewAsync(Viewer viewer, NewScenario request, PublishingDesk desk, Database db)
    {
        MustEdit(viewer);
        var body = db.Read(tx => PublishingDesk.TextOf(tx, request.From ?? "")) ?? throw new Refusal("not_found", "没有这个样板，请另选一个。");
        var draft = await desk.NewAsync(request.Name ?? "", body, viewer.Name);
        return Results.Ok(new { draft.Name, draft.Revision });
    }

    static object View(ScenarioDraft draft, CheckedFile found) => new { draft.Body, draft.BasedOn, draft.Revision, draft.Actor, draft.UpdatedAt, Found = Found(found) };

    static object Found(CheckedFile found) => new { found.Problems, found.Cases, found.Obstacle, found.Scenario?.Title, found.Scenario?.Sentence };

    /// <summary>One set of scenarios for the whole district: who looks after the dictionary looks after them.</summary>
    static bool MayEdit(Viewer viewer) => viewer.Post is Posts.Platform or Posts.StreetCentre;

    static void MustEdit(Viewer viewer)
    {
        if (!MayEdit(viewer)) throw new Refusal("forbidden", "场景由区平台管理员和街道协同中心维护，请把要改的告诉他们。");
    }
}
