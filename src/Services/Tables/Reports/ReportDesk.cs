using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.Reports;

/// <summary>Which table of which division for which turn; the own division and the turn of today where nothing is said.</summary>
public sealed record ReportOrder(string? Table, string? Division, string? Period);

/// <param name="Version">Of the report as it was seen.</param>
/// <param name="Sure">A zero report although there are changes, said a second time.</param>
public sealed record StepOrder(string? Step, int Version, string? Reason, bool Sure = false);

/// <summary>
/// F19: draft → checked by the community → stamped → handed in → returned or archived. What is sent to be checked is copied whole, so
/// that what was checked is what is stamped and what is stamped is what is handed in.
/// </summary>
public sealed class ReportDesk(Database db, DivisionTree divisions, ReportTables tables, ReportMaker maker, ReportCopies copies, ReportReminders reminders, Seal seal)
{
    const int ReasonMax = 120;

    /// <summary>The report of that turn, begun where there was none yet.</summary>
    public Task<Report> OpenAsync(ReportOrder order, StaffMember me) => db.WriteAsync(tx => Open(tx, order, me));

    Report Open(Tx tx, ReportOrder order, StaffMember me)
    {
        var table = tables.Require(tx, order.Table);
        var division = Division(order.Division, me);
        var period = order.Period is { Length: > 0 } key ? table.Cycle.Parse(key) : table.Cycle.At(db.Time.Today());
        if (Report.Of(tx, table.Id, division.Code, period.Key) is { } there) return there;
        if (!ReportRights.Drafts(me, division)) throw new Refusal("forbidden", "由本社区的经办人开始填报。");
        if (period.From > db.Time.Today()) throw new Refusal("bad_period", "这一期还没有开始。");
        var id = tx.NextId();
        var added = tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO reports (id, kind, table_id, table_name, line, division_code, period, cut_off, due_day, state, zero, version, created_at)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, 'draft', 0, 1, @p9)
            """, id, table.Kind, table.Id, table.Name, table.Line, division.Code, period.Key, period.CutOff.Iso(), period.Due?.Iso(), tx.Now);
        if (added == 1) ReportStep.Add(tx, id, ReportStep.Open, me);
        return Report.Of(tx, table.Id, division.Code, period.Key)!; // of two who began at once, both have the same one
    }

    /// <summary>零报告 in one tap: nothing changed, handed in.</summary>
    public async Task<Report> ZeroAsync(ReportOrder order, bool sure, StaffMember me)
    {
        var report = await OpenAsync(order, me);
        return await StepAsync(report.Id, new(ReportStep.Zero, report.Version, null, sure), me);
    }

    /// <summary>Takes one step; who acts on what another has changed meanwhile is told.</summary>
    public async Task<Report> StepAsync(long id, StepOrder order, StaffMember me)
    {
        var step = order.Step ?? "";
        var report = db.Read(tx => Ready(tx, id, step, order.Version, me));
        var reason = Reason(order.Reason, step);
        NewCopy? copy = null;
        if (report.Kind == Report.Form)
        {
            if (step == ReportStep.Send && db.Read(tx => ReportCopies.Of(tx, id)) is not [.., { SubmittedAt: null }]) throw new Refusal("file_needed", "请先交上填好的表。");
        }
        else if (step is ReportStep.Send or ReportStep.Zero)
        {
            if (step == ReportStep.Zero && !order.Sure) MustBeZero(report);
            copy = await maker.MakeAsync(report, me, step == ReportStep.Zero);
        }
        var parts = copy is null ? [] : copies.Pack(copy);
        return await db.WriteAsync(tx =>
        {
            report = Ready(tx, id, step, order.Version, me);
            if (copy is not null) ReportCopies.Keep(tx, id, copy, parts, me.Name, submitted: step == ReportStep.Zero);
            if (step == ReportStep.Back && report.Kind != Report.Form) ReportCopies.Drop(tx, id);
            if (step == ReportStep.Submit) ReportCopies.Submit(tx, id);
            Set(tx, report, step, copy?.Rows.Count);
            ReportStep.Add(tx, id, step, me, reason);
            var now = Report.Find(tx, new(report.DivisionCode), id)!;
            reminders.Stepped(tx, now, step, reason);
            return now;
        });
    }

    static void Set(Tx tx, Report report, string step, int? rows)
    {
        var handedIn = step is ReportStep.Submit or ReportStep.Zero;
        var zero = step switch { ReportStep.Zero => 1, ReportStep.Send => 0, _ => report.Zero ? 1 : 0 };
        var done = tx.Run("""
            UPDATE reports SET state = @p1, version = version + 1, zero = @p2, rows_kept = @p3, submitted_at = @p4 WHERE id = @p0 AND version = @p5
            """, report.Id, ReportRights.To(step), zero, step == ReportStep.Back && report.Kind != Report.Form ? null : rows ?? report.RowsKept,
            report.SubmittedAt ?? (handedIn ? tx.Now : null), report.Version);
        if (done == 0) throw Changed();
    }

    /// <summary>What this worker may do with it now.</summary>
    public IReadOnlyList<string> Steps(Tx tx, Report report, StaffMember me) =>
        divisions.Find(report.DivisionCode) is { } division ? ReportRights.Steps(me, report, division, SenderOf(tx, report.Id)) : [];

    /// <summary>Says better than the ledger why somebody came or went; empty takes it back.</summary>
    public Task ExplainAsync(long id, long subject, string? reason, StaffMember me) => db.WriteAsync(tx =>
    {
        var report = Report.Find(tx, me.Scope, id) ?? throw new Refusal("not_found", "没有这张报表。");
        if (report.State is not (ReportState.Draft or ReportState.Returned)) throw new Refusal("changed_meanwhile", "已经送审，原因不能再改。");
        if (divisions.Find(report.DivisionCode) is not { } division || !ReportRights.Drafts(me, division)) throw new Refusal("forbidden", "由本单位经办人来改。");
        if (maker.Changes(tx, report)?.Any(c => c.Id == subject) != true) throw new Refusal("not_found", "这个人这期没有变化。");
        tx.Run("DELETE FROM report_reasons WHERE report_id = @p0 AND subject_id = @p1", id, subject);
        if (Limited(reason) is { } text)
            tx.Run("INSERT INTO report_reasons (report_id, subject_id, reason_sealed, actor, at) VALUES (@p0, @p1, @p2, @p3, @p4)", id, subject, seal.Close(text), me.Name, tx.Now);
    });

    Report Ready(Tx tx, long id, string step, int version, StaffMember me)
    {
        var report = Report.Find(tx, me.Scope, id) ?? throw new Refusal("not_found", "没有这张报表。");
        var division = divisions.Find(report.DivisionCode) ?? throw new Refusal("not_found", "没有找到这个区划。");
        var sender = SenderOf(tx, id);
        if (!ReportRights.Steps(me, report, division, sender).Contains(step)) throw ReportRights.Why(me, step, report, division, sender);
        return report.Version == version ? report : throw Changed();
    }

    static long? SenderOf(Tx tx, long id) =>
        tx.Value<long?>("SELECT staff_id FROM report_steps WHERE report_id = @p0 AND step = 'send' ORDER BY at DESC, id DESC LIMIT 1", id);

    void MustBeZero(Report report) => db.Read(tx =>
    {
        var changed = maker.Changes(tx, report)?.Count ?? maker.Count(tx, report);
        return changed == 0 ? 0 : throw new Refusal("not_zero", $"这期有 {changed} 人的变化，确定要零报告吗？");
    });

    Division Division(string? code, StaffMember me)
    {
        var division = divisions.Find(string.IsNullOrEmpty(code) ? divisions.Community(me.DivisionCode)?.Code ?? me.DivisionCode : code);
        if (division is null || !me.Scope.Contains(division.Code) && division.Code != me.DivisionCode) throw new Refusal("not_found", "没有找到这个区划。");
        return ReportRights.Reports(division) ? division : throw new Refusal("bad_division", "报表由社区或街道上报。");
    }

    static string? Reason(string? text, string step) => Limited(text)
        ?? (step is ReportStep.Back or ReportStep.Return ? throw new Refusal("words_needed", "退回要写原因。") : null);

    static string? Limited(string? text) => text?.Trim() is not { Length: > 0 } reason ? null
        : reason.Length <= ReasonMax ? reason : throw new Refusal("too_long", $"原因最多 {ReasonMax} 个字。");

    static Refusal Changed() => new("changed_meanwhile", "别人刚办了这张表，请刷新再看。");
}
