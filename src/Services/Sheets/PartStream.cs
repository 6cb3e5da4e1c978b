namespace OneTable.Services.Sheets;

/// <summary>
/// One part of a zip as it is unpacked, held to limits on the way: how much it may become, how much more than it was, and how
/// long one tag or text may be, so that no reader behind it gathers a whole file in one value.
/// </summary>
sealed class PartStream(Stream part, long packed, long bytesMax) : Stream
{
    const int RatioMax = 100, TokenMax = 256 * 1024, ReadMax = 64 * 1024;
    const long RatioFrom = 32 << 20;
    long total;
    int token;

    public static Refusal Bomb() => new("sheet_too_big", "这个文件解开后太大，不像正常的表格，没有导入。");

    public override int Read(Span<byte> buffer)
    {
        var read = part.Read(buffer[..Math.Min(buffer.Length, ReadMax)]); // a longer one could hide a long token inside
        total += read;
        if (total > bytesMax || total > RatioFrom && total > packed * RatioMax) throw Bomb();
        var got = buffer[..read];
        var (first, last) = (got.IndexOf((byte)'<'), got.LastIndexOf((byte)'<'));
        if (token + (first < 0 ? read : first) > TokenMax) throw Bomb();
        token = first < 0 ? token + read : read - last;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing) part.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => total; set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
