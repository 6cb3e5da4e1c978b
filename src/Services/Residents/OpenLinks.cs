using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <summary>
/// Links that open one thing for whoever holds them, for a while: 256 random bits, kept as a hash only, bound to what they open. A link may be
/// passed on: it says nothing of who holds it and opens nothing else.
/// </summary>
public sealed class OpenLinks
{
    public const string Case = "case";
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30); // no longer than a link of WeChat lives
    const int TokenChars = 43;

    public (string Token, long ExpiresAt) Make(Tx tx, string kind, string subject, string actor)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var expiresAt = tx.Now + (long)Lifetime.TotalMilliseconds;
        tx.Run("INSERT INTO open_links (token_hash, kind, subject, made_by, created_at, expires_at, opened) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 0)",
            Hash(token), kind, subject, actor, tx.Now, expiresAt);
        return (token, expiresAt);
    }

    /// <summary>What the link opens; null where it is none, has ended or was taken back.</summary>
    public string? Open(Tx tx, string kind, string token)
    {
        if (token.Length != TokenChars) return null;
        var hash = Hash(token);
        var subject = tx.Value<string>("SELECT subject FROM open_links WHERE token_hash = @p0 AND kind = @p1 AND expires_at > @p2 AND revoked_at IS NULL", hash, kind, tx.Now);
        if (subject is not null) tx.Run("UPDATE open_links SET opened = opened + 1 WHERE token_hash = @p0", hash);
        return subject;
    }

    /// <summary>All links to it open nothing from now on; how many did.</summary>
    public int Revoke(Tx tx, string kind, string subject) =>
        tx.Run("UPDATE open_links SET revoked_at = @p2 WHERE kind = @p0 AND subject = @p1 AND revoked_at IS NULL AND expires_at > @p2", kind, subject, tx.Now);

    public void Sweep(Tx tx) => tx.Run("DELETE FROM open_links WHERE expires_at <= @p0", tx.Now);

    static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
