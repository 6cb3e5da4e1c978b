using System.Buffers;

namespace OneTable.Services.Sheets;

/// <summary>Takes what the zip writes at once, which a web response does not, and sends it when asked.</summary>
sealed class HeldStream(Stream to) : Stream
{
    readonly ArrayBufferWriter<byte> held = new();

    public int Count => held.WrittenCount;

    public async ValueTask SendAsync(CancellationToken stop)
    {
        if (held.WrittenCount == 0) return;
        await to.WriteAsync(held.WrittenMemory, stop);
        held.ResetWrittenCount();
    }

    public override void Write(byte[] buffer, int offset, int count) => held.Write(buffer.AsSpan(offset, count));
    public override void Write(ReadOnlySpan<byte> buffer) => held.Write(buffer);
    public override void Flush() { }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
