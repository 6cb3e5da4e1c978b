using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Files;

namespace OneTable.BotGateway.MiniProgram;

public sealed record Uploaded(string Id, string Url);

static class FileEndpoints
{
    const int KeyMax = 80;

    /// <summary>More photos than anybody takes of what is broken, and less than fills a disk.</summary>
    public const int PerDayMax = 200;
    const long dayMs = 24 * 3600 * 1000;

    public static void MapFiles(this RouteGroupBuilder mini)
    {
        mini.MapPost("/files", Upload).DisableAntiforgery().RequireRateLimiting("writes").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(FileStore.BytesMax + 64 * 1024));
        mini.MapGet("/files/{key}", (string key, Caller caller, Database db, Uploads uploads, PhotoLinks links) =>
            db.Read(tx => uploads.Find(tx, caller.Owner, key)) is { } id ? Results.Ok(new Uploaded(id.ToString(), links.To(id))) : Problems.NotFound());
        mini.MapGet("/photos/{id:long}", Show).AllowAnonymous();
    }

    /// <summary>A client names each file by a key of its own; a key that is known is answered without storing anything.</summary>
    static async Task<Uploaded> Upload(HttpRequest request, Caller caller, Database db, Uploads uploads, FileStore files, PhotoLinks links, CancellationToken ct)
    {
        if (!request.HasFormContentType) throw new Refusal("file_needed", "没有收到照片，请再传一次。");
        if (db.Read(tx => uploads.Since(tx, caller.Owner, tx.Now - dayMs)) >= PerDayMax) throw new Refusal("too_many_today", "今天传的照片太多了，请明天再传。");
        var form = await ReadAsync(request, ct);
        var key = form["key"].ToString();
        if (key.Length is 0 or > KeyMax || form.Files.Count == 0) throw new Refusal("file_needed", "没有收到照片，请再传一次。");
        if (db.Read(tx => uploads.Find(tx, caller.Owner, key)) is { } before) return new(before.ToString(), links.To(before));
        var bytes = new byte[form.Files[0].Length];
        await using var stream = form.Files[0].OpenReadStream();
        await stream.ReadExactlyAsync(bytes, ct);
        var file = await files.KeepAsync(bytes, ct);
        await db.WriteAsync(tx => uploads.Add(tx, caller.Owner, key, file.Id));
        return new(file.Id.ToString(), links.To(file.Id));
    }

    /// <summary>A form that is broken, cut off or of thousands of parts is the sender's fault, not ours; one too big has its own answer.</summary>
    static async Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try { return await request.ReadFormAsync(ct); }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException) { throw new Refusal("file_needed", "没有收到照片，请再传一次。"); }
    }

    /// <summary>Opened by a signed link, so that an img element can show it.</summary>
    static IResult Show(long id, long e, string s, FileStore files, PhotoLinks links, HttpResponse response)
    {
        if (!links.Opens(id, e, s) || files.Find(id) is not { } found || !File.Exists(found.Path)) return Problems.NotFound();
        response.Headers.CacheControl = "private, max-age=3600";
        return Results.File(found.Path, found.File.MediaType, enableRangeProcessing: true);
    }

}
