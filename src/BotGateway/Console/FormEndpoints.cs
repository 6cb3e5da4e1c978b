using Microsoft.AspNetCore.Mvc;
using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry.Import;
using OneTable.Services.Sheets;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Forms;
using OneTable.Services.Tables.Overlap;

namespace OneTable.BotGateway.Console;

/// <param name="Target">The label of a field, a part of an address or 序号; null: leave it empty.</param>
public sealed record FormColumnRequest(int Sheet, int Column, string? Target);

/// <param name="Date">The cut-off day on which ages are told; today where it is left out.</param>
/// <param name="Clean">Without colours (干净版).</param>
public sealed record FormCardRequest(string? Person, string? Date, bool Clean);

/// <summary>交一张表来: a department's own form is taken in, what it asks is shown and corrected.</summary>
static class FormEndpoints
{
    const int NameMax = 200;

    public static void MapForms(this RouteGroupBuilder console)
    {
        console.MapGet("/tables/forms", (Viewer viewer, int? page, int? size, Database db, FieldCatalog fields) => db.Read(tx =>
        {
            var list = KeptForm.List(tx, viewer.Scope, Paging.PageOf(page), Paging.SizeOf(size));
            return new Listing<object>(list.Total, [.. list.Items.Select(f => View(f, viewer, fields))]);
        }));
        console.MapPost("/tables/forms", TakeAsync).RequireRateLimiting("writes").WithMetadata(new RequestSizeLimitAttribute(SheetFile.BytesMax + 1));
        console.MapGet("/tables/forms/targets", (Viewer viewer, FieldCatalog fields) =>
            fields.All.Where(f => !f.IsKey && f.IsVisibleTo(viewer.Reader)).Select(f => new { f.Label, Group = f.Subject == Subject.Person ? f.Group : f.Subject.Word })
                .Concat(FormHeadings.Specials.Select(s => new { Label = s, Group = "序号和地址" })));
        console.MapGet("/tables/forms/{id:long}", (Viewer viewer, long id, Database db, FieldCatalog fields) => db.Read(tx => KeptForm.Find(tx, viewer.Scope, id)) is { } form
            ? Results.Ok(View(form, viewer, fields)) : Problems.NotFound());
        console.MapPut("/tables/forms/{id:long}/columns", async (Viewer viewer, long id, FormColumnRequest request, Database db, FormDesk desk, FieldCatalog fields) =>
            View(await desk.CorrectAsync(Require(viewer, db, id), request.Sheet, request.Column, request.Target is { Length: > 0 } target ? target : null, viewer.Reader, viewer.Name), viewer, fields));
        console.MapPost("/tables/forms/{id:long}/card", CardAsync);
        console.MapGet("/tables/overlap", (Viewer viewer, bool? forms, OverlapDesk desk) =>
            OverlapReport.Of([.. desk.OfTemplates([]), .. forms == true ? desk.OfForms(viewer.Scope) : []]));
    }

    /// <summary>A form of one person, filled.</summary>
    static async Task<IResult> CardAsync(Viewer viewer, long id, FormCardRequest request, Database db, StaffList staff, FormCard card, TimeProvider time)
    {
        FieldRights.MustExport(viewer.Reader);
        var kept = Require(viewer, db, id);
        var member = db.Read(tx => staff.Find(tx, viewer.StaffId))!;
        if (!long.TryParse(request.Person, out var person) || await card.MakeAsync(kept, person, Days.Of(request.Date, time), member, request.Clean) is not { } made) return Problems.NotFound();
        return Results.File(made.Bytes, made.MediaType, made.FileName);
    }

    /// <summary>The form of the viewer's division, for whoever may work with it.</summary>
    public static KeptForm Require(Viewer viewer, Database db, long id)
    {
        viewer.MustManage("网格员不能交表，请找社区社工。");
        return db.Read(tx => KeptForm.Find(tx, viewer.Scope, id)) ?? throw new Refusal("not_found", "没有这张表。");
    }

    /// <summary>Samples are values of people: for who may work with such a form, and of what their post may read.</summary>
    static bool ShowsSamples(FormColumn column, Viewer viewer, FieldCatalog fields) =>
        ImportDesk.MayImport(viewer.Reader) && fields.Find(column.Target ?? column.Heading)?.IsVisibleTo(viewer.Reader) != false;

    static object View(KeptForm kept, Viewer viewer, FieldCatalog fields)
    {
        var form = kept.Form;
        return new
        {
            kept.Id, kept.FileName, kept.Kind, kept.DivisionCode, kept.CreatedAt, HasFile = kept.FileKey is not null, OfOnePerson = form.IsOfOnePerson, form.Notes,
            Columns = form.Columns.Count(), Known = form.Columns.Count(c => c.Accepted), Asked = form.Columns.Count(c => !c.Accepted),
            Sheets = form.Sheets.Select(s => new
            {
                s.Index, s.Name, s.Title, Subject = Subject.Of(s.Subject)!.Word, s.HeaderFirst, s.HeaderLast, s.BodyFirst, s.BodyLast, s.Names,
                Columns = s.Columns.Select(c => new { c.Index, c.Letter, c.Heading, Above = c.Levels.SkipLast(1), c.Target, c.How, c.Accepted, Samples = ShowsSamples(c, viewer, fields) ? c.Samples : [] }),
                Furniture = s.Furniture.Select(f => f.Means).Distinct(),
            }),
        };
    }

    /// <summary>The body is the file itself.</summary>
    static async Task<object> TakeAsync(Viewer viewer, string? name, string? division, HttpRequest request, FormDesk desk, FieldCatalog fields, CancellationToken gone)
    {
        viewer.MustManage("网格员不能交表，请找社区社工。");
        if (name is not { Length: > 0 and <= NameMax }) throw new Refusal("bad_name", "文件名要有，最多200个字。");
        return View(await desk.TakeAsync(request.Body, Path.GetFileName(name), viewer.Within(division), viewer.StaffId, viewer.Reader, gone), viewer, fields);
    }
}
