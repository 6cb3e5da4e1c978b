using OneTable.Services.Data;

namespace OneTable.Services.Scenarios.Publishing;

/// <summary>A scenario that is off finds nobody new; what it found before goes on. Whoever switches says why.</summary>
public sealed record ScenarioSwitch
{
    const int ReasonMin = 2, ReasonMax = 100;
    const string Columns = "name AS Name, step AS Step, is_on AS IsOn, reason AS Reason, actor AS Actor, created_at AS CreatedAt";

    public required string Name { get; init; }
    public int Step { get; init; }
    public bool IsOn { get; init; }
    public string Reason { get; init; } = "";
    public string Actor { get; init; } = "";
    public long CreatedAt { get; init; }

    /// <summary>Those that are off now, by name.</summary>
    public static IReadOnlyDictionary<string, ScenarioSwitch> Off(Tx tx) => tx.Query<ScenarioSwitch>($"""
        SELECT {Columns} FROM scenario_switches s WHERE is_on = 0 AND step = (SELECT MAX(step) FROM scenario_switches n WHERE n.name = s.name)
        """).ToDictionary(s => s.Name);

    /// <summary>How it was switched, the newest first.</summary>
    public static IReadOnlyList<ScenarioSwitch> History(Tx tx, string name) =>
        [.. tx.Query<ScenarioSwitch>($"SELECT {Columns} FROM scenario_switches WHERE name = @name ORDER BY step DESC", new { name })];

    /// <summary>Switching to what it is already changes nothing.</summary>
    public static void Set(Tx tx, string name, bool on, string? reason, string actor)
    {
        reason = reason?.Trim() ?? "";
        if (reason.Length is < ReasonMin or > ReasonMax) throw new Refusal("reason_needed", on ? "请写一句为什么启用。" : "请写一句为什么停用。");
        var last = tx.First<ScenarioSwitch>($"SELECT {Columns} FROM scenario_switches WHERE name = @name ORDER BY step DESC LIMIT 1{tx.ForUpdate}", new { name });
        if ((last?.IsOn ?? true) == on) return;
        tx.Run($"{tx.Dialect.InsertIgnore} INTO scenario_switches (name, step, is_on, reason, actor, created_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
            name, (last?.Step ?? 0) + 1, on ? 1 : 0, reason, actor, tx.Now);
    }
}
