using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables.Reports;

public static class ReportState
{
    public const string Draft = "draft", Checking = "checking", Stamping = "stamping", Submitted = "submitted", Returned = "returned", Archived = "archived";
    public static readonly IReadOnlyList<string> All = [Draft, Checking, Stamping, Submitted, Returned, Archived];

    public static string Text(string state) => state switch
    {
        Draft => "草稿",
        Checking => "社区审核",
        Stamping => "待盖章",
        Submitted => "已上报",
        Returned => "退回修改",
        Archived => "已归档",
        _ => state,
    };

    /// <summary>The division has done its part.</summary>
    public static bool IsHandedIn(string? state) => state is Submitted or Archived;
}

/// <summary>One table of one division for one period, and where it stands in its life.</summary>
public sealed record Report
{
    public long Id { get; init; }
    /// <summary>table: a list of subjects; statistics: counts; form: a department's own workbook.</summary>
    public string Kind { get; init; } = Table;
    public string TableId { get; init; } = "";
    public string TableName { get; init; } = "";
    public string Line { get; init; } = "";
    public string DivisionCode { get; init; } = "";
    public string Period { get; init; } = "";
    public string CutOff { get; init; } = "";
    public string? DueDay { get; init; }
    public string State { get; init; } = ReportState.Draft;
    /// <summary>Nothing had changed; the division said so with one tap.</summary>
    public bool Zero { get; init; }
    public int Version { get; init; }
    public long? RowsKept { get; init; }
    public long CreatedAt { get; init; }
    /// <summary>When it was handed in first: a report that was returned and comes again was in time by that.</summary>
    public long? SubmittedAt { get; init; }

    public const string Table = "table", Statistics = "statistics", Form = "form";

    internal const string Select = """
        SELECT id AS Id, kind AS Kind, table_id AS TableId, table_name AS TableName, line AS Line, division_code AS DivisionCode, period AS Period,
          cut_off AS CutOff, due_day AS DueDay, state AS State, zero AS Zero, version AS Version, rows_kept AS RowsKept, created_at AS CreatedAt,
          submitted_at AS SubmittedAt FROM reports
        """;

    public DateOnly CutOffDay => BeijingTime.Day(CutOff);

    /// <summary>Null as long as it is not handed in, or where nothing said until when.</summary>
    public bool? InTime => SubmittedAt is { } at && DueDay is { } due ? at < BeijingTime.UnixMs(BeijingTime.Day(due).AddDays(1), default) : null;

    /// <summary>Null where there is none, or it is another division's.</summary>
    public static Report? Find(Tx tx, Scope scope, long id) => tx.First<Report>(
        $"{Select} WHERE id = @id AND division_code >= @From AND division_code < @To{tx.ForUpdate}", new { id, scope.From, scope.To });

    public static Report? Of(Tx tx, string table, string division, string period) =>
        tx.First<Report>(Select + " WHERE table_id = @table AND division_code = @division AND period = @period", new { table, division, period });

    /// <summary>The newest first; of one table or state where that is said.</summary>
    public static Listing<Report> List(Tx tx, Scope scope, string? table, string? state, int page, int size)
    {
        var where = " WHERE division_code >= @From AND division_code < @To" + (table is null ? "" : " AND table_id = @table") + (state is null ? "" : " AND state = @state");
        var args = new { scope.From, scope.To, table, state, size, skip = (page - 1) * size };
        return new(tx.Count<int>("SELECT COUNT(*) FROM reports" + where, args),
            [.. tx.Query<Report>($"{Select}{where} ORDER BY created_at DESC, id DESC LIMIT @size OFFSET @skip", args)]);
    }

    /// <summary>How many stand in each state, everywhere.</summary>
    public static IReadOnlyDictionary<string, long> Counts(Tx tx) =>
        tx.Query<(string State, long Count)>("SELECT state, COUNT(*) FROM reports GROUP BY state").ToDictionary(c => c.State, c => c.Count);
}

/// <summary>One step of its life, for all who see it.</summary>
public sealed record ReportStep(long At, string Step, string Actor, string Post, string? Reason, long StaffId)
{
    public const string Open = "open", Send = "send", Pass = "pass", Back = "back", Submit = "submit", Return = "return", Archive = "archive", Zero = "zero";

    public static string Text(string step) => step switch
    {
        Open => "开始填报",
        Send => "送社区审核",
        Pass => "审核通过",
        Back => "退回经办",
        Submit => "盖章上报",
        Return => "退回社区",
        Archive => "归档",
        Zero => "零报告",
        _ => step,
    };

    public static IReadOnlyList<ReportStep> Of(Tx tx, long report) => [.. tx.Query<ReportStep>("""
        SELECT at AS At, step AS Step, actor AS Actor, post AS Post, reason AS Reason, staff_id AS StaffId FROM report_steps WHERE report_id = @report ORDER BY at, id
        """, new { report })];

    internal static void Add(Tx tx, long report, string step, Staff.StaffMember me, string? reason = null) => tx.Run("""
        INSERT INTO report_steps (id, report_id, at, step, staff_id, actor, post, reason) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)
        """, tx.NextId(), report, tx.Now, step, me.Id, me.Name, me.Post, reason);
}
