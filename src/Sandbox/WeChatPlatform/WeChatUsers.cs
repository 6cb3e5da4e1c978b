namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>Everybody who has met the account, bounded: the one met first is forgotten first.</summary>
sealed class WeChatUsers(SandboxOptions options)
{
    const int UsersMax = 20_000;
    readonly Lock _lock = new();
    readonly Dictionary<string, WeChatUser> _users = [];
    readonly Queue<string> _order = [];
    readonly Dictionary<string, DateTimeOffset> _miniOpened = [];

    public static bool IsOpenId(string? text) => text is { Length: > 0 and <= 64 }
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The mini-program knows the same person by another id; the open platform by a third.</summary>
    public static string MiniOpenId(string openId) => "mini-" + openId;
    public static string UnionId(string openId) => "union-" + openId;

    public WeChatUser Meet(string openId)
    {
        lock (_lock)
        {
            if (_users.TryGetValue(openId, out var user)) return user;
            user = new WeChatUser(openId, options.Time);
            if (options.FollowsFromStart(openId)) user.Follow();
            _users[openId] = user;
            _order.Enqueue(openId);
            if (_order.Count > UsersMax) _users.Remove(_order.Dequeue());
            return user;
        }
    }

    /// <summary>The user of the account; null for what cannot be its openid. Whoever never came does not follow.</summary>
    public WeChatUser? Find(string? openId)
    {
        if (!IsOpenId(openId) || openId!.StartsWith("mini-", StringComparison.Ordinal)) return null;
        lock (_lock)
            if (_users.TryGetValue(openId, out var known)) return known;
        return options.FollowsFromStart(openId) ? Meet(openId) : new WeChatUser(openId, options.Time);
    }

    /// <summary>The mini-program was opened just now by this user.</summary>
    public void OpenMini(string openId)
    {
        lock (_lock)
        {
            if (_miniOpened.Count > UsersMax) _miniOpened.Clear();
            _miniOpened[MiniOpenId(openId)] = options.Time.GetUtcNow();
        }
    }

    /// <summary>Within the two hours in which content of that user is checked.</summary>
    public bool OpenedMini(string miniOpenId)
    {
        lock (_lock) return _miniOpened.GetValueOrDefault(miniOpenId) > options.Time.GetUtcNow().AddHours(-2);
    }

    public WeChatUser[] All()
    {
        lock (_lock) return [.. _users.Values];
    }
}
