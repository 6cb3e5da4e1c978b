using OneTable.Services.Dictionary;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;

namespace OneTable.Services.Tables.Reports;

/// <summary>Who takes which step, by post and division: the division itself drafts, checks and hands in; the one above receives.</summary>
static class ReportRights
{
    sealed record Office(string[] Drafts, string[] Checks);

    static readonly Dictionary<int, Office> offices = new()
    {
        [Division.Community] = new([Posts.Secretary, Posts.Committee, Posts.SocialWorker, Posts.GridLead], [Posts.Secretary, Posts.Committee]),
        [Division.Street] = new([Posts.StreetLeader, Posts.StreetCentre, Posts.StreetOffice], [Posts.StreetLeader, Posts.StreetCentre]),
    };

    static readonly Dictionary<int, string[]> receivers = new()
    {
        [Division.Community] = [Posts.StreetLeader, Posts.StreetCentre, Posts.StreetOffice],
        [Division.Street] = [Posts.Platform, Posts.Department],
    };

    static readonly Dictionary<string, (string[] From, string To)> moves = new()
    {
        [ReportStep.Send] = ([ReportState.Draft, ReportState.Returned], ReportState.Checking),
        [ReportStep.Zero] = ([ReportState.Draft, ReportState.Returned], ReportState.Submitted),
        [ReportStep.Pass] = ([ReportState.Checking], ReportState.Stamping),
        [ReportStep.Back] = ([ReportState.Checking, ReportState.Stamping], ReportState.Draft),
        [ReportStep.Submit] = ([ReportState.Stamping], ReportState.Submitted),
        [ReportStep.Return] = ([ReportState.Submitted], ReportState.Returned),
        [ReportStep.Archive] = ([ReportState.Submitted], ReportState.Archived),
    };

    /// <summary>Where a step leads.</summary>
    public static string To(string step) => moves[step].To;

    /// <summary>The levels that hand tables in.</summary>
    public static bool Reports(Division division) => offices.ContainsKey(division.Level);

    public static bool Drafts(StaffMember me, Division division) =>
        me.DivisionCode == division.Code && offices.GetValueOrDefault(division.Level)?.Drafts.Contains(me.Post) == true;

    static bool Checks(StaffMember me, Division division) =>
        me.DivisionCode == division.Code && offices.GetValueOrDefault(division.Level)?.Checks.Contains(me.Post) == true;

    static bool Receives(StaffMember me, Division division) => me.DivisionCode == division.ParentCode
        && receivers.GetValueOrDefault(division.Level)?.Contains(me.Post) == true;

    /// <summary>Who leads the office answers for it alone; anybody else does not check what they sent themselves.</summary>
    static bool Leads(StaffMember me) => me.Post is Posts.Secretary or Posts.StreetLeader;

    /// <param name="sender">Who sent it to be checked.</param>
    public static IReadOnlyList<string> Steps(StaffMember me, Report report, Division division, long? sender) =>
        FieldRights.IsReadOnly(me.Reader) ? [] : [.. moves.Keys.Where(step => moves[step].From.Contains(report.State) && May(me, step, division, sender)
            && !(step == ReportStep.Zero && report.Kind == Report.Form))];

    static bool May(StaffMember me, string step, Division division, long? sender) => step switch
    {
        ReportStep.Send or ReportStep.Zero => Drafts(me, division),
        ReportStep.Pass => Checks(me, division) && (sender != me.Id || Leads(me)),
        ReportStep.Back => Checks(me, division),
        ReportStep.Submit => Drafts(me, division) || Checks(me, division),
        _ => Receives(me, division),
    };

    /// <summary>Says why a step cannot be taken now.</summary>
    public static Refusal Why(StaffMember me, string step, Report report, Division division, long? sender) =>
        !moves.TryGetValue(step, out var move) ? new("bad_step", "没有这一步。")
        : !move.From.Contains(report.State) ? new("changed_meanwhile", $"这张表现在是“{ReportState.Text(report.State)}”，请刷新再看。")
        : step == ReportStep.Pass && sender == me.Id && Checks(me, division) ? new("forbidden", "自己送审的，请另一位审核。")
        : new("forbidden", step switch
        {
            ReportStep.Pass or ReportStep.Back => "由书记或两委审核。",
            ReportStep.Return or ReportStep.Archive => "由上级退回或归档。",
            _ => "由本单位经办人来办。",
        });
}
