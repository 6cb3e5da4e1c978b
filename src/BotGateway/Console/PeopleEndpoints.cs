using OneTable.BotGateway.Http;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Finding;

namespace OneTable.BotGateway.Console;

public sealed record RevealRequest(string? Field, string? Purpose);

/// <summary>一键查询 and 基础库: people, houses, organisations; masked until a purpose is named.</summary>
static class PeopleEndpoints
{
    const int RevealSeconds = 60;

    public static void MapPeople(this RouteGroupBuilder console)
    {
        console.MapGet("/people", (Viewer viewer, string? q, int? page, int? size, Finder finder) =>
            finder.Find(viewer.Scope, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size)));
        console.MapPost("/people/{id:long}/reveal", (Viewer viewer, long id, RevealRequest request, Database db, People people, FieldCatalog fields) => db.WriteAsync(tx =>
            fields.Find(request.Field ?? "") is { IsSealed: true } field && !FieldRights.MayReveal(viewer.Reader, field)
                ? Problems.Of(403, "forbidden", "这一项您这个岗位不能看全，电话请用“打电话”拨。")
            : people.Reveal(tx, viewer.Scope, viewer.StaffId, id, request.Field ?? "", request.Purpose ?? "") is { } value
                ? Results.Ok(new { value, seconds = RevealSeconds }) : Problems.NotFound()));
    }

    public static void MapRegistry(this RouteGroupBuilder console)
    {
        console.MapGet("/registry/summary", (Viewer viewer, RegistrySummary summary) => summary.Of(viewer.Scope));
        console.MapGet("/registry/houses", (Viewer viewer, string? q, int? page, int? size, Houses houses) =>
            houses.Find(viewer.Scope, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size)));
        console.MapGet("/registry/organisations", (Viewer viewer, string? q, int? page, int? size, Organisations organisations) =>
            organisations.Find(viewer.Scope, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size)));
    }
}
