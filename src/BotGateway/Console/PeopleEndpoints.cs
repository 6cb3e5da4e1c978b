using OneTable.BotGateway.Http;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Finding;

namespace OneTable.BotGateway.Console;

/// <summary>一键查询 and the lists of 基础库: people, houses, organisations, places.</summary>
static class PeopleEndpoints
{
    public static void MapPeople(this RouteGroupBuilder console)
    {
        console.MapGet("/people", (Viewer viewer, string? q, int? page, int? size, Finder finder) =>
            finder.Find(viewer.Scope, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size)));
    }

    public static void MapRegistry(this RouteGroupBuilder console)
    {
        console.MapGet("/registry/summary", (Viewer viewer, RegistrySummary summary) => summary.Of(viewer.Scope));
        console.MapGet("/registry/houses", (Viewer viewer, string? q, int? page, int? size, Houses houses) =>
            houses.Find(viewer.Scope, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size)));
        console.MapGet("/registry/organisations", (Viewer viewer, string? q, int? page, int? size, Organisations organisations) =>
            organisations.Find(viewer.Scope, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size)));
        console.MapGet("/registry/places", (Viewer viewer, string? q, int? page, int? size, Places places) =>
            places.Find(viewer.Scope, Paging.QueryOf(q), Paging.PageOf(page), Paging.SizeOf(size)));
    }
}
