using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace OneTable.Services.Sheets;

public enum CellStyle { Plain, Title, Note, Header, Text, Number, Ask }

/// <summary>How the one sheet looks: widths in characters, the rows above the data that stand still and are printed on every page.</summary>
/// <param name="Mark">Who takes it away; null where nobody does.</param>
public sealed record SheetLayout(string Name, IReadOnlyList<double> Widths, int HeaderRow, string Creator, TraceMark? Mark = null);

/// <summary>
/// Writes one sheet as .xlsx straight to a stream, row by row: UTF-8 by hand into one buffer, deflated at the fastest level.
/// What is written is sent; memory stays the same however many rows there are. Text stays exactly as it is (F21).
/// </summary>
public sealed class XlsxWriter : IAsyncDisposable
{
    public const int RowsMax = 1_048_576, TextMax = 32_767;
    const int FlushBytes = 64 * 1024;

    /// <summary>What stands between a cell's name and its value, by style.</summary>
    static readonly byte[][] beforeNothing = Styled("/>"), beforeText = Styled(" t=\"inlineStr\"><is><t>"),
        beforeSpaced = Styled(" t=\"inlineStr\"><is><t xml:space=\"preserve\">"), beforeNumber = Styled("><v>");

    readonly HeldStream held;
    readonly ZipArchive zip;
    readonly SheetLayout layout;
    readonly Utf8Out to;
    readonly byte[][] columns;
    readonly byte[] number = new byte[8];
    readonly List<string> merged = [];
    readonly Stream sheet;
    int row, column, digits;
    bool inRow, hasSent;

    public XlsxWriter(Stream stream, SheetLayout layout)
    {
        held = new(stream);
        zip = new(held, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        this.layout = layout;
        columns = [.. Enumerable.Range(0, layout.Widths.Count).Select(i => Encoding.ASCII.GetBytes($"<c r=\"{Column(i)}"))];
        foreach (var (name, xml) in XlsxParts.Around(layout))
        {
            using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            part.Write(Encoding.UTF8.GetBytes(xml));
        }
        sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        to = new(sheet);
        to.Raw(XlsxParts.SheetHead(layout));
    }

    /// <summary>Begins the next row; heights in points, 0 for the usual one.</summary>
    public void Row(double height = 0)
    {
        EndRow();
        if (++row > RowsMax) throw new Refusal("table_too_long", $"一张表最多 {RowsMax} 行，请分区域导出。");
        column = 0;
        inRow = true;
        row.TryFormat(number, out digits, default, CultureInfo.InvariantCulture);
        to.Raw("<row r=\""u8);
        to.Raw(number.AsSpan(0, digits));
        if (height > 0) to.Raw(string.Create(CultureInfo.InvariantCulture, $"\" ht=\"{height}\" customHeight=\"1"));
        to.Raw("\">"u8);
    }

    public void Text(string? text, CellStyle style = CellStyle.Text)
    {
        if (string.IsNullOrEmpty(text))
        {
            Open(beforeNothing, style);
            return;
        }
        Open(XlsxParts.IsSpaced(text) ? beforeSpaced : beforeText, style);
        to.Escaped(text.Length > TextMax ? text.AsSpan(0, TextMax) : text);
        to.Raw("</t></is></c>"u8);
    }

    public void Number(long value, CellStyle style = CellStyle.Number)
    {
        Open(beforeNumber, style);
        to.Number(value);
        to.Raw("</v></c>"u8);
    }

    /// <summary>Joins the current row's cells from the first to the last column.</summary>
    public void MergeRow() => merged.Add($"A{row}:{Column(layout.Widths.Count - 1)}{row}");

    /// <summary>Sends what has gathered, once it is worth it; call it after each row. The first row goes at once: somebody waits for it.</summary>
    public ValueTask FlushAsync(CancellationToken stop = default)
    {
        if (hasSent && held.Count < FlushBytes) return default;
        hasSent = true;
        return held.SendAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        EndRow();
        to.Raw(XlsxParts.SheetEnd(merged, layout.Mark));
        to.Flush();
        sheet.Dispose();
        zip.Dispose();
        await held.SendAsync(default);
    }

    /// <summary>A, B … Z, AA …</summary>
    public static string Column(int index) => index < 26 ? ((char)('A' + index)).ToString() : Column(index / 26 - 1) + (char)('A' + index % 26);

    void EndRow()
    {
        if (inRow) to.Raw("</row>"u8);
        inRow = false;
    }

    void Open(byte[][] before, CellStyle style)
    {
        to.Raw(columns[column++]);
        to.Raw(number.AsSpan(0, digits));
        to.Raw(before[(int)style]);
    }

    static byte[][] Styled(string then) => [.. Enum.GetValues<CellStyle>().Select(style => Encoding.ASCII.GetBytes($"\" s=\"{(int)style}\"{then}"))];
}
