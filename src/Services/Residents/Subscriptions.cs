using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>
/// Which templates a user allowed (订阅): one-time grants add up and each send takes one; a long-term one holds until it is refused.
/// As the platform says it: by the page's answer, by its events, and by what it answered to a send.
/// </summary>
public sealed class Subscriptions
{
    const int LeftMax = 1000, IdMax = 64;

    /// <summary>With so many left nobody is asked for more; who said no is asked again after a week.</summary>
    const int EnoughLeft = 3;
    const long AskAgainMs = 7 * 24 * 3600 * 1000L;

    const string Allowing = "openid = @p0 AND template_id = @p1 AND (long_term = 1 OR allowed_left > 0)";

    /// <summary>
    /// Somebody tapped 允许. Page and platform both tell of it, in either order, and either may be lost: a tap counts for whoever
    /// has told of more of them, so that it is counted once.
    /// </summary>
    public void Allow(Tx tx, string openid, string template, bool longTerm, bool byPage = false)
    {
        if (!Known(tx, openid, template)) return;
        var (mine, other) = byPage ? ("page_said", "event_said") : ("event_said", "page_said");
        tx.Run($"""
            UPDATE subscriptions SET
              allowed_left = CASE WHEN @p2 = 1 THEN 0 WHEN {mine} >= {other} AND allowed_left < {LeftMax} THEN allowed_left + 1 ELSE allowed_left END,
              {mine} = {mine} + 1, long_term = @p2, refused_at = NULL, changed_at = @p3
            WHERE openid = @p0 AND template_id = @p1
            """, openid, template, longTerm ? 1 : 0, tx.Now);
    }

    /// <summary>Somebody tapped 取消 this time: what was allowed before stays, and we do not ask again for a while.</summary>
    public void Decline(Tx tx, string openid, string template)
    {
        if (Known(tx, openid, template))
            tx.Run("UPDATE subscriptions SET refused_at = @p2, changed_at = @p2 WHERE openid = @p0 AND template_id = @p1", openid, template, tx.Now);
    }

    /// <summary>Refused, or taken back in WeChat's settings: nothing of that kind goes until it is allowed anew.</summary>
    public void Refuse(Tx tx, string openid, string template)
    {
        Decline(tx, openid, template);
        UsedUp(tx, openid, template);
    }

    /// <summary>The platform says there is none left, whatever we counted.</summary>
    public void UsedUp(Tx tx, string openid, string template) => tx.Run("""
        UPDATE subscriptions SET allowed_left = 0, long_term = 0, page_said = 0, event_said = 0, changed_at = @p2 WHERE openid = @p0 AND template_id = @p1
        """, openid, template, tx.Now);

    /// <summary>An openid that is not one of the account's any more.</summary>
    public void Forget(Tx tx, string openid) => tx.Run("DELETE FROM subscriptions WHERE openid = @p0", openid);

    public bool Has(Tx tx, string openid, string template) => tx.Value<long?>($"SELECT 1 FROM subscriptions WHERE {Allowing}", openid, template) is not null;

    public bool IsRefused(Tx tx, string openid, string template) =>
        tx.Value<long?>("SELECT 1 FROM subscriptions WHERE openid = @p0 AND template_id = @p1 AND refused_at IS NOT NULL", openid, template) is not null;

    /// <summary>Takes the right to one send; false where there is none.</summary>
    public bool Take(Tx tx, string openid, string template) => tx.Run($"""
        UPDATE subscriptions SET allowed_left = CASE WHEN long_term = 1 THEN 0 ELSE allowed_left - 1 END, changed_at = @p2 WHERE {Allowing}
        """, openid, template, tx.Now) == 1;

    /// <summary>The send it was taken for surely did not go out.</summary>
    public void GiveBack(Tx tx, string openid, string template) =>
        tx.Run("UPDATE subscriptions SET allowed_left = allowed_left + 1 WHERE openid = @p0 AND template_id = @p1 AND long_term = 0", openid, template);

    /// <summary>Whether it is good to ask this user at the next tap.</summary>
    public bool ShouldAsk(Tx tx, string openid, string template) => tx.Value<long?>($"""
        SELECT 1 FROM subscriptions WHERE openid = @p0 AND template_id = @p1 AND (long_term = 1 OR allowed_left >= {EnoughLeft} OR refused_at > @p2)
        """, openid, template, tx.Now - AskAgainMs) is null;

    static bool Known(Tx tx, string openid, string template)
    {
        if (openid.Length is 0 or > IdMax || template.Length is 0 or > IdMax) return false;
        tx.Run(tx.Dialect.InsertIgnore + " INTO subscriptions (openid, template_id, allowed_left, long_term, refused_at, changed_at) VALUES (@p0, @p1, 0, 0, NULL, @p2)",
            openid, template, tx.Now);
        return true;
    }
}
