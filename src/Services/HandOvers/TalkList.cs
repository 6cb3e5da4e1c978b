using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.HandOvers;

/// <summary>One row of the list: who waits, for whom, since when.</summary>
public sealed record TalkRow(string Number, string Field, long OpenedAt, long DueAt, long? AnsweredAt, long? EndedAt, long StaffId, string DivisionCode)
{
    public bool IsLate(long now) => EndedAt is null && AnsweredAt is null && DueAt < now;
    public string FieldName => Experts.Find(Field)?.Name ?? Field;
}

/// <param name="FirstAnswerMedianMinutes">Of the days shown; null where there was none.</param>
public sealed record TalkFigures(int Waiting, int Late, int Opened, int Answered, int InTime, double? FirstAnswerMedianMinutes);

/// <summary>Talks of a division, and how soon residents were answered.</summary>
public static class TalkList
{
    const int SampleMax = 5_000;
    const string Within = "c.division_code >= @From AND c.division_code < @To";

    sealed record Times(long OpenedAt, long DueAt, long? AnsweredAt);

    /// <param name="open">Those that still go on, who waits longest first; else all, the newest first.</param>
    public static Listing<TalkRow> Of(Tx tx, Scope scope, bool open, int page, int size)
    {
        var args = new { scope.From, scope.To };
        var from = $"FROM hand_overs h JOIN cases c ON c.id = h.case_id WHERE {Within}{(open ? " AND h.ended_at IS NULL" : "")}";
        return new(tx.Count<int>($"SELECT COUNT(*) {from}", args), [.. tx.Query<TalkRow>($"""
            SELECT c.number AS Number, h.field AS Field, h.opened_at AS OpenedAt, h.due_at AS DueAt, h.answered_at AS AnsweredAt, h.ended_at AS EndedAt,
              c.staff_id AS StaffId, c.division_code AS DivisionCode {from}
            ORDER BY {(open ? "CASE WHEN h.answered_at IS NULL THEN 0 ELSE 1 END, h.due_at" : "h.opened_at DESC")}, c.id
            LIMIT {size} OFFSET {(page - 1) * size}
            """, args)]);
    }

    public static TalkFigures Figures(Tx tx, Scope scope, int days)
    {
        var args = new { scope.From, scope.To, tx.Now, Since = tx.Now - days * 24L * 3600 * 1000 };
        var times = tx.Query<Times>($"""
            SELECT h.opened_at AS OpenedAt, h.due_at AS DueAt, h.answered_at AS AnsweredAt FROM hand_overs h JOIN cases c ON c.id = h.case_id
            WHERE {Within} AND h.opened_at >= @Since ORDER BY h.opened_at DESC LIMIT {SampleMax}
            """, args).ToList();
        const string waiting = $"""
            SELECT COUNT(*) FROM hand_overs h JOIN cases c ON c.id = h.case_id WHERE {Within} AND h.ended_at IS NULL AND h.answered_at IS NULL
            """;
        var waits = times.Where(t => t.AnsweredAt is not null).Select(t => (t.AnsweredAt!.Value - t.OpenedAt) / 60_000.0).Order().ToList();
        return new(tx.Count<int>(waiting, args), tx.Count<int>(waiting + " AND h.due_at < @Now", args), times.Count, waits.Count,
            times.Count(t => t.AnsweredAt <= t.DueAt), waits.Count == 0 ? null : Math.Round(waits[waits.Count / 2], 1));
    }
}
