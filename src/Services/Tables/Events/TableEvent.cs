using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Tables.Events;

/// <summary>Something that happened and is asked about everywhere at once: 台风、暴雨、停水、火灾.</summary>
/// <param name="Kind">Id of its <see cref="EventFile"/>.</param>
public sealed record TableEvent(long Id, string DivisionCode, string Kind, string Name, string State, string Maker, long OpenedAt, long? ClosedAt)
{
    public const string Open = "open", Closed = "closed";

    const string Columns = "id AS Id, division_code AS DivisionCode, kind AS Kind, name AS Name, state AS State, maker AS Maker, opened_at AS OpenedAt, closed_at AS ClosedAt";

    /// <summary>Of the division, of what lies in it and of what it lies in.</summary>
    const string SeenBy = "(division_code >= @From AND division_code < @To OR SUBSTR(@From, 1, LENGTH(division_code)) = division_code)";

    public static TableEvent? Find(Tx tx, Scope scope, long id) =>
        tx.First<TableEvent>($"SELECT {Columns} FROM table_events WHERE id = @id AND {SeenBy}{tx.ForUpdate}", new { id, scope.From, scope.To });

    /// <summary>Open ones first, then the newest.</summary>
    public static IReadOnlyList<TableEvent> List(Tx tx, Scope scope) => [.. tx.Query<TableEvent>(
        $"SELECT {Columns} FROM table_events WHERE {SeenBy} ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, opened_at DESC, id DESC LIMIT 200", new { scope.From, scope.To })];

    public static long Add(Tx tx, Scope scope, string kind, string name, string maker)
    {
        var id = tx.NextId();
        tx.Run("INSERT INTO table_events (id, division_code, kind, name, state, maker, opened_at) VALUES (@p0, @p1, @p2, @p3, 'open', @p4, @p5)", id, scope.Code, kind, name, maker, tx.Now);
        return id;
    }

    /// <summary>False where it was closed already.</summary>
    public static bool Close(Tx tx, long id) => tx.Run("UPDATE table_events SET state = 'closed', closed_at = @p1 WHERE id = @p0 AND state = 'open'", id, tx.Now) == 1;
}
