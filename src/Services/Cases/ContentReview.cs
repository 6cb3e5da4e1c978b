using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Cases;

public sealed record ReviewItem(long Id, string Kind, string State, string? Why, long? Label, string? TraceId, string? Words, long? FileId, string CaseNumber, string CaseTitle,
    string DivisionCode, long CreatedAt, long? DecidedAt, string? DecidedBy);

/// <summary>待审内容: what may be seen by others than the worker of a case, and the people who decide where WeChat does not.</summary>
public sealed class ContentReview
{
    /// <summary>What waits for a person: the risky first, then the doubtful and what cannot be checked.</summary>
    public Listing<ReviewItem> List(Tx tx, Scope scope, bool decided, int page, int size)
    {
        var where = (decided ? "k.state IN ('approved', 'hidden')" : "k.state IN ('risky', 'review')") + " AND c.division_code >= @From AND c.division_code < @To";
        var order = decided ? "k.decided_at DESC" : "CASE WHEN k.state = 'risky' THEN 0 ELSE 1 END, k.created_at";
        var args = new { scope.From, scope.To };
        return new(tx.Count<int>($"SELECT COUNT(*) FROM content_checks k JOIN cases c ON c.id = k.case_id WHERE {where}", args), [.. tx.Query<ReviewItem>($"""
            SELECT k.id AS Id, k.kind AS Kind, k.state AS State, k.why AS Why, k.label AS Label, k.trace_id AS TraceId, k.words AS Words, k.file_id AS FileId, c.number AS CaseNumber,
              c.title AS CaseTitle, c.division_code AS DivisionCode, k.created_at AS CreatedAt, k.decided_at AS DecidedAt, k.decided_by AS DecidedBy
            FROM content_checks k JOIN cases c ON c.id = k.case_id WHERE {where} ORDER BY {order}, k.id LIMIT {size} OFFSET {(page - 1) * size}
            """, args)]);
    }

    /// <summary>A person says whether others may see it; that they said so stands with the case. False where there is no such thing.</summary>
    public bool Decide(Tx tx, Scope scope, long id, bool show, string actor)
    {
        var item = tx.First<(long CaseId, string Kind, string State)?>($"""
            SELECT k.case_id, k.kind, k.state FROM content_checks k JOIN cases c ON c.id = k.case_id
            WHERE k.id = @id AND c.division_code >= @From AND c.division_code < @To{tx.ForUpdate}
            """, new { id, scope.From, scope.To });
        if (item is not { } found) return false;
        var state = show ? ContentChecks.Approved : ContentChecks.Hidden;
        if (found.State == state) return true; // a second tap of the same finger
        tx.Run("UPDATE content_checks SET state = @p1, decided_at = @p2, decided_by = @p3, next_attempt_at = NULL WHERE id = @p0", id, state, tx.Now, actor);
        CaseEvents.Add(tx, found.CaseId, actor, "checked", (show ? "看过了，可以给别人看：" : "屏蔽了，只给办事的人看：") + (found.Kind == "photo" ? "一张照片" : "一段文字"), forResident: false);
        return true;
    }

    /// <summary>How the words of a case stand, the worst of them, and each of its photos.</summary>
    public static (string? Words, IReadOnlyDictionary<long, string> Photos) Of(Tx tx, long caseId)
    {
        var rows = tx.Query<(string Kind, string State, long? FileId)>("SELECT kind, state, file_id FROM content_checks WHERE case_id = @caseId", new { caseId }).ToList();
        return (rows.Where(r => r.Kind == "words").Select(r => r.State).MaxBy(Badness),
            rows.Where(r => r.FileId is not null).GroupBy(r => r.FileId!.Value).ToDictionary(g => g.Key, g => g.Select(r => r.State).MaxBy(Badness)!));
    }

    /// <summary>Cases whose words others may not see yet.</summary>
    public static IReadOnlySet<long> Unseen(Tx tx, IReadOnlyCollection<long> cases) => cases.Count == 0 ? new HashSet<long>() : tx.Query<long>(
        "SELECT DISTINCT case_id FROM content_checks WHERE case_id IN @cases AND kind = 'words' AND state NOT IN ('pass', 'approved')", new { cases }).ToHashSet();

    /// <summary>Whether it may be seen by others; what was never checked is a worker's own.</summary>
    public static bool MayShow(string? state) => state is null or ContentChecks.Pass or ContentChecks.Approved;

    /// <summary>The mark a worker reads; null where there is nothing to say.</summary>
    public static string? Mark(string? state) => state switch
    {
        ContentChecks.Risky => "微信说内容有风险，先不给别人看",
        ContentChecks.Review => "还没人审过，先不给别人看",
        ContentChecks.Hidden => "已屏蔽，只有办事的人看得到",
        ContentChecks.Waiting or ContentChecks.Asked => "正在审核，先不给别人看",
        _ => null,
    };

    static int Badness(string state) => state switch
    {
        ContentChecks.Hidden => 5, ContentChecks.Risky => 4, ContentChecks.Review => 3, ContentChecks.Waiting or ContentChecks.Asked => 2, _ => 1,
    };
}
