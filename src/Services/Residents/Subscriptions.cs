using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>
/// Which templates a user allowed (订阅): one-time grants add up and each send takes one; a long-term one holds until it is refused.
/// As the platform says it: by the page's answer, by its events, and by what it answered to a send.
/// </summary>
public sealed class Subscriptions
{
    const int LeftMax = 1000;

    sealed record Grant(long AllowedLeft, long LongTerm);

    /// <summary>Somebody tapped 允许.</summary>
    public void Allow(Tx tx, string openid, string template, bool longTerm) => tx.Run(tx.Dialect.Upsert(
        "INSERT INTO subscriptions (openid, template_id, allowed_left, long_term, refused_at, changed_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
        "openid, template_id", "allowed_left", "long_term", "refused_at", "changed_at"),
        openid, template, longTerm ? 0 : Math.Min(LeftMax, Of(tx, openid, template).AllowedLeft + 1), longTerm ? 1 : 0, null, tx.Now);

    /// <summary>Refused, or taken back in WeChat's settings: nothing of that kind goes until it is allowed anew.</summary>
    public void Refuse(Tx tx, string openid, string template) => tx.Run(tx.Dialect.Upsert(
        "INSERT INTO subscriptions (openid, template_id, allowed_left, long_term, refused_at, changed_at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
        "openid, template_id", "allowed_left", "long_term", "refused_at", "changed_at"),
        openid, template, 0, 0, tx.Now, tx.Now);

    /// <summary>Takes the right to one send; false where there is none.</summary>
    public bool Take(Tx tx, string openid, string template) => tx.Run("""
        UPDATE subscriptions SET allowed_left = CASE WHEN long_term = 1 THEN 0 ELSE allowed_left - 1 END, changed_at = @p2
        WHERE openid = @p0 AND template_id = @p1 AND (long_term = 1 OR allowed_left > 0)
        """, openid, template, tx.Now) == 1;

    static Grant Of(Tx tx, string openid, string template) => tx.First<Grant>(
        $"SELECT allowed_left AS AllowedLeft, long_term AS LongTerm FROM subscriptions WHERE openid = @openid AND template_id = @template{tx.ForUpdate}", new { openid, template }) ?? new(0, 0);
}
