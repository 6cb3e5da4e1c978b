using OneTable.Services.Data;

namespace OneTable.Services.Scenarios;

/// <summary>
/// The row of <c>runs</c> by which one of many instances does a job of a day, once. Its holder beats with every chunk; a row
/// whose host died, that failed or was cancelled is taken over and done again, which its effects must bear.
/// </summary>
sealed class DayRun(long id)
{
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(30);

    sealed record Row
    {
        public long Id { get; init; }
        public string State { get; init; } = "";
        public long BeatAt { get; init; }
    }

    public enum Found { Mine, Running, Done }

    public long Id => id;

    /// <param name="waited">We saw another host run it: what was cancelled meanwhile stays so.</param>
    public static (Found Found, DayRun? Run) Claim(Tx tx, string job, DateOnly day, string actor, bool waited)
    {
        var runAt = BeijingTime.UnixMs(day, TimeOnly.MinValue);
        var fresh = tx.NextId();
        if (tx.Run($"""
            {tx.Dialect.InsertIgnore} INTO runs (id, job, run_at, state, done, total, actor, started_at, beat_at)
            VALUES (@p0, @p1, @p2, 'running', 0, 0, @p3, @p4, @p4)
            """, fresh, job, runAt, actor, tx.Now) == 1) return (Found.Mine, new(fresh));
        var row = tx.First<Row>("SELECT id AS Id, state AS State, beat_at AS BeatAt FROM runs WHERE job = @job AND run_at = @runAt", new { job, runAt })!;
        if (row.State == "done" || waited && row.State == "cancelled") return (Found.Done, null);
        var dead = row.State is "failed" or "cancelled" || row.BeatAt < tx.Now - (long)StaleAfter.TotalMilliseconds;
        var mine = dead && tx.Run("""
            UPDATE runs SET state = @p5, done = 0, actor = @p2, started_at = @p3, beat_at = @p3, ended_at = NULL
            WHERE id = @p0 AND state = @p4 AND beat_at = @p1
            """, row.Id, row.BeatAt, actor, tx.Now, row.State, row.State == "cancelling" ? row.State : "running") == 1;
        return mine ? (Found.Mine, new(row.Id)) : (Found.Running, null);
    }

    /// <summary>
    /// Says how far it is; false when it is to stop. Touches the rows of all jobs of the family on that day, so that their
    /// chunks wait for each other and a daily limit over all of them holds.
    /// </summary>
    public bool Beat(Tx tx, string family, DateOnly day, long done, long total)
    {
        tx.Run("UPDATE runs SET beat_at = CASE WHEN id = @p0 THEN @p1 ELSE beat_at END WHERE job >= @p2 AND job < @p3 AND run_at = @p4",
            Id, tx.Now, family, family + "~", BeijingTime.UnixMs(day, TimeOnly.MinValue));
        return tx.Run("UPDATE runs SET done = @p1, total = @p2 WHERE id = @p0 AND state = 'running'", Id, done, total) == 1;
    }

    public void End(Tx tx, string state, string result) =>
        tx.Run("UPDATE runs SET state = @p1, result = @p2, ended_at = @p3 WHERE id = @p0", Id, state, result, tx.Now);
}
