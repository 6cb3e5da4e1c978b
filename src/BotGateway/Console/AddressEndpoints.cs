using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Addresses;
using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.BotGateway.Console;

public sealed record EstateChange(string? Community, string? From, string? To);
public sealed record NameDraft(string? Name, string? Kind, string? Community, string? GridCode, string? Estate, string? Building, string? AddressId);
public sealed record Lesson(string? Text, string? Community, string? GridCode, string? AddressId);

/// <summary>地址库: the tree of addresses of the viewer's division, other names, corrections, and a box to try a text.</summary>
static class AddressEndpoints
{
    const string OnlyLook = "网格员可以看地址库，改动请找社区。";

    public static void MapAddresses(this RouteGroupBuilder console)
    {
        var addresses = console.MapGroup("/addresses");
        addresses.MapGet("/estates", (Viewer viewer, string? division, AddressLibrary library) => library.Estates(viewer.Within(division)));
        addresses.MapGet("/buildings", (Viewer viewer, string? division, string? estate, AddressLibrary library) =>
            library.Buildings(viewer.Within(division), estate ?? ""));
        addresses.MapGet("/rooms", (Viewer viewer, string? division, string? estate, string? building, AddressLibrary library) =>
            library.Rooms(viewer.Within(division), estate ?? "", building ?? ""));
        addresses.MapGet("/names", (Viewer viewer, string? division, AddressNames names) => names.All(viewer.Within(division)).Select(n => new
        {
            n.Id, n.Name, n.Kind, KindText = AddressNames.KindText(n.Kind), n.Community, n.Target, n.Source, n.Actor, n.CreatedAt,
        }));
        addresses.MapGet("/try", Try);
        addresses.MapPost("/buildings", AddAsync);
        addresses.MapPost("/estates/rename", RenameAsync);
        addresses.MapPost("/names", NameAsync);
        addresses.MapPost("/learn", LearnAsync);
        addresses.MapDelete("/names/{id}", RemoveAsync);
    }

    static object Try(Viewer viewer, string? text, string? community, AddressBook book, DivisionTree divisions)
    {
        if (text is { Length: > AddressParts.LengthMax }) throw new Refusal("too_long", "写得太长了，只写地址就行。");
        var reading = book.Read(text, viewer.Within(community).Code);
        // What lies in another division is said to be there, not shown.
        var shown = new[] { reading.Match }.Concat(reading.Candidates).OfType<AddressMatch>().Where(m => viewer.Scope.Contains(m.GridCode)).ToList();
        var (parts, match) = (reading.Parts, reading.Match);
        return new
        {
            Understood = new { reading.Estate, parts.Building, parts.Unit, parts.Room },
            Match = match is not null && shown.Contains(match) ? View(match) : null,
            Candidates = shown.Where(m => m != match).Select(View),
            Elsewhere = match is not null && !shown.Contains(match),
        };

        object View(AddressMatch m) => new
        {
            AddressId = m.AddressId?.ToString(), m.GridCode, Grid = divisions.FullName(m.GridCode), m.Text, m.Why, Confidence = Math.Round(m.Confidence, 2),
            IsGrid = divisions.Find(m.GridCode)?.Level == Division.Grid,
        };
    }

    static async Task<object> AddAsync(Viewer viewer, NewBuildings plan, Database db, AddressLibrary library)
    {
        viewer.MustManage(OnlyLook);
        viewer.Within(plan.GridCode);
        return new { Added = await db.WriteAsync(tx => library.Add(tx, plan)) };
    }

    static async Task<IResult> RenameAsync(Viewer viewer, EstateChange change, Database db, AddressLibrary library)
    {
        viewer.MustManage(OnlyLook);
        var community = viewer.Within(change.Community).Code;
        return await db.WriteAsync(tx => library.Rename(tx, community, change.From ?? "", change.To ?? "", viewer.Name)) ? Results.NoContent() : Problems.NotFound();
    }

    static async Task<IResult> NameAsync(Viewer viewer, NameDraft draft, Database db, AddressNames names)
    {
        viewer.MustManage(OnlyLook);
        if (draft.Kind is not (AddressNames.Alias or AddressNames.OldName or AddressNames.Landmark)) throw new Refusal("bad_kind", "种类只能是别名、旧名或地点。");
        var target = Target(viewer, draft.Community, draft.GridCode, draft.Estate, draft.Building, draft.AddressId);
        await db.WriteAsync(tx => names.Name(tx, draft.Name ?? "", draft.Kind, target, "地址库", viewer.Name));
        return Results.NoContent();
    }

    /// <summary>"It is here": somebody picks the right place for a text.</summary>
    static async Task<object> LearnAsync(Viewer viewer, Lesson lesson, Database db, AddressNames names)
    {
        viewer.MustManage(OnlyLook);
        var target = Target(viewer, lesson.Community, lesson.GridCode, null, null, lesson.AddressId);
        return new { Learned = await db.WriteAsync(tx => names.Learn(tx, lesson.Text ?? "", target, "地址库", viewer.Name)) };
    }

    static async Task<IResult> RemoveAsync(Viewer viewer, string id, Database db, AddressNames names)
    {
        viewer.MustManage(OnlyLook);
        return long.TryParse(id, out var number) && await db.WriteAsync(tx => names.Remove(tx, viewer.Scope, number, viewer.Name)) ? Results.NoContent() : Problems.NotFound();
    }

    static AddressTarget Target(Viewer viewer, string? community, string? grid, string? estate, string? building, string? address)
    {
        if (grid is { Length: > 0 }) viewer.Within(grid);
        if (address is { Length: > 0 } && !long.TryParse(address, out _)) throw new Refusal("bad_target", "没有找到它指的地方。");
        return new(viewer.Within(community).Code, Set(grid), Set(estate), Set(building), address is { Length: > 0 } ? long.Parse(address) : null);
    }

    static string? Set(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
