using System.Security.Cryptography;
using System.Text;
using OneTable.Services.Data;
using OneTable.Services.Staff;

namespace OneTable.Services.Residents;

/// <param name="StaffId">Set when the signed-in WeChat user is a worker too.</param>
public sealed record Session(long ResidentId, long? StaffId);

/// <summary>Tokens of the mini-program and, inside its cookie, of the console: 256 random bits, kept only as a hash, good until their end or a sign-out.</summary>
public sealed class Sessions
{
    /// <summary>At the console nobody is a resident.</summary>
    public const long NoResident = 0;
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30), OfConsole = TimeSpan.FromHours(12);

    public (string Token, long ExpiresAt) Open(Tx tx, long residentId, long? staffId)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var expiresAt = tx.Now + (long)(residentId == NoResident ? OfConsole : Lifetime).TotalMilliseconds;
        tx.Run("INSERT INTO sessions (token_hash, resident_id, staff_id, created_at, expires_at) VALUES (@p0, @p1, @p2, @p3, @p4)",
            Hash(token), residentId, staffId, tx.Now, expiresAt);
        return (token, expiresAt);
    }

    /// <summary>A worker who left is a resident like others at the next request, not at the token's end.</summary>
    public Session? Find(Tx tx, string token) => tx.First<Session>($"""
        SELECT s.resident_id AS ResidentId, w.id AS StaffId FROM sessions s LEFT JOIN staff w ON w.id = s.staff_id AND w.active = 1 AND {StaffList.InTime}
        WHERE s.token_hash = @hash AND s.expires_at > @Now
        """, new { hash = Hash(token), tx.Now, today = DateOnly.FromDateTime(BeijingTime.Of(tx.Now).DateTime).Iso() });

    public long EndOf(Tx tx, string token) => tx.Value<long>("SELECT expires_at FROM sessions WHERE token_hash = @p0", Hash(token));

    public void End(Tx tx, string token) => tx.Run("DELETE FROM sessions WHERE token_hash = @p0", Hash(token));

    internal static void GiveToResident(Tx tx, long from, long to) => tx.Run("UPDATE sessions SET resident_id = @p1 WHERE resident_id = @p0", from, to);

    public void Sweep(Tx tx) => tx.Run("DELETE FROM sessions WHERE expires_at <= @p0", tx.Now);

    static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
