namespace OneTable.Sandbox.SmsVendors;

/// <summary>One text message as the phone received it.</summary>
public sealed record Sms(long At, string Phone, string Text, string TemplateCode, object Params,
    string SignName, string? OutId, string BizId)
{
    /// <summary>What the phone itself wrote back.</summary>
    public bool FromPhone { get; init; }
}

/// <summary>Every phone's text messages, bounded: the oldest of all go first.</summary>
sealed class SmsInbox
{
    const int MessagesMax = 50_000, RecentMax = 30;
    readonly Lock _lock = new();
    readonly Dictionary<string, List<Sms>> _byPhone = [];
    readonly Queue<Sms> _order = [];

    public void Add(Sms sms)
    {
        lock (_lock)
        {
            if (!_byPhone.TryGetValue(sms.Phone, out var mine)) _byPhone[sms.Phone] = mine = [];
            mine.Add(sms);
            _order.Enqueue(sms);
            if (_order.Count > MessagesMax) Drop(_order.Dequeue());
        }
    }

    public Sms[] Of(string phone)
    {
        lock (_lock) return _byPhone.TryGetValue(phone, out var mine) ? [.. mine] : [];
    }

    public int CountSince(string phone, string signName, string templateCode, long at)
    {
        lock (_lock)
            return _byPhone.TryGetValue(phone, out var mine)
                ? mine.Count(s => s.At >= at && s.SignName == signName && s.TemplateCode == templateCode) : 0;
    }

    /// <summary>The numbers that got something last, newest first, each with its last message.</summary>
    public object[] Recent()
    {
        lock (_lock)
            return [.. _order.Reverse().DistinctBy(s => s.Phone).Take(RecentMax)
                .Select(s => new { s.Phone, s.At, s.Text, count = _byPhone[s.Phone].Count })];
    }

    void Drop(Sms sms)
    {
        var mine = _byPhone[sms.Phone];
        mine.Remove(sms);
        if (mine.Count == 0) _byPhone.Remove(sms.Phone);
    }
}
