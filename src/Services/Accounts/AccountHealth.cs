using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using OneTable.Services.Data;

namespace OneTable.Services.Accounts;

/// <summary>The token in use: since when, until when, and which instance fetched it.</summary>
public sealed record TokenState(string Account, long FetchedAt, long EndsAt, string FetchedBy);

/// <summary>A breaker of some instance.</summary>
public sealed record BreakerState(string Account, string Path, string Instance, string Code, string Message, long OpenedAt, long ProbeAt);

/// <summary>Sends that wait for the account and not for their hour: how many, why, until when.</summary>
public sealed record Parked
{
    public string Channel { get; init; } = "";
    public string Code { get; init; } = "";
    public long Count { get; init; }
    public long Until { get; init; }
}

/// <summary>What was counted on a day by one counter and its labels.</summary>
public sealed record Counted(string Day, string Name, IReadOnlyDictionary<string, string> Labels, long Total)
{
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

/// <summary>How the accounts at WeChat stand, of all instances, for the console, doctor and whoever watches the host.</summary>
public sealed partial class AccountHealth
{
    public const int DaysMax = 90;
    readonly Database db;

    public AccountHealth(Database db, IMeterFactory meters)
    {
        this.db = db;
        var meter = meters.Create("OneTable");
        meter.CreateObservableGauge("onetable_wechat_token_age_seconds", () => Look(tx => Tokens(tx).Select(t =>
            new Measurement<double>(Math.Max(0, TimeProvider.System.UnixMs() - t.FetchedAt) / 1000, new KeyValuePair<string, object?>("account", t.Account)))), description: "Age of the access token");
        meter.CreateObservableGauge("onetable_wechat_parked", () => Look(tx => Waiting(tx) is { Count: > 0 } waiting
            ? waiting.Select(p => new Measurement<double>(p.Count, new("channel", p.Channel), new("code", p.Code)))
            : [new Measurement<double>(0, new("channel", ""), new("code", ""))]), description: "Sends that wait for the account, by channel and errcode");
        meter.CreateObservableGauge("onetable_wechat_breakers", () => Look(Closed), description: "Parts of an account that are not called");
    }

    IEnumerable<Measurement<double>> Closed(Tx tx)
    {
        var all = Breakers(tx);
        return new[] { "mp", "mini" }.Select(account => new Measurement<double>(all.Count(b => b.Account == account), new KeyValuePair<string, object?>("account", account)));
    }

    public IReadOnlyList<TokenState> Tokens(Tx tx) => [.. tx.Query<TokenState>(
        "SELECT account AS Account, fetched_at AS FetchedAt, ends_at AS EndsAt, fetched_by AS FetchedBy FROM account_tokens ORDER BY account DESC")];

    public IReadOnlyList<BreakerState> Breakers(Tx tx) => [.. tx.Query<BreakerState>("""
        SELECT account AS Account, path AS Path, instance AS Instance, code AS Code, message AS Message, opened_at AS OpenedAt, probe_at AS ProbeAt
        FROM account_breakers WHERE seen_at > @alive ORDER BY opened_at
        """, new { alive = tx.Now - AccountLog.BreakerAliveMs })];

    public IReadOnlyList<AccountError> Errors(Tx tx, int max) => [.. tx.Query<AccountError>("""
        SELECT happened_at AS At, account AS Account, path AS Path, code AS Code, message AS Message FROM account_errors ORDER BY happened_at DESC, id DESC LIMIT @max
        """, new { max })];

    /// <summary>What was refused because of the account, and (code empty) what is due for long and waits behind it.</summary>
    public IReadOnlyList<Parked> Waiting(Tx tx) => [.. tx.Query<Parked>("""
        SELECT channel AS Channel, CASE WHEN next_attempt_at > @now THEN code ELSE '' END AS Code, COUNT(*) AS Count, MAX(next_attempt_at) AS Until FROM outbox
        WHERE state = 'pending' AND channel LIKE 'wechat%'
          AND (next_attempt_at > @now AND outcome IN ('ThrottledAccount', 'PermanentAccount') OR next_attempt_at < @now - 60000)
        GROUP BY channel, CASE WHEN next_attempt_at > @now THEN code ELSE '' END ORDER BY channel, Code
        """, new { now = tx.Now })];

    public IReadOnlyList<Counted> Counts(Tx tx, DateOnly from) => [.. tx.Query<(string Day, string Name, string Tags, long Total)>(
        "SELECT day, name, tags, total FROM account_counts WHERE day >= @from ORDER BY day, name, tags", new { from = from.Iso() })
        .Select(c => new Counted(c.Day, c.Name, Label().Matches(c.Tags).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value), c.Total))];

    public static int Sweep(Tx tx) => tx.Run("DELETE FROM account_counts WHERE day < @p0", BeijingTime.Of(tx.Now).AddDays(-DaysMax).ToString("yyyy-MM-dd"));

    /// <summary>Metrics are asked for also while the database is away.</summary>
    List<Measurement<double>> Look(Func<Tx, IEnumerable<Measurement<double>>> look)
    {
        try
        {
            return db.Read(tx => look(tx).ToList());
        }
        catch (System.Data.Common.DbException)
        {
            return [];
        }
    }

    [GeneratedRegex("""(\w+)="([^"]*)""")]
    private static partial Regex Label();
}
