using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

/// <param name="Action">make, join, leave or head.</param>
public sealed record HouseholdRequest(string? Action, string? Kind, string? Number, string? WithId, string? Relation);
public sealed record FamilyMember(string? PersonId, string? Relation);
public sealed record FamilyRequest(string? Matter, string? Since, string? Until, FamilyMember[]? Members);
public sealed record RelationRequest(string? Kind, bool Backward, string? OtherId, string? Detail, string? Since);
public sealed record EndRequest(string? Until);

/// <summary>户籍户, 居住户, 救助家庭 and relations of a person.</summary>
static class HouseholdEndpoints
{
    const string MustManage = "救助家庭由社工或书记来划。";

    public static void MapHouseholds(this RouteGroupBuilder console)
    {
        console.MapPost("/people/{id:long}/household", (Viewer viewer, long id, HouseholdRequest request, Database db, StaffList staff, Households households) =>
            db.WriteAsync(tx => Act(tx, staff.Me(tx, viewer), id, request, households)));
        console.MapPost("/people/{id:long}/assistance", (Viewer viewer, long id, FamilyRequest request, Database db, StaffList staff, Households households) =>
        {
            viewer.MustManage(MustManage);
            return db.WriteAsync(tx => new { Id = households.Draw(tx, staff.Me(tx, viewer), id, Family(request)) });
        });
        console.MapPut("/assistance/{id:long}", (Viewer viewer, long id, FamilyRequest request, Database db, StaffList staff, Households households) =>
        {
            viewer.MustManage(MustManage);
            return db.WriteAsync(tx => households.Redraw(tx, staff.Me(tx, viewer), id, Family(request)));
        });
        console.MapPost("/people/{id:long}/relations", (Viewer viewer, long id, RelationRequest request, Database db, StaffList staff, Relations relations) => db.WriteAsync(tx => new
        {
            Id = relations.Add(tx, staff.Me(tx, viewer), id, new(request.Kind, request.Backward, Id(request.OtherId), request.Detail, request.Since)),
        }));
        console.MapPost("/relations/{id:long}/end", (Viewer viewer, long id, EndRequest request, Database db, StaffList staff, Relations relations) =>
            db.WriteAsync(tx => relations.End(tx, staff.Me(tx, viewer), id, request.Until)));
    }

    static void Act(Tx tx, StaffMember me, long id, HouseholdRequest request, Households households)
    {
        switch (request.Action)
        {
            case "make": households.Make(tx, me, id, request.Kind, request.Number); break;
            case "join": households.Join(tx, me, id, request.Kind, Id(request.WithId), request.Relation); break;
            case "leave": households.Leave(tx, me, id, request.Kind); break;
            case "head": households.SetHead(tx, me, id, request.Kind); break;
            default: throw new Refusal("bad_choice", "不知道要做什么，请刷新页面再试。");
        }
    }

    static AssistanceFamily Family(FamilyRequest request) => new(request.Matter, request.Since, request.Until,
        [.. (request.Members ?? []).Where(m => m is not null).Select(m => new AssistanceMember(Id(m.PersonId), m.Relation))]);

    static long Id(string? text) => long.TryParse(text, out var id) ? id : throw new Refusal("bad_member", "请选一个人。");
}
