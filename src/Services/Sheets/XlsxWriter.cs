using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace OneTable.Services.Sheets;

public enum CellStyle { Plain, Title, Note, Header, Text, Number, Ask }

/// <summary>How the one sheet looks: widths in characters, the rows above the data that stand still and are printed on every page.</summary>
public sealed record SheetLayout(string Name, IReadOnlyList<double> Widths, int HeaderRow, string Creator);

/// <summary>
/// Writes one sheet as .xlsx straight to a stream, row by row: UTF-8 by hand into one buffer, deflated at the fastest level.
/// What is written is sent; memory stays the same however many rows there are. Text stays exactly as it is (F21).
/// </summary>
public sealed class XlsxWriter : IAsyncDisposable
{
    public const int RowsMax = 1_048_576, TextMax = 32_767;
    const int FlushBytes = 64 * 1024;

    readonly HeldStream held;
    readonly ZipArchive zip;
    readonly SheetLayout layout;
    readonly ArrayBufferWriter<byte> buffer = new(FlushBytes * 2);
    readonly byte[][] columns;
    readonly List<string> merged = [];
    readonly Stream sheet;
    int row, column;
    bool inRow;

    public XlsxWriter(Stream to, SheetLayout layout)
    {
        held = new(to);
        zip = new(held, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        this.layout = layout;
        columns = [.. Enumerable.Range(0, layout.Widths.Count).Select(i => Encoding.ASCII.GetBytes(Column(i)))];
        foreach (var (name, xml) in XlsxParts.Around(layout))
        {
            using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            part.Write(Encoding.UTF8.GetBytes(xml));
        }
        sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        Raw(XlsxParts.SheetHead(layout));
    }

    /// <summary>Begins the next row; heights in points, 0 for the usual one.</summary>
    public void Row(double height = 0)
    {
        EndRow();
        if (++row > RowsMax) throw new Refusal("table_too_long", $"一张表最多 {RowsMax} 行，请分区域导出。");
        column = 0;
        inRow = true;
        Raw("<row r=\""u8);
        Number(row);
        if (height > 0) Raw($"\" ht=\"{height}\" customHeight=\"1");
        Raw("\">"u8);
    }

    public void Text(string? text, CellStyle style = CellStyle.Text)
    {
        Open(style);
        if (string.IsNullOrEmpty(text))
        {
            Raw("/>"u8);
            return;
        }
        Raw(XlsxParts.IsSpaced(text) ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8 : " t=\"inlineStr\"><is><t>"u8);
        Escaped(text.Length > TextMax ? text.AsSpan(0, TextMax) : text);
        Raw("</t></is></c>"u8);
    }

    public void Number(long value, CellStyle style = CellStyle.Number)
    {
        Open(style);
        Raw("><v>"u8);
        Number(value);
        Raw("</v></c>"u8);
    }

    /// <summary>Joins the current row's cells from the first to the last column.</summary>
    public void MergeRow() => merged.Add($"A{row}:{Column(layout.Widths.Count - 1)}{row}");

    /// <summary>Sends what has gathered, once it is worth it; call it after each row.</summary>
    public ValueTask FlushAsync(CancellationToken stop = default) => buffer.WrittenCount < FlushBytes ? default : SendAsync(stop);

    public async ValueTask DisposeAsync()
    {
        EndRow();
        Raw(XlsxParts.SheetEnd(merged));
        sheet.Write(buffer.WrittenSpan);
        sheet.Dispose();
        zip.Dispose();
        await held.SendAsync(default);
    }

    /// <summary>A, B … Z, AA …</summary>
    public static string Column(int index) => index < 26 ? ((char)('A' + index)).ToString() : Column(index / 26 - 1) + (char)('A' + index % 26);

    ValueTask SendAsync(CancellationToken stop)
    {
        sheet.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
        return held.SendAsync(stop);
    }

    void EndRow()
    {
        if (inRow) Raw("</row>"u8);
        inRow = false;
    }

    void Open(CellStyle style)
    {
        Raw("<c r=\""u8);
        Raw(columns[column++]);
        Number(row);
        Raw("\" s=\""u8);
        Number((int)style);
        Raw("\""u8);
    }

    void Raw(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

    void Raw(string text) => Encoding.UTF8.GetBytes(text, buffer);

    void Number(long value)
    {
        value.TryFormat(buffer.GetSpan(20), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        buffer.Advance(written);
    }

    void Escaped(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var at = text.IndexOfAny(XlsxParts.Special);
            var plain = at < 0 ? text : text[..at];
            buffer.Advance(Encoding.UTF8.GetBytes(plain, buffer.GetSpan(plain.Length * 3)));
            if (at < 0) return;
            Raw(XlsxParts.Escape(text[at..]));
            text = text[(at + 1)..];
        }
    }
}
