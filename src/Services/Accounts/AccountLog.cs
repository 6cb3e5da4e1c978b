using System.Collections.Concurrent;
using OneTable.Services.Data;

namespace OneTable.Services.Accounts;

/// <summary>A call that went wrong; the message ends with WeChat's rid.</summary>
public sealed record AccountError(long At, string Account, string Path, string Code, string Message);

/// <summary>A part of an account that is not called, or all of it (path empty), until one call may try at ProbeAt.</summary>
public sealed record Breaker(string Account, string Path, string Code, string Message, long OpenedAt, long ProbeAt);

/// <summary>A count of a day, with what it was counted by, such as "outcome=kept".</summary>
public sealed record DayCount(string Name, string Tags, long Total);

/// <summary>
/// What happens with the accounts at WeChat. Noted in memory without waiting for anything, and written down every few seconds, so
/// that all instances are seen together.
/// </summary>
public sealed class AccountLog
{
    /// <summary>Which process this is, for operators.</summary>
    public static readonly string Instance = Cut($"{Environment.MachineName}-{Environment.ProcessId}", 64);

    public const long BreakerAliveMs = 60_000;
    const int WaitingMax = 200, KeptMax = 500, MessageMax = 400, PathMax = 64, TagsMax = 160;
    readonly ConcurrentQueue<AccountError> errors = new();
    readonly ConcurrentDictionary<string, (long FetchedAt, long EndsAt)> tokens = new();
    readonly ConcurrentDictionary<(string, string), Breaker> breakers = new();
    bool hadBreakers = true; // what an earlier life of this process name left

    public void Failed(AccountError error)
    {
        if (errors.Count < WaitingMax) errors.Enqueue(error with { Path = Cut(error.Path, PathMax), Message = Cut(error.Message, MessageMax) });
    }

    public void Fetched(string account, long fetchedAt, long endsAt) => tokens[account] = (fetchedAt, endsAt);

    public void Opened(Breaker breaker) => breakers[(breaker.Account, breaker.Path)] =
        breaker with { Path = Cut(breaker.Path, PathMax), Message = Cut(breaker.Message, MessageMax) };

    public void Closed(string account, string path) => breakers.TryRemove((account, path), out _);

    /// <summary>What is closed on this instance.</summary>
    public IReadOnlyList<Breaker> Breakers => [.. breakers.Values];

    /// <summary>Whether there is anything to write down.</summary>
    public bool IsQuiet => errors.IsEmpty && tokens.IsEmpty && breakers.IsEmpty && !hadBreakers;

    /// <summary>Writes down what was noted, and what was counted since the last time.</summary>
    public void Write(Tx tx, IReadOnlyList<DayCount> more)
    {
        var day = BeijingTime.Of(tx.Now).ToString("yyyy-MM-dd");
        foreach (var count in more.OrderBy(c => c.Name).ThenBy(c => c.Tags))
        {
            var tags = Cut(count.Tags, TagsMax);
            tx.Run(tx.Dialect.InsertIgnore + " INTO account_counts (day, name, tags, total) VALUES (@p0, @p1, @p2, 0)", day, count.Name, tags);
            tx.Run("UPDATE account_counts SET total = total + @p3 WHERE day = @p0 AND name = @p1 AND tags = @p2", day, count.Name, tags, count.Total);
        }
        foreach (var (account, token) in tokens)
        {
            tx.Run(tx.Dialect.Upsert("INSERT INTO account_tokens (account, fetched_at, ends_at, fetched_by) VALUES (@p0, @p1, @p2, @p3)",
                "account", "fetched_at", "ends_at", "fetched_by"), account, token.FetchedAt, token.EndsAt, Instance);
            tx.AfterCommit(() => tokens.TryRemove(new(account, token)));
        }
        WriteErrors(tx);
        WriteBreakers(tx);
    }

    void WriteErrors(Tx tx)
    {
        var waiting = errors.ToList();
        if (waiting.Count == 0) return;
        foreach (var e in waiting) Note(tx, e);
        if (tx.Value<long?>("SELECT happened_at FROM account_errors ORDER BY happened_at DESC LIMIT 1 OFFSET @p0", KeptMax) is { } old)
            tx.Run("DELETE FROM account_errors WHERE happened_at <= @p0", old);
        tx.AfterCommit(() => { foreach (var _ in waiting) errors.TryDequeue(out var _); });
    }

    /// <summary>Written down at once, within what the caller does.</summary>
    public static void Note(Tx tx, AccountError e) => tx.Run("INSERT INTO account_errors (id, happened_at, account, path, code, message) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
        tx.NextId(), e.At, e.Account, e.Path, e.Code, Cut(e.Message, MessageMax));

    void WriteBreakers(Tx tx)
    {
        if (breakers.IsEmpty && !hadBreakers) return;
        tx.Run("DELETE FROM account_breakers WHERE instance = @p0 OR seen_at < @p1", Instance, tx.Now - 24 * 3600 * 1000L);
        foreach (var b in breakers.Values)
            tx.Run("""
                INSERT INTO account_breakers (account, path, instance, code, message, opened_at, probe_at, seen_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)
                """, b.Account, b.Path, Instance, b.Code, b.Message, b.OpenedAt, b.ProbeAt, tx.Now);
        hadBreakers = !breakers.IsEmpty;
    }

    static string Cut(string text, int max) => text.Length <= max ? text : text[..max];
}
