using OneTable.BotGateway.Http;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Notices;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

/// <summary>One person's page: the values, the households, relations, cases and notices.</summary>
static class PersonEndpoints
{
    public static void MapPerson(this RouteGroupBuilder console)
    {
        console.MapGet("/people/{id:long}", Show);
    }

    /// <summary>An old link to somebody who was merged opens the survivor.</summary>
    static IResult Show(Viewer viewer, long id, string? asOf, Database db, People people, NoticeDesk notices, CaseViews views, StaffList staff,
        Households households, Merges merges, Moves moves, Deaths deaths, Conflicts conflicts, Ownership ownership, TimeProvider time)
    {
        var day = Days.Past(asOf, time);
        var now = db.Read(tx => Merges.SurvivorOf(tx, id));
        if (people.Page(viewer.Scope, now, viewer.Reader, day) is not { } page) return Problems.NotFound();
        if (day is not null) return Results.Ok(new { page.Id, page.Name, page.Sex, page.Age, page.Groups, page.History });
        return db.Read(tx =>
        {
            var me = staff.Me(tx, viewer);
            var person = Ownership.Require(tx, me, now);
            return Results.Ok(new
            {
                page.Id, page.Name, page.Sex, page.Age, page.Groups, page.Blank, page.Tags, page.History,
                Households = households.Of(tx, me, person), Relations = Relations.Of(tx, me, now),
                Apart = ownership.Apart(person), PhoneSharedWith = people.PhoneSharedWith(tx, now),
                Move = moves.Of(tx, me, now), Death = deaths.Of(tx, me, now), MayDecideDeath = Deaths.MayDecide(me),
                Conflicts = conflicts.List(tx, me, new(Subject: Subject.Person, SubjectId: now), 1, 1).Total, Merges = merges.List(tx, me.Scope, now),
                Cases = views.Summaries(tx, CaseList.OfPerson(tx, viewer.Scope, now)),
                Notices = notices.List(tx, viewer.Scope, personId: now).Items,
            });
        });
    }
}
