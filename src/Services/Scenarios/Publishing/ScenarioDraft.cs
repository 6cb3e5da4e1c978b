using OneTable.Services.Data;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>The text somebody is at work on; it does nothing until it is published.</summary>
public sealed record ScenarioDraft
{
    const string Columns = "name AS Name, body AS Body, based_on AS BasedOn, revision AS Revision, actor AS Actor, updated_at AS UpdatedAt";

    public required string Name { get; init; }
    public string Body { get; init; } = "";
    /// <summary>The version it began from; 0 for a new scenario.</summary>
    public int BasedOn { get; init; }
    /// <summary>Counts its saves: whoever saves says which one was read.</summary>
    public int Revision { get; init; }
    public string Actor { get; init; } = "";
    public long UpdatedAt { get; init; }

    public static ScenarioDraft? Find(Tx tx, string name) =>
        tx.First<ScenarioDraft>($"SELECT {Columns} FROM scenario_drafts WHERE name = @name{tx.ForUpdate}", new { name });

    public static IReadOnlyList<ScenarioDraft> All(Tx tx) => [.. tx.Query<ScenarioDraft>($"SELECT {Columns} FROM scenario_drafts ORDER BY name")];

    /// <summary>False where another was quicker.</summary>
    internal bool Add(Tx tx) => tx.Run($"""
        {tx.Dialect.InsertIgnore} INTO scenario_drafts (name, body, based_on, revision, actor, updated_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)
        """, Name, Body, BasedOn, Revision, Actor, tx.Now) == 1;

    internal void Keep(Tx tx) => tx.Run("UPDATE scenario_drafts SET body = @p1, based_on = @p2, revision = @p3, actor = @p4, updated_at = @p5 WHERE name = @p0",
        Name, Body, BasedOn, Revision, Actor, tx.Now);

    internal static void Drop(Tx tx, string name) => tx.Run("DELETE FROM scenario_drafts WHERE name = @p0", name);
}
