using System.Security.Cryptography;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>What the platform hands out for a while: access tokens of the apps, sign-in codes of the users.</summary>
sealed class Credentials(TimeProvider time)
{
    const int LivesMax = 1_000;
    static readonly TimeSpan TokenLife = TimeSpan.FromHours(2);
    static readonly TimeSpan OldTokenLife = TimeSpan.FromMinutes(5), CodeLife = TimeSpan.FromMinutes(5);
    readonly Lock _lock = new();
    readonly Dictionary<string, (string AppId, DateTimeOffset Until)> _tokens = [];
    readonly Dictionary<(string AppId, bool Stable), string> _current = [];
    readonly Dictionary<string, (string AppId, string OpenId, DateTimeOffset Until, bool Used)> _codes = [];

    /// <summary>A stable token stays the same until five minutes before its end; the other kind is new each time.
    /// A new one leaves the old alive for five minutes.</summary>
    public (string Token, int ExpiresIn) IssueToken(string appId, bool stable, bool force)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var old = _current.GetValueOrDefault((appId, stable));
            if (old is not null && _tokens.TryGetValue(old, out var kept))
            {
                if (stable && !force && kept.Until - now > OldTokenLife) return (old, (int)(kept.Until - now).TotalSeconds);
                if (kept.Until > now + OldTokenLife) _tokens[old] = (appId, now + OldTokenLife);
            }
            Trim(_tokens);
            var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(96)).Replace('+', '-').Replace('/', '_');
            _tokens[token] = (appId, now + TokenLife);
            _current[(appId, stable)] = token;
            return (token, (int)TokenLife.TotalSeconds);
        }
    }

    /// <summary>0, or the errcode that refuses the token for this app.</summary>
    public int CheckToken(string? token, string appId)
    {
        if (string.IsNullOrEmpty(token)) return 41001;
        lock (_lock)
        {
            if (!_tokens.TryGetValue(token, out var kept) || kept.AppId != appId) return 40001;
            return kept.Until > time.GetUtcNow() ? 0 : 42001;
        }
    }

    public string IssueCode(string appId, string openId)
    {
        lock (_lock)
        {
            Trim(_codes);
            var code = "0" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(15)) + "w";
            _codes[code] = (appId, openId, time.GetUtcNow() + CodeLife, false);
            return code;
        }
    }

    /// <summary>A code is good once, for five minutes, and for the app it was made for.</summary>
    public (int Error, string OpenId) UseCode(string appId, string? code)
    {
        lock (_lock)
        {
            if (code is null || !_codes.TryGetValue(code, out var kept) || kept.AppId != appId || kept.Until <= time.GetUtcNow()) return (40029, "");
            if (kept.Used) return (40163, "");
            _codes[code] = kept with { Used = true };
            return (0, kept.OpenId);
        }
    }

    static void Trim<T>(Dictionary<string, T> lives)
    {
        if (lives.Count >= LivesMax) lives.Remove(lives.Keys.First());
    }
}
