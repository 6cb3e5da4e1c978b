using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;

namespace OneTable.Services.Runs;

/// <summary>One long or scheduled work. state: running, done, failed, cancelling, cancelled.</summary>
public sealed record Run(long Id, string Job, long RunAt, string State, long Done, long Total, string? Result, string Actor, long StartedAt, long? EndedAt);

/// <summary>
/// A row per work, unique by job and time: of many instances the one that writes it does the work, and one whose host died
/// (no beat for two minutes) may be taken over.
/// </summary>
public sealed class RunLog(Database db)
{
    public const string Running = "running", Ended = "done", Failed = "failed", Cancelling = "cancelling", Cancelled = "cancelled";
    static readonly long deadAfterMs = (long)TimeSpan.FromMinutes(2).TotalMilliseconds;
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    const string Columns = """
        id AS Id, job AS Job, run_at AS RunAt, state AS State, done AS Done, total AS Total, result AS Result, actor AS Actor,
        started_at AS StartedAt, ended_at AS EndedAt
        """;

    /// <summary>The id of the run that is now ours; null where it was done, or another host is at it.</summary>
    public Task<long?> BeginAsync(string job, long runAt, string actor) => db.WriteAsync<long?>(tx =>
    {
        var id = tx.NextId();
        if (tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO runs (id, job, run_at, state, done, total, actor, started_at, beat_at) VALUES (@p0, @p1, @p2, 'running', 0, 0, @p3, @p4, @p4)
            """, id, job, runAt, actor, tx.Now) == 1) return id;
        var old = tx.Value<long>("SELECT id FROM runs WHERE job = @p0 AND run_at = @p1", job, runAt);
        return tx.Run("UPDATE runs SET beat_at = @p1, state = 'running' WHERE id = @p0 AND (state = 'failed' OR state = 'running' AND beat_at < @p2)",
            old, tx.Now, tx.Now - deadAfterMs) == 1 ? old : null;
    });

    public Task EndAsync(long id, object? result, string state = Ended) => db.WriteAsync(tx => tx.Run(
        "UPDATE runs SET state = @p1, result = @p2, ended_at = @p3 WHERE id = @p0", id, state, result is null ? null : JsonSerializer.Serialize(result, json), tx.Now));

    public Task<bool> CancelAsync(long id) => db.WriteAsync(tx => tx.Run("UPDATE runs SET state = 'cancelling' WHERE id = @p0 AND state = 'running'", id) == 1);

    public Run? Find(Tx tx, long id) => tx.First<Run>($"SELECT {Columns} FROM runs WHERE id = @id", new { id });

    public Run? Of(Tx tx, string job, long runAt) => tx.First<Run>($"SELECT {Columns} FROM runs WHERE job = @job AND run_at = @runAt", new { job, runAt });

    public IReadOnlyList<Run> Last(Tx tx, string? job = null, int max = 20) => [.. tx.Query<Run>(
        $"SELECT {Columns} FROM runs {(job is null ? "" : "WHERE job LIKE @job")} ORDER BY started_at DESC, id DESC LIMIT {max}", new { job = job + "%" })];
}
