using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Registry;
using OneTable.Services.Registry.Finding;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.MiniProgram;

/// <param name="Text">What was reported, or told, or noted, the newest first.</param>
public sealed record LastSaid(long At, string Text);

/// <summary>查人 on a worker's phone: the people of the own division, masked; called without the number being shown.</summary>
static class WorkerPeopleEndpoints
{
    const int FoundMax = 30, SaidMax = 5;

    public static void MapWorkerPeople(this RouteGroupBuilder mini)
    {
        mini.MapGet("/people", (Caller caller, string? q, Database db, StaffList staff, Finder finder) =>
            finder.Find(db.Read(tx => Me(tx, staff, caller)).Scope, string.IsNullOrWhiteSpace(q) ? throw new Refusal("words_needed", "输入姓名、拼音、门牌或号码。") : q, size: FoundMax));
        mini.MapGet("/people/{id:long}", Show);
        mini.MapPost("/people/{id:long}/call", (long id, Caller caller, Database db, StaffList staff, People people, Reveals reveals) => db.WriteAsync(tx =>
        {
            var me = Me(tx, staff, caller);
            if (!people.IsSeen(tx, me.Scope, id)) return Problems.NotFound();
            if (FieldRights.IsReadOnly(me.Reader)) throw new Refusal("forbidden", "这个岗位只能看，不能打电话。");
            return Results.Ok(new { phone = reveals.Call(tx, me.Scope, me.Id, id) ?? throw new Refusal("no_phone", "没有登记电话，请上门。") });
        })).RequireRateLimiting("writes");
    }

    static StaffMember Me(Tx tx, StaffList staff, Caller caller) => staff.Find(tx, caller.Worker) ?? throw new Refusal("forbidden", "这一页只给网格员用。");

    static IResult Show(long id, Caller caller, Database db, StaffList staff, People people, NoticeDesk notices, Households households) => db.Read(tx =>
    {
        var me = Me(tx, staff, caller);
        if (people.Page(me.Scope, id, me.Reader) is not { } page) return Problems.NotFound();
        var said = CaseList.OfPerson(tx, me.Scope, id, SaidMax).Select(c => new LastSaid(c.OpenedAt, c.Title))
            .Concat(notices.List(tx, me.Scope, personId: id, size: SaidMax).Items.Select(n => new LastSaid(n.CreatedAt, n.Text)))
            .OrderByDescending(s => s.At).Take(SaidMax);
        var phone = page.Groups.SelectMany(g => g.Fields).FirstOrDefault(f => f.Label == Facts.Phone);
        var living = households.Of(tx, me, Ownership.Require(tx, me, id)).Living;
        return Results.Ok(new { page.Id, page.Name, page.Sex, page.Age, page.Tags, page.Groups, LivingHousehold = living?.Members ?? [], Relations = Relations.Of(tx, me, id), CanCall = phone?.Value.Contains('*') == true, Said = said });
    });
}
