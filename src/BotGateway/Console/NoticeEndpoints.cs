using OneTable.OutboundCall;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

public sealed record DutySet(string? CommunityCode, string? Shift, string?[]? StaffIds);
public sealed record LinesSet(string? StaffId, string?[]? Lines);

/// <summary>通知外呼 and 设置.</summary>
static class NoticeEndpoints
{
    public static void MapNotices(this RouteGroupBuilder console) => console.MapGet("/notices",
        (Viewer viewer, string? state, string? channel, string? division, int? page, int? size, Database db, NoticeDesk notices) =>
            db.Read(tx => notices.List(tx, viewer.Within(division), state, channel, page: Paging.PageOf(page), size: Paging.SizeOf(size))));

    public static void MapSettings(this RouteGroupBuilder console)
    {
        console.MapGet("/settings", (Viewer viewer, Database db, DutyRota duty, Sender sender, StaffList staff, DivisionTree divisions) => db.Read(tx => new
        {
            duties = duty.Turns(tx, viewer.DivisionCode).Select(t => new
            {
                t.CommunityCode, Community = divisions.Find(t.CommunityCode)?.Name, t.Shift, Rank = t.RankNo,
                Staff = new { Id = t.StaffId.ToString(), Name = t.StaffName, PostText = Posts.Text(t.Post) },
            }).ToList(),
            lines = new
            {
                all = Lines.All, may = Lines.Gives(viewer.Post),
                staff = staff.Within(tx, viewer.Scope.Code).Where(s => s.DivisionCode == viewer.DivisionCode && Lines.IsGiven(s.Post)).Select(s => new
                {
                    Id = s.Id.ToString(), s.Name, s.PostText, Lines = s.WorkLines?.Split(',') ?? [], Mine = staff.Find(tx, viewer.StaffId) is { } me && Lines.Gives(me, s),
                }).ToList(),
            },
            channels = sender.States(),
            version = typeof(NoticeEndpoints).Assembly.GetName().Version?.ToString(3),
        }));
        console.MapPut("/settings/lines", (Viewer viewer, LinesSet set, Database db, Lines lines, StaffList staff) => db.WriteAsync(tx =>
        {
            lines.Set(tx, staff.Find(tx, viewer.StaffId)!, long.TryParse(set.StaffId, out var id) ? id : 0, [.. (set.Lines ?? []).OfType<string>()]);
            return Results.NoContent();
        }));
        console.MapPut("/settings/duties", (Viewer viewer, DutySet set, Database db, DutyRota duty, DivisionTree divisions) => db.WriteAsync(tx =>
        {
            viewer.MustManage("排班由社区书记来排。");
            if (divisions.Find(viewer.Within(set.CommunityCode).Code) is not { Level: Division.Community } community)
                throw new Refusal("bad_duty", "请先选一个社区。");
            // What is no id is nobody's id, and refused with them.
            var staff = (set.StaffIds ?? []).Select(id => long.TryParse(id, out var known) ? known : 0);
            duty.Set(tx, community.Code, set.Shift ?? "", [.. staff]);
            return Results.NoContent();
        }));
    }
}
