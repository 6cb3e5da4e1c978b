using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record SettleRequest(string? Choice, string? Value, string? Reason);
public sealed record SettleManyRequest(string? Source, string? Field, string? Suggested, string? Choice, string?[]? Ids);

/// <summary>核对: sources that disagree, settled one at a time or many, and undone again.</summary>
static class TruthEndpoints
{
    const int AtOnceMax = 5000, ChunkMax = 200, IdsMax = 500;

    public static void MapTruth(this RouteGroupBuilder console)
    {
        console.MapGet("/truth", (Viewer viewer, Database db, StaffList staff, Conflicts conflicts, Duplicates duplicates, Moves moves,
            Deaths deaths) => db.Read(tx =>
        {
            var me = staff.Me(tx, viewer);
            return new
            {
                conflicts = conflicts.Count(tx, me), duplicates = duplicates.Count(tx, me.Scope), moves = moves.Count(tx, me), deaths = deaths.Count(tx, me.Scope),
            };
        }));
        console.MapGet("/conflicts", (Viewer viewer, string? source, string? field, string? suggested, string? kind, long? subject, int? page, int? size, Database db,
            StaffList staff, Conflicts conflicts) => db.Read(tx => conflicts.List(tx, staff.Me(tx, viewer),
                new(Empty(source), Empty(field), Empty(suggested), subject is null ? null : Subject.Of(kind) ?? Subject.Person, subject), Paging.PageOf(page), Paging.SizeOf(size))));
        console.MapGet("/conflicts/groups", (Viewer viewer, Database db, StaffList staff, Conflicts conflicts) =>
            db.Read(tx => conflicts.Groups(tx, staff.Me(tx, viewer))));
        console.MapGet("/conflicts/settled", (Viewer viewer, Database db, StaffList staff, Conflicts conflicts) =>
            db.Read(tx => conflicts.Settlements(tx, staff.Me(tx, viewer))));
        console.MapPost("/conflicts/{id:long}/settle", (Viewer viewer, long id, SettleRequest request, Database db, StaffList staff,
            Conflicts conflicts) => db.WriteAsync(tx =>
            new { SettlementId = conflicts.Settle(tx, staff.Me(tx, viewer), id, request.Choice, request.Value, request.Reason) }));
        console.MapPost("/conflicts/settle", SettleManyAsync);
        console.MapPost("/conflicts/settled/{id:long}/undo", (Viewer viewer, long id, Database db, StaffList staff, Conflicts conflicts) => db.WriteAsync(tx =>
            new { undone = conflicts.Undo(tx, staff.Me(tx, viewer), id) }));
    }

    static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>The named ones, or all of a source, field and suggestion; in chunks, so that others may write in between.</summary>
    static async Task<Settled> SettleManyAsync(Viewer viewer, SettleManyRequest request, Database db, StaffList staff, Conflicts conflicts)
    {
        viewer.MustManage("一起定由社工或书记来点。");
        if (request.Ids is { Length: > IdsMax }) throw new Refusal("too_many", $"一次最多选{IdsMax}条。");
        var ids = request.Ids is { Length: > 0 } named ? [.. named.Select(id => long.TryParse(id, out var number) ? number : 0)]
            : Empty(request.Source) is null && Empty(request.Field) is null ? throw new Refusal("nothing_chosen", "请先选是哪个来源或哪一项的。")
            : db.Read(tx => conflicts.Ids(tx, staff.Me(tx, viewer), new(Empty(request.Source), Empty(request.Field), Empty(request.Suggested)), AtOnceMax));
        var settlement = await db.WriteAsync(tx => tx.NextId());
        var sum = new Settled(settlement, 0, 0, 0);
        foreach (var chunk in ids.Chunk(ChunkMax))
            sum += await db.WriteAsync(tx => conflicts.SettleMany(tx, staff.Me(tx, viewer), chunk, request.Choice, settlement));
        return sum;
    }
}
