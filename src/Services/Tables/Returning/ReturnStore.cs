using OneTable.Services.Data;

namespace OneTable.Services.Tables.Returning;

/// <summary>What was found in a returned file, as it is kept.</summary>
static class ReturnStore
{
    const int WhyMax = 200, CellWhyMax = 400, AskedMax = 2_000;

    public sealed record Row
    {
        public int Sheet { get; init; }
        public long Number { get; init; }
        public long? SubjectId { get; init; }
        public string Outcome { get; init; } = "";
        public string Why { get; init; } = "";
        public string Asked { get; init; } = "";
        public string? RowSealed { get; init; }
    }

    public sealed record Cell
    {
        public int Sheet { get; init; }
        public long Number { get; init; }
        public int Column { get; init; }
        public string Kind { get; init; } = "";
        public string State { get; init; } = "";
        public long SubjectId { get; init; }
        public string? Field { get; init; }
        public string? Why { get; init; }
        public string SaidSealed { get; init; } = "";
    }

    public const string Cells = """
        SELECT sheet AS Sheet, row_no AS Number, column_no AS `Column`, kind AS Kind, state AS State, subject_id AS SubjectId, field AS Field, why AS Why, said_sealed AS SaidSealed
        FROM return_cells
        """;

    public const string Rows = "SELECT r.sheet AS Sheet, r.row_no AS Number, r.subject_id AS SubjectId, r.outcome AS Outcome, r.why AS Why, r.asked AS Asked, r.row_sealed AS RowSealed FROM return_rows r";

    public static void Clear(Tx tx, long id)
    {
        tx.Run("DELETE FROM return_cells WHERE return_id = @p0", id);
        tx.Run("DELETE FROM return_rows WHERE return_id = @p0", id);
    }

    public static void Write(Tx tx, Seal seal, long id, IEnumerable<ReturnedRow> rows)
    {
        foreach (var row in rows)
        {
            var asked = string.Join(',', row.Asked);
            if (asked.Length > AskedMax) asked = asked[..asked.LastIndexOf(',', AskedMax - 1)];
            tx.Run("INSERT INTO return_rows (return_id, sheet, row_no, subject_id, outcome, why, asked, row_sealed) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)",
                id, row.Sheet, row.Number, row.SubjectId, row.Outcome, Notices.Texts.Cut(row.Why, WhyMax), asked,
                row.Cells is null ? null : seal.Close(System.Text.Json.JsonSerializer.Serialize(row.Cells, Return.Json)));
            foreach (var cell in row.Differences)
                tx.Run("""
                    INSERT INTO return_cells (return_id, sheet, row_no, column_no, kind, state, subject_id, field, why, said_sealed) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
                    """, id, row.Sheet, row.Number, cell.Column, cell.Kind, cell.State, cell.SubjectId, cell.Field,
                    cell.Why is null ? null : Notices.Texts.Cut(cell.Why, CellWhyMax), cell.Said.Close(seal));
        }
    }

    public static void Replace(Tx tx, Seal seal, long id, ReturnedRow row)
    {
        tx.Run("DELETE FROM return_cells WHERE return_id = @p0 AND sheet = @p1 AND row_no = @p2", id, row.Sheet, row.Number);
        tx.Run("DELETE FROM return_rows WHERE return_id = @p0 AND sheet = @p1 AND row_no = @p2", id, row.Sheet, row.Number);
        Write(tx, seal, id, [row]);
    }

    public static Row? Find(Tx tx, long id, int sheet, long number) =>
        tx.First<Row>(Rows + " WHERE r.return_id = @id AND r.sheet = @sheet AND r.row_no = @number" + tx.ForUpdate, new { id, sheet, number });

    public static void SetOutcome(Tx tx, long id, int sheet, long number, string outcome, long? subject, string why) => tx.Run(
        "UPDATE return_rows SET outcome = @p3, subject_id = @p4, why = @p5 WHERE return_id = @p0 AND sheet = @p1 AND row_no = @p2", id, sheet, number, outcome, subject, why);

    public static void Settle(Tx tx, long id, Cell cell, string kind, string state, string? why) => tx.Run(
        "UPDATE return_cells SET kind = @p4, state = @p5, why = @p6 WHERE return_id = @p0 AND sheet = @p1 AND row_no = @p2 AND column_no = @p3",
        id, cell.Sheet, cell.Number, cell.Column, kind, state, why is null ? null : Notices.Texts.Cut(why, CellWhyMax));
}
