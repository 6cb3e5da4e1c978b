using OneTable.Services.Data;

namespace OneTable.Services.Runs;

public static class RunState
{
    public const string Running = "running", Done = "done", Failed = "failed", Cancelling = "cancelling", Cancelled = "cancelled";
}

/// <summary>One long or scheduled work; a row per work, unique by job and time.</summary>
public sealed record Run(
    long Id, string Job, long RunAt, string State, long Done, long Total, string? Result, string Actor, long StartedAt, long? EndedAt);

/// <summary>What ran and what runs. Who does the work holds a <see cref="HeldRun"/>.</summary>
public sealed class RunLog
{
    const string Columns = """
        id AS Id, job AS Job, run_at AS RunAt, state AS State, done AS Done, total AS Total, result AS Result, actor AS Actor,
        started_at AS StartedAt, ended_at AS EndedAt
        """;

    /// <summary>Asks the holder to stop at its next beat.</summary>
    public bool Cancel(Tx tx, long id) => tx.Run("UPDATE runs SET state = 'cancelling' WHERE id = @p0 AND state = 'running'", id) == 1;

    public Run? Find(Tx tx, long id) => tx.First<Run>($"SELECT {Columns} FROM runs WHERE id = @id", new { id });

    public Run? Of(Tx tx, string job, long runAt) =>
        tx.First<Run>($"SELECT {Columns} FROM runs WHERE job = @job AND run_at = @runAt", new { job, runAt });

    /// <param name="job">One job, or null for all.</param>
    public IReadOnlyList<Run> Last(Tx tx, string? job = null, int max = 20) => [.. tx.Query<Run>(
        $"SELECT {Columns} FROM runs {(job is null ? "" : "WHERE job = @job")} ORDER BY started_at DESC, id DESC LIMIT {max}", new { job })];
}
