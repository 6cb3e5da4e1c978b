using OneTable.Services;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Runs;
using OneTable.Services.Staff;
using OneTable.Services.Tables.Returning;

namespace OneTable.BotGateway.Console;

/// <summary>Reading and accepting go on beside the request; what is quick is answered whole.</summary>
public sealed class ReturnWork(Database db, StaffList staff, ReturnDesk desk, ReturnRows rows, ReturnAccept accept, RunLog runs, DivisionTree divisions, IHostApplicationLifetime lifetime, ILogger<ReturnWork> log)
{
    const int NameMax = 200;
    static readonly TimeSpan quickMax = TimeSpan.FromSeconds(1);

    public Database Db => db;

    public StaffMember Me(Tx tx, Viewer viewer) => staff.Find(tx, viewer.StaffId)!;

    public Return Require(Viewer viewer, long id)
    {
        viewer.MustManage("网格员不能收回表，请找社区社工。");
        return db.Read(tx => Return.Find(tx, viewer.Scope, id)) ?? throw new Refusal("not_found", "没有这张交回的表。");
    }

    public Listing<object> List(Viewer viewer, int? page, int? size)
    {
        viewer.MustManage("网格员不能收回表，请找社区社工。");
        var list = db.Read(tx => Return.List(tx, viewer.Scope, Paging.PageOf(page), Paging.SizeOf(size)));
        return new(list.Total, [.. list.Items.Select(r => Head(r))]);
    }

    public async Task<object> TakeAsync(Viewer viewer, string? name, string? division, Stream body, CancellationToken gone)
    {
        viewer.MustManage("网格员不能收回表，请找社区社工。");
        if (name is not { Length: > 0 and <= NameMax }) throw new Refusal("bad_name", "文件名要有，最多200个字。");
        var kept = await desk.TakeAsync(body, Path.GetFileName(name), viewer.Within(division), db.Read(tx => Me(tx, viewer)), gone);
        await BesideAsync(() => desk.ReadAsync(kept, viewer.Reader, stop: lifetime.ApplicationStopping), kept.Id);
        return View(kept, viewer);
    }

    public async Task<object> CorrectAsync(Viewer viewer, long id, FormColumnRequest request)
    {
        var kept = await desk.CorrectAsync(Require(viewer, id), request.Sheet, request.Column, request.Target is { Length: > 0 } target ? target : null, db.Read(tx => Me(tx, viewer)));
        await BesideAsync(() => desk.ReadAsync(kept, viewer.Reader, stop: lifetime.ApplicationStopping), id);
        return View(kept, viewer);
    }

    public async Task<object> AcceptAsync(Viewer viewer, long id, Acceptance which)
    {
        var (kept, at) = (Require(viewer, id), accept.At);
        await BesideAsync(() => accept.RunAsync(kept, which, db.Read(tx => Me(tx, viewer)), at, lifetime.ApplicationStopping), id);
        return View(kept, viewer, at);
    }

    async Task BesideAsync(Func<Task> act, long id)
    {
        var work = Task.Run(async () =>
        {
            try { await act(); }
            catch (Exception e) when (e is not Refusal) { log.LogError(e, "The return {Id} failed", id); }
        }, CancellationToken.None);
        await Task.WhenAny(work, Task.Delay(quickMax, CancellationToken.None));
        if (work.IsFaulted) await work; // refused at once: said at once
    }

    object Head(Return kept) => new
    {
        kept.Id, kept.FileName, kept.TableName, Division = divisions.FullName(kept.DivisionCode), kept.Actor, kept.TraceCode, kept.MadeAt, kept.CutOff, kept.CreatedAt,
        HasFile = kept.FileKey is not null, kept.Counts,
    };

    /// <param name="acceptAt">The acceptance that was just begun.</param>
    public object View(Return kept, Viewer viewer, long? acceptAt = null) => db.Read(tx =>
    {
        kept = Return.Find(tx, viewer.Scope, kept.Id)!;
        var (me, before) = (Me(tx, viewer), kept.Before(tx, viewer.Scope));
        return new
        {
            Head = Head(kept), kept.Form.Notes, Columns = rows.Columns(tx, kept, me),
            OneOffs = rows.OneOffColumns(kept, me), Strangers = ReturnRows.Strangers(tx, kept),
            Before = before is null ? null : new { before.Actor, before.CreatedAt },
            Run = runs.Of(tx, kept.ReadJob, kept.ReadAt), Accepting = acceptAt is { } at ? runs.Of(tx, kept.AcceptJob, at) : RunLog.Newest(tx, kept.AcceptJob),
        };
    });
}
