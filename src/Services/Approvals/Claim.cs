using OneTable.Services.Data;
using OneTable.Services.Divisions;
using OneTable.Services.Registry;
using OneTable.Services.Scenarios;

namespace OneTable.Services.Approvals;

public static class ClaimState
{
    public const string Open = "open", Paid = "paid", Refused = "refused", Withdrawn = "withdrawn", Stopped = "stopped";
    public const string Approved = "approved";

    public static string Text(string state) => state switch
    {
        Open => "办理中", Paid => "已发放", Refused => "没有通过", Withdrawn => "已撤回", _ => "已停办",
    };
}

/// <summary>One claimed allowance of one person (办理).</summary>
/// <param name="RoundNo">Counts the steps entered: who acts on an older one is told.</param>
/// <param name="HandedIn">The form of this round is in and waits for the second at the door.</param>
/// <param name="PostedUntil">End of 公示.</param>
/// <param name="DoorCode">By it the second at the door confirms.</param>
public sealed record Claim
{
    public long Id { get; init; }
    public long PersonId { get; init; }
    public string Scenario { get; init; } = "";
    public string Occasion { get; init; } = "";
    public string Flow { get; init; } = "";
    public int FlowVersion { get; init; }
    public string Step { get; init; } = "";
    public int RoundNo { get; init; }
    public string State { get; init; } = "";
    public string? Decision { get; init; }
    public long? DecidedAt { get; init; }
    public string? DecidedBy { get; init; }
    public string? DecidedWhy { get; init; }
    public long? Fen { get; init; }
    public string? Per { get; init; }
    public string? FromMonth { get; init; }
    public long? StaffId { get; init; }
    public long? ResidentId { get; init; }
    public long? TodoId { get; init; }
    public long StartedAt { get; init; }
    public long EnteredAt { get; init; }
    public long? DueAt { get; init; }
    public long? PostedUntil { get; init; }
    public string? DoorCode { get; init; }
    public bool HandedIn { get; init; }
    public long? EndedAt { get; init; }

    /// <summary>By which a resident asks for it: as long as a case's number, and found among their own claims only.</summary>
    public string Number => $"BL{Id % 10_000_000_000:D10}";

    public bool IsOpen => State == ClaimState.Open;
    public bool IsApproved => Decision == ClaimState.Approved;

    /// <summary>The day by which the law's months are counted: that of the application, or of the approval where it pays from the month after.</summary>
    internal DateOnly CountsFrom(Pay pay) =>
        DateOnly.FromDateTime(BeijingTime.Of(pay.Starts == PayStart.NextMonth && DecidedAt is { } decided ? decided : StartedAt).DateTime);

    public string FromText => $"{BeijingTime.Day(FromMonth + "-01"):yyyy年M月}";

    public static string KeyOf(long person, string scenario) => $"{person}:{scenario}";

    internal const string Columns = """
        c.id AS Id, c.person_id AS PersonId, c.scenario AS Scenario, c.occasion AS Occasion, c.flow AS Flow, c.flow_version AS FlowVersion, c.step AS Step,
        c.round_no AS RoundNo, c.state AS State, c.decision AS Decision, c.decided_at AS DecidedAt, c.decided_by AS DecidedBy, c.decided_why AS DecidedWhy,
        c.fen AS Fen, c.per AS Per, c.from_month AS FromMonth, c.staff_id AS StaffId, c.resident_id AS ResidentId, c.todo_id AS TodoId, c.started_at AS StartedAt,
        c.entered_at AS EnteredAt, c.due_at AS DueAt, c.posted_until AS PostedUntil, c.door_code AS DoorCode, c.handed_in AS HandedIn, c.ended_at AS EndedAt
        """;

    /// <summary>For callers that have checked whom they may ask about, or check it next.</summary>
    internal static Claim? Find(Tx tx, long id) => tx.First<Claim>($"SELECT {Columns} FROM claims c WHERE c.id = @id{tx.ForUpdate}", new { id });

    /// <summary>The one that runs; there is one for each person and scenario.</summary>
    public static Claim? Running(Tx tx, long person, string scenario) =>
        tx.First<Claim>($"SELECT {Columns} FROM claims c WHERE c.open_key = @key{tx.ForUpdate}", new { key = KeyOf(person, scenario) });

    /// <summary>Handed to the department on a list that has not been answered yet.</summary>
    internal static bool IsListed(Tx tx, long id) =>
        tx.Value<long?>($"SELECT list_id FROM paid_items WHERE claim_id = @p0 AND outcome IS NULL LIMIT 1{tx.ForUpdate}", id) is not null;

    /// <summary>All of a person, the newest first.</summary>
    public static IReadOnlyList<Claim> OfPerson(Tx tx, long person, int max = 50) =>
        [.. tx.Query<Claim>($"SELECT {Columns} FROM claims c WHERE c.person_id = @person ORDER BY c.started_at DESC, c.id DESC LIMIT {max}", new { person })];

