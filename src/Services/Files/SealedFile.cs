using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OneTable.Services.Files;

/// <summary>
/// A file kept under a key of its own (AES-256-GCM, block by block), so that any part of it is read without the rest and whoever
/// forgets the key has forgotten the file.
/// </summary>
public sealed class SealedFile : Stream
{
    const int BlockBytes = 64 * 1024, TagBytes = 16, NonceBytes = 12;

    readonly FileStream file;
    readonly AesGcm aes;
    readonly byte[] plain = new byte[BlockBytes], box = new byte[BlockBytes + TagBytes];
    long block = -1;
    int inBlock;

    public SealedFile(string path, string key)
    {
        file = File.OpenRead(path);
        aes = new(Convert.FromBase64String(key), TagBytes);
        Length = file.Length - (file.Length + BlockBytes + TagBytes - 1) / (BlockBytes + TagBytes) * TagBytes;
    }

    /// <summary>Writes what comes, to its end or the limit; answers how long it was, its hash and its key.</summary>
    /// <exception cref="Refusal">too_big</exception>
    public static async Task<(long Length, string Sha256, string Key)> KeepAsync(Stream from, string path, long bytesMax, CancellationToken stop)
    {
        var (key, hash) = (RandomNumberGenerator.GetBytes(32), IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
        using var aes = new AesGcm(key, TagBytes);
        var (plain, box, length) = (new byte[BlockBytes], new byte[BlockBytes + TagBytes], 0L);
        await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        for (var number = 0L; await from.ReadAtLeastAsync(plain, BlockBytes, throwOnEndOfStream: false, stop) is var read and > 0; number++)
        {
            if ((length += read) > bytesMax) throw new Refusal("too_big", $"文件太大了，最多 {bytesMax >> 20} 兆，请分开导入。");
            hash.AppendData(plain, 0, read);
            aes.Encrypt(Nonce(number), plain.AsSpan(0, read), box.AsSpan(0, read), box.AsSpan(read, TagBytes));
            await to.WriteAsync(box.AsMemory(0, read + TagBytes), stop);
        }
        to.Flush(flushToDisk: true);
        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()), Convert.ToBase64String(key));
    }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.Length == 0) return 0;
        Open(Position / BlockBytes);
        var at = (int)(Position % BlockBytes);
        var count = Math.Min(buffer.Length, inBlock - at);
        plain.AsSpan(at, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    void Open(long number)
    {
        if (number == block) return;
        file.Position = number * (BlockBytes + TagBytes);
        inBlock = file.ReadAtLeast(box, box.Length, throwOnEndOfStream: false) - TagBytes;
        aes.Decrypt(Nonce(number), box.AsSpan(0, inBlock), box.AsSpan(inBlock, TagBytes), plain.AsSpan(0, inBlock));
        block = number;
    }

    /// <summary>A key seals one file only, so the number of the block is never used twice with it.</summary>
    static byte[] Nonce(long number)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        return nonce;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            aes.Dispose();
        }
        base.Dispose(disposing);
    }

    public override long Length { get; }
    public override long Position { get; set; }
    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => Length + offset };
    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
