using OneTable.BotGateway.Http;
using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Tracing;

namespace OneTable.BotGateway.Console;

/// <param name="What">The page that is printed, in words.</param>
public sealed record PrintRequest(string? What, long? Rows);

/// <summary>追溯: who took what away; a page that is printed asks for its code here.</summary>
static class TraceEndpoints
{
    const int WhatMax = 60;

    public static void MapTraces(this RouteGroupBuilder console)
    {
        console.MapGet("/traces", (Viewer viewer, int? page, int? size, Database db, StaffList staff, DivisionTree divisions) => db.Read(tx =>
        {
            var list = TraceLog.List(tx, staff.Find(tx, viewer.StaffId)!, Paging.PageOf(page), Paging.SizeOf(size));
            return new Listing<object>(list.Total, [.. list.Items.Select(t => View(t, divisions))]);
        }));
        console.MapGet("/traces/{code}", (Viewer viewer, string code, Database db, StaffList staff, DivisionTree divisions) => db.Read(tx =>
            TraceLog.Find(tx, staff.Find(tx, viewer.StaffId)!, code) is { } trace ? Results.Ok(View(trace, divisions)) : Problems.NotFound()));
        console.MapPost("/traces", PrintAsync).RequireRateLimiting("writes");
    }

    /// <summary>The code and the words of a print's footer.</summary>
    static async Task<object> PrintAsync(Viewer viewer, PrintRequest request, TraceLog traces, Database db, StaffList staff)
    {
        FieldRights.MustExport(viewer.Reader);
        if (request.What?.Trim() is not { Length: > 0 and <= WhatMax } what) throw new Refusal("words_needed", $"请写打印的是什么，最多 {WhatMax} 个字。");
        var trace = await traces.BeginAsync(TraceKind.Print, what, "", viewer.Scope.Code, db.Read(tx => staff.Find(tx, viewer.StaffId))!);
        await traces.EndAsync(trace, request.Rows ?? 0);
        return new { trace.Code, Footer = $"{trace.Mark.Viewer} {trace.Mark.Time}　{Services.Sheets.TraceMark.Name} {trace.Code}" };
    }

    static object View(Trace trace, DivisionTree divisions) => new
    {
        trace.Code, trace.Viewer, Post = trace.StaffId == 0 ? "" : Posts.Text(trace.Post), trace.At, Kind = TraceKind.Text(trace.Kind), trace.What, trace.FileName,
        Division = divisions.FullName(trace.DivisionCode), Rows = trace.RowsWritten,
    };
}
