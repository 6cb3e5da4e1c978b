using System.Text.Json;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Comparing;
using OneTable.Services.Registry.Import;
using OneTable.Services.Runs;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record PairAnswer(bool? Same);
public sealed record SetAct(string? Outcome, string? Template, Dictionary<string, string?>? Words, string? Matter, string? Field, string? Value);

/// <summary>名单比对: a department's list is dropped, compared with the people of the division, and acted upon.</summary>
static class ComparisonEndpoints
{
    const int HeaderMax = 128, DraftMax = 20_000;
    const string OnlyLook = "网格员不能比对名单，请找社区。";
    static readonly TimeSpan quickMax = TimeSpan.FromSeconds(1);

    public static void MapComparisons(this RouteGroupBuilder console)
    {
        var comparisons = console.MapGroup("/comparisons").AddEndpointFilter(async (context, next) =>
        {
            Viewer.Of(context.HttpContext.User)!.MustManage(OnlyLook);
            return await next(context);
        });
        comparisons.MapGet("", (Viewer viewer, int? page, int? size, Database db, StaffList staff, Comparisons desk) => db.Read(tx =>
        {
            var (total, items) = desk.List(tx, Me(tx, viewer, staff), Paging.PageOf(page), Paging.SizeOf(size));
            return new { total, items = items.Select(c => Head(tx, c)).ToList() };
        }));
        comparisons.MapGet("/choices", (FieldCatalog fields, Viewer viewer) => new
        {
            Kinds = ListKind.All, ListFile.Targets, ComparisonActs.Templates,
            Marks = fields.Person.Where(f => f is { IsTags: true, IsWritten: true } && f.CodeSet is not null && !f.IsRestricted && f.IsVisibleTo(viewer.Reader))
                .Select(f => new { f.Label, Values = f.CodeSet!.Codes
                    .Where(c => f.Label != Tag.FieldLabel || fields.Tags.Find(c.Value) is not { IsByCondition: true }).Select(c => c.Label) }),
        });
        comparisons.MapPost("/columns", LookAsync).DisableAntiforgery().WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(SheetFile.BytesMax + 64 * 1024));
        comparisons.MapPost("", BeginAsync).DisableAntiforgery().WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(SheetFile.BytesMax + 64 * 1024));
        comparisons.MapGet("/{id:long}", (Viewer viewer, long id, Database db, StaffList staff, Comparisons desk, RunLog runs) => db.Read(tx =>
            desk.Find(tx, Me(tx, viewer, staff), id) is not { } c ? Problems.NotFound() : Results.Ok(new
            {
                Comparison = Head(tx, c), Run = runs.Of(tx, Comparison.JobOf(id), c.CreatedAt), Acts = Comparisons.Acts(tx, id),
            })));
        comparisons.MapGet("/{id:long}/items", (Viewer viewer, long id, string? outcome, int? page, int? size, Database db, StaffList staff, Comparisons desk) => db.Read(tx =>
            Me(tx, viewer, staff) is var me && desk.Find(tx, me, id) is not { } c ? Problems.NotFound()
                : Results.Ok(desk.Set(tx, me, c, outcome ?? Outcome.Here, Paging.PageOf(page), Paging.SizeOf(size)))));
        comparisons.MapGet("/{id:long}/file", FileAsync);
        comparisons.MapPost("/{id:long}/items/{position:int}", (Viewer viewer, long id, int position, PairAnswer answer, Database db, StaffList staff, Comparisons desk) => db.WriteAsync(tx =>
        {
            var me = Me(tx, viewer, staff);
            if (desk.Find(tx, me, id) is not { } c) return Problems.NotFound();
            desk.Decide(tx, me, c, position, answer.Same);
            return Results.Ok(Comparisons.Counts(tx, id));
        }));
        comparisons.MapPost("/{id:long}/notices", (Viewer viewer, long id, SetAct act, ComparisonActs acts, Database db, StaffList staff, Comparisons desk) =>
            ActAsync(viewer, id, db, staff, desk, (me, c) => acts.TellAsync(me, c, act.Outcome ?? "", act.Template, act.Words)));
        comparisons.MapPost("/{id:long}/todos", (Viewer viewer, long id, SetAct act, ComparisonActs acts, Database db, StaffList staff, Comparisons desk) =>
            ActAsync(viewer, id, db, staff, desk, (me, c) => acts.VisitAsync(me, c, act.Outcome ?? "", act.Matter)));
        comparisons.MapPost("/{id:long}/marks", (Viewer viewer, long id, SetAct act, ComparisonActs acts, Database db, StaffList staff, Comparisons desk) =>
            ActAsync(viewer, id, db, staff, desk, (me, c) => acts.MarkAsync(me, c, act.Outcome ?? "", act.Field, act.Value)));
        comparisons.MapPost("/{id:long}/deaths", (Viewer viewer, long id, ComparisonActs acts, Database db, StaffList staff, Comparisons desk) =>
            ActAsync(viewer, id, db, staff, desk, acts.ProposeDeathsAsync));
        comparisons.MapDelete("/{id:long}", (Viewer viewer, long id, Database db, StaffList staff, Comparisons desk) => db.WriteAsync(tx =>
        {
            if (desk.Find(tx, Me(tx, viewer, staff), id) is null) return Problems.NotFound();
            Comparisons.Sweep(tx, id, viewer.Name);
            return Results.NoContent();
        }));
    }

    static StaffMember Me(Tx tx, Viewer viewer, StaffList staff) => staff.Find(tx, viewer.StaffId)!;

    static object Head(Tx tx, Comparison c) => new
    {
        Id = c.Id.ToString(), c.Kind, c.KindText, c.Title, c.Source, c.DataDay, c.Purpose, c.Permission, Here = c.HereText, c.FileName, c.Actor, c.Listed, c.Skipped, c.CreatedAt, c.EndedAt,
        c.KeepUntil, Swept = c.SweptAt is not null, Counts = Comparisons.Counts(tx, c.Id), Suggested = ListKind.All.FirstOrDefault(k => k.Code == c.Kind),
    };

    /// <summary>What each column of the file is taken for, to be looked at before it is compared.</summary>
    static async Task<object> LookAsync(HttpRequest request, Viewer viewer, FieldCatalog fields, Database db, LearnedHeadings learned, CancellationToken ct)
    {
        var (file, map, _) = await ReadAsync(request, ct);
        using var sheets = SheetFile.Open(file.OpenReadStream(), file.FileName);
        var list = List(sheets, map, viewer, fields, db, learned);
        return new { list.Sheet, list.Rows, Columns = list.Columns.Select(c => new { c.Heading, c.Target, c.How }) };
    }

    static async Task<IResult> BeginAsync(HttpRequest request, Viewer viewer, FieldCatalog fields, Database db, LearnedHeadings learned, ComparisonRun comparing, RunLog runs,
        IHostApplicationLifetime lifetime, ILoggerFactory logs, CancellationToken ct)
    {
        var (file, map, form) = await ReadAsync(request, ct);
        var draft = Json<ComparisonDraft>(form["draft"].ToString()) ?? throw new Refusal("words_needed", "请先写名单的来源和用途。");
        var scope = viewer.Within(form["division"].ToString());
        ComparisonRun.Ready ready;
        using (var sheets = SheetFile.Open(file.OpenReadStream(), file.FileName))
            ready = await comparing.PrepareAsync(draft, List(sheets, map, viewer, fields, db, learned),
                file.FileName, scope, viewer.Reader, viewer.StaffId, viewer.Name);
        // What is only carried along here may well be brought in by an import: nothing is learned of that.
        if (map.Count > 0) await db.WriteAsync(tx => { foreach (var (heading, target) in map.Where(m => m.Value is not (null or ListFile.Address))) LearnedHeadings.Learn(tx, viewer.DivisionCode, heading, target, viewer.Name); });
        var work = Task.Run(async () =>
        {
            try { await comparing.RunAsync(ready, lifetime.ApplicationStopping); }
            catch (Exception e) { logs.CreateLogger("OneTable.Comparing").LogError(e, "The comparison {Id} failed", ready.Id); }
        }, CancellationToken.None);
        await Task.WhenAny(work, Task.Delay(quickMax, CancellationToken.None));
        return Results.Ok(new { Id = ready.Id.ToString() });
    }

    static ListFile List(SheetFile sheets, IReadOnlyDictionary<string, string?> map, Viewer viewer, FieldCatalog fields, Database db, LearnedHeadings learned)
    {
        var (names, taught) = db.Read(tx => (PersonHeadings.Names(tx, fields, viewer.Reader), learned.Of(tx, viewer.DivisionCode)));
        return ListFile.Of(sheets, names, ("map", map), ("learned", taught));
    }

    static async Task<(IFormFile File, IReadOnlyDictionary<string, string?> Map, IFormCollection Form)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType) throw new Refusal("file_needed", "请拖一个 .xlsx、.xls 或 .csv 文件进来。");
        IFormCollection form;
        try { form = await request.ReadFormAsync(ct); }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException) { throw new Refusal("file_needed", "文件没有传完整，请再传一次。"); }
        if (form.Files.Count != 1) throw new Refusal("file_needed", "请拖一个 .xlsx、.xls 或 .csv 文件进来。");
        var map = Json<Dictionary<string, string?>>(form["map"].ToString()) ?? [];
        foreach (var (heading, target) in map)
            if (heading.Length > HeaderMax || target is not null && !ListFile.Targets.Contains(target)) throw new Refusal("bad_column", "这一列不能这样比对。");
        return (form.Files[0], map.ToDictionary(m => Headings.Plain(m.Key), m => m.Value), form);
    }

    static T? Json<T>(string text) where T : class
    {
        if (text.Length == 0) return null;
        if (text.Length > DraftMax) throw new Refusal("too_long", "写得太长了。");
        try { return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web); }
        catch (JsonException) { throw new Refusal("bad_request", "这个请求看不懂，请刷新后再试。"); }
    }

    static async Task<IResult> FileAsync(Viewer viewer, long id, string? outcome, Database db, StaffList staff, Comparisons desk, ComparisonFile files, CancellationToken gone)
    {
        FieldRights.MustExport(viewer.Reader);
        var (me, found) = db.Read(tx => Me(tx, viewer, staff) is var m ? (m, desk.Find(tx, m, id)) : default);
        if (found is not { } c) return Problems.NotFound();
        if (!Outcome.All.Contains(outcome)) throw new Refusal("bad_outcome", "没有这一类。");
        await db.WriteAsync(tx => Comparisons.Log(tx, id, me.Name, "file", outcome, Comparisons.Counts(tx, id)[outcome!]));
        return Results.Stream(stream => files.StreamAsync(stream, me, c, outcome!, gone), Services.Tables.TableSheet.MediaType, ComparisonFile.NameOf(c, outcome!));
    }

    static async Task<IResult> ActAsync(Viewer viewer, long id, Database db, StaffList staff, Comparisons desk, Func<StaffMember, Comparison, Task<ActResult>> act)
    {
        var (me, found) = db.Read(tx => Me(tx, viewer, staff) is var m ? (m, desk.Find(tx, m, id)) : default);
        return found is null ? Problems.NotFound() : Results.Ok(await act(me, found));
    }
}
