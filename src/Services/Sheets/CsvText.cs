using System.Text;
using System.Text.Unicode;

namespace OneTable.Services.Sheets;

/// <summary>In which encoding a file of text is written, found by reading all of it; two in one file are refused with the line.</summary>
static class CsvText
{
    const int LineMax = 4 << 20, SniffBytes = 4096;

    public static Encoding EncodingOf(Stream stream)
    {
        Span<byte> head = stackalloc byte[SniffBytes];
        stream.Position = 0;
        head = head[..stream.ReadAtLeast(head, SniffBytes, throwOnEndOfStream: false)];
        stream.Position = 0;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || Zeros(head, 1) > head.Length / 8) return new UnicodeEncoding(false, true, true);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || Zeros(head, 0) > head.Length / 8) return new UnicodeEncoding(true, true, true);
        var strict = Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return Lines(stream, strict) ? new UTF8Encoding(true, true) : strict;
    }

    static int Zeros(ReadOnlySpan<byte> head, int from)
    {
        var count = 0;
        for (var i = from; i < head.Length; i += 2)
            if (head[i] == 0) count++;
        return count;
    }

    /// <summary>Whether all lines are UTF-8; else all must be GB18030.</summary>
    static bool Lines(Stream stream, Encoding gb)
    {
        var (utf8, other, number) = (0, 0, 0);
        var buffer = new byte[LineMax];
        var kept = 0;
        for (var end = false; !end;)
        {
            var read = stream.Read(buffer, kept, buffer.Length - kept);
            end = read == 0;
            var span = buffer.AsSpan(0, kept + read);
            while (span.IndexOf((byte)'\n') is var at && (at >= 0 || end && span.Length > 0))
            {
                var line = at < 0 ? span : span[..at];
                number++;
                Check(line, number, gb, ref utf8, ref other);
                span = at < 0 ? [] : span[(at + 1)..];
            }
            if (span.Length == buffer.Length) throw new Refusal("sheet_kind", $"第 {number + 1} 行太长，这不像表格。");
            span.CopyTo(buffer);
            kept = span.Length;
        }
        stream.Position = 0;
        if (utf8 > 0 && other > 0)
            throw new Refusal("sheet_encoding", $"第 {Math.Max(utf8, other)} 行的文字编码和前面不一样。请另存为 .xlsx 再传。");
        return other == 0;
    }

    /// <param name="utf8">The first line that can only be UTF-8.</param>
    /// <param name="other">The first line that is not.</param>
    static void Check(ReadOnlySpan<byte> line, int number, Encoding gb, ref int utf8, ref int other)
    {
        if (line.Contains((byte)0)) throw SheetKind.Refused("这不是表格文件，请另存为 .xlsx 再传。");
        if (Ascii.IsValid(line)) return;
        if (Utf8.IsValid(line))
        {
            // Two bytes may be a Chinese character of GB18030 as well; three that begin so hardly ever are.
            if (utf8 == 0 && line.IndexOfAnyInRange((byte)0xE3, (byte)0xE9) >= 0) utf8 = number;
            return;
        }
        if (other == 0) other = number;
        try
        {
            gb.GetCharCount(line);
        }
        catch (DecoderFallbackException)
        {
            throw new Refusal("sheet_encoding", $"第 {number} 行的文字读不出来。请另存为 .xlsx 再传。");
        }
    }
}
