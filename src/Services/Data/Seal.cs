using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OneTable.Services.Data;

/// <summary>
/// Identity numbers, phones and accounts at rest: AES-256-GCM with the key's name in the value ("k1.…"), so that keys can
/// be rotated, and a keyed hash to find one exactly. Keys are "name:base64 of 32 bytes", the first is the one that seals.
/// </summary>
public sealed class Seal
{
    const int NonceBytes = 12, TagBytes = 16;
    readonly Dictionary<string, ThreadLocal<AesGcm>> keys = []; // a cipher costs more to make than to use, and is one thread's at a time
    readonly string current;
    readonly byte[] hashKey;

    public Seal(string setting)
    {
        var pairs = setting.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var pair in pairs)
        {
            var parts = pair.Split(':', 2);
            var key = new byte[32];
            if (parts.Length != 2 || parts[0].Length is 0 or > 8
                || !Convert.TryFromBase64String(parts[1], key, out var n) || n != 32)
                throw new FormatException("Data__SealKey must be name:base64 of 32 bytes, several by comma");
            var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "onetable seal"u8.ToArray());
            keys[parts[0]] = new(() => new AesGcm(derived, TagBytes));
        }
        if (pairs.Length == 0) throw new FormatException("Data__SealKey must not be empty");
        current = pairs[0].Split(':')[0];
        // The hash must outlive a rotation of the sealing key: it hangs on the oldest key, the last in the list.
        hashKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(pairs[^1].Split(':', 2)[1]), 32,
            info: "onetable hash"u8.ToArray());
    }

    public static string NewKey() => "k1:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public string? Close(string? value)
    {
        if (string.IsNullOrEmpty(value)) return null;
        var plain = Encoding.UTF8.GetBytes(value);
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        keys[current].Value!.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length));
        return current + "." + Base64Url.EncodeToString(box);
    }

    public string? Open(string? box)
    {
        if (string.IsNullOrEmpty(box)) return null;
        var dot = box.IndexOf('.');
        var bytes = Base64Url.DecodeFromChars(box.AsSpan(dot + 1));
        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        keys[box[..dot]].Value!.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, plain.Length), bytes.AsSpan(NonceBytes + plain.Length), plain);
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>What some rows seal and others need not.</summary>
    public string OpenIfClosed(string text)
    {
        if (!keys.Keys.Any(key => text.StartsWith(key + ".", StringComparison.Ordinal))) return text;
        try { return Open(text)!; }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException or OverflowException) { return text; }
    }

    /// <summary>32 hex digits by which an exact value is found again without unsealing.</summary>
    public string? Hash(string? value) => string.IsNullOrEmpty(value) ? null
        : Convert.ToHexStringLower(HMACSHA256.HashData(hashKey, Encoding.UTF8.GetBytes(value.Trim().ToUpperInvariant())).AsSpan(0, 16));

    /// <summary>Signs a short text, for links that open one thing for a while.</summary>
    public string Sign(string value) => Hash("link|" + value)!;
}
