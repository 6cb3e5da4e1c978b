using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Notices;
using OneTable.Services.Registry;
using OneTable.Services.Staff;
using OneTable.Services.ToDos;

namespace OneTable.Services.Approvals;

/// <summary>What happens when a claim turns to its next step or ends: the clock, the to-do of whose turn it is, and what the resident is told.</summary>
public sealed class ClaimTurns(DivisionTree tree, StaffList staff, ToDoList todos, NoticeDesk notices)
{
    const int MinuteMs = 60_000;
    static readonly TimeOnly endOfWork = DutyRota.DayEnds;
    static readonly Histogram<double> minutes = new Meter("OneTable.Approvals").CreateHistogram<double>("onetable_claims_step_minutes",
        description: "Minutes from entering a step of a claim to leaving it");
    static readonly Counter<long> ends = new Meter("OneTable.Approvals").CreateCounter<long>("onetable_claims_ended", description: "Claims that ended, by how");

    /// <summary>Begins a step: its limit runs from now on, and whose turn it is has it on the list.</summary>
    public Claim Enter(Tx tx, Claim claim, FlowStep step, Whereabouts person, string title)
    {
        var today = DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime);
        var posted = step.File.PostedDays > 0 ? BeijingTime.UnixMs(today.AddDays(step.File.PostedDays + 1), TimeOnly.MinValue) : (long?)null;
        var due = posted ?? (step.File.Hours is { } hours ? DutyRota.AddWorkHours(tx, tx.Now, hours)
            : BeijingTime.UnixMs(DutyRota.AddWorkdays(tx, today, step.File.Workdays!.Value), endOfWork));
        claim = claim with
        {
            Step = step.Name, RoundNo = claim.RoundNo + 1, EnteredAt = tx.Now, DueAt = due, PostedUntil = posted, HandedIn = false,
            DoorCode = step.File.People > 1 ? RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", CultureInfo.InvariantCulture) : null,
        };
        tx.Run("""
            UPDATE claims SET step = @p1, round_no = @p2, entered_at = @p3, due_at = @p4, posted_until = @p5, door_code = @p6, handed_in = 0 WHERE id = @p0
            """, claim.Id, claim.Step, claim.RoundNo, claim.EnteredAt, claim.DueAt, claim.PostedUntil, claim.DoorCode);
        tx.Run("INSERT INTO claim_rounds (claim_id, round_no, step, title, entered_at, due_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
            claim.Id, claim.RoundNo, step.Name, step.Title, tx.Now, due);
        Give(tx, claim, step, person, title);
        return claim;
    }

    /// <summary>Ends the stay in a step; the time it took is measured.</summary>
    public void Leave(Tx tx, Claim claim, FlowStep step, string how, string words)
    {
        tx.Run("UPDATE claim_rounds SET left_at = @p2, how = @p3 WHERE claim_id = @p0 AND round_no = @p1 AND left_at IS NULL", claim.Id, claim.RoundNo, tx.Now, how);
        todos.Finish(tx, KeyOf(claim), words);
        var took = (tx.Now - claim.EnteredAt) / (double)MinuteMs;
        tx.AfterCommit(() => minutes.Record(took, new("flow", claim.Flow), new("step", step.Name)));
    }

    public Claim End(Tx tx, Claim claim, string state)
    {
        tx.Run("UPDATE claims SET state = @p1, ended_at = @p2, open_key = NULL, door_code = NULL WHERE id = @p0", claim.Id, state, tx.Now);
        tx.AfterCommit(() => ends.Add(1, new KeyValuePair<string, object?>("state", state)));
        return claim with { State = state, EndedAt = tx.Now };
    }

    /// <summary>One notice a turn, in words that name no allowance (F31).</summary>
    public void Tell(Tx tx, Claim claim, Whereabouts person, string template)
    {
        var division = person.LivingGrid ?? person.RegisteredCommunity ?? "";
        notices.Open(tx, new($"{template}:{claim.Id}:{claim.RoundNo}", template, claim.PersonId, claim.ResidentId, null, division, template, new Dictionary<string, string>
        {
            ["name"] = person.Name, ["tel"] = tree.Community(division)?.Phone ?? tree.Street(division)?.Phone ?? "12345",
        }));
    }

    static string KeyOf(Claim claim) => $"claim:{claim.Id}:{claim.RoundNo}";

    /// <summary>Which of these to-dos are a claim's, and of which.</summary>
    public static IReadOnlyDictionary<long, long> ClaimsOf(Tx tx, IEnumerable<ToDo> todos)
    {
        var ids = todos.Where(t => t.Kind == ToDoKind.Claim).Select(t => t.Id).ToList();
        return ids.Count == 0 ? new Dictionary<long, long>()
            : tx.Query<(long Id, string Key)>("SELECT id, dedup_key FROM todos WHERE id IN @ids", new { ids }).ToDictionary(t => t.Id, t => long.Parse(t.Key.Split(':')[1]));
    }

    /// <summary>The visit it began with stays the to-do of the first round; lists are made by the day, not one by one.</summary>
    void Give(Tx tx, Claim claim, FlowStep step, Whereabouts person, string title)
    {
        if (step.File.Pays || claim is { TodoId: not null, RoundNo: 1 } || Worker(tx, claim, step, person) is not { } worker) return;
        var place = step.Place(tree, person)!;
        var id = todos.Open(tx, new(KeyOf(claim), ToDoKind.Claim, worker.Id, step.File.At == FlowStep.Living ? person.LivingGrid ?? place : place,
            Texts.Cut($"{person.Name}：{title}，{step.Title}", 200), step.File.Plain, PersonId: claim.PersonId, DueAt: claim.DueAt));
        if (id is not null)
            notices.ToStaff(tx, worker.Id, "todo:" + KeyOf(claim), $"新待办：{step.Title}", false, "pages/claim/claim?id=" + claim.Id,
                ("事", Texts.Cut(title, 20)), ("最晚", $"{BeijingTime.Of(claim.DueAt!.Value):M月d日 HH:mm}"));
    }

    /// <summary>Who began it at the door goes again; else the grid's worker, or who holds the first of the posts there.</summary>
    StaffMember? Worker(Tx tx, Claim claim, FlowStep step, Whereabouts person)
    {
        if (step.IsAtTheDoor && claim.StaffId is { } first && staff.Find(tx, first) is { IsGridWorker: true } again && step.MayTake(tree, again, person)) return again;
        if (step.Posts.Contains(Posts.GridWorker) && person.LivingGrid is { } grid && staff.WorkerOf(tx, grid) is { } near && step.MayTake(tree, near, person)) return near;
        return step.Place(tree, person) is { } place ? step.Posts.Select(post => staff.InPost(tx, place, post)).FirstOrDefault(w => w is not null) : null;
    }
}
