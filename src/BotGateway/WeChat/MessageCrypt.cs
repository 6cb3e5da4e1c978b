using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OneTable.BotGateway.WeChat;

/// <summary>
/// The platform's message encryption: AES-256-CBC over random(16) | length(4, big-endian) | message | app id, padded by hand
/// to 32, and SHA-1 signatures over the ordinally sorted parts (WXBizMsgCrypt; developers.weixin.qq.com, message-push).
/// </summary>
public sealed class MessageCrypt
{
    const int Block = 32, Head = 20;
    readonly ThreadLocal<(ICryptoTransform Open, ICryptoTransform Close)> cipher; // neither may be used by two threads at once; a new one is dear
    readonly byte[] appId;
    readonly string token;

    /// <param name="encodingAesKey">43 characters; the last two bits of the last one are unused.</param>
    public MessageCrypt(string token, string encodingAesKey, string appId)
    {
        this.token = token;
        this.appId = Encoding.UTF8.GetBytes(appId);
        var key = Convert.FromBase64String(encodingAesKey + "=");
        cipher = new(() =>
        {
            using var own = Aes.Create();
            own.Padding = PaddingMode.None;
            return (own.CreateDecryptor(key, key[..16]), own.CreateEncryptor(key, key[..16]));
        });
    }

    /// <summary>Lower-case hex SHA-1 over the token and the given parts, sorted by code unit.</summary>
    public string Sign(params ReadOnlySpan<string> parts)
    {
        var sorted = new string[parts.Length + 1];
        parts.CopyTo(sorted);
        sorted[^1] = token;
        for (var i = 1; i < sorted.Length; i++) // four at most: quicker than a call of Sort
            for (var j = i; j > 0 && string.CompareOrdinal(sorted[j - 1], sorted[j]) > 0; j--)
                (sorted[j - 1], sorted[j]) = (sorted[j], sorted[j - 1]);
        var max = 0;
        foreach (var part in sorted) max += Encoding.UTF8.GetMaxByteCount(part.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(max);
        var length = 0;
        foreach (var part in sorted) length += Encoding.UTF8.GetBytes(part, bytes.AsSpan(length));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(bytes.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(bytes);
        return Convert.ToHexStringLower(hash);
    }

    public bool IsSigned(string? signature, params ReadOnlySpan<string> parts) => signature is { Length: 40 }
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Sign(parts)));

    /// <summary>The message inside; null where it is not ours: broken, wrongly padded, or meant for another app.</summary>
    public byte[]? Decrypt(ReadOnlySpan<char> encrypted)
    {
        var box = ArrayPool<byte>.Shared.Rent(encrypted.Length * 3 / 4 + 3);
        var isBase64 = Convert.TryFromBase64Chars(encrypted, box, out var length);
        var frame = isBase64 && length > 0 && length % 16 == 0 ? cipher.Value.Open.TransformFinalBlock(box, 0, length) : [];
        ArrayPool<byte>.Shared.Return(box);
        if (frame.Length == 0) return null;
        var pad = frame[^1];
        if (pad is 0 or > Block || length - pad < Head || frame.AsSpan(length - pad, pad).ContainsAnyExcept(pad)) return null;
        var plain = frame.AsSpan(0, length - pad);
        var size = BinaryPrimitives.ReadUInt32BigEndian(plain[16..]);
        if (size > plain.Length - Head) return null;
        return CryptographicOperations.FixedTimeEquals(plain[(Head + (int)size)..], appId) ? plain.Slice(Head, (int)size).ToArray() : null;
    }

    public string Encrypt(string message)
    {
        var size = Encoding.UTF8.GetByteCount(message);
        var used = Head + size + appId.Length;
        var pad = Block - used % Block;
        var buffer = ArrayPool<byte>.Shared.Rent(used + pad);
        var frame = buffer.AsSpan(0, used + pad);
        RandomNumberGenerator.Fill(frame[..16]);
        BinaryPrimitives.WriteUInt32BigEndian(frame[16..], (uint)size);
        Encoding.UTF8.GetBytes(message, frame[Head..]);
        appId.CopyTo(frame[(Head + size)..]);
        frame[used..].Fill((byte)pad);
        var text = Convert.ToBase64String(cipher.Value.Close.TransformFinalBlock(buffer, 0, used + pad));
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return text;
    }
}
