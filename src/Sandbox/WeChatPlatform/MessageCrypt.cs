using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OneTable.Sandbox.WeChatPlatform;

/// <summary>WeChat's safe mode seen from the platform's side: signs and encrypts pushes, opens encrypted replies.</summary>
public sealed class MessageCrypt(string token, string encodingAesKey, string appId)
{
    const int Block = 32; // WeChat pads to 32 bytes, not to the 16 of AES
    readonly byte[] _key = Convert.FromBase64String(encodingAesKey + "=");

    /// <summary>Lower-case hex SHA-1 over the token and the parts, sorted by code unit.</summary>
    public string Sign(params string[] parts)
    {
        string[] all = [token, .. parts];
        Array.Sort(all, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(all))));
    }

    public string Encrypt(string message) => Encrypt(message, RandomNumberGenerator.GetBytes(16));

    /// <summary>random16 | length | message | app id, padded and encrypted.
    /// The random part is a parameter so that known answers can be checked.</summary>
    public string Encrypt(string message, byte[] random16)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        byte[] frame = [.. random16, .. length, .. text, .. Encoding.UTF8.GetBytes(appId)];
        var pad = Block - frame.Length % Block;
        byte[] padded = [.. frame, .. Enumerable.Repeat((byte)pad, pad)];
        using var aes = NewAes();
        return Convert.ToBase64String(aes.EncryptCbc(padded, _key.AsSpan(0, 16), PaddingMode.None));
    }

    /// <summary>The message inside; throws <see cref="CryptographicException"/> for anything that is not ours.</summary>
    public string Decrypt(string encrypted)
    {
        var cipher = new byte[encrypted.Length];
        if (!Convert.TryFromBase64String(encrypted, cipher, out var size)) throw new CryptographicException("no base64");
        // 16 and not 32: a padding of 16 is tolerated, as some servers write it.
        if (size == 0 || size % 16 != 0) throw new CryptographicException("length is no multiple of 16");
        using var aes = NewAes();
        var frame = aes.DecryptCbc(cipher.AsSpan(0, size), _key.AsSpan(0, 16), PaddingMode.None);
        var pad = frame[^1];
        if (pad is < 1 or > Block || frame.Length - pad < 20) throw new CryptographicException("wrong padding");
        var body = frame.AsSpan(20, frame.Length - pad - 20);
        var length = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(16, 4));
        if (length < 0 || length > body.Length) throw new CryptographicException("wrong message length");
        if (Encoding.UTF8.GetString(body[length..]) != appId) throw new CryptographicException("another app id");
        return Encoding.UTF8.GetString(body[..length]);
    }

    Aes NewAes()
    {
        var aes = Aes.Create();
        aes.Key = _key;
        return aes;
    }
}
