using System.Security.Cryptography;
using System.Text;
using OneTable.Services.Data;

namespace OneTable.Services.Residents;

/// <param name="StaffId">Set when the signed-in WeChat user is a worker too.</param>
public sealed record Session(long ResidentId, long? StaffId);

/// <summary>Bearer tokens of the mini-program: 256 random bits, kept only as a hash, good for 30 days.</summary>
public sealed class Sessions
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public (string Token, long ExpiresAt) Open(Tx tx, long residentId, long? staffId)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var expiresAt = tx.Now + (long)Lifetime.TotalMilliseconds;
        tx.Run("INSERT INTO sessions (token_hash, resident_id, staff_id, created_at, expires_at) VALUES (@p0, @p1, @p2, @p3, @p4)",
            Hash(token), residentId, staffId, tx.Now, expiresAt);
        return (token, expiresAt);
    }

    /// <summary>A worker who left is a resident like others at the next request, not at the token's end.</summary>
    public Session? Find(Tx tx, string token) => tx.First<Session>("""
        SELECT s.resident_id AS ResidentId, w.id AS StaffId FROM sessions s LEFT JOIN staff w ON w.id = s.staff_id AND w.active = 1
        WHERE s.token_hash = @hash AND s.expires_at > @Now
        """, new { hash = Hash(token), tx.Now });

    internal static void GiveToResident(Tx tx, long from, long to) => tx.Run("UPDATE sessions SET resident_id = @p1 WHERE resident_id = @p0", from, to);

    public void Sweep(Tx tx) => tx.Run("DELETE FROM sessions WHERE expires_at <= @p0", tx.Now);

    static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
