using OneTable.BotGateway.Http;
using OneTable.BotGateway.MiniProgram;
using OneTable.Services;
using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.HandOvers;
using OneTable.Services.Staff;

namespace OneTable.BotGateway.Console;

/// <summary>找人说话: who waits for a person, how soon people are answered, and the talk itself at a desk.</summary>
static class TalkEndpoints
{
    const int FigureDays = 30;

    public static void MapConsoleTalks(this RouteGroupBuilder console)
    {
        console.MapGet("/talks", List);
        console.MapGet("/cases/{number}/talk", (string number, Viewer viewer, Database db, TalkPages pages) => db.Read(tx => Page(tx, viewer, number, pages)));
        console.MapPost("/cases/{number}/talk", (string number, TalkAnswer answer, Viewer viewer, Database db, StaffList staff, HandOverDesk desk, TalkPages pages) =>
            db.WriteAsync(tx =>
        {
            if (CaseOf(tx, viewer, number) is not { } case_) return Problems.NotFound();
            desk.Answer(tx, staff.Find(tx, viewer.StaffId) ?? throw new Refusal("forbidden", "这个岗位不能回话。"), case_, answer.Words, answer.Key);
            return Page(tx, viewer, number, pages);
        }));
        console.MapPost("/cases/{number}/talk/end", (string number, Viewer viewer, Database db, HandOverDesk desk, TalkPages pages) => db.WriteAsync(tx =>
        {
            if (CaseOf(tx, viewer, number) is not { } case_) return Problems.NotFound();
            desk.End(tx, case_, HandOver.ByWorker);
            return Page(tx, viewer, number, pages);
        }));
    }

    static object List(Viewer viewer, bool? all, string? division, int? page, int? size, Database db, StaffList staff, DivisionTree divisions) =>
        db.Read(tx =>
    {
        var within = viewer.Within(division);
        var (total, items) = TalkList.Of(tx, within, open: all != true, Paging.PageOf(page), Paging.SizeOf(size));
        var workers = staff.Find(tx, items.Select(t => t.StaffId));
        return new
        {
            total, figures = TalkList.Figures(tx, within, FigureDays),
            items = items.Select(t => new
            {
                t.Number, Field = t.FieldName, t.OpenedAt, t.DueAt, t.AnsweredAt, t.EndedAt, Late = t.IsLate(tx.Now),
                WorkerName = workers.GetValueOrDefault(t.StaffId)?.Name, Community = divisions.FullName(t.DivisionCode),
            }).ToList(),
        };
    });

    static IResult Page(Tx tx, Viewer viewer, string number, TalkPages pages) =>
        CaseOf(tx, viewer, number) is { } case_ && pages.Of(tx, case_) is { } page ? Results.Ok(page) : Problems.NotFound();

    static Case? CaseOf(Tx tx, Viewer viewer, string number) => HandOver.MayRead(viewer.Reader) ? CaseList.Within(tx, viewer.Scope, number) : null;
}
