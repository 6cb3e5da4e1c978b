using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>What somebody may do for another, and no more.</summary>
public static class ProxyScope
{
    public const string Apply = "apply", Progress = "progress", Chances = "chances";
    public static readonly IReadOnlyList<string> All = [Apply, Progress, Chances];

    public static string Text(string scope) => scope switch { Apply => "办事", Progress => "看进度", _ => "看能享受什么" };
}

public static class ProxyState
{
    public const string Asked = "asked", Granted = "granted", Refused = "refused", Ended = "ended";
}

public static class ProxyWay
{
    public const string Sms = "sms", Door = "door", Guardian = "guardian";

    public static string Text(string way) => way switch { Sms => "本人短信同意", Door => "本人当面同意", _ => "监护人" };
}

/// <summary>Who acts (a person on record) for whom, in what, until when, and by whose word (F17).</summary>
/// <param name="PersonId">Empty where name and number fitted nobody: such a question is never answered.</param>
public sealed record Proxy(
    long Id, long ActorId, string ActorName, long? PersonId, string PersonName, string Relation, string Scope, long Months, string Way, string State, long AskedAt,
    long? DecidedAt, long? UntilAt, long? EndedAt, string? EndedBy, string? EndedWhy)
{
    internal const string Columns = """
        x.id AS Id, x.actor_id AS ActorId, x.actor_name AS ActorName, x.person_id AS PersonId, x.person_name AS PersonName, x.relation AS Relation, x.scope AS Scope, x.months AS Months,
        x.way AS Way, x.state AS State, x.asked_at AS AskedAt, x.decided_at AS DecidedAt, x.until_at AS UntilAt, x.ended_at AS EndedAt, x.ended_by AS EndedBy, x.ended_why AS EndedWhy
        """;

    public IReadOnlyList<string> Scopes => Scope.Split(',');
    public string ScopeText => string.Join('、', Scopes.Select(ProxyScope.Text));
    /// <summary>女儿王小红.</summary>
    public string Who => Relation + ActorName;
    public bool Holds(long now) => State == ProxyState.Granted && UntilAt > now;
    public string UntilText => UntilAt is { } until ? $"{BeijingTime.Of(until):yyyy年M月d日}" : "";

    internal static Proxy? Find(Tx tx, long id) => tx.First<Proxy>($"SELECT {Columns} FROM proxies x WHERE x.id = @id{tx.ForUpdate}", new { id });
}

/// <summary>One thing that was done for somebody.</summary>
public sealed record ProxyAct(long At, string ActorName, string Text);