    public sealed record Filter(string? Step = null, string? State = null, string? Scenario = null, bool Late = false, string? Q = null, int Page = 1, int Size = 20);

    /// <summary>Of the people the scope sees; what is late comes first.</summary>
    /// <param name="scenarios">Those the reader may know of.</param>
    public static Listing<Claim> Within(Tx tx, Scope scope, IReadOnlyCollection<string> scenarios, Filter filter)
    {
        if (scenarios.Count == 0) return new(0, []);
        var where = $"FROM claims c JOIN people p ON p.id = c.person_id WHERE {Seen.Person} AND c.scenario IN @scenarios"
            + (filter.Step is { Length: > 0 } ? " AND c.step = @Step" : "") + (filter.State is { Length: > 0 } ? " AND c.state = @State" : "")
            + (filter.Scenario is { Length: > 0 } ? " AND c.scenario = @Scenario" : "") + (filter.Late ? " AND c.state = 'open' AND c.due_at < @Now" : "")
            + (filter.Q is { Length: > 0 } ? " AND p.name LIKE @Like" : "");
        var args = new { scope.From, scope.To, scenarios, filter.Step, filter.State, filter.Scenario, tx.Now, Like = filter.Q + "%" };
        return new(tx.Count<int>($"SELECT COUNT(*) {where}", args), [.. tx.Query<Claim>($"""
            SELECT {Columns} {where} ORDER BY CASE WHEN c.state = 'open' THEN 0 ELSE 1 END, c.due_at, c.started_at DESC, c.id
            LIMIT {filter.Size} OFFSET {(filter.Page - 1) * filter.Size}
            """, args)]);
    }
}

/// <summary>One stay in a step.</summary>
public sealed record ClaimRound
{
    public int RoundNo { get; init; }
    public string Step { get; init; } = "";
    public string Title { get; init; } = "";
    public long EnteredAt { get; init; }
    public long? DueAt { get; init; }
    public long? LeftAt { get; init; }
    public string? How { get; init; }

    public static IReadOnlyList<ClaimRound> Of(Tx tx, long claim) => [.. tx.Query<ClaimRound>("""
        SELECT round_no AS RoundNo, step AS Step, title AS Title, entered_at AS EnteredAt, due_at AS DueAt, left_at AS LeftAt, how AS How
        FROM claim_rounds WHERE claim_id = @claim ORDER BY round_no
        """, new { claim })];
}

/// <summary>Who did what and why.</summary>
public sealed record ClaimEvent
{
    const int TextMax = 600;

    public int RoundNo { get; init; }
    public long At { get; init; }
    public long? StaffId { get; init; }
    public string Who { get; init; } = "";
    public string Verb { get; init; } = "";
    public string Text { get; init; } = "";

    public static void Add(Tx tx, Claim claim, Actor who, string verb, string text, string? clientKey = null) => tx.Run("""
        INSERT INTO claim_events (id, claim_id, round_no, position, at, staff_id, actor, verb, text, client_key)
        SELECT @p0, @p1, @p2, COALESCE(MAX(position), 0) + 1, @p3, @p4, @p5, @p6, @p7, @p8 FROM claim_events WHERE claim_id = @p1
        """, tx.NextId(), claim.Id, claim.RoundNo, tx.Now, who.StaffId, who.Name, verb, Notices.Texts.Cut(text, TextMax), clientKey);

    public static bool IsThere(Tx tx, string clientKey) => tx.Value<long?>("SELECT id FROM claim_events WHERE client_key = @p0", clientKey) is not null;

    public static IReadOnlyList<ClaimEvent> Of(Tx tx, long claim) => [.. tx.Query<ClaimEvent>("""
        SELECT round_no AS RoundNo, at AS At, staff_id AS StaffId, actor AS Who, verb AS Verb, text AS Text FROM claim_events WHERE claim_id = @claim ORDER BY position
        """, new { claim })];

    /// <summary>Who of the staff was at the door in this round.</summary>
    public static IReadOnlyList<ClaimEvent> Present(Tx tx, Claim claim) =>
        [.. Of(tx, claim.Id).Where(e => e.RoundNo == claim.RoundNo && e.StaffId is not null && (e.Verb is ClaimVerb.Present or ClaimVerb.Done)).DistinctBy(e => e.StaffId)];
}

/// <summary>Whoever acts: one of the staff, the resident, or the house itself.</summary>
public readonly record struct Actor(long? StaffId, string Name)
{
    public static readonly Actor System = new(null, "系统"), Resident = new(null, "本人");

    public static implicit operator Actor(Staff.StaffMember member) => new(member.Id, member.Name);
}
