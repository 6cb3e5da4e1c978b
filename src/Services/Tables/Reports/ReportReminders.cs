using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Tables.Reports;

/// <summary>To-dos of a report's life: what is due soon, what waits to be checked, what came back. Each ends when its step is taken.</summary>
public sealed class ReportReminders(Database db, StaffList staff, ToDoList todos, ReportCalendar calendar)
{
    public const string Kind = "report";
    const int DaysBefore = 3, DaysLate = 31, NamesMax = 6;
    static readonly TimeOnly endOfWork = new(18, 0);

    /// <summary>One to-do for each worker and day on which something is due: many tables are one line. Answers how many are new.</summary>
    public int Remind(Tx tx)
    {
        var today = db.Time.Today();
        var opened = 0;
        foreach (var due in calendar.Due(tx, new Scope(""), today.AddDays(-DaysLate), today.AddDays(DaysBefore)).Where(d => !d.IsHandedIn)
            .GroupBy(d => (d.DivisionCode, d.Due)).ToList())
            foreach (var mine in due.GroupBy(d => ResponsibleFor(tx, d.DivisionCode, d.Line)).Where(g => g.Key is not null).ToList())
            {
                var (worker, names) = (mine.Key!, string.Join("、", mine.Take(NamesMax).Select(d => d.TableName)) + (mine.Count() > NamesMax ? "等" : ""));
                if (todos.Open(tx, new(Key(due.Key.DivisionCode, due.Key.Due, worker.Id), Kind, worker.Id, due.Key.DivisionCode,
                    $"{mine.Count()} 张表 {BeijingTime.Day(due.Key.Due):M月d日}前上报", names, DueAt: BeijingTime.UnixMs(BeijingTime.Day(due.Key.Due), endOfWork))) is not null) opened++;
            }
        return opened;
    }

    /// <summary>After a step: who is next hears of it, and what is done is done.</summary>
    public void Stepped(Tx tx, Report report, string step, string? reason)
    {
        Finish(tx, Waiting(report), ReportStep.Text(step));
        switch (step)
        {
            case ReportStep.Send when staff.InPost(tx, report.DivisionCode, Posts.Secretary) is { } secretary:
                Open(tx, report, secretary.Id, $"审核报表：{report.TableName}", null);
                break;
            case ReportStep.Back or ReportStep.Return when Sender(tx, report) is { } sender:
                Open(tx, report, sender, $"报表被退回：{report.TableName}", reason);
                break;
            case ReportStep.Submit or ReportStep.Zero when report.DueDay is { } day:
                FinishDue(tx, report.DivisionCode, day);
                break;
        }
    }

    void Open(Tx tx, Report report, long worker, string title, string? detail) => todos.Open(tx, new($"{Waiting(report)}{report.Version}", Kind, worker,
        report.DivisionCode, title, detail ?? $"{report.Period} 期", DueAt: report.DueDay is { } due ? BeijingTime.UnixMs(BeijingTime.Day(due), endOfWork) : null));

    /// <summary>The reminders of a day end when all that they named is handed in.</summary>
    void FinishDue(Tx tx, string division, string day)
    {
        var on = BeijingTime.Day(day);
        var left = calendar.Due(tx, new(division), on, on).Where(d => !d.IsHandedIn).Select(d => ResponsibleFor(tx, division, d.Line)?.Id).ToHashSet();
        foreach (var worker in staff.Within(tx, division).Where(s => !left.Contains(s.Id))) Finish(tx, Key(division, day, worker.Id), "已上报");
    }

    void Finish(Tx tx, string key, string result)
    {
        foreach (var id in tx.Query<long>("SELECT id FROM todos WHERE dedup_key >= @key AND dedup_key < @end AND state IN ('open', 'accepted', 'planned')",
            new { key, end = key + "~" }).ToList()) todos.Finish(tx, id, result);
    }

    static long? Sender(Tx tx, Report report) =>
        tx.Value<long?>("SELECT staff_id FROM report_steps WHERE report_id = @p0 AND step IN ('send', 'zero') ORDER BY at DESC, id DESC LIMIT 1", report.Id);

    /// <summary>Who handles the line in that community, else a social worker of all lines, else the secretary.</summary>
    StaffMember? ResponsibleFor(Tx tx, string division, string line)
    {
        var here = staff.Within(tx, division).Where(s => s.DivisionCode == division && s.Post is Posts.SocialWorker or Posts.Committee or Posts.Secretary).ToList();
        return here.FirstOrDefault(s => s.Reader.Handles(line)) ?? here.FirstOrDefault(s => s.Post == Posts.SocialWorker) ?? here.FirstOrDefault(s => s.Post == Posts.Secretary);
    }

    static string Key(string division, string day, long worker) => $"reports:{division}:{day}:{worker}:"; // ends so that no other id begins with it
    static string Waiting(Report report) => $"report:{report.Id}:";
}
