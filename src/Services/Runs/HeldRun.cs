using System.Text.Encodings.Web;
using System.Text.Json;
using OneTable.Services.Data;

namespace OneTable.Services.Runs;

/// <summary>
/// A run that is ours: of many instances the one that holds its row does the work. The holder of a long work beats with every
/// chunk; a row whose host died, that failed or was cancelled is taken over and done again, which its effects must bear.
/// </summary>
public sealed class HeldRun(long id)
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    sealed record Row
    {
        public long Id { get; init; }
        public string State { get; init; } = "";
        public long BeatAt { get; init; }
    }

    public enum Found { Mine, Running, Done }

    public long Id => id;

    /// <param name="staleAfter">How long its holder may be silent before it counts as dead.</param>
    /// <param name="waited">We saw another host run it: what was cancelled meanwhile stays so.</param>
    /// <param name="division">Whose run it is and who may see it; null: everybody's.</param>
    public static (Found Found, HeldRun? Run) Claim(Tx tx, string job, long runAt, string actor, TimeSpan staleAfter, bool waited, string? division = null)
    {
        var fresh = tx.NextId();
        if (tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO runs (id, job, run_at, state, done, total, actor, started_at, beat_at, division_code)
            VALUES (@p0, @p1, @p2, 'running', 0, 0, @p3, @p4, @p4, @p5)
            """, fresh, job, runAt, actor, tx.Now, division) == 1) return (Found.Mine, new(fresh));
        var row = tx.First<Row>("SELECT id AS Id, state AS State, beat_at AS BeatAt FROM runs WHERE job = @job AND run_at = @runAt",
            new { job, runAt })!;
        if (row.State == RunState.Done || waited && row.State == RunState.Cancelled) return (Found.Done, null);
        var dead = row.State is RunState.Failed or RunState.Cancelled || row.BeatAt < tx.Now - (long)staleAfter.TotalMilliseconds;
        var mine = dead && tx.Run("""
            UPDATE runs SET state = @p5, done = 0, actor = @p2, started_at = @p3, beat_at = @p3, ended_at = NULL
            WHERE id = @p0 AND state = @p4 AND beat_at = @p1
            """, row.Id, row.BeatAt, actor, tx.Now, row.State, row.State == RunState.Cancelling ? row.State : RunState.Running) == 1;
        return mine ? (Found.Mine, new(row.Id)) : (Found.Running, null);
    }

    /// <summary>
    /// Says how far it is; false when it is to stop. Touches the rows of all jobs of the family at that time, so that their
    /// chunks wait for each other and a limit over all of them holds.
    /// </summary>
    public bool Beat(Tx tx, string family, long runAt, long done, long total)
    {
        tx.Run("UPDATE runs SET beat_at = CASE WHEN id = @p0 THEN @p1 ELSE beat_at END WHERE job >= @p2 AND job < @p3 AND run_at = @p4",
            id, tx.Now, family, family + "~", runAt);
        return tx.Run("UPDATE runs SET done = @p1, total = @p2 WHERE id = @p0 AND state = 'running'", id, done, total) == 1;
    }

    /// <summary>Lets go of it unfinished: whoever comes next goes on at once.</summary>
    public void Release(Tx tx) => tx.Run("UPDATE runs SET beat_at = 0 WHERE id = @p0", id);

    public void End(Tx tx, string state, object? result) => tx.Run("UPDATE runs SET state = @p1, result = @p2, ended_at = @p3 WHERE id = @p0",
        id, state, result is null ? null : JsonSerializer.Serialize(result, json), tx.Now);
}
