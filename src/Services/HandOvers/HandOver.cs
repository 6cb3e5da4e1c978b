using OneTable.Services.Cases;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;
using OneTable.Services.Staff;

namespace OneTable.Services.HandOvers;

/// <summary>A resident's talk with a person instead of the bot. It is a case, and what is said stands among the case's events.</summary>
/// <param name="Field">Of <see cref="Experts"/>.</param>
/// <param name="DueAt">By when the first answer is promised.</param>
/// <param name="SaidAt">When either side spoke last.</param>
/// <param name="EndedBy">resident, worker or silence.</param>
public sealed record HandOver(
    long CaseId, string Field, long OpenedAt, long DueAt, long? AnsweredAt, long? RemindedAt, long? EscalatedAt, long SaidAt, long? EndedAt,
    string? EndedBy)
{
    public const string ByResident = "resident", ByWorker = "worker", BySilence = "silence";

    internal const string Columns = """
        h.case_id AS CaseId, h.field AS Field, h.opened_at AS OpenedAt, h.due_at AS DueAt, h.answered_at AS AnsweredAt, h.reminded_at AS RemindedAt,
        h.escalated_at AS EscalatedAt, h.said_at AS SaidAt, h.ended_at AS EndedAt, h.ended_by AS EndedBy
        """;

    public bool IsOpen => EndedAt is null;
    public string FieldName => Experts.Find(Field)?.Name ?? Field;
    public bool IsLate(long now) => IsOpen && AnsweredAt is null && DueAt < now;

    /// <summary>
    /// Who may answer reads what a resident said in private: not who only looks on, nor a company or a partner unit, which is given the
    /// matter and not the people (F13).
    /// </summary>
    public static bool MayRead(Reader reader) => !FieldRights.IsReadOnly(reader) && !Posts.IsOutside(reader.Post ?? "");

    /// <summary>The talk of a case that this reader may not read; null for a resident, and where there is none.</summary>
    public static HandOver? HiddenFrom(Tx tx, long caseId, Reader? reader) => reader is { } of && !MayRead(of) ? Of(tx, caseId) : null;

    /// <summary>What is told of a case that is said in its talk.</summary>
    public static bool Said(CaseEvent e) => e.Kind is "words" or "reply" or "talk";

    /// <summary>For callers that have checked whose case it is.</summary>
    public static HandOver? Of(Tx tx, long caseId) =>
        tx.First<HandOver>($"SELECT {Columns} FROM hand_overs h WHERE h.case_id = @caseId{tx.ForUpdate}", new { caseId });

    /// <summary>By when each of these cases' residents was promised the first answer, which they still wait for.</summary>
    public static Dictionary<long, long> Waiting(Tx tx, IReadOnlyList<long> cases) => cases.Count == 0 ? []
        : tx.Query<Wait>("SELECT case_id AS CaseId, due_at AS DueAt FROM hand_overs WHERE case_id IN @cases AND answered_at IS NULL AND ended_at IS NULL", new { cases })
            .ToDictionary(w => w.CaseId, w => w.DueAt);

    sealed record Wait(long CaseId, long DueAt);

    /// <summary>The one a resident is in.</summary>
    public static (HandOver Talk, Case Case)? OfResident(Tx tx, long residentId)
    {
        var number = tx.First<string>("""
            SELECT c.number FROM hand_overs h JOIN cases c ON c.id = h.case_id WHERE c.resident_id = @residentId AND h.ended_at IS NULL ORDER BY h.opened_at DESC
            """, new { residentId });
        return number is not null && CaseList.OfResident(tx, residentId, number) is { } case_ && Of(tx, case_.Id) is { } talk ? (talk, case_) : null;
    }

    /// <summary>Ends it; false where it was ended before.</summary>
    internal static bool End(Tx tx, long caseId, string by) =>
        tx.Run("UPDATE hand_overs SET ended_at = @p1, ended_by = @p2 WHERE case_id = @p0 AND ended_at IS NULL", caseId, tx.Now, by) == 1;
}
