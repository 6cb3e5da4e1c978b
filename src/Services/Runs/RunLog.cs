using OneTable.Services.Data;
using OneTable.Services.Divisions;

namespace OneTable.Services.Runs;

public static class RunState
{
    public const string Running = "running", Done = "done", Failed = "failed", Cancelling = "cancelling", Cancelled = "cancelled";
}

/// <summary>One long or scheduled work; a row per work, unique by job and time.</summary>
public sealed record Run(
    long Id, string Job, long RunAt, string State, long Done, long Total, string? Result, string Actor, long StartedAt, long? EndedAt);

/// <summary>
/// What ran and what runs. Who does the work holds a <see cref="HeldRun"/>. A division's run is seen from it and from above, a
/// run over everything by whoever sees everything.
/// </summary>
public sealed class RunLog(DivisionTree divisions)
{
    const string Seen = "(division_code >= @From AND division_code < @To OR division_code IS NULL AND @everything = 1)";

    const string Columns = """
        id AS Id, job AS Job, run_at AS RunAt, state AS State, done AS Done, total AS Total, result AS Result, actor AS Actor,
        started_at AS StartedAt, ended_at AS EndedAt
        """;

    /// <summary>Asks the holder to stop at its next beat.</summary>
    public bool Cancel(Tx tx, Scope scope, long id) => Find(tx, scope, id) is not null
        && tx.Run("UPDATE runs SET state = 'cancelling' WHERE id = @p0 AND state = 'running'", id) == 1;

    public Run? Find(Tx tx, Scope scope, long id) => tx.First<Run>($"SELECT {Columns} FROM runs WHERE id = @id AND {Seen}",
        new { id, scope.From, scope.To, everything = Everything(scope) });

    public Run? Of(Tx tx, string job, long runAt) =>
        tx.First<Run>($"SELECT {Columns} FROM runs WHERE job = @job AND run_at = @runAt", new { job, runAt });

    public static bool Has(Tx tx, string job, long runAt) => tx.Count<int>("SELECT COUNT(*) FROM runs WHERE job = @job AND run_at = @runAt", new { job, runAt }) > 0;

    /// <summary>The newest of these jobs.</summary>
    public static Run? Newest(Tx tx, params string[] jobs) =>
        tx.First<Run>($"SELECT {Columns} FROM runs WHERE job IN @jobs ORDER BY started_at DESC, id DESC LIMIT 1", new { jobs });

    /// <summary>Those of jobs that begin so, still under way as far as anybody said, and not heard of since.</summary>
    public static IReadOnlyList<Run> Silent(Tx tx, string jobs, long since) => [.. tx.Query<Run>(
        $"SELECT {Columns} FROM runs WHERE job >= @jobs AND job < @end AND state IN ('running', 'cancelling') AND beat_at < @since", new { jobs, end = jobs + "~", since })];

    /// <param name="job">One job, with that of each division (job@code), or null for all.</param>
    public IReadOnlyList<Run> Last(Tx tx, Scope scope, string? job = null, int max = 20) => [.. tx.Query<Run>($"""
        SELECT {Columns} FROM runs WHERE {Seen} {(job is null ? "" : "AND (job = @job OR job >= @of AND job < @ofEnd)")}
        ORDER BY started_at DESC, id DESC LIMIT {max}
        """, new { job, of = job + "@", ofEnd = job + "A", scope.From, scope.To, everything = Everything(scope) })];

    int Everything(Scope scope) => divisions.IsEverything(scope) ? 1 : 0;
}
