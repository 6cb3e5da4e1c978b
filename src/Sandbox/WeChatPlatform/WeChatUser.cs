namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>One line of a user's chat with the account, as the user sees it.</summary>
public sealed record ChatLine(string From, string Channel, string Type, string Text)
{
    public long Id { get; init; }
    public long At { get; init; }
    public string? Title { get; init; }
    public string? ImageUrl { get; init; }
    public string? Url { get; init; }
    public string? MsgId { get; init; }
    public object? Data { get; init; }
}

/// <summary>One WeChat user: follows or not, what was said, and how many answers the account may still send.</summary>
sealed class WeChatUser(string openId, TimeProvider time)
{
    const int LinesMax = 500, ConsentsMax = 50;
    static long _lastId;
    readonly Lock _lock = new();
    readonly Queue<ChatLine> _lines = [];
    readonly Dictionary<string, int> _consents = [];
    readonly HashSet<string> _longConsents = [];
    Window _afterMessage, _afterAction;

    record struct Window(DateTimeOffset Until, int Left);

    public string OpenId => openId;
    public bool Following { get; private set; }
    public long FollowedAt { get; private set; }

    /// <summary>How many lines the account has ever sent: the phone's badge counts from it.</summary>
    public int Received { get; private set; }

    public ChatLine? Last { get; private set; }

    public void Follow()
    {
        lock (_lock)
        {
            if (!Following) FollowedAt = time.GetUtcNow().ToUnixTimeSeconds();
            Following = true;
        }
    }

    public void Unfollow()
    {
        lock (_lock)
        {
            Following = false;
            _afterMessage = _afterAction = default;
        }
    }

    /// <summary>A message allows 5 answers in 48 hours; following, a menu tap or a scan 3 in a minute.</summary>
    public void Acted(bool message)
    {
        lock (_lock)
            if (message) _afterMessage = new Window(time.GetUtcNow().AddHours(48), 5);
            else _afterAction = new Window(time.GetUtcNow().AddMinutes(1), 3);
    }

    /// <summary>0 and one answer used up, or the errcode that refuses it.</summary>
    public int UseAnswer()
    {
        lock (_lock)
        {
            if (!Following) return 43004;
            var now = time.GetUtcNow();
            if (_afterMessage.Until <= now && _afterAction.Until <= now) return 45015;
            if (_afterAction.Until > now && _afterAction.Left > 0) _afterAction.Left--;
            else if (_afterMessage.Until > now && _afterMessage.Left > 0) _afterMessage.Left--;
            else return 45047;
            return 0;
        }
    }

    public void Consent(string templateId, int count)
    {
        lock (_lock)
            if (_consents.ContainsKey(templateId) || _consents.Count < ConsentsMax)
                _consents[templateId] = Math.Min(_consents.GetValueOrDefault(templateId) + count, 1000);
    }

    /// <summary>Allowed until it is taken back.</summary>
    public void ConsentForLong(string templateId)
    {
        lock (_lock) _longConsents.Add(templateId);
    }

    public void TakeBack(string templateId)
    {
        lock (_lock)
        {
            _consents.Remove(templateId);
            _longConsents.Remove(templateId);
        }
    }

    public bool UseConsent(string templateId)
    {
        lock (_lock)
        {
            if (_longConsents.Contains(templateId)) return true;
            if (_consents.GetValueOrDefault(templateId) == 0) return false;
            _consents[templateId]--;
            return true;
        }
    }

    /// <summary>Adds a line; a message repeated with the same id is shown once.</summary>
    public void Show(ChatLine line)
    {
        lock (_lock)
        {
            if (line is { From: "me", MsgId: not null } && _lines.Any(l => l.From == "me" && l.MsgId == line.MsgId)) return;
            Last = line with { Id = Interlocked.Increment(ref _lastId), At = time.GetUtcNow().ToUnixTimeMilliseconds() };
            _lines.Enqueue(Last);
            if (_lines.Count > LinesMax) _lines.Dequeue();
            if (line.From == "account") Received++;
        }
    }

    public ChatLine[] Lines()
    {
        lock (_lock) return [.. _lines];
    }
}
